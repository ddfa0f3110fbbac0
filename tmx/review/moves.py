"""What a reviewer does to rows: pure functions from neighbouring rows to rows.

Each returns the rows that shall stand in the place of those given. Cells a person has set are
noted as fixed: they survive when the document is aligned anew. What a person has set has the
confidence 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sources.errors import SixfoldError
from tmx.model import Note, PropertyType, TranslationUnit, UnitStatus, Variant
from tmx.store.document_rows import DocumentRow, Piece, joined
from tmx.store.rows import with_property

__all__ = [
    "MoveError",
    "commented",
    "languages_of",
    "make_row",
    "merge",
    "move_boundary",
    "omit",
    "relink",
    "set_status",
    "split",
]

CORRECTED: Final = "corrected by a person"


class MoveError(SixfoldError):
    """A change that the rows do not allow; the message says why."""


def languages_of(rows: Sequence[DocumentRow]) -> tuple[str, ...]:
    """Return the languages of some rows, in the order they are first met."""
    found = dict.fromkeys(v.language for row in rows for v in row.unit.variants)
    return tuple(found)


def set_status(
    row: DocumentRow, status: UnitStatus, languages: Sequence[str]
) -> tuple[DocumentRow]:
    """Accept or reject a row; an accepted one is fixed in every language of its document."""
    unit = with_property(row.unit, PropertyType.STATUS, str(status))
    fixed = frozenset(languages) if status is UnitStatus.ACCEPTED else row.fixed
    return (replace(row, unit=unit, fixed=fixed),)


def commented(row: DocumentRow, comment: str) -> DocumentRow:
    """Return the row with a remark of the reviewer among its notes."""
    if not comment:
        return row
    return replace(row, unit=replace(row.unit, notes=(*row.unit.notes, Note(text=comment))))


def merge(first: DocumentRow, second: DocumentRow) -> tuple[DocumentRow]:
    """Join a row and the next one in every language."""
    _check_single(first, second)
    languages = languages_of((first, second))
    cells = {tag: (*first.cells.get(tag, ()), *second.cells.get(tag, ())) for tag in languages}
    notes = (*first.unit.notes, *(n for n in second.unit.notes if n not in first.unit.notes))
    unit = replace(first.unit, notes=notes)
    return (make_row(replace(first, unit=unit), cells, (first, second), fixed=languages),)


def split(row: DocumentRow, lines: Mapping[str, Sequence[str]]) -> tuple[DocumentRow, ...]:
    """Cut a row where line breaks were put into its texts.

    Args:
        row: the row.
        lines: per language the text of its cell in lines; languages not named stay whole.

    Raises:
        MoveError: words were changed, or there is no line break.
    """
    _check_single(row)
    parts = {
        tag: _cut(pieces, [line.strip() for line in lines.get(tag, ()) if line.strip()], tag)
        for tag, pieces in row.cells.items()
    }
    count = max(len(each) for each in parts.values())
    if count < 2:
        raise MoveError(
            "no text has a line break; expected one where the row is to be cut; put one in."
        )
    named = [tag for tag, each in parts.items() if len(each) > 1]
    rows = []
    for number in range(count):
        cells = {tag: each[number] if number < len(each) else () for tag, each in parts.items()}
        base = row if number == 0 else _new_row(row)
        rows.append(make_row(base, cells, (row,), fixed=named))
    return tuple(rows)


def move_boundary(
    first: DocumentRow, second: DocumentRow, language: str, *, forward: bool
) -> tuple[DocumentRow, DocumentRow]:
    """Move the boundary between two rows by a segment in one language.

    Args:
        first: a row.
        second: the next one.
        language: the tag of the cells.
        forward: True takes the first segment of the second row into the first, False gives the
            last segment of the first row to the second.

    Raises:
        MoveError: there is no segment to move.
    """
    _check_single(first, second)
    upper, lower = first.cells.get(language, ()), second.cells.get(language, ())
    if not (lower if forward else upper):
        which = "next row" if forward else "row"
        raise MoveError(
            f"the {which} has no {language} text; expected a sentence to move; choose another "
            f"language or move the other way."
        )
    if forward:
        upper, lower = (*upper, lower[0]), lower[1:]
    else:
        upper, lower = upper[:-1], (upper[-1], *lower)
    both = (first, second)
    return (
        make_row(first, {**first.cells, language: upper}, both, fixed=(language,)),
        make_row(second, {**second.cells, language: lower}, both, fixed=(language,)),
    )


def relink(
    rows: Sequence[DocumentRow], language: str, *, giver: int, goal: int
) -> list[DocumentRow]:
    """Tie the text of one row to another one in one language.

    What stood there goes to the neighbour beyond, which is not fixed: aligning anew around puts it
    right. The row that gave its text is left without one.

    Args:
        rows: rows in order, both and, if there is one, the row beyond the goal among them.
        language: the tag of the cells.
        giver: place in `rows` of the row whose text it is.
        goal: place in `rows` of the row it belongs to.

    Raises:
        MoveError: there is no text to move, or it is there already.
    """
    _check_single(*rows)
    moved = rows[giver].cells.get(language, ())
    if not moved or giver == goal:
        raise MoveError(
            f"there is no {language} text to tie to another row; expected some, and the number of "
            f"another row; choose the language at work first."
        )
    displaced = rows[goal].cells.get(language, ())
    cells: dict[int, tuple[Piece, ...]] = {giver: (), goal: moved}
    beyond = goal + 1 if goal > giver else goal - 1
    if not 0 <= beyond < len(rows):
        cells[goal] = (*moved, *displaced) if goal > giver else (*displaced, *moved)
    elif displaced:
        own = rows[beyond].cells.get(language, ())
        cells[beyond] = (*displaced, *own) if goal > giver else (*own, *displaced)
    result = []
    for place, row in enumerate(rows):
        if place in cells:
            is_goal = place == goal
            result.append(
                make_row(
                    row,
                    {**row.cells, language: cells[place]},
                    rows,
                    fixed=(language,) if is_goal else (),
                    unfixed=() if is_goal else (language,),
                )
            )
        else:
            result.append(row)
    return [row for row in result if row.cells]


def omit(row: DocumentRow, language: str, languages: Sequence[str]) -> tuple[DocumentRow, ...]:
    """Say that the text in one language answers to nothing, or that there is none to be had.

    With text the cell gets a row of its own before this one, where the order of its text has it
    when the document is aligned anew. Both are fixed in that language.
    """
    _check_single(row)
    pieces = row.cells.get(language, ())
    if not pieces:
        return (replace(row, fixed=row.fixed | {language}),)
    if len(row.cells) == 1:
        return (replace(row, fixed=row.fixed | frozenset(languages)),)
    rest = make_row(row, {**row.cells, language: ()}, (row,), fixed=(language,))
    alone = make_row(_new_row(row), {language: pieces}, (row,), fixed=languages)
    return alone, rest


def make_row(
    base: DocumentRow,
    cells: Mapping[str, Sequence[Piece]],
    rows: Sequence[DocumentRow],
    *,
    fixed: Sequence[str] = (),
    unfixed: Sequence[str] = (),
) -> DocumentRow:
    """Return a row with other cells, its unit made of them.

    Args:
        base: gives number, identifier and properties.
        cells: per language the segments; empty ones go.
        rows: where the properties of variants are taken from.
        fixed: languages set by a person.
        unfixed: languages no longer so.
    """
    filled = {tag: tuple(pieces) for tag, pieces in cells.items() if pieces}
    order = languages_of(rows)
    variants = []
    for tag in sorted(filled, key=lambda tag: order.index(tag) if tag in order else len(order)):
        text = joined(filled[tag], tag)
        found = [row.unit.variant(tag) for row in (base, *rows)]
        known = next((variant for variant in found if variant is not None), None)
        same = next((variant for variant in found if variant and variant.text == text), None)
        variants.append(same or _variant(known, tag, text))
    if not variants:
        return replace(base, cells={})
    source = order[0] if order else variants[0].language
    unit = replace(
        base.unit,
        variants=tuple(variants),
        source_language=(
            base.unit.source_language if variants[0].language == source else variants[0].language
        ),
    )
    if fixed:
        unit = with_property(unit, PropertyType.ORIGIN, CORRECTED)
        unit = with_property(unit, PropertyType.CONFIDENCE, "1.0000")
    return replace(base, unit=unit, cells=filled, fixed=(base.fixed | set(fixed)) - set(unfixed))


def _variant(known: Variant | None, tag: str, text: str) -> Variant:
    if known is None:
        return Variant.plain(tag, text)
    return Variant(language=tag, content=(text,), properties=known.properties)


def _new_row(row: DocumentRow) -> DocumentRow:
    """Return the row as a new one: without a number, an identifier or a reviewer's verdict."""
    properties = tuple(each for each in row.unit.properties if each.type != PropertyType.STATUS)
    unit: TranslationUnit = replace(row.unit, tuid=None, notes=(), properties=properties)
    return replace(row, unit_id=None, unit=unit, fixed=row.fixed)


