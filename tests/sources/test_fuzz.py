"""Damaged files of every format are read or refused, and nothing else happens.

Quick by default; `SIXFOLD_FUZZ_SECONDS=600 pytest -m slow tests/sources/test_fuzz.py` goes on for
ten minutes with chance that is not seeded; `-rP` shows how many files that were.
"""

import io
import os
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources import SourceError
from sources.readers import SourceFile, find_reader
from sources.readers.process import ReaderProcess

DATA = Path(__file__).parents[1] / "data"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SECONDS = float(os.environ.get("SIXFOLD_FUZZ_SECONDS", "20"))


def word_parts() -> dict[str, bytes]:
    body = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r>'
        '<w:t>One.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p><w:tbl><w:tr><w:tc>'
        "<w:p><w:r><w:t>Chad</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    lists = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
        'w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="7"/></w:num>'
    )
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>Note.</w:t></w:r></w:p></w:footnote>'
    parts = {
        "document": f"<w:body>{body}</w:body>",
        "numbering": lists,
        "styles": '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>',
        "footnotes": notes,
    }
    return {
        f"word/{name}.xml": f'<w:{name} xmlns:w="{WORD}">{content}</w:{name}>'.encode()
        for name, content in parts.items()
    }


def pack(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def seeds() -> dict[str, bytes]:
    """Return a file of each format that is not an archive."""
    text = (DATA / "sample" / "clean" / "ru.txt").read_text(encoding="utf-8")[:3000]
    chinese = (DATA / "sample" / "clean" / "zh.txt").read_text(encoding="utf-8")[:2000]
    page = "<html><body><h1>T</h1><ol type=i><li>A<li>B</ol><table><tr><td>1</table></body></html>"
    mark = "# T\n\n1. One **two**\n   (a) x\n\n| a | b |\n| --- | --- |\n| c | d |\n"
    return {
        "utf-8": text.encode(),
        "cp1251": text.encode("cp1251", "ignore"),
        "gb18030": chinese.encode("gb18030"),
        "utf-16": chinese.encode("utf-16"),
        "html": page.encode(),
        "markdown": mark.encode(),
        "pdf": (DATA / "sources" / "pdf" / "visual.ar.pdf").read_bytes(),
        "notes": (DATA / "sources" / "pdf" / "notes.en.pdf").read_bytes(),
    }


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with a few bytes changed, doubled, taken out or put in."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(result) or 1)
        length = chance.choice((1, 1, 2, 8, 200))
        way = chance.randrange(5)
        if way == 0:
            result[at : at + length] = chance.randbytes(length)
        elif way == 1:
            del result[at : at + length]
        elif way == 2:
            result[at:at] = result[at : at + length] * chance.choice((1, 3, 50))
        elif way == 3:
            result[at:at] = chance.choice(
                (b"\x00", b"<", b"\xff\xfe", b"9" * 30, "\u202e".encode())
            )
        else:
            del result[at:]
    return bytes(result)


def cases(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    files = seeds()
    parts = word_parts()
    while True:
        name = chance.choice([*files, "docx", "docx within"])
        if name == "docx":
            yield name, damaged(pack(parts), chance)
        elif name == "docx within":
            part = chance.choice(list(parts))
            yield name, pack({**parts, part: damaged(parts[part], chance)})
        else:
            yield name, damaged(files[name], chance)


def attempt(process: ReaderProcess, data: bytes, language: str) -> None:
    if not data.strip():
        return
    file = SourceFile(name="a", data=data)
    try:
        reader = find_reader(file)
        if reader.name == "office":
            return
        paragraphs = (process if reader.name == "pdf" else reader).read(file, language).paragraphs
    except SourceError as error:
        assert str(error).startswith("a ")  # noqa: PT017 - either outcome is right
        return
    assert [paragraph.index for paragraph in paragraphs] == list(range(len(paragraphs)))
    assert paragraphs


@pytest.mark.slow
def test_damaged_files_are_read_or_refused() -> None:
    number = int(os.environ.get("SIXFOLD_FUZZ_SEED", str(time.time_ns())))
    chance = random.Random(number)
    process = ReaderProcess(20)
    end = time.monotonic() + SECONDS
    count = 0
    for name, data in cases(chance):
        if time.monotonic() > end:
            break
        count += 1
        try:
            attempt(process, data, chance.choice(("zh", "en", "ar", "ru", "und")))
        except Exception as error:
            error.add_note(f"{name}, case {count} of seed {number}: {data!r}"[:20_000])
            process.kill()
            raise
    process.kill()
    print(f"{count} files from seed {number}")  # noqa: T201 - for the record of a long run
    assert count > SECONDS / 2


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_some_damaged_files_are_read_or_refused(number: int) -> None:
    chance = random.Random(number)
    for name, data in cases(chance):
        if name not in {"pdf", "notes"}:
            attempt(ReaderProcess(), data, "zh")
            return
