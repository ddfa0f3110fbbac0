"""Look-up as people type: a list of queries written by hand, against the seed glossary."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tmx.glossary import load_seed_glossary
from tmx.model import ConceptEntry, LanguageSection, Term
from tmx.search.terms import lookup
from tmx.store.memory import Memory

QUERIES = Path(__file__).parents[1] / "data/terminology/lookup_queries.tsv"


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    path = tmp_path_factory.mktemp("lookup") / "memory.db"
    with Memory.create(path) as opened:
        opened.termbase.add(
            ConceptEntry(
                id=concept.identifier,
                languages=tuple(
                    LanguageSection(
                        language=language, terms=tuple(Term(text=text) for text in terms)
                    )
                    for language, terms in concept.terms.items()
                ),
            )
            for concept in load_seed_glossary()
        )
        yield opened


def test_nineteen_of_twenty_queries_find_their_concept_among_the_first_five(
    memory: Memory,
) -> None:
    lines = QUERIES.read_text(encoding="utf-8").splitlines()[1:]
    missed = []
    for line in lines:
        _, _, query, concept = line.split("\t")
        if concept not in [match.entry.id for match in lookup(memory, query, limit=5)]:
            missed.append(line)
    assert len(lines) >= 140
    assert len(missed) <= len(lines) // 20, missed


@pytest.mark.parametrize(
    ("query", "concept"),
    [
        ("届会", "session-of-a-body"),  # two characters
        ("l'Assemblée générale", "general-assembly"),  # pasted with its article
        ("Генеральной Ассамблее", "general-assembly"),  # a stem of two lengths
        ("dveelopment", "sustainable-development"),  # a slip in one word of a term
    ],
)
def test_hard_queries(memory: Memory, query: str, concept: str) -> None:
    assert concept in [match.entry.id for match in lookup(memory, query, limit=5)]


def test_nonsense_finds_nothing(memory: Memory) -> None:
    assert lookup(memory, "xqzzwv") == ()
    assert lookup(memory, "") == ()
