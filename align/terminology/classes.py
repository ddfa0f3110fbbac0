"""Name the class of a concept by the head words of its terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from align.terminology.chinese_words import load_chinese_words
from align.terminology.tokens import iter_words, stem
from align.terminology.vocabulary import CLASSES, load_vocabulary

__all__ = ["classify", "head_class"]

_HEAD_LAST = frozenset({"en", "zh"})


def classify(forms: Mapping[str, str], *, title: bool = False) -> str:
    """Return the class that most languages vote for, `concept` when none does.

    Args:
        forms: one term per primary subtag.
        title: True if the text marks the term as a title; one without a head word is a `title`.
    """
    votes: Counter[str] = Counter()
    for subtag in sorted(forms):
        vote = head_class(forms[subtag], subtag)
        if vote:
            votes[vote] += 1
    if not votes:
        return "title" if title else "concept"
    return min(votes, key=lambda name: (-votes[name], CLASSES.index(name)))


def head_class(form: str, subtag: str) -> str | None:
    """Return the class that the head word of a term tells, None if it tells none."""
    heads = load_vocabulary(subtag).heads
    if subtag == "zh":
        for length in range(min(len(form), 6), 0, -1):
            if form[-length:] in heads:
                # 局 is the head of 新闻局, and no part of 僵局.
                is_part = length == 1 and form[-2:] in load_chinese_words().costs
                return None if is_part else heads[form[-length:]]
        return None
    words = [stem(word.text, subtag) for word in iter_words(form, subtag)]
    if subtag in _HEAD_LAST:
        # "Conference on Disarmament": the head ends before the first preposition.
        inside = load_vocabulary(subtag).inside
        for index, word in enumerate(words):
            if index and word in inside:
                words = words[:index]
                break
        words.reverse()
    return heads.get(words[0]) if words else None
