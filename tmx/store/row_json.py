"""Rows of a document as JSON, whole: a decision keeps the rows it concerns."""

from collections.abc import Mapping
from typing import Any

from tmx.model import TranslationUnit
from tmx.store.document_rows import DocumentRow, Piece, pack_layout, unpack_layout
from tmx.store.rows import (
    confidence_of,
    unit_extras,
    unit_from_row,
    variant_extras,
    variant_from_row,
)

__all__ = ["row_from_json", "row_to_json"]


def row_to_json(row: DocumentRow) -> dict[str, Any]:
    """Return a row as JSON, whole."""
    unit = row.unit
    return {
        "unit": row.unit_id,
        "position": row.position,
        "tuid": unit.tuid,
        "source_language": unit.source_language,
        "confidence": confidence_of(unit),
        "status": str(row.status),
        "extras": unit_extras(unit),
        "variants": [[v.language, v.text, variant_extras(v)] for v in unit.variants],
        "segments": {
            language: pack_layout(pieces, _text(unit, language))
            for language, pieces in row.cells.items()
        },
        "fixed": sorted(row.fixed),
    }


def row_from_json(told: Mapping[str, Any]) -> DocumentRow:
    """Return the row that `row_to_json` wrote."""
    unit = unit_from_row(
        tuid=told["tuid"],
        source_language=told["source_language"],
        confidence=told["confidence"],
        status=told["status"],
        extras=told["extras"],
        variants=[variant_from_row(*each) for each in told["variants"]],
    )
    cells: dict[str, tuple[Piece, ...]] = {
        language: unpack_layout(marks, _text(unit, language))
        for language, marks in told["segments"].items()
    }
    return DocumentRow(
        unit_id=told["unit"],
        position=told["position"],
        unit=unit,
        cells=cells,
        fixed=frozenset(told["fixed"]),
    )


def _text(unit: TranslationUnit, language: str) -> str:
    variant = unit.variant(language)
    return variant.text if variant is not None else ""
