"""Heal physical lines into paragraphs: furniture out, page breaks closed, hyphens joined.

An extraction knows lines and pages; an aligner needs paragraphs. A line begins a new block when a
label continues the running sequence, when the gap before it is wider than between lines, or when
the line before it stopped short; otherwise it continues, also over a page break.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sources.document import Paragraph, ParagraphKind
from sources.furniture import find_furniture, is_rule
from sources.glyphs import find_lost_glyphs
from sources.joining import first_word, join_lines, known_words, text_width
from sources.notes import NOTE_START, build_notes
from sources.structure import Label, Numbering, ends_sentence, kind_of, strip_closers

__all__ = ["PhysicalLine", "build_paragraphs", "lines_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalLine:
    """One line as it stood on the page.

    Attributes:
        text: without the white space around it.
        blanks: empty lines between the line before and this one.
        page: 1-based, None where the source has no pages.
        columns: how far the line reaches, in letters of average width; counted where None.
    """

    text: str
    blanks: int
    page: int | None = None
    columns: int | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the text as a whole is set.

    Attributes:
        spacing: empty lines that stand between two lines of one paragraph.
        full: width of a full line in columns.
        is_wrapped: False where each line is a paragraph of its own.
    """

    spacing: int
    full: float
    is_wrapped: bool


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A line that stops before this share of the full width could have held the next word; set on
# the six texts of the sample, where proportional type makes full lines vary by 8 per cent.
_SHORT: Final = 0.85
# A line longer than this is no typeset line: pages of A4 hold up to about 130 narrow columns.
_WIDEST_LINE: Final = 140
# One address or table row in twenty lines may be wider all the same.
_TOO_WIDE_SHARE: Final = 0.05
# No column is set narrower; shorter lines are a list of titles or sentences.
_NARROWEST_TEXT: Final = 24
# Of the lines that end without punctuation, this share at least is full in wrapped text: 94 to
# 97 per cent in the sample; in its lists of sentences none is.
_RUNNING_SHARE: Final = 0.4
# A spacing that is rarer than this is that of page breaks, not of lines.
_RARE_SPACING: Final = 0.05
# Words that cannot end a heading or a paragraph, so the line after them belongs to it.
_DANGLING: Final = _words(
    """a an and as at by for from in into of on or the to with their its
    à au aux avec ce ces d dans de des du en et la le les leur ou par pour que qui sur un une
    al como con del el las los o para por se su sus un una y
    в во для до за и из или к ко на о об от по при с со у что
    أو إلى أن بشأن بين على عن في ما مع من"""
)
_DANGLING_CHINESE: Final = (
    *(",", "，", "、", "،"),
    "和",
    "与",
    "及",
    "或",
    "的",
    "在",
    "对",
    "把",
    "将",
    "并",
    "以及",
    "关于",
)
_CONJUNCTIONS: Final = _words("and or et ou y o e u и или و أو")


def lines_of(text: str) -> tuple[PhysicalLine, ...]:
    """Return the non-empty physical lines of a text; form feeds begin pages."""
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    lines: list[PhysicalLine] = []
    blanks = 0
    for number, page in enumerate(pages, start=1):
        for line in page.split("\n"):
            stripped = re.sub(r"[ \t\u3000]+", " ", line).strip(" \t\u00a0\u200e\u200f\u061c\ufeff")
            if not stripped:
                blanks += 1
                continue
            page_number = number if len(pages) > 1 else None
            lines.append(PhysicalLine(text=stripped, blanks=blanks, page=page_number))
            blanks = 0
    return tuple(lines)


def build_paragraphs(
    lines: Sequence[PhysicalLine],
) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """Return the paragraphs of a text and the furniture taken out, both in order."""
    furniture = find_furniture([line.text for line in lines], [line.page for line in lines])
    body = [(index, line) for index, line in enumerate(lines) if index not in furniture]
    dropped = tuple(lines[index].text for index in sorted(furniture))
    if not body:
        return (), dropped
    shape = _shape_of([line for _, line in body])
    notes = _notes_under_rules(lines, furniture)
    body = [(index, line) for index, line in body if index not in notes]
    known = known_words(line.text for _, line in body)
    builder = _Builder(known)
    previous: PhysicalLine | None = None
    previous_index = -1
    for index, line in body:
        over_page = previous is not None and (
            index > previous_index + 1 or line.page != previous.page or line.blanks < shape.spacing
        )
        strong = previous is None or _may_start_block(previous, line, shape, over_page=over_page)
        label = builder.numbering_label(line.text, starts_block=strong)
        if (
            label is not None
            or previous is None
            or _starts_block(previous, line, shape, over_page=over_page)
        ):
            builder.begin(line, label)
        else:
            builder.continue_with(line)
        previous, previous_index = line, index
    paragraphs = builder.finish()
    small_print = [(lines[index].text, lines[index].page) for index in sorted(notes)]
    return (*paragraphs, *build_notes(small_print, len(paragraphs))), dropped


