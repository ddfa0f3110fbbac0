"""Find which sentences say the same: segments, vectors, beads, rows, confidence, terms.

    from align import align_documents
    from sources import find_versions

    alignment = align_documents(find_versions("A/65/496"))

Importing the package is quick; numpy and the model are loaded by the first alignment.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from align.bitext import align_texts
    from align.documents import align_documents, align_many

__all__ = ["align_documents", "align_many", "align_texts"]

_HOMES = {
    "align_texts": "align.bitext",
    "align_documents": "align.documents",
    "align_many": "align.documents",
}


def __getattr__(name: str) -> object:
    """Import what was asked for from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'align' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
