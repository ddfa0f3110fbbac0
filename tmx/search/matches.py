"""Find units whose text is the same as, or like, a text: what a CAT tool calls matches.

The percentage is that of OmegaT in kind: 100 x (longer - distance) / longer, rounded down, where
length and Levenshtein distance count words (single characters of Chinese and kana), folded by
`tmx.search.normalise` and without punctuation. OmegaT cuts Chinese into dictionary words, so its
figures for Chinese differ by a few points. 100 is kept for texts equal letter by letter; texts
that differ in case, accents or punctuation alone get 99.

With the segments around the one asked for, a text equal letter by letter gets 101 if one of them is
the same too, 102 if both are, as in memoQ and Trados: a context match.

The penalties of the memory (`tmx.store.penalties`) are taken off afterwards and told beside it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from tmx.model import TranslationUnit, Variant
from tmx.search.language_group import language_group
from tmx.search.neighbours import Context, plain
from tmx.search.normalise import match_key, surfaces
from tmx.search.text_keys import text_keys
from tmx.store.errors import store_errors
from tmx.store.memory import Memory
from tmx.store.penalties import Penalties, read_penalties
from tmx.store.reading import filter_clauses, language_clause, presence_clauses, text_bounds
from tmx.store.records import UnitFilter

__all__ = ["Match", "MatchKind", "exact", "fuzzy", "percent_alike", "search"]

_ROWS_PER_QUERY: Final = 100
# Texts compared word by word at most, those that may be most alike first.
_MOST_COMPARED: Final = 3000
# Texts fetched at most: filters leave some of them out before they are compared.
_MOST_FETCHED: Final = 30_000
_PERCENT_SAME_WORDS: Final = 99
_WHOLE: Final = 100


class MatchKind(StrEnum):
    """How a unit answers a text."""

    CONTEXT = "context"
    EXACT = "exact"
    NORMALISED = "normalised"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A unit whose text is like the one asked for.

    Attributes:
        unit_id: row number of the unit in the memory.
        unit: the whole unit.
        document: name of the document.
        kind: how alike.
        percent: 1 to 102, see the module; what is left after the penalty.
        penalty: points taken off for what the memory trusts less.
        source: the variant that is alike.
        targets: the variants in the languages asked for, or in all others.
    """

    unit_id: int
    unit: TranslationUnit
    document: str
    kind: MatchKind
    percent: int
    source: Variant
    targets: tuple[Variant, ...]
    penalty: int = 0


def search(
    memory: Memory,
    text: str,
    *,
    language: str,
    to: Sequence[str] = (),
    minimum_percent: int = 70,
    wanted: UnitFilter | None = None,
    penalties: Penalties | None = None,
    context: Context | None = None,
    limit: int = 5,
) -> tuple[Match, ...]:
    """Find the units most like a text, exact ones first.

    Args:
        memory: where to look.
        text: a segment.
        language: of the text.
        to: languages wanted; units without any of them are left out. All others where empty.
        minimum_percent: 1 to 100, after penalties; 70 is the default of Trados and memoQ.
        wanted: which units; its languages count for nothing here.
        penalties: those of the memory where None; `Penalties()` for none.
        context: what stands around the text, for context matches.
        limit: most matches returned.

    Raises:
        StoreError: the memory is damaged.
        LanguageError: a language tag is malformed.
    """
    if not 1 <= minimum_percent <= _WHOLE:
        raise ValueError(f"a percent lies between 1 and 100, not at {minimum_percent}")
    with store_errors(memory.path, "search"):
        seeker = _Seeker(memory, text, language, to, wanted=wanted, penalties=penalties)
        hits = seeker.same_words(context or Context())
        whole = sum(hit.percent >= _PERCENT_SAME_WORDS for hit in hits)
        if whole < limit and minimum_percent < _WHOLE:
            hits += seeker.alike(minimum_percent, limit, {hit.unit_id for hit in hits})
        return seeker.matches([hit for hit in hits if hit.percent >= minimum_percent], limit)


def exact(
    memory: Memory,
    text: str,
    *,
    language: str,
    to: Sequence[str] = (),
    wanted: UnitFilter | None = None,
    penalties: Penalties | None = None,
    limit: int = 5,
) -> tuple[Match, ...]:
    """Find the units whose text is equal letter by letter, or but for case and punctuation."""
    with store_errors(memory.path, "search"):
        seeker = _Seeker(memory, text, language, to, wanted=wanted, penalties=penalties)
        return seeker.matches(
            [hit for hit in seeker.same_words(Context()) if hit.percent > 0], limit
        )


def fuzzy(
    memory: Memory,
    text: str,
    *,
    language: str,
    to: Sequence[str] = (),
    minimum_percent: int = 70,
    wanted: UnitFilter | None = None,
    penalties: Penalties | None = None,
    limit: int = 5,
) -> tuple[Match, ...]:
    """Find the units that are like a text but have other words: `search` without the exact ones."""
    matches = search(
        memory,
        text,
        language=language,
        to=to,
        minimum_percent=minimum_percent,
        wanted=wanted,
        penalties=penalties,
        limit=limit + 100,
    )
    return tuple(match for match in matches if match.kind is MatchKind.FUZZY)[:limit]


