"""Find units by what they mean, whatever the language: ask in Spanish, find the Chinese.

The query is compared with one vector per unit (`tmx.store.vectors`). Comparing millions in full
takes seconds, so the signs of the components choose a short list (`tmx.search.sketches`) and the
vectors themselves put it in order. `thorough=True` compares all of them: the result the quick way
is measured by.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from tmx.model import TranslationUnit, Variant
from tmx.search.language_group import language_group
from tmx.store.errors import StoreError, store_errors
from tmx.store.memory import Memory
from tmx.store.reading import presence_clauses, select_wanted, unit_conditions
from tmx.store.records import UnitFilter
from tmx.store.vectors import (
    count_pending,
    encoder_identity,
    pending_texts,
    read_vectors,
    scan_vectors,
    unit_vectors,
    use_encoder,
    vector_space,
    write_vectors,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from align.encoding.protocol import Encoder, SpanEncoder

__all__ = ["SemanticMatch", "index_meaning", "is_indexed", "semantic"]

# Units that get their vectors in one transaction: a second of work.
_BATCH: Final = 2000
# Lengths of the short list, tried in turn while filters leave too few.
_SHORT_LISTS: Final = (2000, 20_000)
# Units of a short list that are compared with the filters at once, from the nearest on.
_CHECKED: Final = 100
_Conditions: TypeAlias = tuple[Sequence[str], Sequence[object]]
"""Clauses of SQL and their parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SemanticMatch:
    """A unit that means something like the text asked for.

    Attributes:
        unit_id: row number of the unit in the memory.
        unit: the whole unit.
        document: name of the document.
        score: cosine of the angle between the vectors, -1 to 1; what value means "the same"
            depends on the encoder.
        variants: the texts in the languages asked for, or all.
    """

    unit_id: int
    unit: TranslationUnit
    document: str
    score: float
    variants: tuple[Variant, ...]


def index_meaning(
    memory: Memory,
    encoder: "SpanEncoder",
    *,
    progress: Callable[[int, int, object], None] = lambda *_: None,
) -> int:
    """Give every unit that has none its vector and return how many that were.

    Vectors of another encoder are deleted first. What was done stays done if it is interrupted.

    Args:
        memory: open for writing.
        encoder: of this one all vectors are.
        progress: told (units done, units in all, None) now and then.

    Raises:
        StoreError: the memory cannot be written.
    """
    with memory.transaction():
        use_encoder(memory.connection, encoder.identity)
    with store_errors(memory.path, "read"):
        total = count_pending(memory.connection)
    done = last = 0
    while done < total:
        with memory.transaction():
            if encoder_identity(memory.connection) != encoder.identity:
                raise StoreError(
                    f"{memory.path.name} got vectors of another encoder meanwhile; expected one "
                    f"program at a time to make them; try again."
                )
            units = pending_texts(memory.connection, last, _BATCH)
            if not units:
                break
            numbers = [number for number, _ in units]
            vectors = unit_vectors(encoder, [texts for _, texts in units])
            write_vectors(memory.connection, encoder.identity, numbers, vectors)
        last = numbers[-1]
        done += len(units)
        progress(done, total, None)
    return done


def is_indexed(path: str | Path, encoder: "Encoder") -> bool:
    """Return whether a memory that can be read has a vector of this encoder for every unit."""
    try:
        with Memory.open(path) as memory, store_errors(memory.path, "read"):
            return (
                encoder_identity(memory.connection) == encoder.identity
                and count_pending(memory.connection) == 0
            )
    except StoreError:
        return False


