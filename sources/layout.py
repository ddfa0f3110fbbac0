"""Heal physical lines into paragraphs: furniture out, page breaks closed, hyphens joined.

An extraction knows lines and pages; an aligner needs paragraphs. A line begins a new block when a
label continues the running sequence, when the gap before it is wider than between lines, or when
the line before it stopped short; otherwise it continues, also over a page break.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from sources.document import Box, Dropped, Paragraph, ParagraphKind
from sources.furniture import find_furniture, is_rule
from sources.glyphs import REPLACEMENT, find_lost_glyphs
from sources.joining import KnownWords, first_word, join_lines, known_words, text_width
from sources.notes import NOTE_START, NoteLine, build_notes
from sources.structure import (
    Label,
    Numbering,
    annex_number,
    ends_sentence,
    kind_of,
    strip_closers,
)

__all__ = ["PhysicalLine", "Role", "build_paragraphs", "lines_of"]


class Role(StrEnum):
    """What a reader that sees the page already knows of a line."""

    BODY = "body"
    FURNITURE = "furniture"
    NOTE = "note"
    CELL = "cell"  # of a table: a block of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalLine:
    """One line as it stood on the page.

    Attributes:
        text: without the white space around it.
        blanks: empty lines between the line before and this one.
        page: 1-based, None where the source has no pages.
        columns: how far the line reaches, in letters of average width; counted where None.
        number: 1-based line of the file, None where it has no lines.
        box: where it stands on its page, None where nothing is drawn.
        role: what the reader knows of it.
        in_other_type: whether it is set larger or smaller than the line before.
        goes_on_as_title: whether it is set close to the line before in the same large type.
    """

    text: str
    blanks: int
    page: int | None = None
    columns: int | None = None
    number: int | None = None
    box: Box | None = None
    role: Role = Role.BODY
    in_other_type: bool = False
    goes_on_as_title: bool = False


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
    blanks = row = 0
    for number, page in enumerate(pages, start=1):
        for line_number, line in enumerate(page.split("\n"), start=max(1, row)):
            row = line_number
            stripped = re.sub(r"[ \t\u3000]+", " ", line).strip(" \t\u00a0\u200e\u200f\u061c\ufeff")
            if not stripped:
                blanks += 1
                continue
            page_number = number if len(pages) > 1 else None
            lines.append(PhysicalLine(text=stripped, blanks=blanks, page=page_number, number=row))
            blanks = 0
    return tuple(lines)


def build_paragraphs(
    lines: Sequence[PhysicalLine],
) -> tuple[tuple[Paragraph, ...], tuple[Dropped, ...]]:
    """Return the paragraphs of a text, notes last, and the furniture taken out, both in order."""
    lines, parting = _with_roles(lines)
    body = [line for line in lines if line.role is Role.BODY]
    shape = _shape_of(body) if body else _Shape(spacing=0, full=0, is_wrapped=False)
    builder = _Builder(known_words(line.text for line in body))
    dropped: list[Dropped] = []
    previous: PhysicalLine | None = None
    is_parted = False
    for place, line in enumerate(lines):
        if line.role is Role.FURNITURE:
            dropped.append(Dropped(text=line.text, before=builder.count, page=line.page))
            is_parted |= place in parting
        elif line.role is Role.CELL:
            (builder.begin_cell if line.blanks else builder.continue_with)(line)
            previous = None
        if line.role is not Role.BODY:
            continue
        over_page = previous is not None and (
            is_parted or line.page != previous.page or line.blanks < shape.spacing
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
        previous, is_parted = line, False
    paragraphs = builder.finish()
    small_print = [
        NoteLine(line.text, line.page, line.number, line.box)
        for line in lines
        if line.role is Role.NOTE
    ]
    return (*paragraphs, *build_notes(small_print, len(paragraphs))), tuple(dropped)


def _with_roles(lines: Sequence[PhysicalLine]) -> tuple[list[PhysicalLine], frozenset[int]]:
    """Return the lines with furniture and notes marked that their words give away.

    The places of that furniture come second: it may part the lines of two pages. What a reader
    marked itself does not, because it knows the pages.
    """
    open_lines = [place for place, line in enumerate(lines) if line.role is Role.BODY]
    furniture = find_furniture(
        [lines[place].text for place in open_lines], [lines[place].page for place in open_lines]
    )
    notes = _notes_under_rules([lines[place] for place in open_lines], furniture)
    marked = list(lines)
    for found, role in ((furniture, Role.FURNITURE), (notes, Role.NOTE)):
        for index in found:
            place = open_lines[index]
            marked[place] = replace(lines[place], role=role)
    return marked, frozenset(open_lines[index] for index in furniture)


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


@dataclass(slots=True)
class _Block:
    """A block being put together: its text so far and where it began."""

    text: str
    label: Label | None
    first: PhysicalLine
    box: Box | None = None


class _Builder:
    """Collects lines into blocks and blocks into paragraphs, following the numbering."""

    def __init__(self, known: KnownWords) -> None:
        self._known = known
        self._numbering = Numbering()
        self._blocks: list[tuple[_Block, ParagraphKind]] = []
        self._open: _Block | None = None

    @property
    def count(self) -> int:
        """How many blocks have begun."""
        return len(self._blocks) + (self._open is not None)

    def numbering_label(self, text: str, *, starts_block: bool) -> Label | None:
        """Return the label of a line, given everything before it."""
        if not starts_block:
            return None
        # The block before must be counted before the label after it can be judged; it is only
        # closed once this line has been found to begin a new one, so a copy is asked.
        return self._numbering_after_open_block().read(text, starts_block=True)

    def begin(self, line: PhysicalLine, label: Label | None) -> None:
        self._close()
        text = line.text[label.length :] if label else line.text
        self._open = _Block(text=text, label=label, first=line, box=line.box)

    def begin_cell(self, line: PhysicalLine) -> None:
        self.begin(line, None)

    def continue_with(self, line: PhysicalLine) -> None:
        block = self._open
        if block is None:
            self.begin(line, None)
            return
        block.text = join_lines(block.text, line.text, self._known)
        if block.box and line.box and line.page == block.first.page:
            block.box = block.box.joined(line.box)

    def finish(self) -> tuple[Paragraph, ...]:
        self._close()
        marked = find_lost_glyphs([(block.text, kind) for block, kind in self._blocks])
        return tuple(
            Paragraph(
                index=index,
                kind=kind,
                text=text or REPLACEMENT,
                label=block.label.printed if block.label else "",
                number=block.label.number if block.label else annex_number(text, kind),
                level=block.label.level if block.label else 0,
                page=block.first.page,
                lost=lost,
                line=block.first.number,
                box=block.box,
            )
            for index, ((text, lost), (block, kind)) in enumerate(
                zip(marked, self._blocks, strict=True)
            )
        )

    def _numbering_after_open_block(self) -> Numbering:
        block = self._open
        if block is None or block.first.role is Role.CELL:
            return self._numbering
        ahead = self._numbering.copy()
        ahead.accept(block.text, block.label, kind_of(block.text, block.label))
        return ahead

    def _close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        if block.first.role is Role.CELL:
            self._blocks.append((block, ParagraphKind.TABLE))
            return
        label = block.label
        if label and label.kind is ParagraphKind.HEADING and ends_sentence(block.text):
            # "A. Smith spoke." is a sentence; the label of a section stands before a title.
            block.text, block.label = f"{label.printed} {block.text}", None
        kind = kind_of(block.text, block.label)
        self._numbering.accept(block.text, block.label, kind)
        self._blocks.append((block, kind))


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
    if line.in_other_type or line.goes_on_as_title:
        return line.in_other_type and not opens_low
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
