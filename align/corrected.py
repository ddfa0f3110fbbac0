"""Align texts around what a person has set: those links stand, the rest is found between them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from align.bitext import (
    AlignmentModel,
    align_sides,
    check_languages,
    default_encoder,
    default_model,
    in_source_order,
    make_signature,
)
from align.encoding.protocol import SpanEncoder
from align.joint import align_jointly
from align.model import Alignment, Bead, MultiAlignment, Row, SegmentedText, Signature
from align.rows import build_rows
from align.scoring.side import Side, describe_side
from align.scoring.support import Support
from align.search.lattice import Integers

__all__ = ["FixedRow", "align_corrected"]

_Ids: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedRow:
    """A row a person has set, wholly or in some languages.

    Attributes:
        cells: per text the ids of its segments, neighbours and ascending, maybe none.
        links: positions of the texts whose cell is linked to the source's cell; the position 0
            counts for nothing.
    """

    cells: tuple[_Ids, ...]
    links: frozenset[int]


def align_corrected(
    texts: Sequence[SegmentedText],
    fixed: Sequence[FixedRow],
    *,
    encoder: SpanEncoder | None = None,
    model: AlignmentModel | None = None,
    progress: Callable[[str], None] | None = None,
    all_pairs: bool = True,
) -> MultiAlignment:
    """Return texts aligned so that every fixed link is a bead of its own.

    A link with text on one side only is an omission or addition. A link that crosses earlier ones
    stands outside the order, as a moved bead.

    Args:
        texts: two or more; the first is the source.
        fixed: what a person has set; no segment lies in two of them.
        encoder: as for `align_texts`.
        model: as for `align_texts`.
        progress: called with a few words before each step.
        all_pairs: False leaves out pairs without the source; segments that the source lacks are
            then not linked to each other.

    Raises:
        AlignmentError: as for `align_texts`.
    """
    tell = progress or (lambda _: None)
    encoder = encoder or default_encoder()
    model = model or default_model()
    check_languages([text.language for text in texts], encoder)
    signature = make_signature(encoder.identity, model)
    sides = []
    for text in texts:
        tell(f"encoding {text.language}")
        sides.append(describe_side(text, encoder))

    def align_pair(a: int, b: int, support: Support | None) -> Alignment:
        tell(f"aligning {texts[a].language} and {texts[b].language}")
        links = [] if a else [(row.cells[0], row.cells[b]) for row in fixed if b in row.links]
        return _align_pair(
            sides[a], sides[b], links, model=model, signature=signature, support=support
        )

    wanted = [(a, b) for a, b in combinations(range(len(texts)), 2) if all_pairs or not a]
    pairs = align_jointly(len(texts), wanted, align_pair)
    rows = _join_additions(build_rows(texts, pairs), fixed)
    return MultiAlignment(texts=tuple(texts), rows=rows, pairs=pairs, signature=signature)


def _align_pair(
    source: Side,
    target: Side,
    links: Sequence[tuple[_Ids, _Ids]],
    *,
    model: AlignmentModel,
    signature: Signature,
    support: Support | None,
) -> Alignment:
    """Align two sides around links of a person."""
    links = [link for link in links if any(link)]
    ordered = sorted((link for link in links if all(link)), key=lambda link: link[0])
    kept = _in_order(ordered)
    apart = [link for link in links if not all(link)] + [
        link for link in ordered if link not in kept
    ]
    left_source, old_source = source.without([_range(each[0]) for each in apart if each[0]])
    left_target, old_target = target.without([_range(each[1]) for each in apart if each[1]])
    beads = [
        Bead(
            source=_range(each[0]),
            target=_range(each[1]),
            confidence=1.0,
            moved=all(each),
            features={"fixed": 1.0},
        )
        for each in apart
    ]
    if len(left_source) and len(left_target):
        new_source = {int(old): new for new, old in enumerate(old_source)}
        new_target = {int(old): new for new, old in enumerate(old_target)}
        within = [
            (tuple(new_source[i] for i in s), tuple(new_target[j] for j in t)) for s, t in kept
        ]
        found = align_sides(
            left_source,
            left_target,
            model=model,
            signature=signature,
            fixed=within,
            support=support,
        ).beads
        beads += [
            Bead(
                source=_old_range(bead.source, old_source),
                target=_old_range(bead.target, old_target),
                confidence=bead.confidence,
                moved=bead.moved,
                features=bead.features,
            )
            for bead in found
        ]
    else:
        beads += [Bead(source=range(i, i + 1), target=range(0), confidence=1.0) for i in old_source]
        beads += [Bead(source=range(0), target=range(j, j + 1), confidence=1.0) for j in old_target]
    return Alignment(
        source_length=len(source),
        target_length=len(target),
        beads=tuple(in_source_order(beads)),
        signature=signature,
    )


def _in_order(links: Sequence[tuple[_Ids, _Ids]]) -> list[tuple[_Ids, _Ids]]:
    """Return the most links in source order that stand in target order too."""
    best: list[
        tuple[int, int]
    ] = []  # per link: length of the longest chain that ends there, before
    for place, (_, target) in enumerate(links):
        before = [
            (best[other][0], -other)
            for other in range(place)
            if links[other][1][-1] < target[0] and links[other][0][-1] < links[place][0][0]
        ]
        length, other = max(before, default=(0, 1))
        best.append((length + 1, -other))
    chain: list[tuple[_Ids, _Ids]] = []
    at = max(range(len(links)), key=lambda place: (best[place][0], -place), default=-1)
    while at >= 0:
        chain.append(links[at])
        at = best[at][1]
    return chain[::-1]


def _join_additions(rows: Sequence[Row], fixed: Sequence[FixedRow]) -> tuple[Row, ...]:
    """Put the languages of a fixed row that the source lacks together again."""
    place: Mapping[tuple[int, int], int] = {
        (position, index): number
        for number, row in enumerate(rows)
        for position, cell in enumerate(row.cells)
        for index in cell
    }
    joined: dict[int, Row] = {}
    gone: set[int] = set()
    for each in fixed:
        if each.cells[0]:
            continue
        wanted = {(p, i) for p in each.links for i in each.cells[p]}
        members = sorted({place[segment] for segment in wanted})
        held = {(p, i) for n in members for p, cell in enumerate(rows[n].cells) for i in cell}
        if len(members) > 1 and held == wanted:
            cells = tuple(each.cells[p] if p in each.links else () for p in range(len(each.cells)))
            joined[members[0]] = Row(
                cells=cells, confidence=1.0, cell_confidence=(1.0,) * len(cells)
            )
            gone.update(members[1:])
    return tuple(joined.get(number, row) for number, row in enumerate(rows) if number not in gone)


def _range(ids: _Ids) -> range:
    return range(ids[0], ids[-1] + 1) if ids else range(0)


def _old_range(indices: range, old: Integers) -> range:
    if not indices:
        return indices
    first = int(old[indices.start])
    return range(first, first + len(indices))
