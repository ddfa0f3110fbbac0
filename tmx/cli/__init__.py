"""The command `sixfold`: one file per verb, each a thin layer over one library call."""

from tmx.cli.main import main

__all__ = ["main"]
