"""Tie short forms and variants to their heads, so that one concept has one entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from align.terminology.cells import Column
from align.terminology.drafts import Draft
from align.terminology.known import Place
from align.terminology.structure import find_short_forms
from align.terminology.tokens import fold_key, iter_words
from align.terminology.vocabulary import load_vocabulary

__all__ = ["tie_variants"]

DEFINED_SCORE: Final = 0.9
"""The least score of what the text itself gives a short form: it is a name, however rare."""

SURELY_SAME: Final = 0.9
"""How sure equivalents must be to make one concept of two terms that share them: of .4, .8 and .9
the one that joined the fewest marked terms with others, on the development texts."""


def tie_variants(columns: Sequence[Column], drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with short forms and variants tied to their heads.

    A short form stands in brackets behind its full form; a variant has the same equivalents in
    two other languages at least and shares half its letters with the head.
    """
    owner: dict[tuple[int, Place], int] = {}
    for index, draft in enumerate(drafts):
        for position, places in draft.places.items():
            for place in places:
                owner[position, place] = index
    head = list(range(len(drafts)))
    for position, column in enumerate(columns):
        vocabulary = load_vocabulary(column.subtag)
        for number, cell in enumerate(column.cells):
            for found in find_short_forms(cell, column.subtag, vocabulary):
                full = owner.get((position, Place(number, found.start, found.end)))
                short = owner.get((position, Place(number, found.short_start, found.short_end)))
                if full is not None and short is not None and head[full] != head[short]:
                    _tie(head, keep=head[full], drop=head[short])
                    drafts[full].score = max(drafts[full].score, DEFINED_SCORE)
    _tie_synonyms(columns, drafts, head)
    for index, draft in enumerate(drafts):
        if head[index] != index:
            _merge(drafts[head[index]], draft)
    return [draft for index, draft in enumerate(drafts) if head[index] == index]


def _tie_synonyms(columns: Sequence[Column], drafts: Sequence[Draft], head: list[int]) -> None:
    by_form: dict[tuple[int, str], list[int]] = {}
    for index, draft in enumerate(drafts):
        for position, forms in draft.forms.items():
            if position and draft.sure.get(position, 1.0) >= SURELY_SAME:
                subtag = columns[position].subtag
                words = tuple(word.text for word in iter_words(forms[0], subtag))
                by_form.setdefault((position, fold_key(words, subtag)), []).append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for indices in by_form.values():
        for place, first in enumerate(indices):
            shared.update((first, second) for second in indices[place + 1 :])
    for (first, second), count in sorted(shared.items()):
        if count > 1 and head[first] != head[second] and _alike(drafts[first], drafts[second]):
            _tie(head, keep=head[first], drop=head[second])


def _tie(head: list[int], *, keep: int, drop: int) -> None:
    head[:] = [keep if item == drop else item for item in head]


def _alike(first: Draft, second: Draft) -> bool:
    # What a glossary says of a concept stands; only the text itself may add a short form.
    if 0 not in first.forms or 0 not in second.forms or first.known or second.known:
        return False
    one, other = sorted((set(first.forms[0][0]), set(second.forms[0][0])), key=len)
    return 2 * len(one & other) > len(one)


def _merge(head: Draft, draft: Draft) -> None:
    head.known = head.known or draft.known
    head.title = head.title or draft.title
    head.score = max(head.score, draft.score)
    for position, places in draft.places.items():
        head.places[position] = sorted({*head.places.get(position, []), *places})
    for position, forms in draft.attested.items():
        head.attested[position] = [*head.attested.get(position, []), *forms]
    for position in draft.sure.keys() - head.forms.keys():
        head.sure[position] = draft.sure[position]
    for position, forms in draft.forms.items():
        head.forms[position] = list(dict.fromkeys([*head.forms.get(position, []), *forms]))
