"""Documents in six languages at once whose beads are known for every pair.

Each language is changed on its own: some lines are joined with the next, some cut at a clause, some
left out. Two segments belong together if they hold words of one line. A line is cut in one language
at most: two that are cut at the same clause would be two beads, and nobody could tell.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from align.evaluation import BeadIds
from align.model import SegmentedText
from align.training.documents import cut_at_clause, join_sentences

__all__ = ["SixWayDocument", "generate_six_way"]

# Per language and line; two languages together come to about the mix of `Mix`.
_LEFT_OUT = 0.015
_JOINED = 0.05
_CUT = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class SixWayDocument:
    """Texts, and for each segment of each the lines whose words it holds."""

    texts: tuple[SegmentedText, ...]
    lines: tuple[tuple[frozenset[int], ...], ...]

    def gold(self, a: int, b: int) -> list[BeadIds]:
        """Return the true beads between two of the texts."""
        beads: list[tuple[set[int], set[int], set[int]]] = [
            ({i}, set(), set(lines)) for i, lines in enumerate(self.lines[a])
        ]
        for j, lines in enumerate(self.lines[b]):
            joined: tuple[set[int], set[int], set[int]] = (set(), {j}, set(lines))
            for bead in [bead for bead in beads if bead[2] & lines]:
                beads.remove(bead)
                joined = (joined[0] | bead[0], joined[1] | bead[1], joined[2] | bead[2])
            beads.append(joined)
        return [(tuple(sorted(ours)), tuple(sorted(theirs))) for ours, theirs, _ in beads]


def generate_six_way(
    rows: Sequence[Mapping[str, str]], languages: Sequence[str], rng: random.Random
) -> SixWayDocument:
    """Return a document of the rows in these languages."""
    texts, lines = [], []
    cut = _CUT * len(languages)
    cut_in = [rng.choice(languages) for _ in rows]
    for language in languages:
        segments: list[str] = []
        held: list[frozenset[int]] = []
        place = 0
        while place < len(rows):
            draw, text = rng.random(), rows[place][language]
            parts = None
            if cut_in[place] == language and 0.0 <= draw - _LEFT_OUT - _JOINED < cut:
                parts = cut_at_clause(text, language)
            if draw < _LEFT_OUT:
                place += 1
            elif draw < _LEFT_OUT + _JOINED and place + 1 < len(rows):
                segments.append(join_sentences([text, rows[place + 1][language]], language))
                held.append(frozenset({place, place + 1}))
                place += 2
            else:
                segments += parts or [text]
                held += [frozenset({place})] * len(parts or [text])
                place += 1
        texts.append(SegmentedText.from_lines(language, segments))
        lines.append(tuple(held))
    return SixWayDocument(texts=tuple(texts), lines=tuple(lines))
