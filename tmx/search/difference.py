"""Show how two texts differ, word by word."""

from tmx.search.normalise import tokenize

__all__ = ["show_difference"]

_OPEN_GONE, _CLOSE_GONE = "[-", "-]"
_OPEN_NEW, _CLOSE_NEW = "{+", "+}"


def show_difference(asked: str, found: str) -> str:
    """Return the text found with what the text asked for has otherwise marked in it.

    `[-word-]` stands in the text asked for alone, `{+word+}` in the text found alone; the form is
    that of `wdiff`. Equal texts come back as they are.
    """
    from rapidfuzz.distance import Levenshtein

    ours, theirs = tokenize(asked), tokenize(found)
    pieces: list[str] = []
    end = 0
    steps = Levenshtein.opcodes([t.surface for t in ours], [t.surface for t in theirs])
    for step in steps:
        gone = ours[step.src_start : step.src_end]
        new = theirs[step.dest_start : step.dest_end]
        if step.tag != "equal" and gone:
            words = asked[gone[0].start : gone[-1].end]
            begin = new[0].start if new else end
            pieces.append(found[end:begin])
            end = begin
            pieces.append(f"{_OPEN_GONE}{words}{_CLOSE_GONE}")
        if new:
            begin, stop = new[0].start, new[-1].end
            pieces.append(found[end:begin])
            words = found[begin:stop]
            pieces.append(words if step.tag == "equal" else f"{_OPEN_NEW}{words}{_CLOSE_NEW}")
            end = stop
    pieces.append(found[end:])
    return "".join(pieces)
