"""Show a document as found on one page of HTML, so that a person can check it in a minute."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sources.document import Document, Dropped, Paragraph, ParagraphKind
from sources.language import describe_language
from sources.templates import html_templates

__all__ = ["extraction_page"]

_TEMPLATE: Final = "extraction_page.html.jinja"
_RTL_BEYOND_THE_SIX: Final = frozenset({"fa", "he", "ur", "ps", "sd", "ug", "yi", "dv"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of the page: a block, or a line that was dropped.

    Attributes:
        kind: of the block, or `dropped`.
        place: page or line in words, empty where it is that of the row above.
        label, level: of the block.
        pieces: stretches of text, each with whether a glyph was lost there.
    """

    kind: str
    place: str
    pieces: tuple[tuple[str, bool], ...]
    label: str = ""
    level: int = 0


def extraction_page(document: Document) -> str:
    """Return a self-contained page: the blocks as found, what was dropped greyed out.

    All text is escaped; nothing is loaded from elsewhere and no script runs.
    """
    described = describe_language(document.language)
    paragraphs = document.paragraphs
    lost = sum(len(paragraph.lost) for paragraph in paragraphs)
    kinds = Counter(paragraph.kind.value for paragraph in paragraphs)
    return (
        html_templates("sources", ".")
        .get_template(_TEMPLATE)
        .render(
            document=document,
            language=described.name if described else document.language,
            direction=_direction(document.language),
            rows=tuple(_rows(document)),
            kinds=[(kind.value, kinds[kind.value]) for kind in ParagraphKind if kinds[kind.value]],
            lost=lost,
            numbers=_numbers(paragraphs),
            pages=max((paragraph.page or 0 for paragraph in paragraphs), default=0),
        )
    )


def _direction(language: str) -> str:
    described = describe_language(language)
    if described is not None:
        return described.direction
    return "rtl" if language.partition("-")[0] in _RTL_BEYOND_THE_SIX else "auto"


def _rows(document: Document) -> Iterator[_Row]:
    waiting = list(document.dropped)
    place = ""
    for item in _in_order(document.paragraphs, waiting):
        here = f"p. {item.page}" if item.page is not None else _line(item)
        shown = here if here != place else ""
        place = here or place
        if isinstance(item, Dropped):
            yield _Row(kind="dropped", place=shown, pieces=((item.text, False),))
        else:
            yield _Row(
                kind=item.kind.value,
                place=shown,
                pieces=tuple(_pieces(item.text, item.lost)),
                label=item.label,
                level=item.level,
            )


def _in_order(
    paragraphs: Sequence[Paragraph], dropped: Sequence[Dropped]
) -> Iterator[Paragraph | Dropped]:
    lines = iter(dropped)
    line = next(lines, None)
    for paragraph in paragraphs:
        while line is not None and line.before <= paragraph.index:
            yield line
            line = next(lines, None)
        yield paragraph
    while line is not None:
        yield line
        line = next(lines, None)


def _line(item: Paragraph | Dropped) -> str:
    return f"line {item.line}" if isinstance(item, Paragraph) and item.line is not None else ""


def _pieces(text: str, lost: Sequence[int]) -> Iterator[tuple[str, bool]]:
    """Yield the text cut at the places of lost glyphs; what stands there is marked."""
    end = 0
    for offset in lost:
        if offset > end:
            yield text[end:offset], False
        stands_in = text[offset : offset + 1]
        is_substitute = stands_in == " " or stands_in >= "\ue000"
        yield (stands_in if is_substitute else ""), True
        end = max(end, offset + is_substitute)
    if end < len(text):
        yield text[end:], False


def _numbers(paragraphs: Sequence[Paragraph]) -> str:
    """Return the numbered paragraphs as ranges: `1-12, 14-20`; a gap is seen at once."""
    ranges: list[tuple[int, int]] = []
    for paragraph in paragraphs:
        if paragraph.kind is not ParagraphKind.NUMBERED or paragraph.number is None:
            continue
        number = int(paragraph.number)
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)
