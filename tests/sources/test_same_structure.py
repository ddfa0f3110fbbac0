"""One report with every kind of block: the same structure in six languages and in every format."""

import html
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sources import Document, read_document

FOLDER = Path(__file__).parents[1] / "data" / "sources" / "structure"
LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")


class Block(NamedTuple):
    kind: str
    number: str | None
    label: str
    text: str

    @property
    def full(self) -> str:
        return f"{self.label} {self.text}".strip()


def blocks(language: str) -> list[Block]:
    lines = (FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    parts = [line.split("\t") for line in lines]
    return [Block(kind, number or None, label, text) for kind, number, label, text in parts]


def found(document: Document) -> list[Block]:
    return [Block(p.kind.value, p.number, p.label, p.text) for p in document.paragraphs]


def bare(part: Block) -> Block:
    """Leave out spaces: where a line of Chinese is broken they are gone for good."""
    return part._replace(text="".join(part.text.split()))


def as_lines(parts: list[Block]) -> str:
    return "".join(f"{part.full}\n" for part in parts)


def as_wrapped_text(parts: list[Block]) -> str:
    width = 36 if any("\u4e00" <= c <= "\u9fff" for c in parts[0].text) else 72
    return "".join(f"{textwrap.fill(part.full, width)}\n\n" for part in parts)


def as_page(parts: list[Block]) -> str:
    tags = {"heading": "h2", "annex": "h1"}
    lines = [
        f"<{tags.get(part.kind, 'p')}>{html.escape(part.full)}</{tags.get(part.kind, 'p')}>"
        for part in parts
    ]
    return f"<html><body>{''.join(lines)}</body></html>"


def as_markdown(parts: list[Block]) -> str:
    marks = {"heading": "## ", "annex": "# "}
    return "".join(f"{marks.get(part.kind, '')}{part.full}\n\n" for part in parts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("write", [as_lines, as_wrapped_text, as_page, as_markdown])
def test_text_formats(tmp_path: Path, language: str, write: Callable[[list[Block]], str]) -> None:
    path = tmp_path / f"report.{language}.txt"
    path.write_text(write(blocks(language)), encoding="utf-8")
    assert [bare(part) for part in found(read_document(path))] == [
        bare(part) for part in blocks(language)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_are_the_same(tmp_path: Path, language: str) -> None:
    path = tmp_path / f"report.{language}.txt"
    path.write_text(as_lines(blocks(language)), encoding="utf-8")
    levels = [paragraph.level for paragraph in read_document(path).paragraphs]
    assert levels == [0, 0, 0, 0, 0, 1, 1, 2, 2, 1, *[0] * 9]
