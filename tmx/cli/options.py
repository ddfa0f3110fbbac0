"""Options that several verbs share."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final, TypeVar

import click

from tmx.store.records import USABLE, UnitFilter

__all__ = [
    "FLAVOUR_NAMES",
    "fetch_options",
    "filter_options",
    "flavour_options",
    "largest_bead_option",
    "model_options",
]

# Spelled out here, because the help of a verb must not load the formats; a test compares them.
FLAVOUR_NAMES: Final = ("generic", "omegat", "trados", "memoq", "wordfast", "phrase")

_DAY: Final = click.DateTime(formats=["%Y-%m-%d"])
_Command = TypeVar("_Command", bound=Callable[..., Any])


def fetch_options(command: _Command) -> _Command:
    """Add `--from` and `--contact`."""
    command = click.option(
        "--contact",
        default="",
        envvar="SIXFOLD_CONTACT",
        help="Your e-mail address, told to the server so that its owner can write to you.",
    )(command)
    return click.option(
        "--from",
        "source",
        help="Address to fetch from, with {symbol} and {language} where they go.",
    )(command)


def flavour_options(command: _Command) -> _Command:
    """Add `--flavour`, `--language-style` and `--illegal`."""
    command = click.option(
        "--illegal",
        type=click.Choice(["remove", "replace", "fail"]),
        default="remove",
        show_default=True,
        help="What to do with characters XML cannot hold.",
    )(command)
    command = click.option(
        "--language-style",
        type=click.Choice(["plain", "region"]),
        help="Language codes with two letters, or with a region (zh-CN). The flavour's own by "
        "default.",
    )(command)
    return click.option(
        "--flavour",
        type=click.Choice(FLAVOUR_NAMES),
        default="generic",
        show_default=True,
        help="The tool that will read the file.",
    )(command)


def largest_bead_option(command: _Command) -> _Command:
    """Add `--largest-bead`."""
    return click.option(
        "--largest-bead",
        type=click.IntRange(1, 8),
        show_default="4, and 6 in free translations",
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


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--symbol`, `--since`, `--until` and `--minimum-confidence`, given as `wanted`.

    Units that a reviewer has rejected are not wanted.
    """

    @click.option("--symbol", "symbols", multiple=True, help="Only this document; repeatable.")
    @click.option("--since", type=_DAY, metavar="DATE", help="Only documents from 2010-12-31 on.")
    @click.option("--until", type=_DAY, metavar="DATE", help="Only documents up to this date.")
    @click.option(
        "--minimum-confidence",
        type=click.FloatRange(0.0, 1.0),
        default=0.0,
        help="Leave out units less sure than this; imported units pass.",
    )
    @wraps(command)
    def wrapped(
        *arguments: object,
        symbols: tuple[str, ...],
        since: datetime | None,
        until: datetime | None,
        minimum_confidence: float,
        **options: object,
    ) -> None:
        wanted = UnitFilter(
            minimum_confidence=minimum_confidence,
            statuses=USABLE,
            symbols=symbols,
            dates=(_iso(since), _iso(until)),
        )
        command(*arguments, wanted=wanted, **options)

    return wrapped


def _iso(day: datetime | None) -> str:
    return day.date().isoformat() if day else ""
