"""Find what survives translation: numbers, dates, symbols; normalised across six languages.

`find_anchors` is a pure function of text and language. What is known of each language lies in
`align.anchors.languages`, one file each; a language beyond the six gets digits and symbols only.
A form that could be read in two ways is left out: an anchor that is there is meant to be right.
"""

from align.anchors.find import find_anchors
from align.anchors.model import Anchor, anchor_weight

__all__ = ["Anchor", "anchor_weight", "find_anchors"]
