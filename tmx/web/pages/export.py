"""Download what is good: units or terms in a format a CAT tool reads."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from tmx.exchange import export_units, languages_in_order
from tmx.formats.registry import write_concepts
from tmx.model import TranslationUnit, UnitStatus
from tmx.search.language_group import language_group
from tmx.store.document_rows import count_by_status
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter
from tmx.web.judged import Judge, JudgedRow
from tmx.web.pages.query import words_of
from tmx.web.render import render
from tmx.web.session import languages_from
from tmx.web.wording import load_words

__all__ = ["FORMATS", "page"]

# Ending -> what it holds, in the order they are offered.
FORMATS: Final = {
    ".tmx": "TMX",
    ".xliff": "XLIFF 2",
    ".xlsx": "Excel",
    ".csv": "CSV",
    ".tsv": "TSV",
    ".tbx": "TBX (terms)",
}
_SETS: Final = ("accepted", "good", "all")
_NOT_REJECTED: Final = (UnitStatus.UNREVIEWED, UnitStatus.ACCEPTED)


def page(request: Request) -> Response:
    """Return the form, or the file it asks for."""
    ending = request.query_params.get("format", "")
    if not ending:
        return _form(request)
    which = request.query_params.get("which", "accepted")
    if ending not in FORMATS or which not in _SETS:
        raise HTTPException(400, load_words()("error.not_found"))
    document = words_of(request, "document")
    languages = languages_from(request.query_params.get("languages", ""))
    folder = tempfile.TemporaryDirectory(prefix="sixfold-")
    try:
        file = Path(folder.name) / f"{_file_safe(document) or 'memory'}{ending}"
        with request.app.state.memories.reading() as memory:
            columns = languages or languages_in_order(memory)
            if ending == ".tbx":
                write_concepts(file, memory.termbase.entries(), languages=columns)
            else:
                judge = request.app.state.judge
                chosen = _chosen(memory, judge, which, document, languages)
                export_units(memory, file, chosen, columns)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(file, filename=file.name, background=BackgroundTask(folder.cleanup))


def _form(request: Request) -> Response:
    document = words_of(request, "document")
    with request.app.state.memories.reading() as memory:
        counts = _counts(memory, request.app.state.judge, document) if document else {}
        names = [
            row[0]
            for row in memory.connection.execute("SELECT name FROM document ORDER BY id LIMIT 500")
        ]
    values = {
        "formats": FORMATS,
        "sets": _SETS,
        "names": names,
        "document": document,
        "counts": counts,
        "which": request.query_params.get("which", "accepted"),
    }
    return render(request, "export.html", values)


def _counts(memory: Memory, judge: Judge, document: str) -> dict[str, int]:
    """Return how many rows of a document each choice holds; of a long one what is quickly known."""
    statuses = count_by_status(memory, document)
    accepted = statuses.get(UnitStatus.ACCEPTED, 0)
    counts = {"accepted": accepted, "all": accepted + statuses.get(UnitStatus.UNREVIEWED, 0)}
    part, judged = judge.part(memory, document)
    if part.count == 1:
        counts["good"] = sum(map(_is_good, judged))
    return counts


def _is_good(each: JudgedRow) -> bool:
    status = each.row.status
    return status is UnitStatus.ACCEPTED or (status is UnitStatus.UNREVIEWED and not each.flagged)


def _chosen(
    memory: Memory, judge: Judge, which: str, document: str, languages: tuple[str, ...]
) -> Iterable[TranslationUnit]:
    if which == "good":
        if not document:
            raise HTTPException(400, load_words()("export.too_large"))
        units = (each.row.unit for each in judge.document(memory, document) if _is_good(each))
        return _in_languages(units, languages)
    return memory.units(
        UnitFilter(
            languages=languages,
            statuses=(UnitStatus.ACCEPTED,) if which == "accepted" else _NOT_REJECTED,
            symbols=(document,) if document else (),
        )
    )


def _in_languages(
    units: Iterable[TranslationUnit], languages: tuple[str, ...]
) -> Iterator[TranslationUnit]:
    """Yield the units that have all the languages, with these alone; all where none is named."""
    for unit in units:
        if not languages:
            yield unit
            continue
        variants = tuple(v for v in unit.variants if language_group(v.language) in languages)
        if {language_group(v.language) for v in variants} == set(languages):
            yield replace(unit, variants=variants)


def _file_safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in name).strip(".")