def _notes_under_rules(lines: Sequence[PhysicalLine], furniture: frozenset[int]) -> frozenset[int]:
    """Return the lines of notes: from a rule on, up to the next wide gap, furniture or page."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if index == 0 or index in furniture:
            continue
        above = lines[index - 1]
        begins = index - 1 in furniture and is_rule(above.text) and NOTE_START.match(line.text)
        continues = index - 1 in found and line.page == above.page and not line.blanks
        if begins or continues:
            found.add(index)
    return frozenset(found)


class _Builder:
    """Collects lines into blocks and blocks into paragraphs, following the numbering."""

    def __init__(self, known: Counter[str]) -> None:
        self._known = known
        self._numbering = Numbering()
        self._blocks: list[tuple[str, Label | None, ParagraphKind, int | None]] = []
        self._text = ""
        self._label: Label | None = None
        self._page: int | None = None

    def numbering_label(self, text: str, *, starts_block: bool) -> Label | None:
        """Return the label of a line, given everything before it."""
        if not starts_block:
            return None
        # The block before must be counted before the label after it can be judged; it is only
        # closed once this line has been found to begin a new one, so a copy is asked.
        return self._numbering_after_open_block().read(text, starts_block=True)

    def begin(self, line: PhysicalLine, label: Label | None) -> None:
        self._close()
        self._label = label
        self._text = line.text[label.length :] if label else line.text
        self._page = line.page

    def continue_with(self, line: PhysicalLine) -> None:
        self._text = join_lines(self._text, line.text, self._known)

    def finish(self) -> tuple[Paragraph, ...]:
        self._close()
        marked = find_lost_glyphs([(text, kind) for text, _, kind, _ in self._blocks])
        return tuple(
            Paragraph(
                index=index,
                kind=kind,
                text=text,
                label=label.printed if label else "",
                number=label.number if label else None,
                level=label.level if label else 0,
                page=page,
                lost=lost,
            )
            for index, ((text, lost), (_, label, kind, page)) in enumerate(
                zip(marked, self._blocks, strict=True)
            )
            if text or label
        )

    def _numbering_after_open_block(self) -> Numbering:
        if not self._text:
            return self._numbering
        ahead = Numbering(**{name: getattr(self._numbering, name) for name in Numbering.__slots__})
        ahead.accept(self._text, self._label, kind_of(self._text, self._label))
        return ahead

    def _close(self) -> None:
        if not self._text and self._label is None:
            return
        label = self._label
        if label and label.kind is ParagraphKind.HEADING and ends_sentence(self._text):
            # "A. Smith spoke." is a sentence; the label of a section stands before a title.
            self._text, label = f"{label.printed} {self._text}", None
        kind = kind_of(self._text, label)
        self._numbering.accept(self._text, label, kind)
        self._blocks.append((self._text, label, kind, self._page))
        self._text, self._label = "", None


def _shape_of(lines: Sequence[PhysicalLine]) -> _Shape:
    widths = sorted(_reach(line) for line in lines)
    full = widths[int(0.9 * (len(widths) - 1))]
    too_wide = sum(width > _WIDEST_LINE for width in widths) / len(widths)
    spacing = None
    if too_wide <= _TOO_WIDE_SHARE and full >= _NARROWEST_TEXT:
        spacing = _spacing_within_paragraphs(lines, full)
    if spacing is None:
        return _Shape(spacing=0, full=full, is_wrapped=False)
    return _Shape(spacing=spacing, full=full, is_wrapped=True)


def _spacing_within_paragraphs(lines: Sequence[PhysicalLine], full: float) -> int | None:
    """Return how many empty lines stand between lines that one paragraph runs through.

    A paragraph runs on where a line is full and ends without punctuation. None if no spacing
    shows that: then each line is a paragraph.
    """
    pairs: Counter[int] = Counter()
    unfinished: Counter[int] = Counter()
    running: Counter[int] = Counter()
    for previous, line in pairwise(lines):
        pairs[line.blanks] += 1
        if not ends_sentence(previous.text, or_pause=True):
            unfinished[line.blanks] += 1
            running[line.blanks] += _leaves_no_room(previous, line, full)
    fewest = max(1, _RARE_SPACING * sum(pairs.values()))
    for spacing in sorted(pairs):
        runs_on = running[spacing] >= max(1, _RUNNING_SHARE * unfinished[spacing])
        if pairs[spacing] >= fewest and runs_on:
            return spacing
    return None


def _may_start_block(
    previous: PhysicalLine, line: PhysicalLine, shape: _Shape, *, over_page: bool
) -> bool:
    """Return whether a label at the head of `line` may be believed."""
    if not shape.is_wrapped or line.blanks > shape.spacing:
        return True
    last_word = previous.text.split()[-1].casefold()
    ends = ends_sentence(previous.text, or_pause=True) or last_word in _CONJUNCTIONS
    return ends or _is_short(previous, line, shape) or (over_page and line.blanks > 0)


def _starts_block(
    previous: PhysicalLine, line: PhysicalLine, shape: _Shape, *, over_page: bool
) -> bool:
    """Return whether an unlabelled `line` begins a new block."""
    if not shape.is_wrapped:
        return True
    opens_low = line.text[:1].islower()
    final = ends_sentence(previous.text)
    short = _is_short(previous, line, shape)
    wide_gap = line.blanks > shape.spacing
    if over_page:
        return not opens_low and (
            (final and (wide_gap or short)) or (short and not _dangles(previous))
        )
    if wide_gap:
        return not (opens_low and not ends_sentence(previous.text, or_pause=True))
    return short and not opens_low and (final or not _dangles(previous))


def _is_short(previous: PhysicalLine, line: PhysicalLine, shape: _Shape) -> bool:
    """Return whether the first word of `line` would have fitted at the end of `previous`."""
    return not _leaves_no_room(previous, line, shape.full)


def _leaves_no_room(previous: PhysicalLine, line: PhysicalLine, full: float) -> bool:
    return _reach(previous) + 1 + text_width(first_word(line.text)) >= _SHORT * full


def _dangles(line: PhysicalLine) -> bool:
    stripped = strip_closers(line.text)
    if stripped.endswith(_DANGLING_CHINESE):
        return True
    words = stripped.split()
    return bool(words) and words[-1].casefold().strip("’'") in _DANGLING


def _reach(line: PhysicalLine) -> int:
    return text_width(line.text) if line.columns is None else line.columns
