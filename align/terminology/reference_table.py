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
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from align.terminology.normalised import normalise_plain
from align.terminology.reference import TABLE_NAME
from align.terminology.tokens import iter_words, segment_chinese

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
_CHINESE_KEPT: Final = frozenset(
    "目的 在于 存在 现在 旨在 将来 并且 这些 这种 这个 或者 以及 以来 以后 以前 以上 以下 以外 以内 以便 以期 "
    "以色列 所有 所以 因为 因此 因素 其他 其中 其它 其余 为了 为止 对于 对话 对象 对方 对待 对付 对抗 对应 由于 "
    "从而 从事 各国 各方 各种 各自 各地 此外 此后 每个 每年 每天 使用 使命 使馆 日期 日本 日常 日内瓦 年度 年龄 "
    "年轻 年代 给予 于是 另外 某些 某种 让步 月亮 是否 就业 都市 还是 还有 与会者 与会 被告 把握 也许 该国".split()
)
_HAN: Final = re.compile(r"[一-鿿]+")


def read_lines(folder: Path, own: Path) -> dict[str, list[str]]:
    """Return the lines of each language, each line once, in a fixed order."""
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
    for path in sorted(own.glob("*.tsv")):
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
        if gram not in _CHINESE_KEPT and (gram[0] in _NO_START or gram[-1] in _NO_END):
            continue
        if cohesion >= wanted_cohesion and variety >= wanted_variety:
            words[gram] = counts[gram]
    return words


def count_words(lines: dict[str, list[str]]) -> dict[str, Counter[str]]:
    """Return the counts of lower-case words per language."""
    tables: dict[str, Counter[str]] = {}
    for language, cells in lines.items():
        plain = (normalise_plain(cell, language) for cell in cells)
        if language == "zh":
            words = find_chinese_words(cells)
            tables[language] = Counter(_chinese_words(plain, words))
            for word, count in words.items():  # keep what segmentation needs though it lost here
                tables[language].setdefault(word, min(count, 1))
        else:
            tables[language] = Counter(
                word.text.casefold() for cell in plain for word in iter_words(cell, language)
            )
    return tables


def write_tables(tables: dict[str, Counter[str]], out: Path) -> None:
    """Write one gzip file: a line `# language total`, then `word TAB count` by falling count."""
    with (
        (out / TABLE_NAME).open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as stream,
    ):
        for language in LANGUAGES:
            table = tables[language]
            stream.write(f"# {language} {sum(table.values())}\n".encode())
            ranked = sorted(table.items(), key=lambda item: (-item[1], item[0]))[:TABLE_SIZE]
            for word, count in ranked:
                if count > 1 or language == "zh":
                    stream.write(f"{word}\t{count}\n".encode())


def _chinese_words(plain: Iterable[str], words: dict[str, int]) -> Iterator[str]:
    total = sum(words.values())
    costs = {word: -math.log(count / total) for word, count in words.items()}
    for text in plain:
        for run in _HAN.findall(text):
            yield from (run[start:end] for start, end in segment_chinese(run, costs))


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
    write_tables(count_words(read_lines(arguments.data, arguments.own)), arguments.out)


if __name__ == "__main__":
    main()
