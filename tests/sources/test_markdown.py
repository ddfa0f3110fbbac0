from pathlib import Path

import pytest

from sources import Document, SourceError, read_document
from sources.readers import SourceFile, find_reader

PAGE = """\
---
title: Not part of the text
---
# Report of the *Chair*

Intro with **strong** text and
a [link](http://example.org).

1. The first:
   (a) An item;
   (b) Another.
2. The second.

| State | 2009 |
| ----- | ---: |
| Chad  | 15   |

Annex II
========

> 裁军谈判
> 会议。
"""


def read(folder: Path, page: str) -> Document:
    path = folder / "page.txt"  # the ending lies
    path.write_text(page, encoding="utf-8")
    return read_document(path, "en")


def test_blocks_with_labels_and_lines(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE)
    assert [(p.kind.value, p.number, p.text, p.line) for p in document.paragraphs] == [
        ("heading", None, "Report of the Chair", 4),
        ("paragraph", None, "Intro with strong text and a link.", 6),
        ("numbered", "1", "The first:", 9),
        ("item", "(a)", "An item;", 9),
        ("item", "(b)", "Another.", 9),
        ("numbered", "2", "The second.", 12),
        ("table", None, "State", 14),
        ("table", None, "2009", 14),
        ("table", None, "Chad", 16),
        ("table", None, "15", 16),
        ("annex", "Annex II", "Annex II", 18),
        ("paragraph", None, "裁军谈判会议。", 21),
    ]
    assert document.provenance.encoding == "utf-8"


@pytest.mark.parametrize(
    "text",
    [
        "1. One.\n\n2. Two.\n\n- three\n- four\n",
        "Report\n\n__________\n1  See A/65/496.\n",
        "Title\n-----\n\nA * B ** C.\n",
        "# 15 of the list is [empty].\n",
    ],
)
def test_plain_text_is_not_taken_for_markdown(text: str) -> None:
    assert find_reader(SourceFile(name="a", data=text.encode())).name == "text"


def test_markdown_without_text(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Markdown file without text"):
        read(tmp_path, "```\n```\n\n[](x)\n")


def test_scripts_are_left_out(tmp_path: Path) -> None:
    page = "# A title\n\n## Another\n\n<script>alert(1)</script>\n\nText &amp; more.\n"
    texts = [paragraph.text for paragraph in read(tmp_path, page).paragraphs]
    assert texts == ["A title", "Another", "Text & more."]
