"""Put a line that was read from left to right back into the order in which it is written.

A page shows the result of the bidirectional algorithm (Unicode Standard Annex 9); this undoes
it. Within Arabic, Latin words and numbers run from left to right; `3.25` and `65/93` are one
number, but the ends of `4-6` stand the other way round.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["is_right_to_left", "logical_order"]

_PAIR_OF: Final = {sign: pair for pair in ("()", "[]", "{}", "«»", "‹›") for sign in pair}
_QUOTE_TURNED: Final = dict(zip("“”‘’", "”“’‘", strict=True))
# The room within brackets is often wide enough to look like a space.
_INNER_SPACE: Final = re.compile(r"(?<=[(\[]) | (?=[)\]])")
_NUMBER: Final = re.compile(r"\d+(?:[.,:/٫٬]\d+)*")
_RTL: Final = frozenset({"R", "AL"})


def is_right_to_left(text: str) -> bool:
    """Return whether letters written from right to left are in the majority."""
    classes = [unicodedata.bidirectional(character) for character in text]
    return sum(name in _RTL for name in classes) > sum(name == "L" for name in classes)


def logical_order(clusters: Sequence[str], *, right_to_left: bool) -> str:
    """Return the text of a line whose clusters were read from left to right.

    Args:
        clusters: what stands at one place (a letter with its marks, a ligature), each in the
            order in which it is written; a space between words is a cluster.
        right_to_left: direction of the paragraph.
    """
    runs = list(_runs(clusters, right_to_left=right_to_left))
    if right_to_left:
        runs.reverse()
    text = "".join("".join(reversed(run) if turned else run) for run, turned in runs)
    if not right_to_left:
        return text
    return _INNER_SPACE.sub("", _turn_brackets(_turn_quotes(text)))


def _turn_quotes(text: str) -> str:
    """Return `text` with its curly quotes as the file has them.

    PDFium turns them round with the brackets, though Unicode does not (they are not mirrored in
    UnicodeData.txt). Beside a Latin letter it leaves them, and there a pair has one turned.
    """
    turned = [
        _QUOTE_TURNED.get(character, character) if not _is_in_latin_word(text, place) else character
        for place, character in enumerate(text)
    ]
    for pair in ("“”", "‘’"):
        places = [
            place
            for place, character in enumerate(turned)
            if character in pair and not _is_in_latin_word(text, place)
        ]
        for first, second in zip(places[::2], places[1::2], strict=False):
            if turned[first] == turned[second]:
                turned[second] = _QUOTE_TURNED[turned[first]]
    return "".join(turned)


def _is_in_latin_word(text: str, place: int) -> bool:
    """Return whether a sign stands between two Latin letters, as an apostrophe does."""
    sides = text[place - 1 : place], text[place + 1 : place + 2]
    return all(side.isalpha() and unicodedata.bidirectional(side) == "L" for side in sides)


def _turn_brackets(text: str) -> str:
    """Return `text` with each bracket the way round that its neighbours ask for.

    Producers and PDFium disagree on which bracket of right-to-left text is which, even within
    one line. One that opens stands before a word and after a space; one that closes, the
    other way round. Where both sides look alike, a bracket closes if one is open.
    """
    result: list[str] = []
    opened: list[str] = []
    for place, character in enumerate(text):
        pair = _PAIR_OF.get(character)
        if pair is None:
            result.append(character)
            continue
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        opens_side, closes_side = _is_open_side(before), _is_closing_side(after)
        closes = pair in opened if opens_side == closes_side else closes_side
        if closes and pair in opened:
            opened.remove(pair)
        elif not closes:
            opened.append(pair)
        result.append(pair[1] if closes else pair[0])
    return "".join(result)


def _is_open_side(before: str) -> bool:
    return not before or before.isspace() or before in "([{«“”‘’\"'"


def _is_closing_side(after: str) -> bool:
    return not after or after.isspace() or after in ")]}».,;:!?،؛؟“”‘’\"'"


def _runs(clusters: Sequence[str], *, right_to_left: bool) -> Iterator[tuple[list[str], bool]]:
    """Yield stretches of one direction, from left to right; True for those to turn round."""
    classes = [_class_of(cluster) for cluster in clusters]
    place = 0
    while place < len(clusters):
        end = _end_of_run(classes, place, against=right_to_left)
        if end == place:
            end = place + 1
            while end < len(clusters) and _end_of_run(classes, end, against=right_to_left) == end:
                end += 1
            yield list(clusters[place:end]), right_to_left
        elif right_to_left:
            yield from _left_to_right_runs(clusters[place:end], classes[place:end])
        else:
            yield list(clusters[place:end]), True
        place = end


def _class_of(cluster: str) -> str:
    """Return L, R or N (number) for a cluster, or an empty string for neutral ones."""
    for character in cluster:
        name = unicodedata.bidirectional(character)
        if name in _RTL:
            return "R"
        if name == "L":
            return "L"
        if name in {"EN", "AN"}:
            return "N"
    return ""


def _end_of_run(classes: Sequence[str], start: int, *, against: bool) -> int:
    """Return where the run of the other direction that begins at `start` ends.

    It begins and ends with a letter or number of that direction; neutrals in between belong
    to it. `start` is returned where none begins.
    """
    own = {"L", "N"} if against else {"R"}
    if classes[start] not in own:
        return start
    end = start + 1
    for place in range(start + 1, len(classes)):
        if classes[place] in own:
            end = place + 1
        elif classes[place] and not (not against and classes[place] == "N"):
            break
    return end


def _left_to_right_runs(
    clusters: Sequence[str], classes: Sequence[str]
) -> Iterator[tuple[list[str], bool]]:
    """Yield the parts of a left-to-right stretch within right-to-left text.

    Words with Latin letters keep together with the numbers between them. Numbers alone are
    each a run of their own, and so are numbers at the ends of the stretch, set off by a space.
    """
    if "L" not in classes:
        yield from _numbers(clusters)
        return
    first, last = classes.index("L"), len(classes) - 1 - list(reversed(classes)).index("L")
    spaces = [place for place, cluster in enumerate(clusters) if cluster.isspace()]
    start = next((place + 1 for place in reversed(spaces) if place < first), 0)
    end = next((place for place in spaces if place > last), len(clusters))
    while not classes[start]:
        start += 1
    while not classes[end - 1]:
        end -= 1
    yield from _numbers(clusters[:start])
    yield list(clusters[start:end]), False
    yield from _numbers(clusters[end:])


def _numbers(clusters: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    text = "".join(clusters)
    if len(text) != len(clusters):
        yield list(clusters), False
        return
    end = 0
    for match in _NUMBER.finditer(text):
        if match.start() > end:
            yield list(text[end : match.start()]), True
        yield list(match[0]), False
        end = match.end()
    if end < len(text):
        yield list(text[end:]), True
