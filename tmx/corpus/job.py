"""One document of a collection: a folder of its own, made beside its place and moved there."""

import hashlib
import json
import secrets
import shutil
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from align.bitext import default_model, make_signature
from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from sources import Document, SixfoldError
from sources.folder import FolderDocument
from sources.language_check import remark_on_writing
from sources.library import read_versions
from tmx.build import build_memory, document_name
from tmx.report.verdict import slips
from tmx.store.decisions import decisions
from tmx.store.errors import StoreError
from tmx.store.memory import Memory

__all__ = ["Job", "Outcome", "Settings", "lost_job", "made_already", "recipe_of", "run_job"]

_NOTE: Final = "made.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How every document of a collection is aligned; see `sixfold align` for the options."""

    model: str = "static"
    offline: bool = False
    largest_bead: int | None = None
    keep_source_segments: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A document to be made.

    Attributes:
        name: what it is called.
        found: its files, as the folder has them.
        languages: which of them are aligned, the source first.
        folder: where its outputs will lie.
        staging: a folder on the same disk for unfinished ones.
        settings: how it is aligned.
        memory: the memory of the whole collection; decisions in it stand.
    """

    name: str
    found: FolderDocument
    languages: tuple[str, ...]
    folder: Path
    staging: Path
    settings: Settings
    memory: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a document.

    Attributes:
        name: what it is called.
        document: its name in a memory.
        folder: name of the folder of its outputs.
        languages: tags, the source first.
        rows: how many rows it has.
        confidence: mean of the rows, 0 to 1; None without rows.
        errors: findings of severity `error`.
        slips: slips, moved blocks and missing pages.
        error: why it failed, in a sentence; empty if it did not.
        trace: where the program failed, if the fault is ours.
        is_new: False if it was made by an earlier run.
        remarks: Chinese versions in other characters than stated, a sentence each.
    """

    name: str
    document: str = ""
    folder: str = ""
    languages: tuple[str, ...] = ()
    rows: int = 0
    confidence: float | None = None
    errors: int = 0
    slips: int = 0
    error: str = ""
    trace: str = ""
    is_new: bool = True
    remarks: tuple[str, ...] = ()


def recipe_of(job: Job, identity: str) -> dict[str, Any]:
    """Return all that the outputs of a document depend on: its files and how they are aligned.

    Args:
        job: the document.
        identity: of the encoder.

    Raises:
        OSError: a file cannot be read.
    """
    settings = job.settings
    signature = make_signature(identity, default_model(settings.largest_bead))
    return {
        "files": {tag: _digest(job.found.files[tag]) for tag in job.languages},
        "signature": str(signature),
        "keep_source_segments": settings.keep_source_segments,
    }


def made_already(job: Job, identity: str) -> Outcome | None:
    """Return the outcome of an earlier run from the same files in the same way, or None."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        note = json.loads((job.folder / _NOTE).read_bytes())
        if note["recipe"] == json.loads(json.dumps(recipe_of(job, identity))):
            told = note["outcome"]
            told["languages"] = tuple(told["languages"])
            told["remarks"] = tuple(told.get("remarks", ()))
            return Outcome(**told, is_new=False)
    return None


def run_job(job: Job) -> Outcome:
    """Make the outputs of a document; a failure is told in the outcome and leaves no trace."""
    made = job.staging / f"{job.folder.name}-{secrets.token_hex(4)}"
    try:
        outcome = _make(job, made)
        _put_in_place(made, job.folder)
    except SixfoldError as error:
        return Outcome(name=job.name, error=str(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the others
        return Outcome(
            name=job.name,
            error=f"{job.name} could not be aligned because of a fault in this program "
            f"({type(error).__name__}: {error}); expected none; report it, the place is in "
            f"corpus.json.",
            trace=traceback.format_exc(),
        )
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return outcome


def lost_job(job: Job) -> Outcome:
    """Return the outcome of a job whose process was killed."""
    return Outcome(
        name=job.name,
        error=f"{job.name} was given up: the process that aligned it was ended from outside, twice "
        f"(out of memory?); expected it to run through; try fewer --workers.",
    )


def _make(job: Job, folder: Path) -> Outcome:
    settings = job.settings
    documents = read_versions(job.found, job.languages)
    encoder = _encoder(settings.model, settings.offline)
    name = document_name(documents)
    recipe = recipe_of(job, encoder.identity)
    build = build_memory(
        documents,
        folder,
        encoder=encoder,
        model=default_model(settings.largest_bead),
        keep_source_segments=settings.keep_source_segments,
        reviewed=_reviewed(name, job.memory, job.folder / "memory.db"),
    )
    figures = build.report["figures"]
    outcome = Outcome(
        name=job.name,
        document=name,
        folder=job.folder.name,
        languages=build.alignment.languages,
        rows=figures["rows"],
        confidence=figures["confidence"]["mean"],
        errors=figures["findings"]["by_severity"]["error"],
        slips=len(slips(build.report)),
        remarks=_remarks(documents),
    )
    told = {key: value for key, value in asdict(outcome).items() if key != "is_new"}
    note = json.dumps({"recipe": recipe, "outcome": told}, ensure_ascii=False, indent=1)
    (folder / _NOTE).write_text(f"{note}\n", encoding="utf-8")
    return replace(outcome, is_new=True)


def _remarks(documents: Sequence[Document]) -> tuple[str, ...]:
    found = []
    for document in documents:
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        remark = remark_on_writing(text, document.language)
        if remark:
            found.append(f"{document.provenance.location} {remark}")
    return tuple(found)


def _reviewed(name: str, *memories: Path) -> Path:
    """Return the first memory in which people have decided on a document, else the last."""
    for path in memories:
        with suppress(StoreError), Memory.open(path) as memory:
            if decisions(memory, name):
                return path
    return memories[-1]


def _put_in_place(made: Path, place: Path) -> None:
    """Move a whole folder to its place; what was there is taken away afterwards."""
    earlier = made.with_name(f"{made.name}-earlier")
    if place.exists():
        place.rename(earlier)
    try:
        made.rename(place)
    except OSError:
        if earlier.exists():
            earlier.rename(place)
        raise
    shutil.rmtree(earlier, ignore_errors=True)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def _encoder(model: str, offline: bool) -> SpanEncoder:  # noqa: FBT001 - a cache has no names
    """Return an encoder, loaded once per process."""
    return load_encoder(model, offline=offline)
