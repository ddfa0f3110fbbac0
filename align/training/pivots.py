"""Pairs of a third language: two collections that share an identical line are joined on it.

Pairs without English are thin. Where `en-zh` and `en-ar` hold the same English sentence, the
Chinese and the Arabic one say the same.
"""

from __future__ import annotations

from collections import defaultdict

from align.training.data import PAIRS, Collection, Pair

PIVOT_LANGUAGES = ("en", "fr", "es")

SHORTEST_LINE = 12
"""Characters; shorter lines ("Open", "Yes.") mean different things in different places."""

Translations = dict[str, tuple[str, str]]
"""Pivot line to (translation, name of the collection it came from)."""


def join_on_third_language(collections: list[Collection]) -> list[Collection]:
    """Return one collection per pair of the joined lines, in the order of the second language.

    Two sides of one source are not joined when that source has the pair itself.
    """
    direct = {(collection.name, collection.pair) for collection in collections}
    by_pivot = _translations_of_pivots(collections)
    joined = []
    for pair in PAIRS:
        found: dict[tuple[str, str], None] = {}
        for pivot in PIVOT_LANGUAGES:
            sources = by_pivot.get((pivot, pair[0]), {})
            for line, (target, target_name) in by_pivot.get((pivot, pair[1]), {}).items():
                source, source_name = sources.get(line, ("", ""))
                if source and not (source_name == target_name and (source_name, pair) in direct):
                    found[source, target] = None
        if found:
            joined.append(
                Collection(
                    name="joined",
                    pair=pair,
                    licence="as the two sides",
                    domain="joined",
                    source=tuple(source for source, _ in found),
                    target=tuple(target for _, target in found),
                )
            )
    return joined


def _translations_of_pivots(collections: list[Collection]) -> dict[Pair, Translations]:
    """Return (pivot language, other language) to the first translation of each line."""
    by_pivot: dict[Pair, Translations] = defaultdict(dict)
    for collection in collections:
        if collection.is_dictionary:
            continue
        first, second = collection.pair
        for pivot, other, lines, translations in (
            (first, second, collection.source, collection.target),
            (second, first, collection.target, collection.source),
        ):
            if pivot not in PIVOT_LANGUAGES:
                continue
            known = by_pivot[pivot, other]
            for line, translation in zip(lines, translations, strict=True):
                if len(line) >= SHORTEST_LINE:
                    known.setdefault(line, (translation, collection.name))
    return by_pivot
