"""The web app of a memory: look up, read, review, report; on this machine only.

`make_app("demo/memory.db")` gives an ASGI application; `sixfold serve` runs it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tmx.web.app import make_app
    from tmx.web.server import serve

__all__ = ["make_app", "serve"]

# The web framework is loaded when it is wanted, not with the package.
_HOMES = {"make_app": "tmx.web.app", "serve": "tmx.web.server"}


def __getattr__(name: str) -> object:
    """Import what was asked for from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tmx.web' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
