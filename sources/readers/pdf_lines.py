"""Set the glyphs of a page into lines: baselines, gaps that are spaces, marks on letters."""

import math
import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from sources.readers.pdf_glyphs import Glyph, PdfPage

__all__ = ["Fragment", "fragments_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A stretch of one line without wide gaps.

    Attributes:
        clusters: what stands at each place, from left to right; spaces included.
        left, right, baseline: in points.
        size: of most of its glyphs, in points.
        weight: of most of its glyphs.
        page: 1-based.
    """

    clusters: tuple[str, ...]
    left: float
    right: float
    baseline: float
    size: float
    weight: int
    page: int


# In em. Glyphs of one word touch but for kerning; the narrowest space of justified text is 0.18.
_SPACE: Final = 0.14
# Where the stream has the two glyphs next to each other with no space between them: some fonts
# give the ink of a glyph for its advance, which leaves gaps within words.
_SPACE_AGAINST_STREAM: Final = 0.3
# A gap between columns or cells or after a paragraph number; a wide word space counts as one and
# does no harm: pieces of one line are joined again.
_WIDE_GAP: Final = 1.0
_SAME_BASELINE: Final = 0.22
_SAME_PLACE_POINTS: Final = 0.2
# Raised figures: at most this size, raised at most so far.
_RAISED_SIZE: Final = 0.8
_RAISED_HEIGHT: Final = 0.65
_STRAY_SHARE: Final = 0.3
# In em; the narrowest Arabic letter, alef, is 0.24 wide.
_TWIN: Final = 0.12
_RAISED_FIGURES: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Neighbours on the line that are this near in the stream, too, were written one after the other.
_NEAR_IN_STREAM: Final = 4
_IDEOGRAPH: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_ARABIC_LETTER: Final = re.compile("[\u0620-\u065f\u066e-\u06d3]")
# The room around these is part of them.
_CHINESE_MARK: Final = re.compile("[\u3001-\u301f\uff01-\uff0f\uff1a-\uff1f]")
_BEGINNING: Final = 8  # of a line of Chinese; there is an ideograph among so many signs
_X, _ORDER, _SIZE, _BASELINE = map(attrgetter, ("x", "order", "size", "baseline"))
_KASHIDA: Final = "\u0640"


def fragments_of(page: PdfPage) -> tuple[Fragment, ...]:
    """Return the fragments of a page, from top to bottom and left to right."""
    bases: list[Glyph] = []
    marks: list[Glyph] = []
    for glyph in page.glyphs:
        # A mark at the place of the letter before it is part of a ligature.
        is_loose = _is_mark(glyph) and not (bases and _share_place(bases[-1], glyph))
        (marks if is_loose else bases).append(glyph)
    lines = _merge_strays(_group_by_baseline(bases))
    fragments = [_fragment(part, marks, page.number) for line in lines for part in _split(line)]
    return tuple(fragment for fragment in fragments if "".join(fragment.clusters).strip())


def _is_mark(glyph: Glyph) -> bool:
    return bool(glyph.text) and all(unicodedata.combining(character) for character in glyph.text)


def _share_place(first: Glyph, second: Glyph) -> bool:
    return abs(first.x - second.x) < _SAME_PLACE_POINTS


def _group_by_baseline(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return lines from top to bottom, the glyphs of each in the order of the stream."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.baseline):
        last = lines[-1] if lines else None
        if last and last[0].baseline - glyph.baseline <= _SAME_BASELINE * max(
            glyph.size, last[0].size
        ):
            last.append(glyph)
        else:
            lines.append([glyph])
    return lines


def _merge_strays(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put note references and raised marks into the lines they belong to.

    Such a group stands a little off a line that is much longer than it, within its ends.
    """
    merged: list[list[Glyph]] = [list(line) for line in lines]
    extents = [_Extent(line) for line in lines]
    for place, stray in enumerate(extents):
        hosts = [
            neighbour
            for neighbour in (place - 1, place + 1)
            if 0 <= neighbour < len(lines) and extents[neighbour].holds(stray)
        ]
        if hosts:
            host = min(hosts, key=lambda at: abs(extents[at].baseline - stray.baseline))
            size = extents[host].size
            merged[host] += [
                _settle(glyph, size, stray, extents[host])
                for glyph in lines[place]
                if not _is_repeated(glyph, lines[host])
            ]
            merged[place] = []
    return [line for line in merged if line]


def _is_repeated(stray: Glyph, line: Sequence[Glyph]) -> bool:
    """Return whether an Arabic letter or mark of a line is told again by a glyph off it.

    LibreOffice draws a letter and the mark on it as two glyphs and says of each that it stands
    for both.
    """
    return _ARABIC_LETTER.match(stray.text) is not None and any(
        glyph.text == stray.text and abs(glyph.x - stray.x) < _TWIN * stray.size for glyph in line
    )


class _Extent:
    """Where a line stands and how much it holds."""

    def __init__(self, line: Sequence[Glyph]) -> None:
        self.left = min(glyph.left for glyph in line)
        self.right = max(glyph.right for glyph in line)
        self.baseline = statistics.median(glyph.baseline for glyph in line)
        self.size = statistics.median(glyph.size for glyph in line)
        self.advance = sum(glyph.right - glyph.left for glyph in line)

    def holds(self, stray: "_Extent") -> bool:
        """Return whether `stray` stands off this line but belongs to it."""
        is_near = abs(stray.baseline - self.baseline) <= _RAISED_HEIGHT * self.size
        is_within = (
            self.left - self.size <= stray.left and stray.right <= self.right + 2 * self.size
        )
        return is_near and is_within and stray.advance < _STRAY_SHARE * self.advance


def _settle(glyph: Glyph, size: float, stray: _Extent, host: _Extent) -> Glyph:
    is_reference = stray.baseline > host.baseline and glyph.size <= _RAISED_SIZE * size
    text = glyph.text.translate(_RAISED_FIGURES) if is_reference else glyph.text
    return glyph._replace(text=text, baseline=host.baseline)


class _Place(NamedTuple):
    """What stands at one place of a line, in the order of writing."""

    glyphs: list[Glyph]
    left: float
    right: float
    text: str


def _split(line: list[Glyph]) -> list[list[_Place]]:
    """Return the parts of a line between wide gaps; each is a list of places from the left."""
    places = _places(line)
    size = statistics.median(glyph.size for glyph in line)
    parts = [[places[0]]]
    right = places[0].right
    for place in places[1:]:
        if place.left - right > _WIDE_GAP * size:
            parts.append([])
        parts[-1].append(place)
        right = max(right, place.right)
    return parts


def _places(line: list[Glyph]) -> list[_Place]:
    """Return what stands at each place, from left to right."""
    places: list[list[Glyph]] = []
    x = -math.inf
    for glyph in sorted(line, key=_X):
        if glyph.x - x < _SAME_PLACE_POINTS:
            places[-1].append(glyph)
        else:
            places.append([glyph])
            x = glyph.x
    return [
        _Place(place, place[0].left, place[0].right, place[0].text)
        if len(place) == 1
        else _shared_place(places, index)
        for index, place in enumerate(places)
    ]


def _shared_place(places: list[list[Glyph]], index: int) -> _Place:
    glyphs = sorted(places[index], key=_ORDER)
    # PDFium turns some stretches of Arabic round and some not, ligatures and all.
    is_arabic = any(_ARABIC_LETTER.match(glyph.text) for glyph in glyphs)
    if is_arabic and _runs_rightwards(places, index):
        glyphs.reverse()
    return _Place(
        glyphs,
        min(glyph.left for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        "".join(glyph.text for glyph in glyphs),
    )


def _runs_rightwards(places: list[list[Glyph]], index: int) -> bool:
    """Return whether the stream goes from left to right around a place."""
    order = places[index][0].order
    votes = 0
    for step in (-1, 1):
        if 0 <= index + step < len(places):
            distance = places[index + step][0].order - order
            if abs(distance) <= _NEAR_IN_STREAM:
                votes += 1 if distance * step > 0 else -1
    return votes > 0


def _fragment(places: list[_Place], marks: Sequence[Glyph], page: int) -> Fragment:
    glyphs = [glyph for place in places for glyph in place.glyphs]
    size = statistics.median(map(_SIZE, glyphs))
    baseline = statistics.median(map(_BASELINE, glyphs))
    above = [mark for mark in marks if abs(mark.baseline - baseline) < size]
    clusters: list[str] = []
    stretched = _stretch(places)
    left = right = places[0].left
    previous = places[0]
    for place in places:
        gap = place.left - right
        if (
            gap > _SPACE * size
            and gap > _space(previous, place) * size
            and not (gap <= stretched and _is_chinese_pair(previous.text, place.text))
        ):
            clusters.append(" ")
        clusters.append(place.text + _marks_on(place, above) if above else place.text)
        right = max(right, place.right)
        previous = place
    return Fragment(
        clusters=tuple(_without_kashida(clusters)),
        left=left,
        right=right,
        baseline=baseline,
        size=size,
        weight=statistics.mode(glyph.weight for glyph in glyphs),
        page=page,
    )


def _is_chinese_pair(left: str, right: str) -> bool:
    return _IDEOGRAPH.match(left) is not None and _IDEOGRAPH.match(right) is not None


def _stretch(places: Sequence[_Place]) -> float:
    """Return the gap between ideographs that is usual on a line, in points, and half of it more.

    A line that is set out to its full width has room between all of them, and no spaces.
    """
    if not any(_IDEOGRAPH.match(place.text) for place in places[:_BEGINNING]):
        return 0.0
    gaps = [
        right.left - left.right
        for left, right in pairwise(places)
        if _is_chinese_pair(left.text, right.text)
    ]
    return 1.5 * statistics.median(gaps) if gaps else 0.0


def _space(left: _Place, right: _Place) -> float:
    """Return how wide a gap between two places must be to be a space, in em."""
    if _CHINESE_MARK.match(left.text) or _CHINESE_MARK.match(right.text):
        return math.inf
    if _is_arabic_beside_bracket(left.text, right.text):
        return _SPACE  # PDFium turns the two round separately, so they are neighbours by chance
    distance = min(abs(a.order - b.order) for a in left.glyphs for b in right.glyphs)
    return _SPACE_AGAINST_STREAM if distance == 1 else _SPACE


def _is_arabic_beside_bracket(left: str, right: str) -> bool:
    letter, sign = (left, right) if _ARABIC_LETTER.match(left) else (right, left)
    return _ARABIC_LETTER.match(letter) is not None and sign in {"(", ")", "[", "]"}


def _marks_on(place: _Place, marks: Sequence[Glyph]) -> str:
    """Return the marks that stand over or under a letter, in the order of the stream."""
    return "".join(
        mark.text
        for mark in marks
        if place.left <= (mark.left + mark.right) / 2 < place.right and mark.text not in place.text
    )


def _without_kashida(clusters: list[str]) -> list[str]:
    """Drop the strokes that stretch a word, but not the one that ends an abbreviation."""
    kept = []
    for place, cluster in enumerate(clusters):
        # From left to right the letter that follows in writing stands before.
        follows = clusters[place - 1] if place else ""
        if cluster == _KASHIDA and _ARABIC_LETTER.match(follows):
            continue
        kept.append(cluster)
    return [cluster for cluster in kept if cluster]
