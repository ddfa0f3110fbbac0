"""Lay out a folder as OmegaT wants it, so that a doubtful unit shows lower.

OmegaT takes every TMX file under `tm/` and lowers its matches by NN percent where the folder is
called `penalty-NN`; exact matches from `tm/auto/` are filled in without asking; glossaries stand
in `glossary/`. The penalty is the probability that a unit is wrong, one minus its confidence, in
percent, rounded up to tens.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from tmx.formats.errors import FormatError
from tmx.formats.placing import replacing_file
from tmx.formats.term_tables import write_glossary
from tmx.formats.tmx14 import write_tmx
from tmx.formats.xml import TextCleaner
from tmx.model import ConceptEntry, Header, PropertyType, TranslationUnit, UnitStatus

__all__ = ["OmegatReport", "write_omegat_project"]

_AUTOMATIC: Final = PurePosixPath("tm/auto")
_PLAIN: Final = PurePosixPath("tm")
_HIGHEST_PENALTY: Final = 90
_PROJECT: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
  <project version="1.0">
    <source_dir>__DEFAULT__</source_dir>
    <target_dir>__DEFAULT__</target_dir>
    <tm_dir>__DEFAULT__</tm_dir>
    <glossary_dir>__DEFAULT__</glossary_dir>
    <glossary_file>__DEFAULT__</glossary_file>
    <dictionary_dir>__DEFAULT__</dictionary_dir>
    <source_lang>{source}</source_lang>
    <target_lang>{target}</target_lang>
    <sentence_seg>true</sentence_seg>
    <support_default_translations>true</support_default_translations>
    <remove_tags>false</remove_tags>
  </project>
</omegat>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OmegatReport:
    """What was written.

    Attributes:
        units: (folder, number of units), for example `("tm/penalty-20", 7)`.
        rejected: units left out because a person rejected them.
        incomplete: units left out because one of the two languages is missing.
        glossary_lines: of the glossary.
    """

    units: tuple[tuple[str, int], ...]
    rejected: int
    incomplete: int
    glossary_lines: int


def write_omegat_project(
    folder: str | Path,
    *,
    name: str,
    units: Callable[[], Iterable[TranslationUnit]],
    entries: Iterable[ConceptEntry],
    header: Header,
    target_language: str,
    automatic: float = 0.95,
    plain: float = 0.9,
) -> OmegatReport:
    """Write an OmegaT project, or bring the memories and the glossary of one up to date.

    Settings of a project that is there are left alone; so are all files of other names.

    Args:
        folder: of the project.
        name: of the files, without ending.
        units: gives the units anew each time it is called; once per folder of the memory.
        entries: for the glossary.
        header: of the TMX files; its source language is that of the project.
        target_language: of the project.
        automatic: units at least this sure, and accepted ones, go to `tm/auto/`. Of beads with a
            confidence of 0.9 and more, 99.5 % were right in generated documents
            (`benchmarks/RESULTS.md`); the two bounds were set by that, not fitted.
        plain: units at least this sure, and those that do not say, go to `tm/`.

    Raises:
        FormatError: the folder cannot be written.
    """
    root = Path(folder)
    languages = (header.source_language, target_language)
    places: Counter[PurePosixPath | None] = Counter()
    incomplete = 0
    for unit in units():
        if all(unit.variant(language) for language in languages):
            places[_place(unit, automatic, plain)] += 1
        else:
            incomplete += 1
    _make_folders(root, places)
    _remove_stale(root, name, places)
    for place in places:
        if place is not None:
            chosen = _chosen(units(), languages, place, automatic, plain)
            write_tmx(root / place / f"{name}.tmx", header, chosen)
    lines = write_glossary(root / "glossary" / f"{name}.utf8", entries, *languages)
    settings = root / "omegat.project"
    if not settings.exists():
        clean = TextCleaner()
        text = _PROJECT.format(source=clean.text(languages[0]), target=clean.text(languages[1]))
        with replacing_file(settings) as stream:
            stream.write(text.encode())
    written = sorted((str(place), count) for place, count in places.items() if place is not None)
    return OmegatReport(
        units=tuple(written),
        rejected=places[None],
        incomplete=incomplete,
        glossary_lines=lines,
    )


def _place(unit: TranslationUnit, automatic: float, plain: float) -> PurePosixPath | None:
    """Return the folder a unit belongs to, None for rejected ones."""
    status = unit.property(PropertyType.STATUS)
    if status == UnitStatus.REJECTED:
        return None
    if status == UnitStatus.ACCEPTED:
        return _AUTOMATIC
    try:
        confidence = float(unit.property(PropertyType.CONFIDENCE) or "")
    except ValueError:
        return _PLAIN
    if confidence >= automatic:
        return _AUTOMATIC
    if confidence >= plain:
        return _PLAIN
    # Rounded first: 1 - 0.8 is a little more than 0.2 in binary.
    tens = math.ceil(round((1.0 - confidence) * 10, 6))
    return PurePosixPath(f"tm/penalty-{min(10 * max(tens, 1), _HIGHEST_PENALTY)}")


def _chosen(
    units: Iterable[TranslationUnit],
    languages: tuple[str, str],
    place: PurePosixPath,
    automatic: float,
    plain: float,
) -> Iterator[TranslationUnit]:
    for unit in units:
        is_whole = all(unit.variant(language) for language in languages)
        if is_whole and _place(unit, automatic, plain) == place:
            yield unit


def _make_folders(root: Path, places: Iterable[PurePosixPath | None]) -> None:
    wanted = [PurePosixPath(each) for each in ("source", "target", "glossary", "omegat", "tm")]
    wanted += [place for place in places if place is not None]
    try:
        for place in wanted:
            (root / place).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FormatError(
            f"cannot make the folders of the project: {error.strerror or error}; expected a place "
            f"that may be written; choose another.",
            file=root.name,
        ) from error


def _remove_stale(root: Path, name: str, places: Iterable[PurePosixPath | None]) -> None:
    """Remove our memory from folders it no longer belongs to, so that no unit is there twice."""
    kept = {root / place / f"{name}.tmx" for place in places if place is not None}
    candidates = [
        root / "tm" / f"{name}.tmx",
        root / "tm" / "auto" / f"{name}.tmx",
        *sorted((root / "tm").glob(f"penalty-*/{name}.tmx")),
    ]
    for path in candidates:
        if path not in kept:
            path.unlink(missing_ok=True)
