"""Answers for clients of amaGama and tmserver."""

import json
from pathlib import Path

import pytest

from sources.language import LanguageError
from tmx.model import TranslationUnit, Variant
from tmx.search.amagama import candidates, languages
from tmx.store.memory import Memory


def unit(tuid: str, **texts: str) -> TranslationUnit:
    variants = tuple(Variant.plain(tag.replace("_", "-"), text) for tag, text in texts.items())
    return TranslationUnit(tuid=tuid, variants=variants)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    with Memory.build(tmp_path / "memory.db") as built:
        built.add_units(
            [
                unit("1", en="Open the file now", fr="Ouvrez le fichier"),
                unit("2", en="Open the file now", fr="Ouvrez le fichier"),
                unit("3", en="Open the file now", fr="Ouvrir le fichier"),
                unit("4", en="Close the file now", fr="Fermez le fichier", zh_TW="關閉檔案"),
                unit("5", en="Open the file now", es="Abra el archivo"),
            ],
            "x",
        )
    return Memory.open(tmp_path / "memory.db")


def test_pairs_come_once_best_first_with_their_quality(memory: Memory) -> None:
    found = candidates(memory, "Open the file now", source="en", target="fr")
    assert found == [
        {"source": "Open the file now", "target": "Ouvrez le fichier", "quality": 100, "rank": 100},
        {"source": "Open the file now", "target": "Ouvrir le fichier", "quality": 100, "rank": 100},
        {"source": "Close the file now", "target": "Fermez le fichier", "quality": 75, "rank": 75},
    ]
    assert json.loads(json.dumps(found)) == found


def test_limits_are_kept_to_what_makes_sense(memory: Memory) -> None:
    def ask(**limits: int) -> int:
        return len(candidates(memory, "Open the file now", source="en", target="fr", **limits))

    assert ask(max_candidates=1) == 1
    assert ask(max_candidates=-1) == 1
    assert ask(min_similarity=90) == 2
    assert ask(min_similarity=1000) == 2
    assert ask(min_similarity=-5, max_candidates=10**9) == 3


def test_codes_with_underscores(memory: Memory) -> None:
    found = candidates(memory, "close the file now", source="EN_us", target="zh_tw")
    assert [each["target"] for each in found] == ["關閉檔案"]
    assert candidates(memory, "close the file now", source="en", target="zh_CN") == []
    assert languages(memory)["sourceLanguages"] == ["en", "es", "fr", "zh_Hant"]
    with pytest.raises(LanguageError):
        candidates(memory, "x", source="e n", target="fr")


def test_nothing_known_is_an_empty_list(memory: Memory) -> None:
    assert candidates(memory, "", source="en", target="fr") == []
    assert candidates(memory, '" OR 1=1 --', source="en", target="fr") == []
    assert candidates(memory, "Open the file now", source="ru", target="fr") == []
