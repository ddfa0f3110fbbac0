"""Align the documents of a folder, each for itself, and keep the list of what came of them."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from align.encoding import load_encoder
from sources import SixfoldError
from sources.folder import FolderDocument, FolderSurvey, LeftOut, survey_folder
from sources.language import OFFICIAL_LANGUAGES, parse_language
from tmx.corpus.job import Job, Outcome, Settings, lost_job, made_already, run_job
from tmx.corpus.merge import merge_corpus
from tmx.engines import Engine, ProcessEngine

__all__ = ["Corpus", "CorpusError", "build_corpus"]

_STAGING: Final = ".sixfold-corpus"


class CorpusError(SixfoldError):
    """A collection that cannot be worked on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What came of a collection.

    Attributes:
        outcomes: one per document, by name.
        units: how many units the memory of all holds.
        memory: where it lies; None if no document could be aligned.
        left_out: files of the folder that belong to no document, and why.
    """

    outcomes: tuple[Outcome, ...]
    units: int
    memory: Path | None
    left_out: tuple[LeftOut, ...] = ()


def build_corpus(
    folder: str | Path,
    out: str | Path,
    *,
    engine: Engine | None = None,
    settings: Settings | None = None,
    languages: Sequence[str] = (),
    progress: Callable[[int, int, Outcome], None] | None = None,
) -> Corpus:
    """Align every document of `folder`; write a folder for each into `out`, and one memory of all.

    A document that an earlier run made from the same files in the same way is not made again, so
    a run that was killed goes on where it was. A document that fails is told and the others go
    on. What people have decided in the memory stands.

    Args:
        folder: files of many documents, told by name, symbol or text; see `survey_folder`.
        out: made if it does not exist.
        engine: what does the work; by default a process per core of this machine.
        settings: how each document is aligned.
        languages: which are wanted, the source language first; by default all that are there.
        progress: called with how many are done, how many there are, and the latest outcome.

    Raises:
        CorpusError: there is no document, `out` cannot be written, or another run is at work there.
        EncodingError: the model cannot be had.
    """
    settings = settings or Settings()
    out = Path(out)
    survey = _survey(Path(folder))
    found = {each.name: each for each in survey.documents}
    if not found:
        raise CorpusError(
            f"{folder} holds no document whose language can be told; expected versions of each in "
            f"two languages, best named NAME.LANG.EXT (report.zh.txt)."
        )
    identity = load_encoder(settings.model, offline=settings.offline).identity
    outcomes: dict[str, Outcome] = {}
    tell = progress or (lambda *_: None)
    with _staging(out) as staging:
        jobs = []
        for name, document in found.items():
            chosen = _chosen(document, languages)
            if isinstance(chosen, Outcome):
                outcomes[name] = chosen
                continue
            jobs.append(
                Job(
                    name=name,
                    found=document,
                    languages=chosen,
                    folder=out / _folder_name(name),
                    staging=staging,
                    settings=settings,
                    memory=out / "memory.db",
                )
            )
        outcomes |= _same_folder(jobs)
        outcomes |= {
            job.name: known
            for job in jobs
            if job.name not in outcomes and (known := made_already(job, identity)) is not None
        }
        jobs = [job for job in jobs if job.name not in outcomes]
        for outcome in (engine or ProcessEngine()).run(jobs, run_job, lost_job):
            outcomes[outcome.name] = outcome
            tell(len(outcomes), len(found), outcome)
        outcomes |= _same_document([outcomes[name] for name in found])
        ordered = tuple(outcomes[name] for name in found)
        units = merge_corpus(out, ordered)
        _write_list(staging, out, ordered)
    memory = out / "memory.db"
    return Corpus(
        outcomes=ordered,
        units=units,
        memory=memory if memory.exists() else None,
        left_out=survey.left_out,
    )


def _survey(folder: Path) -> FolderSurvey:
    if not folder.is_dir():
        raise CorpusError(
            f"there is no folder {folder}; expected one of documents; check the path."
        )
    return survey_folder(folder)


def _chosen(found: FolderDocument, languages: Sequence[str]) -> tuple[str, ...] | Outcome:
    """Return the languages to align, the source first, or the outcome where they are too few."""
    wanted = [parse_language(tag) for tag in languages] or _usual_order(found.files)
    chosen = tuple(tag for tag in wanted if tag in found.files)
    if len(chosen) >= 2 and (not languages or wanted[0] in chosen):
        return chosen
    there = ", ".join(found.files)
    expected = f"{wanted[0]} and another language" if languages else "two languages"
    return Outcome(
        name=found.name,
        error=f"{found.name} is there in {there} only; expected {expected}; add the missing file.",
    )


def _usual_order(files: Mapping[str, Path]) -> list[str]:
    official = [language.tag for language in OFFICIAL_LANGUAGES]
    return sorted(
        files, key=lambda tag: (official.index(tag) if tag in official else len(official), tag)
    )


def _folder_name(name: str) -> str:
    safe = "".join(each if each.isalnum() or each in "-_." else "_" for each in name)
    return safe if not safe.startswith(".") else f"_{safe}"


def _same_folder(jobs: Sequence[Job]) -> dict[str, Outcome]:
    """Return the documents whose outputs would lie where those of an earlier one do."""
    first: dict[str, str] = {}
    clash = {}
    for job in jobs:
        # Some disks do not tell capitals from small letters.
        other = first.setdefault(job.folder.name.casefold(), job.name)
        if other != job.name:
            clash[job.name] = Outcome(
                name=job.name,
                error=f"{job.name} and {other} would share the folder {job.folder.name}; expected "
                f"names that differ in letters or digits; rename one.",
            )
    return clash


def _same_document(outcomes: Sequence[Outcome]) -> dict[str, Outcome]:
    """Return the outcomes of documents that bear the symbol of an earlier one."""
    first: dict[str, str] = {}
    clash = {}
    for outcome in outcomes:
        other = outcome.name if outcome.error else first.setdefault(outcome.document, outcome.name)
        if other != outcome.name:
            clash[outcome.name] = replace(
                outcome,
                error=f"{outcome.name} is the same document as {other} ({outcome.document}), which "
                f"goes into the memory; expected one of each; take one away.",
            )
    return clash


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """Make a folder for unfinished things within `out`, which one run at a time may have."""
    staging = out / _STAGING
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / f"{_STAGING}.lock").open("w")
    except OSError as error:
        raise CorpusError(
            f"{out} cannot be written ({error.strerror}); expected a folder that may be written "
            f"or made; choose another one with --out."
        ) from error
    with lock:
        _take(lock.fileno(), out)
        # What a killed run has left is of no use to anybody.
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _take(number: int, out: Path) -> None:
    """Take the lock of a folder; it falls with the process. Nothing where the system has none."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CorpusError(
            f"another run is at work in {out}; expected one at a time; wait for it or choose "
            f"another folder with --out."
        ) from error


def _write_list(staging: Path, out: Path, outcomes: Sequence[Outcome]) -> None:
    """Write what came of each document as `corpus.json`."""
    told = [asdict(outcome) for outcome in outcomes]
    file = staging / "corpus.json"
    file.write_text(f"{json.dumps(told, ensure_ascii=False, indent=1)}\n", encoding="utf-8")
    file.replace(out / "corpus.json")
