"""What the other languages say of a pair: whether two segments share a rendering elsewhere.

A Chinese and an Arabic segment that are both rendered by the same English sentence belong
together; if each is rendered by a sentence of its own they do not. Triangulation of this kind is
known from word alignment (Kumar, Och and Macherey, "Improving word alignment with bridge
languages", EMNLP 2007).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from align.model import Alignment
from align.search.lattice import Floats, Integers

__all__ = ["Support", "find_support"]


@dataclass(frozen=True, slots=True)
class Support:
    """Evidence for and against pairs of segments, averaged over the other languages.

    Attributes:
        keys: shape (k,), ascending; source index times target length plus target index.
        shared: shape (k,), probability that the pair shares a rendering, 0 to 1.
        source_known: shape (n, languages), probability that a source segment's rendering in each
            other language is known, over the square root of the number of languages.
        target_known: shape (m, languages), the same of the target.
    """

    keys: Integers
    shared: Floats
    source_known: Floats
    target_known: Floats

    def between(self, source: Integers, target: Integers) -> Floats:
        """Return -1 (all others part the pair) to 1 (all join it) for segments i and j, 0 unknown.

        Args:
            source: shape (k,), indices in the whole source text.
            target: shape (k,), indices in the whole target text.
        """
        wanted = source * len(self.target_known) + target
        places = np.searchsorted(self.keys, wanted)
        found = np.append(self.keys, -1)[places] == wanted
        shared = np.where(found, np.append(self.shared, 0.0)[places], 0.0)
        known = np.einsum("kl,kl->k", self.source_known[source], self.target_known[target])
        evidence: Floats = 2.0 * shared - known
        return evidence


def find_support(pairs: Mapping[tuple[int, int], Alignment], a: int, b: int, count: int) -> Support:
    """Return what the other languages say of the pair of positions a and b.

    Args:
        pairs: an alignment of every pair of positions (i, j), i < j.
        a: position of the source.
        b: position of the target.
        count: how many languages there are, three or more.
    """
    others = [
        c for c in range(count) if c not in (a, b) and _has(pairs, a, c) and _has(pairs, b, c)
    ]
    lengths = pairs[a, b].source_length, pairs[a, b].target_length
    source_known = np.zeros((lengths[0], max(len(others), 1)))
    target_known = np.zeros((lengths[1], max(len(others), 1)))
    shared: dict[int, float] = {}
    for column, c in enumerate(others):
        by_rendering: dict[int, _Link] = {}
        for link in _links(pairs, b, c):
            target_known[link.own.start : link.own.stop, column] = link.confidence
            by_rendering.update(dict.fromkeys(link.rendering, link))
        best: dict[int, float] = {}
        for ours in _links(pairs, a, c):
            source_known[ours.own.start : ours.own.stop, column] = ours.confidence
            for theirs in {id(t): t for k in ours.rendering if (t := by_rendering.get(k))}.values():
                chance = ours.confidence * theirs.confidence * _clarity(ours, theirs)
                for i in ours.own:
                    for j in theirs.own:
                        key = i * lengths[1] + j
                        best[key] = max(best.get(key, 0.0), chance)
        for key, chance in best.items():
            shared[key] = shared.get(key, 0.0) + chance
    keys = np.array(sorted(shared), dtype=np.int64)
    divisor = max(len(others), 1)
    return Support(
        keys=keys,
        shared=np.array([shared[key] for key in keys.tolist()]) / divisor,
        source_known=source_known / divisor**0.5,
        target_known=target_known / divisor**0.5,
    )


@dataclass(frozen=True, slots=True)
class _Link:
    """A bead seen from one of its sides: own segments, what renders them, confidence."""

    own: range
    rendering: range
    confidence: float


def _has(pairs: Mapping[tuple[int, int], Alignment], a: int, b: int) -> bool:
    return (min(a, b), max(a, b)) in pairs


def _links(pairs: Mapping[tuple[int, int], Alignment], a: int, b: int) -> Iterator[_Link]:
    for bead in pairs[min(a, b), max(a, b)].beads:
        if bead.source and bead.target:
            own, other = (bead.source, bead.target) if a < b else (bead.target, bead.source)
            yield _Link(own, other, bead.confidence)


def _clarity(ours: _Link, theirs: _Link) -> float:
    """Return how clearly each segment of one bead belongs to each of the other, 0.125 to 1.

    Where several segments meet several, only some of the pairs are true: half, for want of better.
    """
    several = (
        min(len(ours.own), len(ours.rendering)) > 1,
        min(len(theirs.own), len(theirs.rendering)) > 1,
        len(ours.own) > 1 and len(theirs.own) > 1,
    )
    return float(0.5 ** sum(several))
