"""Count how common words are: makes the tables that rarity is measured against.

    python -m align.terminology.reference_table --data FOLDER --out align/terminology/data

FOLDER holds `pairs/<source>.<l1>-<l2>.tsv.gz`; beside it goes the project's own text in
`align/training/text`. Texts that a benchmark measures on are left out (`HELD_OUT`). What is
written are counts per million words, facts about the texts and not the texts; `NOTICE.md` beside
the tables names the sources.

Chinese has no spaces: its words are found first, as character sequences that stick together
(pointwise mutual information) and occur in many contexts (branching entropy) [1].

[1] Feng, Chen, Deng and Zheng, "Accessor Variety Criteria for Chinese Word Extraction",
    Computational Linguistics 30(1), 2004.
"""

from __future__ import annotations

import argparse
import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from align.terminology.normalised import normalise_plain
from align.terminology.reference import TABLE_NAME
from align.terminology.tokens import iter_words

LANGUAGES: Final = ("en", "zh", "fr", "es", "ru", "ar")
SOURCES: Final = (
    "tatoeba-anki",
    "tatoeba-opusmt",
    "umbrella-security",
    "xquad",
    "ud-pud",
    "opensource-guide",
    "sahana-eden",
    "canada-laws",
    "cc-legalcode",
    "plurality-book",
    "open-contracting",
    "vote-gov",
    "bitcoin-org",
    "react-docs",
    "opentelemetry-docs",
    "python-docs",
)
HELD_OUT: Final = ("statements", "verification")
"""Files of the project's own text that the extraction benchmark draws on."""

LINES_PER_SOURCE: Final = 12_000
TABLE_SIZE: Final = 25_000
CHINESE_LENGTH: Final = 4
CHINESE_MINIMUM: Final = 3
CHINESE_COHESION: Final = 1.2
CHINESE_VARIETY: Final = 1.2
# Characters that glue to their neighbours in text without belonging to the word, save in these.
_NO_START: Final = frozenset(
    "的了着在将并或这那被与及是就也都还把以从因所其为于对向由给让使每该此各某另日月年"
)
_NO_END: Final = frozenset("的了着在将被把并")
VERB_EVIDENCE: Final = 8
_HAN: Final = re.compile(r"[一-鿿]+")


def read_lines(folder: Path) -> dict[str, list[str]]:
    """Return the general lines of each language, each line once, in a fixed order."""
    lines: dict[str, dict[str, None]] = {language: {} for language in LANGUAGES}
    for source in SOURCES:
        taken: Counter[str] = Counter()
        for path in sorted((folder / "pairs").glob(f"{source}.*.tsv.gz")):
            languages = path.name.split(".")[1].split("-")
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                for line in stream:
                    for language, cell in zip(
                        languages, line.rstrip("\n").split("\t"), strict=False
                    ):
                        if taken[language] < LINES_PER_SOURCE and cell not in lines[language]:
                            lines[language][cell] = None
                            taken[language] += 1
    return {language: list(cells) for language, cells in lines.items()}


def read_own(folder: Path) -> dict[str, list[str]]:
    """Return the lines of the project's own text.

    They show which words there are and how they behave, but must not make the terms of the field
    common.
    """
    lines: dict[str, dict[str, None]] = {language: {} for language in LANGUAGES}
    for path in sorted(folder.glob("*.tsv")):
        if path.stem in HELD_OUT:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            for language, cell in zip(LANGUAGES, line.split("\t")[1:], strict=True):
                lines[language][cell] = None
    return {language: list(cells) for language, cells in lines.items()}


