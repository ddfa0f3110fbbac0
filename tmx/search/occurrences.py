"""Find every text that holds a term of an entry, and see what its other languages have there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from align.model import Span
from tmx.model import ConceptEntry, PropertyType, TranslationUnit
from tmx.search.language_group import language_group
from tmx.search.phrases import Phrase, find_any, index_expression, parse_query
from tmx.store.errors import store_errors
from tmx.store.memory import Memory
from tmx.store.reading import word_conditions
from tmx.store.records import UnitFilter

__all__ = ["MOST_FILTERED", "Occurrence", "OccurrenceSeeker", "Occurrences", "occurrences"]

# Counting stops here, as in the concordance.
_MOST_COUNTED: Final = 10_000
# A filter has to read the texts themselves; this many take a tenth of a second.
MOST_FILTERED: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A unit that holds a term of the entry.

    Attributes:
        unit_id: row number of the unit in the memory.
        unit: the whole unit.
        document: name of the document.
        paragraph: label of the paragraph, None if the unit does not say it.
        spans: per variant of the unit, where terms of the entry stand in its text; empty where
            it has none of them.
        otherwise: languages the entry has terms for, whose text here holds none of them.
    """

    unit_id: int
    unit: TranslationUnit
    document: str
    paragraph: str | None
    spans: tuple[tuple[Span, ...], ...]
    otherwise: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrences:
    """Some of the occurrences, and how many units hold a term, 10,000 at most.

    `total` counts the wanted units, whatever `usual` and `otherwise` keep of them.
    """

    lines: tuple[Occurrence, ...]
    total: int


def occurrences(
    memory: Memory,
    entry: ConceptEntry,
    *,
    language: str,
    usual: str | None = None,
    otherwise: str | None = None,
    wanted: UnitFilter | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Occurrences:
    """Find the units whose text in one language holds a term of the entry, in any form.

    Args:
        memory: where to look.
        entry: whose terms are sought.
        language: in whose texts.
        usual: keep units that have one of the entry's terms in this language too.
        otherwise: keep units whose text in this language has none of the entry's terms.
        wanted: which units; its languages count for nothing here.
        limit: most units returned.
        offset: units passed over.

    Raises:
        StoreError: the memory is damaged.
    """
    with store_errors(memory.path, "search"):
        conditions = word_conditions(memory.connection, wanted or UnitFilter())
        seeker = _Seeker(memory, entry, conditions)
        expression = seeker.expression(language)
        if not expression:
            return Occurrences(lines=(), total=0)
        found = seeker.find(expression, language)
        if usual is not None or otherwise is not None:
            found = (
                each
                for each in islice(found, MOST_FILTERED)
                if (usual is None or seeker.has(each, usual))
                and (otherwise is None or otherwise in each.otherwise)
            )
        lines = tuple(islice(found, offset, offset + limit))
        return Occurrences(lines=lines, total=seeker.count(expression, language))


class OccurrenceSeeker:
    """Seeks terms in the wanted units of a memory, one entry after another."""

    def __init__(self, memory: Memory, wanted: UnitFilter | None = None) -> None:
        self._memory = memory
        with store_errors(memory.path, "search"):
            self._conditions = word_conditions(memory.connection, wanted or UnitFilter())

    def iter_occurrences(self, entry: ConceptEntry, language: str) -> Iterator[Occurrence]:
        """Yield the units whose text in one language holds a term of the entry.

        Raises:
            StoreError: the memory is damaged.
        """
        seeker = _Seeker(self._memory, entry, self._conditions)
        with store_errors(self._memory.path, "search"):
            expression = seeker.expression(language)
            if expression:
                yield from seeker.find(expression, language)


class _Seeker:
    """The terms of one entry, sought in a memory."""

    def __init__(
        self, memory: Memory, entry: ConceptEntry, conditions: tuple[list[str], list[object]]
    ) -> None:
        self._memory = memory
        clauses, self._values = conditions
        # CROSS JOIN keeps the word index first, whatever the planner thinks of it.
        self._texts = "FROM words CROSS JOIN variant ON variant.id = words.rowid "
        self._places = (
            "CROSS JOIN unit ON unit.id = variant.unit_id "
            "CROSS JOIN document ON document.id = unit.document_id "
        )
        self._where = "WHERE words MATCH ? AND language_group = ?" + "".join(
            f" AND {clause}" for clause in clauses
        )
        self._phrases: dict[str, list[Phrase]] = {}
        for section in entry.languages:
            group = self._phrases.setdefault(language_group(section.language), [])
            for term in section.terms:
                group += parse_query(f'"{term.text.replace(chr(34), " ")}"')

    def expression(self, language: str) -> str:
        phrases = self._phrases.get(language_group(language), ())
        return " OR ".join(f"({index_expression((each,), (language,))})" for each in phrases)

    def count(self, expression: str, language: str) -> int:
        # Without a filter there is no need to know where each text stands.
        source = f"{self._texts}{self._places if self._values else ''}{self._where}"
        sql = f"SELECT count(*) FROM (SELECT 1 {source} LIMIT {_MOST_COUNTED})"  # noqa: S608
        values = (expression, language_group(language), *self._values)
        return int(self._memory.connection.execute(sql, values).fetchone()[0])

    def find(self, expression: str, language: str) -> Iterator[Occurrence]:
        sql = (
            "SELECT DISTINCT variant.unit_id, document.name "
            f"{self._texts}{self._places}{self._where} ORDER BY words.rowid"
        )
        values = (expression, language_group(language), *self._values)
        rows = self._memory.connection.execute(sql, values)
        for unit_id, document in rows:
            unit = self._memory.unit(unit_id)
            if unit is None:
                continue
            occurrence = self._occurrence(unit_id, unit, document)
            if self.has(occurrence, language):
                yield occurrence

    @staticmethod
    def has(occurrence: Occurrence, language: str) -> bool:
        group = language_group(language)
        return any(
            spans and language_group(variant.language) == group
            for variant, spans in zip(occurrence.unit.variants, occurrence.spans, strict=True)
        )

    def _occurrence(self, unit_id: int, unit: TranslationUnit, document: str) -> Occurrence:
        groups = [language_group(variant.language) for variant in unit.variants]
        spans = tuple(
            find_any(variant.text, variant.language, self._phrases.get(group, ()))
            for variant, group in zip(unit.variants, groups, strict=True)
        )
        return Occurrence(
            unit_id=unit_id,
            unit=unit,
            document=document,
            paragraph=unit.property(PropertyType.PARAGRAPH),
            spans=spans,
            otherwise=_without(groups, spans, self._phrases),
        )


def _without(
    groups: Sequence[str], spans: Sequence[tuple[Span, ...]], known: dict[str, list[Phrase]]
) -> tuple[str, ...]:
    marked = {group for group, each in zip(groups, spans, strict=True) if each}
    return tuple(dict.fromkeys(g for g in groups if known.get(g) and g not in marked))