def _check_single(*rows: DocumentRow) -> None:
    for row in rows:
        tags = [variant.language for variant in row.unit.variants]
        if len(set(tags)) < len(tags):
            raise MoveError(
                "a row has two texts in one language; expected one each; take one out with a "
                "translation memory editor first."
            )
        if not all(variant.is_plain for variant in row.unit.variants):
            raise MoveError(
                "a row holds formatting codes, which would be lost; expected plain text; accept "
                "or reject it, or change it in the tool it came from."
            )


def _cut(pieces: Sequence[Piece], lines: Sequence[str], tag: str) -> list[tuple[Piece, ...]]:
    """Return the pieces of each line; a piece a break falls into is cut in two."""
    whole = "".join("".join(piece.text.split()) for piece in pieces)
    if lines and "".join("".join(line.split()) for line in lines) != whole:
        raise MoveError(
            f"the words of the {tag} text were changed; expected line breaks and nothing else; "
            f"put the row right by splitting and merging, its words in the document."
        )
    parts: list[tuple[Piece, ...]] = []
    waiting = list(pieces)
    for line in lines[:-1] if lines else ():
        size = len("".join(line.split()))
        own: list[Piece] = []
        while size:
            piece = waiting.pop(0)
            letters = len("".join(piece.text.split()))
            if letters > size:
                piece, rest = _cut_piece(piece, size)
                waiting.insert(0, rest)
                letters = size
            own.append(piece)
            size -= letters
        parts.append(tuple(own))
    return [*parts, tuple(waiting)]


def _cut_piece(piece: Piece, letters: int) -> tuple[Piece, Piece]:
    """Cut a segment after so many letters, spaces not counted."""
    at = passed = 0
    while passed < letters:
        passed += not piece.text[at].isspace()
        at += 1
    rest = piece.text[at:].lstrip()
    begin = len(piece.text) - len(rest)
    return (
        replace(
            piece,
            text=piece.text[:at].rstrip(),
            label_length=min(piece.label_length, at),
            lost=tuple(each for each in piece.lost if each <= at),
        ),
        Piece(
            text=rest,
            index=piece.index,
            paragraph=piece.paragraph,
            lost=tuple(each - begin for each in piece.lost if each > at),
        ),
    )
