"""Keep the memory of a whole collection: all documents, and all that people have decided."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tmx.approved import is_approved
from tmx.corpus.job import Outcome
from tmx.model import ConceptEntry
from tmx.store.decisions import decisions
from tmx.store.errors import StoreError
from tmx.store.memory import Memory
from tmx.store.merging import merge_memories

__all__ = ["merge_corpus"]


def merge_corpus(out: Path, outcomes: Sequence[Outcome]) -> int:
    """Bring `out/memory.db` up to date and return how many units it holds.

    A document made now comes from its own memory, which has taken over what was decided before.
    One made earlier comes from the memory of all where people have decided on it there. What else
    was in the memory of all stays: documents that fail now or come from elsewhere, and terms made
    by people.

    Raises:
        StoreError: a memory cannot be read or written.
    """
    target = out / "memory.db"
    good = [outcome for outcome in outcomes if not outcome.error]
    held = _decided(target)
    if all(not outcome.is_new and outcome.document in held for outcome in good):
        return _count(target)
    own = {outcome.document: out / outcome.folder / "memory.db" for outcome in good}
    documents = [
        (
            target if not outcome.is_new and held.get(outcome.document) else own[outcome.document],
            outcome.document,
        )
        for outcome in good
    ]
    documents += [(target, name) for name in held if name not in own]
    memories = [*own.values(), *([target] if held else [])]
    return merge_memories(documents, _terms(memories, target), target)


def _decided(memory: Path) -> dict[str, bool]:
    """Return the documents of a memory, and whether people have decided on them."""
    if not memory.is_file():
        return {}
    # A memory that is damaged has nothing to keep, and is put aside by the new one.
    with suppress(StoreError), Memory.open(memory) as opened:
        return {each.name: bool(decisions(opened, each.name)) for each in opened.documents}
    return {}


def _count(memory: Path) -> int:
    if not memory.is_file():
        return 0
    with Memory.open(memory) as opened:
        return opened.count()


def _terms(memories: Sequence[Path], target: Path) -> Iterator[ConceptEntry]:
    """Yield the terms of all documents, then those that people have put into the memory of all."""
    for path in memories:
        with Memory.open(path) as memory:
            for entry in memory.termbase.entries():
                if path != target or is_approved(entry):
                    yield entry
