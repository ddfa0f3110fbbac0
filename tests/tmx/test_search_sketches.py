"""Sketches bound how alike texts can be, and never too low."""

import random
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tmx.model import TranslationUnit, Variant
from tmx.search.matches import percent_alike, search
from tmx.search.normalise import surfaces
from tmx.search.sketches import SKETCH_BYTES, SketchTable, sign_bits
from tmx.search.text_keys import text_keys
from tmx.store.memory import Memory

WORDS = st.lists(st.sampled_from("裁军条约会议谈判核安全和平abcde"), min_size=1, max_size=12)


def table_of(texts: list[str]) -> SketchTable:
    keys = [text_keys(text, "zh") for text in texts]
    bits = b"".join(each.sketch.to_bytes(SKETCH_BYTES, "little") for each in keys)
    return SketchTable(
        np.arange(len(texts)),
        np.array([each.token_count for each in keys], dtype=np.uint32),
        np.frombuffer(bits, dtype=np.uint8).reshape(-1, SKETCH_BYTES),
    )


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=20), WORDS, st.integers(1, 100))
def test_no_text_is_more_alike_than_its_bound(
    lists: list[list[str]], query: list[str], minimum: int
) -> None:
    texts = [" ".join(words) for words in lists]
    asked = " ".join(query)
    keys = text_keys(asked, "zh")
    nearest = table_of(texts).alike(keys.sketch, keys.token_count, minimum)
    bounds = dict(zip(nearest.numbers.tolist(), nearest.percents.tolist(), strict=True))
    assert list(bounds.values()) == sorted(bounds.values(), reverse=True)
    for number, text in enumerate(texts):
        percent = percent_alike(surfaces(asked), surfaces(text))
        if percent >= minimum:
            assert bounds[number] >= percent
        else:
            assert bounds.get(number, minimum) >= minimum


def test_closest_rows_are_those_whose_signs_agree_best() -> None:
    chooser = np.random.default_rng(7)
    vectors = chooser.standard_normal((500, 100)).astype(np.float32)
    table = SketchTable(np.arange(500), np.zeros(500, dtype=np.uint32), sign_bits(vectors))
    query = vectors[3] + 0.1 * vectors[4]
    agreement = (vectors > 0) @ query
    assert set(table.closest(query, 70)) == set(np.argsort(-agreement)[:70])
    assert 3 in table.closest(query, 1)
    assert len(table.closest(query, 501)) == 500


def units(*texts: str) -> list[TranslationUnit]:
    return [
        TranslationUnit(tuid=str(number), variants=(Variant.plain("en", text),))
        for number, text in enumerate(texts)
    ]


def test_corrected_and_deleted_texts_are_found_as_they_are_now(tmp_path: Path) -> None:
    with Memory.create(tmp_path / "memory.db") as memory:
        memory.add_units(units("one two three four five", "six seven eight nine ten"), "x")

        def percents(text: str) -> list[int]:
            return [match.percent for match in search(memory, text, language="en")]

        assert percents("one two three four") == [80]
        memory.add_units(units("eleven twelve thirteen fourteen fifteen"), "x")
        assert percents("one two three four") == []
        assert percents("eleven twelve thirteen fourteen") == [80]
        assert percents("six seven eight nine") == [80]
        memory.delete_document("x")
        assert percents("eleven twelve thirteen fourteen") == []
        # Row numbers are used again; what the old rows left behind does no harm.
        memory.add_units(units("six seven eight nine ten"), "x")
        assert percents("six seven eight nine") == [80]


def test_matches_are_those_of_a_scan_of_all_texts(tmp_path: Path) -> None:
    chooser = random.Random(5)
    words = [f"word{number}" for number in range(60)]
    texts = [" ".join(chooser.choices(words, k=chooser.randint(3, 15))) for _ in range(3000)]
    with Memory.create(tmp_path / "memory.db") as memory:
        memory.add_units(units(*texts), "x")
        for _ in range(60):
            asked = chooser.choice(texts).split()
            asked[chooser.randrange(len(asked))] = chooser.choice(words)
            every = sorted((percent_alike(asked, text.split()) for text in texts), reverse=True)
            found = search(memory, " ".join(asked), language="en", minimum_percent=50)
            assert [match.percent for match in found] == [p for p in every[:5] if p >= 50]
