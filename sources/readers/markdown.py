"""Read Markdown: its blocks are those of the HTML page it stands for."""

import re
from typing import Final

from sources.document import SourceError
from sources.readers.html import paragraphs_of_page
from sources.readers.protocol import Reading, SourceFile
from sources.readers.text import TextReader, decode_text

__all__ = ["MarkdownReader"]

_HEAD_BYTES: Final = 65536
# Marks that plain text does not have at the head of a line or around words. A list or a row of
# hyphens alone proves nothing: documents in plain text have both.
_HEADING: Final = re.compile(rb"^ {0,3}#{1,6} +\S", re.MULTILINE)
_UNDERLINED: Final = re.compile(rb"^ {0,3}\S[^\n]{0,200}\n {0,3}={3,} *\r?$", re.MULTILINE)
_FENCE: Final = re.compile(rb"^ {0,3}```", re.MULTILINE)
_STRONG: Final = re.compile(rb"(?<![\w*])\*\*[^\s*][^*\n]{0,200}\*\*(?![\w*])")
_LINK: Final = re.compile(rb"\[[^\]\n]{1,200}\]\([^)\s]{1,400}\)")
_TABLE: Final = re.compile(rb"^ {0,3}\|?(?: *:?-{3,}:? *\|)+ *(?::?-{3,}:? *)?\r?$", re.MULTILINE)
_FRONT_MATTER: Final = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)
# An item on a line of its own is a block, as it is in plain text.
_ITEM_WITHIN: Final = re.compile(r"(?<=\S)\n(?= *[(（]\w{1,4}[)）]\s)")
_MARKS: Final = (_HEADING, _UNDERLINED, _FENCE, _STRONG, _LINK, _TABLE)
_FEWEST_MARKS: Final = 2


class MarkdownReader:
    """Reads CommonMark with tables, through markdown-it-py."""

    name = "markdown"

    def recognises(self, file: SourceFile) -> bool:
        """Return whether a text has marks of Markdown, two at least."""
        head = file.data[:_HEAD_BYTES]
        if not TextReader().recognises(file) or b"\x00" in head:
            return False
        return sum(len(pattern.findall(head)) for pattern in _MARKS) >= _FEWEST_MARKS

    def read(self, file: SourceFile, language: str) -> Reading:
        """Return the paragraphs of a Markdown file.

        Raises:
            SourceError: it holds no text.
        """
        from markdown_it import MarkdownIt

        text, encoding = decode_text(file, language)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        # Front matter is about the file; its lines are kept empty so that places stay right.
        text = _FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text)
        markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
        tokens = markdown.parse(_ITEM_WITHIN.sub("  \n", text))
        line = 1
        for token in tokens:
            line = token.map[0] + 1 if token.map is not None else line
            if token.nesting >= 0:
                token.attrSet("data-line", str(line))
        page = markdown.renderer.render(tokens, markdown.options, {})
        paragraphs = paragraphs_of_page(f"<html><body>{page}</body></html>", file.name)
        if not paragraphs:
            raise SourceError(
                f"{file.name} is a Markdown file without text; a document with text was expected."
            )
        return Reading(paragraphs=paragraphs, encoding=encoding)
