"""Find the places where an extraction lost a glyph; report them, repair nothing.

In Chinese a lost glyph leaves a space between two ideographs; elsewhere it leaves U+FFFD, a
private-use character, a control character or the text `(cid:22)`. What the extraction put there
stays in the text, except control characters and `(cid:n)`, which no format can carry on.
"""

import re
from collections.abc import Sequence
from typing import Final

from sources.document import ParagraphKind

__all__ = ["REPLACEMENT", "find_lost_glyphs"]

REPLACEMENT: Final = "\ufffd"
_IDEOGRAPH: Final = "[\u4e00-\u9fff]"
_GAP: Final = re.compile(f"(?<={_IDEOGRAPH}) (?={_IDEOGRAPH})")
_ONE_IDEOGRAPH: Final = re.compile(_IDEOGRAPH)
# Text set with spaces between its words has one every two or three ideographs; the sample has
# three lost glyphs in 5,000.
_SPACED_TEXT: Final = 0.02
_SUBSTITUTE: Final = re.compile(
    "[\ufffd\ue000-\uf8ff]|(?P<gone>[\x00-\x08\x0b-\x1f\x7f-\x9f]|\\(cid:\\d+\\))"
)
_BODY: Final = frozenset({ParagraphKind.PARAGRAPH, ParagraphKind.NUMBERED, ParagraphKind.ITEM})


def find_lost_glyphs(
    blocks: Sequence[tuple[str, ParagraphKind]], *, gaps: bool = True
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return, for each block, its text and the offsets in it where a glyph is missing.

    Args:
        blocks: text and kind of each.
        gaps: whether a space between ideographs is a sign of loss; in extracted text it is, in
            text that somebody typed it is not.
    """
    gap_count = sum(len(_GAP.findall(text)) for text, kind in blocks if kind in _BODY)
    ideographs = sum(len(_ONE_IDEOGRAPH.findall(text)) for text, _ in blocks)
    is_spaced = gap_count > _SPACED_TEXT * ideographs
    return tuple(
        _mark(text, look_for_gaps=kind in _BODY and gaps and not is_spaced) for text, kind in blocks
    )


def _mark(text: str, *, look_for_gaps: bool) -> tuple[str, tuple[int, ...]]:
    pieces: list[str] = []
    lost: set[int] = set()
    end = length = 0
    for match in _SUBSTITUTE.finditer(text):
        pieces.append(text[end : match.start()])
        length += match.start() - end
        lost.add(length)
        if match["gone"] is None:
            pieces.append(match[0])
            length += 1
        end = match.end()
    whole = "".join([*pieces, text[end:]])
    if look_for_gaps:
        lost |= {match.start() for match in _GAP.finditer(whole)}
    return whole, tuple(sorted(lost))
