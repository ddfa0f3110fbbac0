"""Split texts into sentences: our own rules for six languages, a library for others."""

from align.segmentation.document import segment_document, segment_text
from align.segmentation.protocol import Segmenter
from align.segmentation.registry import segmenter_for

__all__ = ["Segmenter", "segment_document", "segment_text", "segmenter_for"]