def percent_alike(first: Sequence[str], second: Sequence[str], *, minimum: int = 0) -> int:
    """Return how alike two lists of words are, 0 to 100; 0 where it is under the minimum."""
    from rapidfuzz.distance import Levenshtein

    longest = max(len(first), len(second))
    if longest == 0:
        return 0
    # Whole numbers: percent >= minimum exactly where the distance is at most this.
    furthest = longest * (_WHOLE - minimum) // _WHOLE
    distance = Levenshtein.distance(first, second, score_cutoff=furthest)
    if distance > furthest:
        return 0
    return int(_WHOLE * (longest - distance) // longest)


class _Hit(NamedTuple):
    """A text that is alike, before its unit is fetched."""

    unit_id: int
    document: str
    position: int
    kind: MatchKind
    percent: int
    penalty: int


class _Text(NamedTuple):
    """A text as the memory holds it, with what its unit loses."""

    unit_id: int
    document: str
    position: int
    text: str
    penalty: int


class _Seeker:
    """One search, put to the memory."""

    def __init__(
        self,
        memory: Memory,
        text: str,
        language: str,
        to: Sequence[str],
        *,
        wanted: UnitFilter | None,
        penalties: Penalties | None,
    ) -> None:
        self._memory = memory
        self._connection: sqlite3.Connection = memory.connection
        if penalties is None:
            penalties = read_penalties(self._connection)
        self._penalties = penalties
        self._text = text
        self._language = language
        self._words = surfaces(text)
        self._to = tuple(language_group(tag) for tag in to)
        wanted = wanted or UnitFilter()
        clauses, values = filter_clauses(wanted)
        present, tags = presence_clauses(to, any_language=True)
        clause, value = language_clause(language)
        clauses += [*present, clause]
        values += [*tags, value]
        self._bounds = text_bounds(self._connection, wanted)
        self._conditions = " AND ".join(clauses)
        self._values = values

    def same_words(self, context: Context) -> list[_Hit]:
        """Return the texts with the same words."""
        asked = plain(self._text)
        hits = []
        for found in self._texts("variant.match_key = ?", [match_key(self._text)]):
            if surfaces(found.text) != self._words:
                continue
            if plain(found.text) != asked:
                hits.append(_hit(found, MatchKind.NORMALISED, _PERCENT_SAME_WORDS))
                continue
            around = context.same(self._connection, found.unit_id, self._language)
            kind = MatchKind.CONTEXT if around else MatchKind.EXACT
            hits.append(_hit(found, kind, _WHOLE + around))
        return hits

    def alike(self, minimum_percent: int, limit: int, known: set[int]) -> list[_Hit]:
        """Return texts with similar words, the `limit` best ones at least."""
        if not self._words:
            return []
        table = self._memory.sketches.table(language_group(self._language))
        sketch = text_keys(self._text, self._language).sketch
        nearest = table.alike(sketch, len(self._words), minimum_percent)
        if self._bounds is not None:
            nearest = nearest.between(*self._bounds)
        hits: list[_Hit] = []
        best: list[int] = []
        compared = 0
        for start in range(0, min(len(nearest.numbers), _MOST_FETCHED), _ROWS_PER_QUERY):
            # Nothing that follows can be more alike than the first of this part.
            if len(best) >= limit and nearest.percents[start] <= best[limit - 1]:
                break
            part = nearest.numbers[start : start + _ROWS_PER_QUERY].tolist()
            texts = list(self._texts(f"variant.id IN ({', '.join('?' * len(part))})", part))
            hits += self._compare(texts, minimum_percent, known)
            best = sorted((hit.percent for hit in hits), reverse=True)
            compared += len(texts)
            if compared >= _MOST_COMPARED:
                break
        return hits

    def matches(self, hits: Sequence[_Hit], limit: int) -> tuple[Match, ...]:
        """Return the best hits with their units; units without a language wanted are left out."""
        found: list[Match] = []
        # Older units first among equals.
        for hit in sorted(hits, key=lambda hit: (-hit.percent, hit.unit_id, hit.position)):
            if len(found) == limit:
                break
            unit = self._memory.unit(hit.unit_id)
            if unit is None:
                continue
            targets = tuple(
                variant
                for place, variant in enumerate(unit.variants)
                if (
                    language_group(variant.language) in self._to
                    if self._to
                    else place != hit.position
                )
            )
            if targets or not self._to:
                found.append(
                    Match(
                        unit_id=hit.unit_id,
                        unit=unit,
                        document=hit.document,
                        kind=hit.kind,
                        percent=hit.percent,
                        source=unit.variants[hit.position],
                        targets=targets,
                        penalty=hit.penalty,
                    )
                )
        return tuple(found)

    def _compare(
        self, texts: Sequence[_Text], minimum_percent: int, known: set[int]
    ) -> Iterator[_Hit]:
        for found in texts:
            if found.unit_id in known:
                continue
            percent = percent_alike(self._words, surfaces(found.text), minimum=minimum_percent)
            if minimum_percent <= percent < _WHOLE:
                yield _hit(found, MatchKind.FUZZY, percent)

    def _texts(self, condition: str, values: Sequence[object]) -> Iterator[_Text]:
        sql = (
            "SELECT variant.unit_id, document.name, variant.position, variant.text, "  # noqa: S608
            "unit.status, unit.confidence, document.symbol FROM variant "
            "JOIN unit ON unit.id = variant.unit_id "
            "JOIN document ON document.id = unit.document_id "
            f"WHERE {condition} AND {self._conditions} ORDER BY variant.id"
        )
        rows = self._connection.execute(sql, (*values, *self._values)).fetchall()
        for unit_id, document, position, text, status, confidence, symbol in rows:
            penalty = self._penalties.points(
                status=status, confidence=confidence, document=document, symbol=symbol
            )
            yield _Text(unit_id, document, position, text, penalty)


def _hit(found: _Text, kind: MatchKind, percent: int) -> _Hit:
    return _Hit(
        found.unit_id, found.document, found.position, kind, percent - found.penalty, found.penalty
    )
