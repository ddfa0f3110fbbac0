"""Make documents whose beads are known, from lines that are translations of each other.

The mix follows hand-aligned prose: most beads 1-1, a tenth merged or split, a few 2-2, a few left
out or added (see `Mix`). A 2-2 bead is either two sentences told in the other order or two
sentences cut at another place.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from align.model import Segment, SegmentedText, Span

__all__ = [
    "GeneratedDocument",
    "Mix",
    "cut_at_clause",
    "drop_page",
    "generate_document",
    "join_sentences",
    "swap_blocks",
]

Bead = tuple[tuple[int, ...], tuple[int, ...]]

# A clause ends at one of these; Chinese and Arabic commas count.
_CLAUSE = re.compile(r"(?<=[,;:，；：،؛])\s*")
_SPACELESS = {"zh", "ja"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How often each kind of bead occurs; the rest is 1-1.

    Attributes:
        merged: share of 1-2 and 2-1 beads.
        crossed: share of 2-2 beads.
        left_out: share of segments that only one side has.
        notes: of these, the share that stands in square brackets, like a translator's note.
    """

    merged: float = 0.10
    crossed: float = 0.02
    left_out: float = 0.03
    notes: float = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedDocument:
    """Two texts and their true beads, source ids and target ids, 0-based."""

    source: SegmentedText
    target: SegmentedText
    beads: tuple[Bead, ...]


def generate_document(
    lines: Sequence[tuple[str, str]],
    languages: tuple[str, str],
    rng: random.Random,
    *,
    mix: Mix | None = None,
    paragraphs: bool = False,
) -> GeneratedDocument:
    """Return a document made of the lines in their order.

    Args:
        lines: source and target text of each sentence.
        languages: tags of the two sides.
        rng: the only source of chance.
        mix: shares of the kinds of beads.
        paragraphs: group the beads into paragraphs of one to five and number some of them;
            otherwise every segment is its own paragraph, as in a file with one segment a line.
    """
    mix = mix or Mix()
    groups: list[tuple[list[str], list[str]]] = []
    position = 0
    while position < len(lines):
        taken, group = _next_bead(lines[position : position + 2], languages, rng, mix)
        groups.append(group)
        position += taken
    return _assemble(groups, languages, rng if paragraphs else None)


def drop_page(
    document: GeneratedDocument, rng: random.Random, *, length: int = 40
) -> GeneratedDocument:
    """Return the document with the target text of `length` consecutive beads missing."""
    begin = rng.randrange(max(1, len(document.beads) - length))
    groups = _groups(document)
    for index in range(begin, min(begin + length, len(groups))):
        groups[index] = (groups[index][0], [])
    groups = [group for group in groups if group[0] or group[1]]
    return _assemble(
        _split_empty(groups), (document.source.language, document.target.language), None
    )


def swap_blocks(
    document: GeneratedDocument, rng: random.Random, *, length: int = 15
) -> GeneratedDocument:
    """Return the document with two neighbouring blocks of target beads exchanged."""
    groups = _groups(document)
    begin = rng.randrange(max(1, len(groups) - 2 * length))
    order = [
        *range(begin),
        *range(begin + length, begin + 2 * length),
        *range(begin, begin + length),
        *range(begin + 2 * length, len(groups)),
    ]
    order = [index for index in order if index < len(groups)]
    starts, position = {}, 0
    for index in order:
        starts[index] = position
        position += len(groups[index][1])
    beads, source_position = [], 0
    for index, (source, target) in enumerate(groups):
        beads.append(
            (
                tuple(range(source_position, source_position + len(source))),
                tuple(range(starts[index], starts[index] + len(target))),
            )
        )
        source_position += len(source)
    target_lines = [line for index in order for line in groups[index][1]]
    return GeneratedDocument(
        source=document.source,
        target=SegmentedText.from_lines(document.target.language, target_lines),
        beads=tuple(beads),
    )


def _next_bead(
    lines: Sequence[tuple[str, str]], languages: tuple[str, str], rng: random.Random, mix: Mix
) -> tuple[int, tuple[list[str], list[str]]]:
    """Return how many lines the next bead takes and its segments on both sides."""
    draw = rng.random()
    (source, target), rest = lines[0], lines[1:]
    if draw < mix.left_out:
        form = "[{}]" if rng.random() < mix.notes else "{}"
        alone = [form.format(source)], [form.format(target)]
        return 1, (alone[0], []) if rng.random() < 0.5 else ([], alone[1])
    if draw < mix.left_out + mix.crossed and rest:
        return 2, _crossed(lines, languages, rng)
    if draw < mix.left_out + mix.crossed + mix.merged:
        return _merged(lines, languages, rng)
    return 1, ([source], [target])


