"""Options that several verbs share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["largest_bead_option", "model_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def largest_bead_option(command: _Command) -> _Command:
    """Add `--largest-bead`."""
    return click.option(
        "--largest-bead",
        type=click.IntRange(1, 8),
        default=4,
        show_default=True,
        help="Most segments a bead may hold on either side.",
    )(command)


def model_options(command: _Command) -> _Command:
    """Add `--model` and `--offline`."""
    command = click.option(
        "--offline", is_flag=True, help="Never use the network, not even to fetch a model."
    )(command)
    return click.option(
        "--model",
        default="static",
        show_default=True,
        help="'static' (bundled), or the path or hub name of a sentence-transformers model.",
    )(command)
