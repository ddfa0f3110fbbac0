"""Make translation units of any number, always the same ones, for measuring.

Clauses are random walks through the words of the bundled sample; each text joins a few of them
with made words of Zipf's frequencies (1/rank) and a number, so that, as in real memories, most
words are common and most different words rare. The texts of a unit do not translate each other.
"""

import math
import random
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

from tmx.model import Property, TranslationUnit, Variant

LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")
CLAUSES = 20_000
RARE_WORDS = 200_000
SYLLABLES = {
    "zh": "裁军核武条约会议谈判安全和平发展国际合作技术监督核查储存销毁",
    "ru": ["ра", "зо", "ру", "же", "ни", "пе", "ре", "го", "во", "до", "ядер", "про", "ст"],
    "ar": ["نز", "سل", "مع", "اهد", "نو", "وي", "مؤ", "تم", "ات", "فا", "قي", "دو", "ول"],
    "": ["dis", "ar", "ma", "ment", "trea", "ty", "nu", "cle", "con", "fe", "ren", "ce", "ban"],
}


def make_units(count: int, *, seed: int = 65496) -> Iterator[TranslationUnit]:
    """Yield `count` units in six languages."""
    chooser = random.Random(seed)
    makers = [(language, TextMaker(language, seed)) for language in LANGUAGES]
    for number in range(count):
        yield TranslationUnit(
            tuid=f"made-{number}",
            properties=(
                Property(type="x-symbol", text=f"A/{number // 1000}/{number % 1000 // 100}"),
                Property(type="x-paragraph", text=str(number % 100)),
                Property(type="x-confidence", text=f"0.{chooser.randrange(50, 99)}"),
            ),
            variants=tuple(
                Variant.plain(language, maker.text(chooser)) for language, maker in makers
            ),
        )


class TextMaker:
    """Makes texts of one language."""

    def __init__(self, language: str, seed: int) -> None:
        name = f"A_65_496.{language}.txt"
        sample = files("sources.sample").joinpath(name).read_text(encoding="utf-8")
        self._joiner = "" if language == "zh" else " "
        words = list("".join(sample.split())) if language == "zh" else sample.split()
        self._syllables = SYLLABLES.get(language, SYLLABLES[""])
        self._stop = "。" if language == "zh" else "."
        followers: dict[str, list[str]] = {}
        for word, following in pairwise(words):
            followers.setdefault(word, []).append(following)
        chooser = random.Random(f"{seed}{language}")
        self._clauses = []
        for _ in range(CLAUSES):
            word = chooser.choice(words)
            clause = [word]
            for _ in range(chooser.randint(3, 9)):
                word = chooser.choice(followers.get(word) or words)
                clause.append(word)
            self._clauses.append(self._joiner.join(clause))

    def text(self, chooser: random.Random) -> str:
        """Return the next text."""
        clauses = self._clauses
        parts = [
            clauses[int(chooser.random() * CLAUSES)] for _ in range(1 + int(chooser.random() * 4))
        ]
        parts.append(self._rare(chooser))
        if chooser.random() < 0.3:
            parts.append(str(int(chooser.random() * 100_000)))
        return self._joiner.join(parts) + self._stop

    def _rare(self, chooser: random.Random) -> str:
        rank = int(math.exp(chooser.random() * math.log(RARE_WORDS)))
        syllables = self._syllables
        size = len(syllables)
        made = []
        while rank:
            made.append(syllables[rank % size])
            rank //= size
        return "".join(made)
