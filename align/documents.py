"""Align the language versions of a document: segments, pairs, rows."""

from collections.abc import Callable, Sequence
from itertools import combinations

from align.bitext import (
    AlignmentModel,
    align_sides,
    check_languages,
    default_encoder,
    default_model,
    make_signature,
)
from align.encoding.protocol import SpanEncoder
from align.joint import align_jointly
from align.model import Alignment, AlignmentError, MultiAlignment, SegmentedText
from align.rows import build_rows
from align.scoring.side import Side, describe_side
from align.scoring.support import Support
from align.segmentation import segment_document
from sources import Document

__all__ = ["align_documents", "align_many"]


def align_documents(
    documents: Sequence[Document],
    *,
    encoder: SpanEncoder | None = None,
    model: AlignmentModel | None = None,
    progress: Callable[[str], None] | None = None,
) -> MultiAlignment:
    """Return the versions of a document cut into segments and aligned, all pairs and rows.

    Args:
        documents: two language versions or more; the first is the source.
        encoder: where the vectors come from; the bundled static model by default.
        model: weights, calibration and the largest bead; those of the package by default.
        progress: called with a few words before each step.

    Raises:
        AlignmentError: fewer than two versions, two of one language, or one without text.
    """
    texts = [segment_document(document) for document in documents]
    return align_many(texts, encoder=encoder, model=model, progress=progress)


def align_many(
    texts: Sequence[SegmentedText],
    *,
    encoder: SpanEncoder | None = None,
    model: AlignmentModel | None = None,
    progress: Callable[[str], None] | None = None,
) -> MultiAlignment:
    """Return the alignment of texts already segmented; see `align_documents`."""
    _check(texts)
    tell = progress or (lambda _: None)
    encoder = encoder or default_encoder()
    model = model or default_model()
    check_languages([text.language for text in texts], encoder)
    signature = make_signature(encoder.identity, model)
    sides: list[Side] = []
    for text in texts:
        tell(f"encoding {text.language}")
        sides.append(describe_side(text, encoder))

    def align_pair(a: int, b: int, support: Support | None) -> Alignment:
        tell(f"aligning {texts[a].language} and {texts[b].language}")
        return align_sides(sides[a], sides[b], model=model, signature=signature, support=support)

    pairs = align_jointly(len(texts), list(combinations(range(len(texts)), 2)), align_pair)
    return MultiAlignment(
        texts=tuple(texts), rows=build_rows(texts, pairs), pairs=pairs, signature=signature
    )


def _check(texts: Sequence[SegmentedText]) -> None:
    if len(texts) < 2:
        raise AlignmentError(
            f"{len(texts)} language version was found, expected two or more; name another version."
        )
    languages = [text.language for text in texts]
    for language in languages:
        if languages.count(language) > 1:
            raise AlignmentError(
                f"two versions say they are in {language!r}, expected one per language; "
                f"leave one out or give it its own tag."
            )
    for text in texts:
        if not text.segments:
            raise AlignmentError(
                f"the {text.language} version has no segment, expected one at least; "
                f"check that its file holds text."
            )
