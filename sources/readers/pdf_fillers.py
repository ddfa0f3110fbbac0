"""Tell the strokes that stretch Arabic words from letters that a font does not name.

Justified Arabic is stretched by a stroke between letters (kashida). Some programs draw it with a
glyph that the font's map leaves out, so that it looks like a lost letter. A stroke stands only
after letters that join to the next one, and without it the word is one that the text has
elsewhere; without a lost letter it is not.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sources.glyphs import REPLACEMENT
from sources.readers.pdf_glyphs import marker_of
from sources.readers.pdf_lines import Fragment

__all__ = ["settle_unnamed"]

_MARKER: Final = f"{marker_of(0)}-{marker_of(-1)}"
_IS_MARKER: Final = re.compile(f"[{_MARKER}]")
_LETTERS: Final = "\u0620-\u064a\u066e-\u06d3"
_WORD: Final = re.compile(f"[{_LETTERS}\u064b-\u065f{_MARKER}]+")
# A marker after a letter that joins to the next (marks on it passed over) and before a letter.
_WITHIN: Final = re.compile(
    f"(?<=[بتثجحخسشصضطظعغفقكلمنهيئپچگی])[\u064b-\u065f]*[{_MARKER}]+(?=[{_LETTERS}\u064b-\u065f])"
)
# In the sample, justified by LibreOffice, 70 per cent of the stretched words stand elsewhere
# unstretched; of words that lack a letter, hardly any does.
_FOUND: Final = 0.1
_WITHIN_SHARE: Final = 0.95


@dataclass(slots=True)
class _Tally:
    count: int = 0
    within: int = 0
    words: int = 0
    found: int = 0

    def is_stroke(self) -> bool:
        return (
            self.within >= _WITHIN_SHARE * self.count
            and self.found > 0
            and self.found >= _FOUND * self.words
        )


def settle_unnamed(pages: Sequence[Sequence[Fragment]]) -> list[tuple[Fragment, ...]]:
    """Return the fragments of a document with strokes left out and lost letters as U+FFFD."""
    if not any(_IS_MARKER.search("".join(part.clusters)) for page in pages for part in page):
        return [tuple(page) for page in pages]
    strokes = _strokes(list(_words(pages)))
    return [tuple(_settled(part, strokes) for part in page) for page in pages]


def _words(pages: Sequence[Sequence[Fragment]]) -> Iterator[str]:
    """Yield the Arabic words in the order of writing."""
    for page in pages:
        for part in page:
            yield from _WORD.findall("".join(reversed(part.clusters)))


def _strokes(words: Sequence[str]) -> frozenset[str]:
    known = {word for word in words if not _IS_MARKER.search(word)}
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for word in words:
        within = "".join(_WITHIN.findall(word))
        bare = _IS_MARKER.sub("", word)
        for marker in set(_IS_MARKER.findall(word)):
            tally = tallies[marker]
            tally.count += word.count(marker)
            tally.within += within.count(marker)
            tally.words += 1
            tally.found += bare in known
    return frozenset(marker for marker, tally in tallies.items() if tally.is_stroke())


def _settled(part: Fragment, strokes: frozenset[str]) -> Fragment:
    clusters = (
        _IS_MARKER.sub(lambda match: "" if match[0] in strokes else REPLACEMENT, cluster)
        for cluster in part.clusters
    )
    return replace(part, clusters=tuple(cluster for cluster in clusters if cluster))
