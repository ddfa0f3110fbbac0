"""The gold beads of the sample follow from the passages its six texts were read into."""

from itertools import combinations
from pathlib import Path

import pytest

from align.evaluation import BeadIds, parse_beads
from sources import sample_folder

PASSAGES = Path(__file__).parents[1] / "data" / "sample" / "passages.tsv"
LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")
Cell = dict[int, set[str]]
"""What each segment of one language says: letters that stand for parts of the passage."""


def read_passages() -> list[dict[str, Cell]]:
    head, *lines = PASSAGES.read_text(encoding="utf-8").splitlines()
    assert tuple(head.split("\t")) == LANGUAGES
    return [
        {
            language: {
                int(index): set(letters)
                for index, letters in (entry.split("=") for entry in cell.split())
            }
            for language, cell in zip(LANGUAGES, line.split("\t"), strict=True)
        }
        for line in lines
    ]


def beads_between(source: Cell, target: Cell) -> list[BeadIds]:
    """Segments that share a part belong together; a bead holds everything between its ends."""
    beads: list[tuple[set[int], set[int], set[str]]] = [
        ({index}, set(), set(parts)) for index, parts in source.items()
    ]
    for index, parts in target.items():
        joined: tuple[set[int], set[int], set[str]] = (set(), {index}, set(parts))
        for bead in [bead for bead in beads if bead[2] & parts]:
            beads.remove(bead)
            joined = (joined[0] | bead[0], joined[1] | bead[1], joined[2] | bead[2])
        beads.append(joined)
    return [(filled(source_ids), filled(target_ids)) for source_ids, target_ids, _ in beads]


def filled(ids: set[int]) -> tuple[int, ...]:
    return tuple(range(min(ids), max(ids) + 1)) if ids else ()


def gold_between(source: str, target: str) -> set[BeadIds]:
    beads = [
        bead
        for passage in read_passages()
        for bead in beads_between(passage[source], passage[target])
    ]
    # A note inside a bead that reaches over it is not a bead of its own.
    return {
        bead
        for bead in beads
        if not any(
            other != bead and set(bead[0]) <= set(other[0]) and set(bead[1]) <= set(other[1])
            for other in beads
        )
    }


@pytest.mark.parametrize(("source", "target"), list(combinations(LANGUAGES, 2)))
def test_gold_follows_from_the_passages(source: str, target: str) -> None:
    path = sample_folder() / "gold" / f"{source}-{target}.tsv"
    beads = parse_beads(path.read_text(encoding="utf-8"), path.name)
    assert len(set(beads)) == len(beads)
    assert set(beads) == gold_between(source, target)
