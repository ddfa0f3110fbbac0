"""Let the other languages speak in every pair: a weak pair is helped by strong ones.

After a first alignment of all pairs, two segments that share a rendering in the other languages
are drawn together and two that do not are held apart (`align.scoring.support`), and each pair is
aligned once more. Chinese and Arabic gain from what English tells of both.
"""

from collections.abc import Callable, Sequence

from align.model import Alignment
from align.scoring.support import Support, find_support

__all__ = ["align_jointly"]


def align_jointly(
    count: int,
    positions: Sequence[tuple[int, int]],
    align_pair: Callable[[int, int, Support | None], Alignment],
) -> dict[tuple[int, int], Alignment]:
    """Return the alignments of pairs; of three languages and more each pair is aligned twice.

    Args:
        count: how many language versions there are.
        positions: the pairs (i, j), i < j, that are wanted.
        align_pair: aligns versions i and j with what the others say of them; None the first time.
    """
    pairs = {(a, b): align_pair(a, b, None) for a, b in positions}
    if count < 3:
        return pairs
    return {(a, b): align_pair(a, b, find_support(pairs, a, b, count)) for a, b in positions}