def _crossed(
    lines: Sequence[tuple[str, str]], languages: tuple[str, str], rng: random.Random
) -> tuple[list[str], list[str]]:
    (source, target), (next_source, next_target) = lines
    parts = cut_at_clause(target, languages[1])
    if rng.random() < 0.5 or parts is None:
        return [source, next_source], [next_target, target]
    return [source, next_source], [parts[0], join_sentences([parts[1], next_target], languages[1])]


def _merged(
    lines: Sequence[tuple[str, str]], languages: tuple[str, str], rng: random.Random
) -> tuple[int, tuple[list[str], list[str]]]:
    """Return a 2-1 or 1-2 bead: two sentences joined on one side, or one cut at a clause."""
    side = rng.randrange(2)
    (source, target), rest = lines[0], lines[1:]
    parts = cut_at_clause((source, target)[side], languages[side])
    if parts is not None and (rng.random() < 0.5 or not rest):
        return 1, (parts, [target]) if side == 0 else ([source], parts)
    if not rest:
        return 1, ([source], [target])
    sources, targets = [source, rest[0][0]], [target, rest[0][1]]
    if side == 0:
        return 2, (sources, [join_sentences(targets, languages[1])])
    return 2, ([join_sentences(sources, languages[0])], targets)


def cut_at_clause(text: str, language: str) -> list[str] | None:
    """Return the text cut at the clause end nearest its middle, None if a part would be tiny."""
    smallest = 6 if language in _SPACELESS else 20
    places = [
        m.end() for m in _CLAUSE.finditer(text) if smallest <= m.end() <= len(text) - smallest
    ]
    if not places:
        return None
    place = min(places, key=lambda at: (abs(at - len(text) / 2), at))
    return [text[:place].strip(), text[place:].strip()]


def join_sentences(texts: Sequence[str], language: str) -> str:
    """Return the sentences as one text, with what the language puts between them."""
    return ("" if language in _SPACELESS else " ").join(texts)


def _groups(document: GeneratedDocument) -> list[tuple[list[str], list[str]]]:
    return [
        (
            [document.source.segments[i].text for i in source],
            [document.target.segments[j].text for j in target],
        )
        for source, target in document.beads
    ]


def _split_empty(groups: list[tuple[list[str], list[str]]]) -> list[tuple[list[str], list[str]]]:
    """Return the groups with every segment left alone as a group of its own."""
    split: list[tuple[list[str], list[str]]] = []
    for source, target in groups:
        if source and target:
            split.append((source, target))
        else:
            split += [([line], []) for line in source] + [([], [line]) for line in target]
    return split


def _assemble(
    groups: list[tuple[list[str], list[str]]],
    languages: tuple[str, str],
    rng: random.Random | None,
) -> GeneratedDocument:
    """Return the document; with `rng`, beads are grouped into paragraphs, some numbered."""
    sides: tuple[list[Segment], list[Segment]] = ([], [])
    beads: list[Bead] = []
    paragraph, left, number = -1, 0, 0
    for group in groups:
        label: str | None = None
        if rng is not None and left == 0:
            paragraph += 1
            left = rng.randint(1, 5)
            if rng.random() < 0.6:
                number += 1
                label = str(number)
        left -= 1
        bead = []
        for lines, segments in zip(group, sides, strict=True):
            ids = []
            for line in lines:
                opens = not segments or segments[-1].paragraph != paragraph
                ids.append(len(segments))
                segments.append(
                    Segment(
                        index=len(segments),
                        text=line,
                        paragraph=len(segments) if rng is None else paragraph,
                        span=Span(0, len(line)),
                        number=label if opens and rng is not None else None,
                    )
                )
            bead.append(tuple(ids))
        beads.append((bead[0], bead[1]))
    source, target = (
        SegmentedText(language=language, segments=tuple(segments))
        for language, segments in zip(languages, sides, strict=True)
    )
    return GeneratedDocument(source=source, target=target, beads=tuple(beads))
