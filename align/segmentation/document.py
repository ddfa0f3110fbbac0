"""Cut documents and texts into segments, keeping labels, places and lost glyphs."""

import re
from collections.abc import Iterator
from typing import Final

from align.model import Segment, SegmentedText, Span
from align.segmentation.protocol import Segmenter
from align.segmentation.registry import segmenter_for
from align.segmentation.soft import soft_spans
from sources.document import Document
from sources.structure import Numbering, kind_of

__all__ = ["segment_document", "segment_text"]

_LINE_END: Final = re.compile(r"[\n\r\f\u2028\u2029]+")


def segment_document(document: Document, *, soft: bool = False) -> SegmentedText:
    """Return the sentences of a document, in reading order.

    The label of a paragraph stays at the head of its first segment. Spans are places in the
    paragraph's `full_text`.

    Args:
        document: what is to be cut.
        soft: cut sentences further at their semicolons.

    Raises:
        LanguageError: the language has no rules and no library to split it.
    """
    segmenter = segmenter_for(document.language)
    segments: list[Segment] = []
    for paragraph in document.paragraphs:
        full = paragraph.full_text
        head = len(full) - len(paragraph.text)
        spans = _spans(segmenter, paragraph.text, soft=soft)
        pieces = list(_trimmed(paragraph.text, spans)) or [Span(0, 0)]
        for place, piece in enumerate(pieces):
            first = place == 0
            start = 0 if first else head + piece.start
            span = Span(start, head + piece.end if paragraph.text else len(full))
            segments.append(
                Segment(
                    index=len(segments),
                    text=full[span.start : span.end],
                    paragraph=paragraph.index,
                    span=span,
                    number=paragraph.number if first else None,
                    label_length=len(paragraph.label) if first else 0,
                    lost=tuple(
                        head + offset - start
                        for offset in paragraph.lost
                        if piece.start <= offset < piece.end
                    ),
                )
            )
    return SegmentedText(language=document.language, segments=tuple(segments))


def segment_text(text: str, language: str, *, soft: bool = False) -> SegmentedText:
    """Return the sentences of a text whose lines are its paragraphs.

    Labels at the head of lines are recognised by their sequence, as in documents. Empty lines
    are passed over; spans are places in the line without the white space around it.

    Args:
        text: what is to be cut.
        language: BCP 47 tag.
        soft: cut sentences further at their semicolons.

    Raises:
        LanguageError: the language has no rules and no library to split it.
    """
    segmenter = segmenter_for(language)
    numbering = Numbering()
    segments: list[Segment] = []
    lines = [line.strip() for line in _LINE_END.split(text)]
    for paragraph, line in enumerate(filter(None, lines)):
        label = numbering.read(line, starts_block=True)
        body = line[label.length :] if label else line
        numbering.accept(body, label, kind_of(body, label))
        for place, span in enumerate(_trimmed(line, _spans(segmenter, line, soft=soft))):
            is_labelled = label is not None and place == 0
            segments.append(
                Segment(
                    index=len(segments),
                    text=line[span.start : span.end],
                    paragraph=paragraph,
                    span=span,
                    number=label.number if label and is_labelled else None,
                    label_length=len(label.printed) if label and is_labelled else 0,
                )
            )
    return SegmentedText(language=language, segments=tuple(segments))


def _spans(segmenter: Segmenter, text: str, *, soft: bool) -> Iterator[Span]:
    for sentence in segmenter.spans(text):
        if soft:
            yield from soft_spans(text, sentence)
        else:
            yield sentence


def _trimmed(text: str, spans: Iterator[Span]) -> Iterator[Span]:
    """Yield spans without the white space at their ends; empty ones are left out."""
    for start, end in spans:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            yield Span(left, right)
