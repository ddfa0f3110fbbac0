"""Find the date of a document where documents say it: in the head, before the numbered text.

A line that is a date and nothing else is the masthead's (`14 October 2010` under `Distr.: General`)
and decides; otherwise the latest date that a masthead or heading names does, for a letter is
younger than the meeting it reports on. More than half of the language versions have to agree.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from typing import Final

from align.anchors.find import find_anchors
from sources.document import Document, ParagraphKind

__all__ = ["document_date"]

# Blocks of a head at most: masthead, session, agenda item, title, a letter's heading.
_LONGEST_HEAD: Final = 12
_FULL_DATE: Final = len("2010-10-05")


def document_date(versions: Sequence[Document]) -> str | None:
    """Return the date of a document as `YYYY-MM-DD`, None where its versions name none.

    Args:
        versions: the language versions of one document.
    """
    for only_alone in (True, False):
        named = Counter(
            chain.from_iterable(_dates(version, only_alone=only_alone) for version in versions)
        )
        agreed = [date for date, count in named.items() if 2 * count > len(versions)]
        if agreed:
            return max(agreed)
    return None


def _dates(version: Document, *, only_alone: bool) -> set[str]:
    return {
        anchor.value
        for line in _head(version, headings=not only_alone)
        for anchor in find_anchors(line, version.language)
        if anchor.kind == "date"
        and len(anchor.value) == _FULL_DATE
        and (not only_alone or anchor.span.end - anchor.span.start == len(line))
    }


def _head(version: Document, *, headings: bool) -> Iterator[str]:
    """Yield the lines of the masthead and the blocks, or headings, before the first number."""
    for dropped in version.dropped:
        if dropped.before == 0:
            yield dropped.text.strip()
    blocks = version.paragraphs[:_LONGEST_HEAD]
    for paragraph in takewhile(lambda each: each.number is None, blocks):
        if not headings or paragraph.kind is ParagraphKind.HEADING:
            yield paragraph.text.strip()
