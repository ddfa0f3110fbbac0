"""Say what part of speech a Chinese word is, and how common: for cutting and bounding terms."""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

__all__ = ["TABLE_NAME", "ChineseWords", "load_chinese_words"]

TABLE_NAME: Final = "chinese_words.tsv.gz"


@dataclass(frozen=True, slots=True)
class ChineseWords:
    """Words of general Chinese.

    Attributes:
        tags: per word a letter: `n` noun, `v` verb, `a` adjective, `d` adverb, `r` pronoun,
            `p` particle or preposition, `q` measure word, `m` number, `t` time, `s` place word,
            `i` idiom, `l` phrase, `N` name of a place, `P` name of a person.
        costs: negative log probability per word.
    """

    tags: Mapping[str, str]
    costs: Mapping[str, float]


@cache
def load_chinese_words() -> ChineseWords:
    """Return the table that ships with the package; `data/NOTICE.md` says where it is from."""
    path = Path(__file__).parent / "data" / TABLE_NAME
    tags: dict[str, str] = {}
    costs: dict[str, float] = {}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        total = int(stream.readline().split()[1])
        for line in stream:
            word, count, tag = line.rstrip("\n").split("\t")
            tags[word] = tag
            costs[word] = -math.log(int(count) / total)
    return ChineseWords(tags, costs)
