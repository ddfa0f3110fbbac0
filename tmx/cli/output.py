"""Write to the terminal: data on stdout, everything else on stderr."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Final

import click

from align.blocks import unusual_blocks
from align.model import Alignment
from sources import Document, SourceError, read_document
from sources.language_check import remark_on_writing
from tmx.report.schema import Report
from tmx.report.summary import display_width, summarise

__all__ = [
    "count_on_terminal",
    "print_json",
    "print_line",
    "print_summary",
    "print_table",
    "progress_on_terminal",
    "read_document_argument",
    "read_lines",
    "read_text_argument",
    "warn",
    "warn_of_blocks",
    "warn_of_writing",
]


# Work that takes less is not worth a word.
_PATIENCE_SECONDS: Final = 1.0
_BAR_WIDTH: Final = 30
_PAGE_WIDTH: Final = 100  # columns of a summary that goes to a file or another program


def print_line(text: str) -> None:
    """Print one line of data."""
    sys.stdout.write(text + "\n")


def print_json(value: object, *, indent: int | None = None) -> None:
    """Print a value as JSON, letters of all scripts as they are."""
    print_line(json.dumps(value, ensure_ascii=False, indent=indent))


def print_summary(report: Report) -> None:
    """Print the summary of a report, as wide as the terminal, in colour where it is welcome."""
    is_terminal = sys.stdout.isatty()
    # https://no-color.org: any value but the empty one says no. A dumb terminal shows the codes.
    colour = is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size().columns if is_terminal else _PAGE_WIDTH
    print_line(summarise(report, width=width, colour=colour))


def print_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table with aligned columns; numbers stand to the right."""
    cells = [tuple(head), *(tuple(map(str, row)) for row in rows)]
    widths = [max(map(display_width, column)) for column in zip(*cells, strict=True)]
    # The first columns are names, the others figures.
    right = [all(isinstance(row[at], int | float) for row in rows) for at in range(len(head))]
    for line in cells:
        padded = [
            " " * (width - display_width(cell)) + cell
            if is_right
            else cell + " " * (width - display_width(cell))
            for cell, width, is_right in zip(line, widths, right, strict=True)
        ]
        print_line("  ".join(padded).rstrip())


def warn(text: str) -> None:
    """Tell the user something that is not data."""
    click.echo(f"sixfold: {text}", err=True)


def warn_of_blocks(alignment: Alignment, prefix: str = "") -> None:
    """Tell the user of blocks that stand elsewhere in the target, or nowhere."""
    for block in unusual_blocks(alignment):
        warn(f"{prefix}{block}")


def warn_of_writing(text: str, language: str, name: str) -> None:
    """Tell the user where a Chinese text is in other characters than its language says."""
    remark = remark_on_writing(text, language)
    if remark:
        warn(f"{name} {remark}")


def progress_on_terminal() -> Callable[[str], None]:
    """Return a function that shows the step at work, on a terminal and after a second of work."""
    if not sys.stderr.isatty():
        return lambda _: None
    begin = monotonic()

    def show(step: str) -> None:
        if monotonic() - begin < _PATIENCE_SECONDS:
            return
        sys.stderr.write(f"\r\x1b[K{step} ...")
        sys.stderr.flush()

    return show


def count_on_terminal(things: str) -> Callable[[int, int, object], None]:
    """Return a function that draws a bar of how many are done, and how long the rest may take."""
    if not sys.stderr.isatty():
        return lambda *_: None
    begin = monotonic()
    first: list[int] = []

    def show(done: int, total: int, _: object) -> None:
        first.append(done - 1)  # What was done before this run tells nothing of its pace.
        passed = monotonic() - begin
        if passed < _PATIENCE_SECONDS:
            return
        left = passed / (done - first[0]) * (total - done)
        filled = _BAR_WIDTH * done // max(total, 1)
        bar = "#" * filled + "." * (_BAR_WIDTH - filled)
        minutes, seconds = divmod(int(left), 60)
        sys.stderr.write(f"\r\x1b[K[{bar}] {done} of {total} {things}, {minutes}:{seconds:02} left")
        sys.stderr.flush()

    return show


def clear_progress() -> None:
    """Take the last step shown off the terminal."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def read_lines(path: str) -> list[str]:
    """Return the lines of a UTF-8 file, or of stdin for `-`, without line ends.

    Raises:
        SourceError: the file cannot be read or is not UTF-8.
    """
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({error.strerror}); expected a text file; check the name."
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path} is not UTF-8 (byte {error.start}); expected one segment a line in UTF-8; "
            f"convert the file."
        ) from error
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def read_document_argument(path: str, language: str | None) -> Document:
    """Return the document in a file, or on stdin for `-`, in any format that can be read.

    The user is told where it is in other characters than its language says.

    Raises:
        SourceError: it cannot be read.
    """
    document = _read_file_or_stdin(path, language)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    warn_of_writing(text, document.language, document.provenance.location)
    return document


def _read_file_or_stdin(path: str, language: str | None) -> Document:
    if path != "-":
        return read_document(path, language)
    with tempfile.TemporaryDirectory(prefix="sixfold-") as folder:
        file = Path(folder) / "stdin"
        file.write_bytes(sys.stdin.buffer.read())
        return read_document(file, language)


def read_text_argument(argument: str) -> str:
    """Return the argument, or what stands on stdin if it is `-`, without the last line end."""
    return "\n".join(read_lines("-")) if argument == "-" else argument
