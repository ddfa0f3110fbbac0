"""Threads that read the same memory share what a search scans, as long as it is the same."""

from pathlib import Path

from tmx.model import TranslationUnit, Variant
from tmx.search.matches import search
from tmx.store.memory import Memory
from tmx.web.memories import Memories


def build(path: Path, *texts: str) -> None:
    with Memory.build(path) as memory:
        memory.add_units([unit(text) for text in texts], "x")


def unit(text: str) -> TranslationUnit:
    return TranslationUnit(tuid=text, variants=(Variant.plain("en", text),))


def found(memory: Memory, text: str) -> list[str]:
    return [match.source.text for match in search(memory, text, language="en", minimum_percent=60)]


def test_readers_share_what_they_scan(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    build(path, "one two three", "one two four")
    memories = Memories(path)
    with memories.reading() as first, memories.reading() as second:
        assert first is not second
        assert found(first, "one two five") == found(second, "one two five")
        assert first.sketches.table("en") is second.sketches.table("en")
        with memories.writing() as writer:
            writer.add_units([unit("one two six")], "x")
        for reader in (first, second):
            assert "one two six" in found(reader, "one two five")
        assert first.sketches.table("en") is second.sketches.table("en")
        build(path, "one two seven")
        with memories.reading() as third:
            assert found(third, "one two five") == ["one two seven"]
            assert third.sketches.table("en") is not first.sketches.table("en")
        assert len(found(first, "one two five")) == 3
    memories.close()
