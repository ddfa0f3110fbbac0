"""Search by meaning, with the bundled encoder on real sentences."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align.encoding.errors import EncodingError
from align.encoding.load import load_encoder
from align.encoding.protocol import SpanEncoder
from tmx.model import Property, TranslationUnit, Variant
from tmx.search.semantic import index_meaning, semantic
from tmx.store.errors import StoreError
from tmx.store.memory import Memory
from tmx.store.records import DocumentRecord, UnitFilter

TEXTS = (
    ("会议欢迎裁军谈判取得进展。", "The Conference welcomed progress in disarmament negotiations."),
    (
        "秘书长提交了关于气候变化的报告。",
        "The Secretary-General submitted a report on climate change.",
    ),
    ("各国应保护儿童的受教育权。", "States shall protect the right of children to education."),
    (
        "安全理事会延长了维持和平行动的任务期限。",
        "The Security Council extended the peacekeeping mandate.",
    ),
    ("委员会通过了预算。", "The Committee adopted the budget."),
)
ASKED = (
    ("negociaciones de desarme", 0),
    ("le changement climatique", 1),
    ("право детей на образование", 2),
    ("عمليات حفظ السلام", 3),
)


class Tiny:
    """An encoder of three dimensions that counts letters; it knows digits as nothing."""

    identity = "tiny@1"
    dimension = 3

    def encode(self, sentences: list[str]) -> np.ndarray:
        sums, counts = self.token_sums(sentences)
        if not counts.all():
            raise EncodingError("nothing known")
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def token_sums(self, sentences: list[str]) -> tuple[np.ndarray, np.ndarray]:
        rows = [[text.count(letter) for letter in "abc"] for text in sentences]
        sums = np.array(rows, dtype=np.float32).reshape(-1, 3)
        return sums, sums.sum(axis=1).astype(np.int64)


@pytest.fixture(scope="module")
def encoder() -> SpanEncoder:
    return load_encoder()


def unit(number: int, **texts: str) -> TranslationUnit:
    return TranslationUnit(
        tuid=str(number),
        properties=(Property(type="x-confidence", text=f"0.{number + 1}"),),
        variants=tuple(Variant.plain(language, text) for language, text in texts.items()),
    )


def memory_of(path: Path, *units: TranslationUnit) -> Memory:
    memory = Memory.create(path)
    memory.add_units(units, "x")
    return memory


def test_asked_in_one_language_found_in_another(tmp_path: Path, encoder: SpanEncoder) -> None:
    units = [unit(number, zh=zh, en=en) for number, (zh, en) in enumerate(TEXTS)]
    with memory_of(tmp_path / "memory.db", *units) as memory:
        assert index_meaning(memory, encoder) == len(TEXTS)
        assert index_meaning(memory, encoder) == 0
    with Memory.open(tmp_path / "memory.db") as memory:
        for text, number in ASKED:
            best = semantic(memory, text, encoder, to=["zh"])[0]
            assert [each.text for each in best.variants] == [TEXTS[number][0]]
            assert best.document == "x"
            assert 0.2 < best.score <= 1.0


def tuids(memory: Memory, text: str, encoder: SpanEncoder, **options: object) -> list[str | None]:
    return [match.unit.tuid for match in semantic(memory, text, encoder, **options)]


def test_filters_and_limits(tmp_path: Path) -> None:
    tiny = Tiny()
    units = [unit(0, en="aaa"), unit(1, en="aab", fr="aab"), unit(2, en="bbb", fr="c")]
    with memory_of(tmp_path / "memory.db", *units) as memory:
        memory.add_units([unit(7, fr="aaaa")], DocumentRecord(name="late", date="2020-01-01"))
        index_meaning(memory, tiny)
        assert tuids(memory, "a", tiny) == ["0", "7", "1", "2"]
        assert tuids(memory, "a", tiny, limit=2) == ["0", "7"]
        assert tuids(memory, "a", tiny, to=["fr"]) == ["7", "1", "2"]
        assert tuids(memory, "a", tiny, language="en", to=["fr"]) == ["1", "2"]
        assert tuids(memory, "a", tiny, minimum_score=0.9) == ["0", "7"]
        late = UnitFilter(symbols=("late",))
        assert tuids(memory, "a", tiny, wanted=late) == ["7"]
        assert tuids(memory, "a", tiny, wanted=UnitFilter(dates=("2019-01-01", ""))) == ["7"]
        assert tuids(memory, "a", tiny, wanted=UnitFilter(minimum_confidence=0.25)) == ["7", "2"]
        with pytest.raises(EncodingError):
            semantic(memory, "1", tiny)


def test_new_corrected_and_deleted_units(tmp_path: Path) -> None:
    tiny = Tiny()
    with memory_of(
        tmp_path / "memory.db", unit(0, en="a"), unit(1, en="b"), unit(2, en="12")
    ) as memory:
        assert index_meaning(memory, tiny) == 3
        memory.add_units([unit(0, en="c"), unit(3, en="ab"), unit(4, en="17")], "x")
        assert tuids(memory, "a", tiny) == ["1"]
        assert index_meaning(memory, tiny) == 3
        assert tuids(memory, "c", tiny) == ["0", "1", "3"]
        memory.delete_unit(1)  # The row of the first unit.
        assert tuids(memory, "b", tiny) == ["1", "3"]


def test_vectors_of_two_encoders_never_meet(tmp_path: Path, encoder: SpanEncoder) -> None:
    tiny = Tiny()
    other = Tiny()
    other.identity = "tiny@2"
    with memory_of(tmp_path / "memory.db", unit(0, en="a"), unit(1, en="b")) as memory:
        with pytest.raises(StoreError, match="has no vectors yet"):
            semantic(memory, "a", tiny)
        index_meaning(memory, tiny)
        with pytest.raises(StoreError, match=r"of the encoder tiny@1; expected those of tiny@2"):
            semantic(memory, "a", other)
        assert index_meaning(memory, encoder) == 2
        lengths = "SELECT DISTINCT length(vector) FROM unit_vector"
        assert memory.connection.execute(lengths).fetchall() == [(encoder.dimension,)]
        spaces = "SELECT DISTINCT space FROM sketch WHERE space LIKE 'vector%'"
        assert memory.connection.execute(spaces).fetchall() == [(f"vector {encoder.identity}",)]


def test_the_quick_way_finds_what_the_thorough_one_does(tmp_path: Path) -> None:
    chooser = np.random.default_rng(4)
    centres = chooser.standard_normal((300, 64)).astype(np.float32)

    class Table(Tiny):
        dimension = 64

        def token_sums(self, sentences: list[str]) -> tuple[np.ndarray, np.ndarray]:
            numbers = [int(text) for text in sentences]
            noise = [np.random.default_rng(n).standard_normal(64) for n in numbers]
            sums = centres[np.array(numbers) % 300] + 0.7 * np.array(noise)
            return sums.astype(np.float32), np.ones(len(sentences), dtype=np.int64)

    table = Table()
    units = [unit(number, en=str(number)) for number in range(3000)]
    units = [replace(each, properties=()) for each in units]
    with memory_of(tmp_path / "memory.db", *units) as memory:
        index_meaning(memory, table)
        found = wanted = 0
        for number in range(5000, 5040):
            quick = tuids(memory, str(number), table)
            exact = tuids(memory, str(number), table, thorough=True)
            assert len(quick) == len(exact) == 10
            found += len(set(quick) & set(exact))
            wanted += 10
        assert found >= 0.99 * wanted
        # Filters that leave few of the short list make it longer, and at last look at all.
        assert tuids(memory, "5000", table, to=["fr"]) == []
        assert tuids(memory, "5000", table, wanted=UnitFilter(symbols=("nowhere",))) == []
