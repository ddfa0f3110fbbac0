"""Show words in their context, with what they were translated by (keyword in context)."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from align.model import Span
from tmx.model import PropertyType, TranslationUnit, Variant
from tmx.search.language_group import language_group
from tmx.search.neighbours import neighbour_texts
from tmx.search.phrases import Phrase, find_any, find_phrases, index_expression, parse_query
from tmx.search.terms import TermKind, lookup
from tmx.store.errors import store_errors
from tmx.store.memory import Memory
from tmx.store.reading import language_clause, word_conditions
from tmx.store.records import UnitFilter

__all__ = ["Concordance", "ConcordanceLine", "Equivalent", "Forms", "concordance"]

# Counting stops here: nobody reads further, and a frequent word would take seconds.
MOST_COUNTED: Final = 1000


class Forms(StrEnum):
    """Which forms of the words are meant."""

    EXACT = "exact"
    INFLECTED = "inflected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """What a hit was translated by.

    Attributes:
        variant: the whole text.
        spans: where the termbase's equivalent of the words sought stands in it; empty if the
            termbase knows none or the translation has another one.
    """

    variant: Variant
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordanceLine:
    """A text that holds what was sought.

    Attributes:
        unit_id: row number of the unit in the memory.
        unit: the whole unit.
        document: name of the document.
        language: of the text.
        text: the text.
        spans: where the words stand in it, at least one.
        equivalents: the texts in the languages asked for.
        before: text before it in its document, None if there is none in this language.
        after: the same after it.
    """

    unit_id: int
    unit: TranslationUnit
    document: str
    language: str
    text: str
    spans: tuple[Span, ...]
    equivalents: tuple[Equivalent, ...]
    before: str | None = None
    after: str | None = None

    @property
    def paragraph(self) -> str | None:
        """Number of the paragraph, if the unit says it."""
        return self.unit.property(PropertyType.PARAGRAPH)

    @property
    def left(self) -> str:
        """The text before the first hit."""
        return self.text[: self.spans[0].start]

    @property
    def hit(self) -> str:
        """The first hit as it stands in the text."""
        return self.text[self.spans[0].start : self.spans[0].end]

    @property
    def right(self) -> str:
        """The text after the first hit."""
        return self.text[self.spans[0].end :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """The lines found.

    Attributes:
        lines: those as typed first, then inflected forms; within these in document order.
        total: how many texts there are, 1,000 at most. Without a language given it may count
            texts that share no more than a stem of another language.
    """

    lines: tuple[ConcordanceLine, ...]
    total: int


def concordance(
    memory: Memory,
    query: str,
    *,
    language: str | None = None,
    to: Sequence[str] = (),
    forms: Forms = Forms.INFLECTED,
    wanted: UnitFilter | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Concordance:
    """Find the texts that hold words, in any script and of any length.

    Args:
        memory: where to look.
        query: words; see `parse_query` for phrases and `*`. No character has a meaning that
            could make it fail.
        language: of the words, None for any.
        to: languages of the equivalents; texts without any of them are left out. All others
            where empty.
        forms: the words as typed (but for case, accents and the like), or inflected ones too.
        wanted: which units; its languages count for nothing here.
        limit: most lines returned.
        offset: lines passed over.

    Raises:
        StoreError: the memory is damaged.
        LanguageError: a language tag is malformed.
    """
    phrases = parse_query(query)
    if not phrases:
        return Concordance(lines=(), total=0)
    with store_errors(memory.path, "search"):
        seeker = _Seeker(memory, phrases, language, to, wanted or UnitFilter())
        expressions = seeker.expressions(forms)
        total = seeker.count(expressions[-1])
        lines = []
        for unit_id, document, tag, text in seeker.rows(expressions, offset):
            spans = find_phrases(text, tag, phrases)
            unit = memory.unit(unit_id)
            if spans and unit is not None:
                before, after = neighbour_texts(memory.connection, unit_id, tag)
                lines.append(
                    ConcordanceLine(
                        unit_id=unit_id,
                        unit=unit,
                        document=document,
                        language=tag,
                        text=text,
                        spans=spans,
                        equivalents=seeker.equivalents(unit, text, tag),
                        before=before,
                        after=after,
                    )
                )
            if len(lines) == limit:
                break
    return Concordance(lines=tuple(lines), total=total)


class _Seeker:
    """One concordance query, put to the memory."""

    def __init__(
        self,
        memory: Memory,
        phrases: tuple[Phrase, ...],
        language: str | None,
        to: Sequence[str],
        wanted: UnitFilter,
    ) -> None:
        self._memory = memory
        self._connection: sqlite3.Connection = memory.connection
        self._phrases = phrases
        self._language = language
        self._to = tuple(language_group(tag) for tag in to)
        clauses, values = word_conditions(self._connection, wanted)
        if language is not None:
            clause, value = language_clause(language)
            clauses.append(clause)
            values.append(value)
        if to:
            present = [language_clause(tag, table="other") for tag in to]
            clauses.append(
                "EXISTS (SELECT 1 FROM variant AS other WHERE other.unit_id = variant.unit_id "  # noqa: S608
                f"AND ({' OR '.join(clause for clause, _ in present)}))"
            )
            values += [value for _, value in present]
        self._conditions = "".join(f" AND {clause}" for clause in clauses)
        self._values = values
        self._known: dict[str, tuple[Phrase, ...]] | None = None

    def expressions(self, forms: Forms) -> list[str]:
        """Return the index expressions to try in turn; the last one includes the others."""
        surface = index_expression(self._phrases, ())
        if forms is Forms.EXACT:
            return [surface]
        languages = (self._language,) if self._language else self._memory.languages
        full = index_expression(self._phrases, languages)
        return [surface] if full == surface else [surface, full]

    def count(self, expression: str) -> int:
        """Return how many texts there are, up to the bound."""
        # Without conditions the index alone can tell.
        source = self._from() if self._values else "FROM words WHERE words MATCH ?"
        sql = f"SELECT count(*) FROM (SELECT 1 {source} LIMIT {MOST_COUNTED})"  # noqa: S608
        return int(self._connection.execute(sql, (expression, *self._values)).fetchone()[0])

    def rows(self, expressions: Sequence[str], offset: int) -> Iterator[tuple[int, str, str, str]]:
        """Yield (unit, document, language, text) in order of the expressions."""
        sql = (
            "SELECT variant.unit_id, document.name, variant.language, variant.text "
            f"{self._from()} ORDER BY words.rowid"
        )
        passed = 0
        for position, expression in enumerate(expressions):
            sought = expression
            if position:
                sought = f"({expression}) NOT ({expressions[position - 1]})"
            for row in self._connection.execute(sql, (sought, *self._values)):
                passed += 1
                if passed > offset:
                    yield row

    def equivalents(self, unit: TranslationUnit, text: str, tag: str) -> tuple[Equivalent, ...]:
        """Return the other texts of a unit, with the known equivalents marked."""
        found = []
        for variant in unit.variants:
            group = language_group(variant.language)
            if variant.text == text and variant.language == tag:
                continue
            if self._to and group not in self._to:
                continue
            spans = find_any(variant.text, variant.language, self._terms().get(group, ()))
            found.append(Equivalent(variant=variant, spans=spans))
        return tuple(found)

    def _from(self) -> str:
        # CROSS JOIN keeps the word index first, whatever the planner thinks of it.
        return (
            "FROM words CROSS JOIN variant ON variant.id = words.rowid "
            "CROSS JOIN unit ON unit.id = variant.unit_id "
            "CROSS JOIN document ON document.id = unit.document_id "
            f"WHERE words MATCH ?{self._conditions}"
        )

    def _terms(self) -> dict[str, tuple[Phrase, ...]]:
        """Return the termbase's equivalents of the words sought, per language group."""
        if self._known is None:
            self._known = {}
            sought = " ".join(phrase.text for phrase in self._phrases)
            for match in lookup(
                self._memory, sought, language=self._language, furthest=TermKind.INFLECTED, limit=3
            ):
                for tag, term in match.equivalents:
                    group = language_group(tag)
                    phrases = (*self._known.get(group, ()), *parse_query(f'"{term.text}"'))
                    self._known[group] = phrases
        return self._known
