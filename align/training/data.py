"""Read the training text: sentences and dictionaries with their licences, and in-domain rows.

A data folder holds `MANIFEST.tsv` (source, repo, licence, pair, pairs, chars, domain) and the
files it names: `pairs/SOURCE.L1-L2.tsv.gz` and, where the source begins with `dict:`,
`dict/SOURCE.L1-L2.tsv.gz`. Lines keep the order of their documents.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from align.encoding.errors import EncodingError

LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")
Pair = tuple[str, str]
PAIRS: tuple[Pair, ...] = tuple(combinations(LANGUAGES, 2))

TEXT = Path(__file__).parent / "text"
"""In-domain text written for this project, one TSV per genre: id and six languages."""

HELD_OUT_SOURCES = frozenset({"ud-pud", "xquad", "bible"})
"""Kept for measuring: never read by training. UD-PUD is the test, XQuAD serves development, and
Bibles are a usual benchmark of sentence aligners."""

HELD_OUT_SHARE = 0.15
"""The last part of every in-domain file, kept for measuring."""

# The weights ship under Apache-2.0, so the text has to allow commercial use. GPL text is
# refused as well, so that no one has to argue whether weights are a derived work. A question mark
# in the manifest means that nobody has found the licence.
REFUSED_LICENCE = re.compile(
    r"\bNC\b|\bND\b|NonCommercial|NoDeriv|AGPL|GPL-2|\?|research", re.IGNORECASE
)

# How often a line is drawn, relative to general prose. Set by judgement of how near the domain
# is to official documents, not tuned line by line.
DOMAIN_WEIGHTS = {
    "in-domain": 4.0,
    "UN-SDG": 4.0,
    "human-rights defenders security guidance": 1.5,
    "general prose: open-source governance": 1.5,
    "legal (privacy, terms)": 1.5,
    "legal statutes": 0.7,
    "privacy/activism guides": 1.5,
    "software-docs": 0.3,
    "software-UI": 0.3,
    "humanitarian/disaster UI": 0.5,
    "health information UI": 0.5,
    "education UI + legal pages": 0.4,
    "finance-tech website": 0.5,
    "finance-tech": 0.5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Parallel lines of one source and one pair, in document order."""

    name: str
    pair: Pair
    licence: str
    domain: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    is_dictionary: bool = False

    def __post_init__(self) -> None:
        """Refuse sides of different length: everything after would be shifted."""
        if len(self.source) != len(self.target):
            raise EncodingError(
                f"{self.name} {'-'.join(self.pair)} has {len(self.source)} source and "
                f"{len(self.target)} target lines, expected as many; mend the file"
            )

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.source)

    @property
    def weight(self) -> float:
        """Return how often a line is drawn, relative to general prose."""
        return DOMAIN_WEIGHTS.get(self.domain, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One segment of the in-domain text in all six languages."""

    identifier: str
    texts: tuple[str, ...]
    """In the order of `LANGUAGES`."""


def read_collections(folder: Path, *, limit: int | None = None) -> list[Collection]:
    """Return the collections of the manifest that may be trained on, in its order.

    Args:
        folder: holds `MANIFEST.tsv`, `pairs/` and `dict/`.
        limit: at most so many pairs of each collection, the first ones; None reads all.

    Raises:
        EncodingError: there is no manifest, a file it names is missing, or a line is broken.
    """
    manifest = folder / "MANIFEST.tsv"
    if not manifest.is_file():
        raise EncodingError(
            f"{manifest} is missing, expected the list of training files with their licences; "
            "name a folder that has one"
        )
    collections = []
    rows = manifest.read_text(encoding="utf-8").splitlines()[1:]
    for row in rows:
        source, _, licence, pair, _, _, domain = row.split("\t")
        is_dictionary = source.startswith("dict:")
        name = source.removeprefix("dict:")
        if name in HELD_OUT_SOURCES or is_refused(licence):
            continue
        path = folder / ("dict" if is_dictionary else "pairs") / f"{name}.{pair}.tsv.gz"
        first, second = pair.split("-")
        lines = list(_read_pairs(path, limit))
        collections.append(
            Collection(
                name=source,
                pair=(first, second),
                licence=licence,
                domain=domain,
                source=tuple(line[0] for line in lines),
                target=tuple(line[1] for line in lines),
                is_dictionary=is_dictionary,
            )
        )
    return collections


def is_refused(licence: str) -> bool:
    """Return whether weights learned from text of this licence could not ship."""
    return REFUSED_LICENCE.search(licence) is not None


def _read_pairs(path: Path, limit: int | None) -> Iterator[tuple[str, str]]:
    """Yield the two columns of a file; pairs with an empty side carry nothing and are skipped."""
    if not path.is_file():
        raise EncodingError(
            f"{path} is missing, expected because the manifest lists it; complete the folder"
        )
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines):
            if number == limit:
                return
            try:
                source, target = (column.strip() for column in line.split("\t"))
            except ValueError as error:
                raise EncodingError(
                    f"{path}, line {number + 1}: found {line.count(chr(9)) + 1} columns, expected "
                    "two, separated by a tab; mend the line"
                ) from error
            if source and target:
                yield source, target


def read_rows(folder: Path = TEXT) -> dict[str, list[Row]]:
    """Return the in-domain rows by file name, in the order of their documents.

    Raises:
        EncodingError: a row has not seven columns, or one is empty.
    """
    files = {}
    for path in sorted(folder.glob("*.tsv")):
        rows = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            identifier, *texts = line.split("\t")
            if len(texts) != len(LANGUAGES) or not all(text.strip() for text in texts):
                raise EncodingError(
                    f"{path}, line {number}: expected an id and six texts, separated by tabs and "
                    "none empty; mend the line"
                )
            rows.append(Row(identifier=identifier, texts=tuple(text.strip() for text in texts)))
        files[path.name] = rows
    return files


def held_out_rows(folder: Path = TEXT) -> list[Row]:
    """Return the in-domain rows that no training run reads: the last 15 % of every file.

    Whole tails are kept rather than single rows, because rows near each other are near-duplicates.
    """
    return [row for rows in read_rows(folder).values() for row in rows[_cut(rows) :]]


def training_rows(folder: Path = TEXT) -> dict[str, list[Row]]:
    """Return the in-domain rows that are trained on, by file name: all but the held-out tails."""
    return {name: rows[: _cut(rows)] for name, rows in read_rows(folder).items()}


def _cut(rows: list[Row]) -> int:
    """Return the index of the first held-out row of a file."""
    return len(rows) - round(len(rows) * HELD_OUT_SHARE)


def in_domain_collections(rows: list[Row]) -> list[Collection]:
    """Return the 15 collections of the rows, one per pair."""
    columns = {
        language: tuple(row.texts[position] for row in rows)
        for position, language in enumerate(LANGUAGES)
    }
    return [
        Collection(
            name="in-domain",
            pair=pair,
            licence="Apache-2.0 (written for this project)",
            domain="in-domain",
            source=columns[pair[0]],
            target=columns[pair[1]],
        )
        for pair in PAIRS
    ]