def find_chinese_words(lines: Iterable[str]) -> dict[str, int]:
    """Return character sequences of 1 to 4 that behave like words, with their counts."""
    counts: Counter[str] = Counter()
    left: defaultdict[str, Counter[str]] = defaultdict(Counter)
    right: defaultdict[str, Counter[str]] = defaultdict(Counter)
    runs = [run for line in lines for run in _HAN.findall(normalise_plain(line, "zh"))]
    for run in runs:
        for length in range(1, CHINESE_LENGTH + 1):
            counts.update(run[i : i + length] for i in range(len(run) - length + 1))
    wanted = {gram for gram, count in counts.items() if len(gram) > 1 and count >= CHINESE_MINIMUM}
    for run in runs:
        for length in range(2, CHINESE_LENGTH + 1):
            for start in range(len(run) - length + 1):
                gram = run[start : start + length]
                if gram in wanted:
                    left[gram][run[start - 1] if start else "^"] += 1
                    end = start + length
                    right[gram][run[end] if end < len(run) else "$"] += 1
    total = sum(count for gram, count in counts.items() if len(gram) == 1)
    words = {gram: count for gram, count in counts.items() if len(gram) == 1}
    for gram in sorted(wanted):
        cohesion = min(
            math.log(counts[gram] * total / (counts[gram[:cut]] * counts[gram[cut:]]))
            for cut in range(1, len(gram))
        )
        variety = min(_entropy(left[gram]), _entropy(right[gram]))
        # Long sequences are mostly two words side by side, rare ones chance: ask more of both.
        wanted_cohesion = CHINESE_COHESION + 1.5 * (len(gram) - 2)
        wanted_cohesion += max(0.0, 2.0 * (1.0 - math.log(counts[gram] / 3) / math.log(4)))
        wanted_variety = min(CHINESE_VARIETY, math.log(counts[gram]) - 0.5)
        if gram not in _neighbours("zh:kept") and (gram[0] in _NO_START or gram[-1] in _NO_END):
            continue
        if cohesion >= wanted_cohesion and variety >= wanted_variety:
            words[gram] = counts[gram]
    return words


@dataclass
class Counts:
    """What is counted of one language."""

    words: Counter[str] = field(default_factory=Counter)
    as_verb: Counter[str] = field(default_factory=Counter)
    as_noun: Counter[str] = field(default_factory=Counter)

    def add(self, words: Iterable[str], language: str, *, general: bool) -> None:
        """Count what stands before the words of a text, and the words if it is a general one."""
        verbs, nouns = _neighbours(f"{language}:verb"), _neighbours(f"{language}:noun")
        before = ""
        for word in words:
            if general:
                self.words[word] += 1
            if before in verbs:
                self.as_verb[word] += 1
            elif before in nouns:
                self.as_noun[word] += 1
            before = word

    def verbness(self, word: str) -> int:
        """Return 0 for a noun to 9 for a verb, 4 where there is too little to go by."""
        verb, noun = self.as_verb[word], self.as_noun[word]
        if verb + noun < VERB_EVIDENCE:
            return 4
        share_verb = (verb + 1) / self.as_verb.total()
        share_noun = (noun + 1) / self.as_noun.total()
        return round(9 * share_verb / (share_verb + share_noun))


@cache
def _neighbours(name: str) -> frozenset[str]:
    """Return a list of `data/words/neighbours.txt`."""
    text = (Path(__file__).parent / "data/words/neighbours.txt").read_text(encoding="utf-8")
    return frozenset(text.partition(f"[{name}]\n")[2].partition("[")[0].split())


def count_words(lines: dict[str, list[str]], own: dict[str, list[str]]) -> dict[str, Counts]:
    """Return the counts of lower-case words per language."""
    tables: dict[str, Counts] = {}
    for language, cells in lines.items():
        table = tables[language] = Counts()
        words = find_chinese_words([*cells, *own[language]]) if language == "zh" else {}
        total = sum(words.values())
        costs = {word: -math.log(count / total) for word, count in words.items()}
        for general, texts in ((True, cells), (False, own[language])):
            for cell in texts:
                found = iter_words(normalise_plain(cell, language), language, costs)
                table.add((word.text.casefold() for word in found), language, general=general)
        for word in words:  # keep what segmentation needs though it lost here
            table.words.setdefault(word, 0)
    return tables


def write_tables(tables: dict[str, Counts], out: Path) -> None:
    """Write one gzip file, per language `# language total`, then word, count and verbness."""
    with (
        (out / TABLE_NAME).open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as stream,
    ):
        for language in LANGUAGES:
            counts = tables[language]
            table = counts.words
            stream.write(f"# {language} {sum(table.values())}\n".encode())
            ranked = sorted(table.items(), key=lambda item: (-item[1], item[0]))[:TABLE_SIZE]
            for word, count in ranked:
                if count > 1 or language == "zh":
                    stream.write(f"{word}\t{count}\t{counts.verbness(word)}\n".encode())


def _entropy(contexts: Counter[str]) -> float:
    total = contexts.total()
    # The edge of a run is a different context each time.
    edge = contexts.pop("^", 0) + contexts.pop("$", 0)
    entropy = -sum(count / total * math.log(count / total) for count in contexts.values())
    return entropy + edge / total * math.log(total)


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, default=Path("align/training/text"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    arguments = parser.parse_args()
    write_tables(count_words(read_lines(arguments.data), read_own(arguments.own)), arguments.out)


if __name__ == "__main__":
    main()