def semantic(
    memory: Memory,
    text: str,
    encoder: "Encoder",
    *,
    language: str | None = None,
    to: Sequence[str] = (),
    wanted: UnitFilter | None = None,
    minimum_score: float = -1.0,
    limit: int = 10,
    thorough: bool = False,
) -> tuple[SemanticMatch, ...]:
    """Find the units that mean most nearly what a text means, the nearest first.

    Args:
        memory: where to look; `index_meaning` must have been there.
        text: in any language the encoder knows.
        encoder: the one the memory's vectors are of.
        language: units without a text in it are left out; None for any. With `to` it makes a
            language pair; the text asked for may be in another one.
        to: languages wanted; units without any of them are left out. All where empty.
        wanted: which units; its languages count for nothing here.
        minimum_score: -1 to 1.
        limit: most matches returned.
        thorough: compare every vector instead of a short list.

    Raises:
        StoreError: the memory has no vectors, or those of another encoder, or is damaged.
        EncodingError: the text holds nothing the encoder knows.
        LanguageError: a language tag is malformed.
    """
    groups = frozenset(language_group(tag) for tag in to)
    wanted = wanted or UnitFilter()
    conditions = _conditions(wanted, language, to)
    with store_errors(memory.path, "search"):
        _check_encoder(memory, encoder)
        if groups and groups.isdisjoint(memory.languages):
            return ()
        query = encoder.encode([text])[0]
        nearest = None
        # A few documents are looked through sooner than short lists of everything.
        if not (thorough or wanted.symbols):
            nearest = _nearest(memory, encoder.identity, query, conditions, limit)
        if nearest is None:
            nearest = _nearest_of_all(memory, query, conditions, limit)
        matches = []
        for number, score in nearest:
            unit = memory.unit(number)
            if score < minimum_score or unit is None:
                continue
            variants = tuple(
                each
                for each in unit.variants
                if not groups or language_group(each.language) in groups
            )
            matches.append(
                SemanticMatch(
                    unit_id=number,
                    unit=unit,
                    document=_document_of(memory, number),
                    score=score,
                    variants=variants,
                )
            )
    return tuple(matches)


def _conditions(wanted: UnitFilter, language: str | None, to: Sequence[str]) -> _Conditions:
    source = (language,) if language is not None else ()
    clauses, values = unit_conditions(replace(wanted, languages=source, any_language=False))
    present, tags = presence_clauses(to, any_language=True)
    return clauses + present, values + tags


def _nearest(
    memory: Memory,
    identity: str,
    query: "NDArray[np.float32]",
    conditions: _Conditions,
    limit: int,
) -> list[tuple[int, float]] | None:
    """Return the nearest units on short lists; None if these hold too few that are wanted."""
    import numpy as np

    table = memory.sketches.table(vector_space(identity))
    for length in _SHORT_LISTS:
        if max(length, limit) >= len(table):
            break
        # A unit corrected since may stand in the table twice.
        numbers = np.unique(table.closest(query, max(length, limit))).tolist()
        ranked = _ranked(read_vectors(memory.connection, numbers), query, length)
        found: list[tuple[int, float]] = []
        for start in range(0, len(ranked), _CHECKED):
            part = ranked[start : start + _CHECKED]
            wanted = select_wanted(memory.connection, [number for number, _ in part], *conditions)
            found += [each for each in part if each[0] in wanted]
            if len(found) >= limit:
                return found[:limit]
    return None


def _nearest_of_all(
    memory: Memory, query: "NDArray[np.float32]", conditions: _Conditions, limit: int
) -> list[tuple[int, float]]:
    """Return the nearest of all units that are wanted."""
    return _ranked(scan_vectors(memory.connection, *conditions), query, limit)


def _ranked(
    vectors: Iterable[tuple["NDArray[np.int64]", "NDArray[np.int8]"]],
    query: "NDArray[np.float32]",
    limit: int,
) -> list[tuple[int, float]]:
    """Return (unit, score) of the nearest units, the nearest first, the older among equals."""
    import numpy as np

    found: list[tuple[float, int]] = []
    for units, whole in vectors:
        rows = whole.astype(np.float32)
        scores = rows @ query / np.linalg.norm(rows, axis=1)
        best = np.lexsort((units, -scores))[:limit]
        found += zip((-scores[best]).tolist(), units[best].tolist(), strict=True)
    return [(number, -score) for score, number in sorted(found)[:limit]]


def _check_encoder(memory: Memory, encoder: "Encoder") -> None:
    known = encoder_identity(memory.connection)
    if known is None:
        raise StoreError(
            f"{memory.path.name} has no vectors yet; expected it indexed for search by meaning; "
            f"run 'sixfold search --semantic' on it once."
        )
    if known != encoder.identity:
        raise StoreError(
            f"{memory.path.name} has vectors of the encoder {known}; expected those of "
            f"{encoder.identity}; run 'sixfold search --semantic' with it to make them anew."
        )


def _document_of(memory: Memory, number: int) -> str:
    row = memory.connection.execute(
        "SELECT name FROM document JOIN unit ON document_id = document.id WHERE unit.id = ?",
        (number,),
    ).fetchone()
    return str(row[0])
