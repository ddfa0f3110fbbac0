"""The main job: language versions of a document become a memory, terms and a report."""

import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from align.bitext import AlignmentModel, default_encoder
from align.checks import CHECKS, TermEntry, run_checks
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment
from align.terminology import (
    Concept,
    consistent_terms,
    extract_terms,
    find_inconsistencies,
)
from align.version import VERSION
from sources import Document, SixfoldError
from sources.symbol import parse_symbol
from tmx.approved import approved_in, as_known, carry_approved, terms_to_ask_for
from tmx.document_date import document_date
from tmx.formats.tbx import write_tbx
from tmx.formats.term_tables import write_glossary
from tmx.formats.tmx14 import write_tmx
from tmx.glossary import load_seed_glossary
from tmx.model import ConceptEntry, TranslationUnit, UnitStatus
from tmx.report import Report, build_report, render_report_html, write_report_json
from tmx.review.carry import Carried, align_reviewed
from tmx.store.document_rows import write_layout
from tmx.store.memory import Memory, settle
from tmx.store.penalties import Penalties, penalties_of, write_penalties
from tmx.store.records import DocumentRecord
from tmx.store.rows import status_of
from tmx.terms import likely_terms
from tmx.units import (
    concept_entries,
    make_header,
    places_of_rows,
    units_of_pair,
    units_of_rows,
    units_of_source_rows,
)

__all__ = ["Build", "OutputError", "build_memory", "document_name"]

_ACCEPTED: Final = frozenset({UnitStatus.ACCEPTED})
_NOT_REJECTED: Final = frozenset({UnitStatus.UNREVIEWED, UnitStatus.ACCEPTED})


class OutputError(SixfoldError):
    """A folder that cannot be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What the main job made.

    Attributes:
        alignment: segments, beads and rows.
        concepts: the terms, best first.
        report: the quality report.
        files: names of the files written, in the order of their importance.
        folder: where they lie.
        stale: names of files of an earlier run on the same document in other languages, which
            this one has left as they were.
        left_out: how many rows are in the memory alone, because a person has rejected them, or
            not accepted them where only accepted ones were wanted.
    """

    alignment: MultiAlignment
    concepts: tuple[Concept, ...]
    report: Report
    files: tuple[str, ...]
    folder: Path
    stale: tuple[str, ...] = ()
    left_out: int = 0


def build_memory(
    documents: Sequence[Document],
    folder: str | Path,
    *,
    encoder: SpanEncoder | None = None,
    model: AlignmentModel | None = None,
    progress: Callable[[str], None] | None = None,
    keep_source_segments: bool = False,
    reviewed: Path | None = None,
    accepted_only: bool = False,
) -> Build:
    """Align the documents and write everything a translator takes away into `folder`.

    The files are made in a folder beside their place and moved there when all are whole, so a
    run that fails leaves earlier outputs as they were. The same input and the same signature give
    the same bytes.

    Args:
        documents: the language versions, the source first.
        folder: made if it does not exist.
        encoder: as for `align_documents`.
        model: as for `align_documents`.
        progress: as for `align_documents`.
        keep_source_segments: in the files of single pairs, give every source segment a unit of its
            own and cut the target, as United Nations practice has it.
        reviewed: the memory whose decisions on the document stand; by default the one in `folder`.
        accepted_only: write only rows a person has accepted into the `.tmx` files. Rows a person
            has rejected are in no file but the memory.

    Raises:
        AlignmentError: the documents cannot be aligned.
        OutputError: the folder cannot be written.
    """
    tell = progress or (lambda _: None)
    folder = Path(folder)
    with _staging(folder) as staging:
        encoder = encoder or default_encoder()
        statuses = _ACCEPTED if accepted_only else _NOT_REJECTED
        earlier = reviewed or folder / "memory.db"
        alignment, carried = align_reviewed(
            documents,
            earlier,
            document_name(documents),
            encoder=encoder,
            model=model,
            progress=progress,
        )
        tell("extracting terms")
        approved = approved_in(earlier)
        concepts = extract_terms(
            alignment, known=as_known(approved, load_seed_glossary()), encoder=encoder
        )
        tell("checking")
        findings = run_checks(alignment, terms=_terms_to_check(concepts, approved, alignment))
        name = file_safe_name(documents[0])
        rows = tuple(carried.marked(units_of_rows(documents, alignment, name)))
        report = build_report(
            documents,
            alignment,
            findings,
            concepts,
            signature=alignment.signature,
            departures=find_inconsistencies(concepts, alignment),
            checks=CHECKS,
            judgements=None if carried.source is None else map(status_of, rows),
        )
        tell("writing")
        cutter = encoder if keep_source_segments else None
        places = places_of_rows(documents, alignment, name)
        entries = carry_approved(concept_entries(concepts, alignment, places, name), approved)
        files = _write_all(
            staging,
            documents,
            alignment,
            entries,
            report,
            rows=rows,
            cutter=cutter,
            carried=carried,
            penalties=penalties_of(earlier),
            statuses=statuses,
        )
        _put_in_place(staging, folder, files)
    return Build(
        alignment=alignment,
        concepts=concepts,
        report=report,
        files=files,
        folder=folder,
        stale=_stale_files(folder, name, files),
        left_out=len(rows) - sum(status_of(unit) in statuses for unit in rows),
    )


