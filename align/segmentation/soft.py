"""Cut sentences further at their semicolons, for an aligner that asks.

A semicolon never ends a sentence. But one language may put one where another puts a full stop,
and in enumerations sentences grow very long; then the pieces align where the whole does not.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from align.model import Span
from align.segmentation.brackets import inner_regions

__all__ = ["soft_spans"]

_MARK: Final = re.compile(r"[;；؛][”’\"'»」』]*\s*")


def soft_spans(text: str, sentence: Span) -> Iterator[Span]:
    """Yield the pieces of a sentence, each up to and with a semicolon; they cover it whole.

    A semicolon in brackets or at the end of the sentence cuts nothing.
    """
    piece = text[sentence.start : sentence.end]
    regions = inner_regions(piece)
    ends = [region.end for region in regions]
    start = 0
    for match in _MARK.finditer(piece):
        place = bisect_left(ends, match.start())
        is_inner = place < len(regions) and regions[place].start < match.start()
        if not is_inner and match.end() < len(piece) and match.start() > start:
            yield Span(sentence.start + start, sentence.start + match.end())
            start = match.end()
    if start < len(piece):
        yield Span(sentence.start + start, sentence.end)
