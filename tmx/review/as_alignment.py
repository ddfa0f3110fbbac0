"""See the rows of a document as an alignment, so that checks and report look at what is there."""

from collections.abc import Sequence

from align.model import Alignment, AlignmentError, Bead, MultiAlignment, Row, Signature
from align.version import VERSION
from tmx.review.realign import texts_of
from tmx.store.document_rows import DocumentRow
from tmx.store.rows import confidence_of

__all__ = ["alignment_of_rows"]


def alignment_of_rows(rows: Sequence[DocumentRow], *, signature: str = "") -> MultiAlignment:
    """Return rows as an alignment: segments, rows, and a bead per row for each source pair.

    Args:
        rows: of one document, with text in one language at least.
        signature: how they were made, in words.

    Raises:
        AlignmentError: there are no rows.
    """
    if not rows:
        raise AlignmentError("there are no rows; expected a document with text; import one.")
    texts, places = texts_of(rows)
    made = tuple(
        Row(
            cells=cells,
            confidence=_confidence(row),
            cell_confidence=(_confidence(row),) * len(texts),
        )
        for row, cells in zip(rows, places, strict=True)
    )
    how = Signature(version=VERSION, encoder="none", options=(("from", signature or "memory"),))
    pairs = {}
    for position in range(1, len(texts)):
        pair = _pair(made, position, (len(texts[0]), len(texts[position])), how)
        if pair is not None:
            pairs[0, position] = pair
    return MultiAlignment(texts=texts, rows=made, pairs=pairs, signature=how)


def _pair(
    rows: Sequence[Row], position: int, sizes: tuple[int, int], signature: Signature
) -> Alignment | None:
    """Return the beads of a pair, None where a row's segments are no neighbours."""
    beads = []
    source_end = target_end = 0
    for row in rows:
        source, target = _run(row.cells[0]), _run(row.cells[position])
        if source is None or target is None:
            return None
        if not source and not target:
            continue
        moved = bool(
            (source and source.start < source_end) or (target and target.start < target_end)
        )
        if not moved:
            source_end = source.stop if source else source_end
            target_end = target.stop if target else target_end
        beads.append(Bead(source=source, target=target, confidence=row.confidence, moved=moved))
    return Alignment(
        source_length=sizes[0], target_length=sizes[1], beads=tuple(beads), signature=signature
    )


def _run(ids: Sequence[int]) -> range | None:
    if not ids:
        return range(0)
    run = range(ids[0], ids[-1] + 1)
    return run if tuple(run) == tuple(ids) else None


def _confidence(row: DocumentRow) -> float:
    confidence = confidence_of(row.unit)
    # Somebody has put an imported unit there.
    return 1.0 if confidence is None else confidence