def _terms_to_check(
    concepts: Sequence[Concept], approved: Sequence[ConceptEntry], alignment: MultiAlignment
) -> list[TermEntry]:
    """Return the terms that translations are held to: approved ones, and what they keep to."""
    own = {entry.id for entry in approved}
    others = [concept for concept in concepts if concept.identifier not in own]
    return [*terms_to_ask_for(approved), *consistent_terms(others, alignment)]


def _write_all(
    folder: Path,
    documents: Sequence[Document],
    alignment: MultiAlignment,
    entries: Sequence[ConceptEntry],
    report: Report,
    *,
    rows: Sequence[TranslationUnit],
    cutter: SpanEncoder | None,
    carried: Carried,
    penalties: Penalties,
    statuses: frozenset[UnitStatus],
) -> tuple[str, ...]:
    """Write every file into the folder and return their names."""
    name = file_safe_name(documents[0])
    source = alignment.languages[0]
    header = make_header(documents, alignment, VERSION)
    files = [f"{name}.tmx", "report.html", "memory.db", f"{name}.tbx", "report.json"]
    write_tmx(folder / files[0], header, _of_status(rows, statuses))
    (folder / "report.html").write_text(render_report_html(report), encoding="utf-8")
    with _writing_memory(folder / "memory.db", documents, alignment, rows) as memory:
        memory.termbase.add(entries)
        carried.write(memory)
        write_penalties(memory, penalties)
    write_tbx(folder / f"{name}.tbx", entries)
    write_report_json(report, folder / "report.json")
    judged = carried.judged_segments(alignment)
    likely = likely_terms(entries)
    for position, language in enumerate(alignment.languages[1:], start=1):
        pair = f"{name}.{source}-{language}"
        units = (
            units_of_pair(documents, alignment, position, name, judged=judged)
            if cutter is None
            else units_of_source_rows(documents, alignment, position, name, cutter, judged=judged)
        )
        write_tmx(folder / f"{pair}.tmx", header, _of_status(units, statuses))
        write_glossary(folder / f"{pair}.glossary.utf8", likely, source, language)
        files += [f"{pair}.tmx", f"{pair}.glossary.utf8"]
    return tuple(files)


def _of_status(
    units: Iterable[TranslationUnit], statuses: frozenset[UnitStatus]
) -> Iterator[TranslationUnit]:
    return (unit for unit in units if status_of(unit) in statuses)


def _put_in_place(staging: Path, folder: Path, files: Sequence[str]) -> None:
    """Move whole files to their names; none is moved if one of them cannot be."""
    for name in files:
        if (folder / name).is_dir():
            raise OutputError(
                f"{folder / name} is a folder, expected a file or nothing there; "
                f"move it away or choose another folder with --out."
            )
    settle(folder / "memory.db")
    for name in files:
        (staging / name).replace(folder / name)


def _stale_files(folder: Path, name: str, files: Sequence[str]) -> tuple[str, ...]:
    """Return the files of pairs of the same document that this run has not written."""
    pair = re.compile(
        rf"{re.escape(name)}\.[a-z]{{2,3}}[\w-]*-[a-z]{{2,3}}.*\.(?:tmx|glossary\.utf8)"
    )
    return tuple(
        sorted(
            path.name
            for path in folder.iterdir()
            if path.name not in files and pair.fullmatch(path.name)
        )
    )


@contextmanager
def _writing_memory(
    path: Path,
    documents: Sequence[Document],
    alignment: MultiAlignment,
    units: Sequence[TranslationUnit],
) -> Iterator[Memory]:
    """Make a memory of the document and lend it for what is to be added."""
    record = DocumentRecord(
        name=document_name(documents),
        symbol=documents[0].provenance.symbol,
        date=document_date(documents),
        signature=str(alignment.signature),
        notice=" ".join(sorted({d.provenance.notice for d in documents} - {""})),
        versions=tuple((document.language, document.provenance) for document in documents),
    )
    with Memory.build(path) as memory:
        memory.add_units(units, record)
        write_layout(memory, record.name, alignment)
        yield memory


def document_name(documents: Sequence[Document]) -> str:
    """Return the name of a document in a memory."""
    return documents[0].provenance.symbol or documents[0].provenance.name


def file_safe_name(document: Document) -> str:
    """Return the name outputs carry: the symbol in its file-safe form, or the document's name."""
    provenance = document.provenance
    if provenance.symbol:
        return parse_symbol(provenance.symbol).file_safe
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in provenance.name)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Make a folder for unfinished files inside `folder`, and take it away at the end.

    A folder that did not exist before is taken away again if nothing was put into it.
    """
    existed = folder.exists()
    staging = folder / f".sixfold-{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging.mkdir()
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({error.strerror}); expected a folder that may be "
            f"written or made; choose another one with --out."
        ) from error
    try:
        yield staging
    except OSError as error:
        raise OutputError(
            f"writing into {folder} failed ({error.strerror}); expected room for the files; "
            f"free some space or choose another folder."
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if not existed and folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
