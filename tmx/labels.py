"""Read the paragraph number at the head of a text that came without its paragraphs.

Units of an imported memory have texts alone. A number at their head is read as in a document, but
without the sequence: units may come from many documents, and one wrong number must not hide the
next.
"""

from sources.document import ParagraphKind
from sources.structure import Numbering

__all__ = ["number_at_head"]


def number_at_head(text: str) -> tuple[str | None, int]:
    """Return the canonical number of the paragraph a text begins, and its length in code points.

    Both are empty (None, 0) where the text begins with no number. Letters of items are not read:
    without their sequence `(i)` may be a letter or a number.
    """
    label = Numbering().read(text, starts_block=True)
    if label is None or label.kind is not ParagraphKind.NUMBERED:
        return None, 0
    return label.number, len(label.printed)
