"""Give translators what they take away: exchange files, memory, termbase, search, report.

    from tmx import Memory, read_tmx, write_tmx

Importing the package is quick; each name is loaded from its module when it is first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tmx.build import build_memory
    from tmx.formats.tmx14 import read_tmx, write_tmx
    from tmx.store.memory import Memory

__all__ = ["Memory", "build_memory", "read_tmx", "write_tmx"]

_HOMES = {
    "Memory": "tmx.store.memory",
    "build_memory": "tmx.build",
    "read_tmx": "tmx.formats.tmx14",
    "write_tmx": "tmx.formats.tmx14",
}


def __getattr__(name: str) -> object:
    """Import what was asked for from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tmx' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
