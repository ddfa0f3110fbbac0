"""Two texts in, beads out: right answers on small texts, clear errors on bad input."""

import numpy as np
import pytest

from align.bitext import (
    align_sides,
    align_texts,
    default_model,
    looks_translated,
)
from align.encoding import DimensionError
from align.evaluation import bead_ids
from align.model import AlignmentError, SegmentedText, Signature
from align.scoring.side import side_from_vectors

ENGLISH = [
    "The Committee met in Geneva on 4 May 2011.",
    "It adopted its programme of work.",
    "The Chair thanked the delegations for their cooperation.",
    "Many States called for a ban on nuclear tests.",
    "The next session will be held in Vienna.",
]
FRENCH = [
    "Le Comité s'est réuni à Genève le 4 mai 2011.",
    "Il a adopté son programme de travail.",
    "Le Président a remercié les délégations de leur coopération.",
    "De nombreux États ont demandé l'interdiction des essais nucléaires.",
    "La prochaine session se tiendra à Vienne.",
]
SIGNATURE = Signature(version="0", encoder="made up")


def text(language: str, lines: list[str]) -> SegmentedText:
    return SegmentedText.from_lines(language, lines)


def ids(*pairs: tuple[list[int], list[int]]) -> tuple[tuple[tuple[int, ...], ...], ...]:
    return tuple((tuple(source), tuple(target)) for source, target in pairs)


def test_sentence_by_sentence() -> None:
    found = align_texts(text("en", ENGLISH), text("fr", FRENCH))
    assert bead_ids(found) == ids(*(([i], [i]) for i in range(5)))
    assert min(bead.confidence for bead in found.beads) > 0.5
    assert looks_translated(found)


def test_a_merged_sentence_is_one_bead() -> None:
    merged = [FRENCH[0], FRENCH[1] + " " + FRENCH[2], *FRENCH[3:]]
    found = align_texts(text("en", ENGLISH), text("fr", merged))
    assert bead_ids(found) == ids(([0], [0]), ([1, 2], [1]), ([3], [2]), ([4], [3]))


def test_a_sentence_left_out_stays_alone() -> None:
    found = align_texts(text("en", ENGLISH), text("fr", FRENCH[:2] + FRENCH[3:]))
    assert bead_ids(found) == ids(([0], [0]), ([1], [1]), ([2], []), ([3], [2]), ([4], [3]))


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("largest", [1, 4, 8])
def test_tiny_texts(count: int, largest: int) -> None:
    found = align_texts(
        text("en", ENGLISH[:count]), text("fr", FRENCH[:count]), model=default_model(largest)
    )
    assert bead_ids(found) == ids(*(([i], [i]) for i in range(count)))


def test_texts_that_are_no_translations_are_recognised() -> None:
    other = [
        "Ajoutez le beurre fondu et battez les œufs.",
        "Le chat dort sur le canapé depuis midi.",
        "Notre équipe a perdu le match de football.",
        "Il pleuvra demain dans les montagnes.",
        "Ce téléphone est vendu sans chargeur.",
    ]
    found = align_texts(text("en", ENGLISH), text("fr", other))
    assert not looks_translated(found)


def test_fixed_beads_come_out_as_they_are() -> None:
    fixed = ids(([1, 2], [1]), ([], [2]))
    found = align_texts(text("en", ENGLISH), text("fr", FRENCH), fixed=fixed)
    assert bead_ids(found)[:3] == ids(([0], [0]), *fixed)
    assert [bead.confidence for bead in found.beads[1:3]] == [1.0, 1.0]
    assert bead_ids(found)[3:] == ids(([3], [3]), ([4], [4]))


def test_everything_fixed_leaves_nothing_to_search() -> None:
    fixed = ids(([0, 1, 2, 3, 4], [0, 1, 2, 3]), ([], [4]))
    assert bead_ids(align_texts(text("en", ENGLISH), text("fr", FRENCH), fixed=fixed)) == fixed


@pytest.mark.parametrize(
    "fixed",
    [ids(([2], [2]), ([1], [3])), ids(([1], [1]), ([1], [2]))],
    ids=["crossing", "sharing a segment"],
)
def test_fixed_beads_that_contradict_each_other_are_refused(
    fixed: tuple[tuple[tuple[int, ...], ...], ...],
) -> None:
    with pytest.raises(AlignmentError, match="crosses an earlier one or shares"):
        align_texts(text("en", ENGLISH), text("fr", FRENCH), fixed=fixed)


def test_a_fixed_bead_with_a_hole_is_refused() -> None:
    with pytest.raises(AlignmentError, match="leaves segments out in its middle"):
        align_texts(text("en", ENGLISH), text("fr", FRENCH), fixed=ids(([0, 2], [0])))


def test_an_empty_side_is_refused() -> None:
    with pytest.raises(AlignmentError, match=r"the target text \(fr\) has no segment"):
        align_texts(text("en", ENGLISH), text("fr", []))


def test_a_language_the_model_does_not_know_is_refused() -> None:
    with pytest.raises(AlignmentError, match="does not know the language 'de'"):
        align_texts(text("en", ENGLISH), text("de", ["Das Komitee tagte."]))


def test_vectors_that_are_not_numbers_are_refused() -> None:
    good = side_from_vectors(text("en", ENGLISH), np.ones((5, 8), dtype=np.float32))
    bad = side_from_vectors(text("fr", FRENCH), np.full((5, 8), np.nan, dtype=np.float32))
    with pytest.raises(AlignmentError, match="vectors of the target text hold values that are not"):
        align_sides(good, bad, model=default_model(), signature=SIGNATURE)


def test_vectors_of_two_models_are_refused() -> None:
    eight = side_from_vectors(text("en", ENGLISH), np.ones((5, 8), dtype=np.float32))
    nine = side_from_vectors(text("fr", FRENCH), np.ones((5, 9), dtype=np.float32))
    with pytest.raises(DimensionError, match="8 dimensions and the target vectors 9"):
        align_sides(eight, nine, model=default_model(), signature=SIGNATURE)


def test_a_side_many_times_as_long_is_aligned_in_part() -> None:
    padding = [f"Une phrase sans rapport, la numéro {i}." for i in range(245)]
    found = align_texts(text("en", ENGLISH), text("fr", padding[:100] + FRENCH + padding[100:]))
    linked = {pair for pair in bead_ids(found) if pair[0] and pair[1]}
    assert len(linked & set(ids(*(([i], [100 + i]) for i in range(5))))) >= 4


def test_identical_segments_are_aligned_in_order() -> None:
    same = ["The same sentence again and again."] * 120
    found = align_texts(text("en", same), text("fr", same))
    assert bead_ids(found) == ids(*(([i], [i]) for i in range(120)))


def test_a_sentence_of_100000_characters() -> None:
    long = [" ".join(lines * 400) for lines in (ENGLISH[1:], FRENCH[1:])]
    assert len(long[1]) > 80_000
    found = align_texts(text("en", [ENGLISH[0], long[0]]), text("fr", [FRENCH[0], long[1]]))
    assert bead_ids(found) == ids(([0], [0]), ([1], [1]))


def test_an_empty_line_stays_alone() -> None:
    lines = [*ENGLISH[:2], "", *ENGLISH[2:]]
    found = align_texts(text("en", lines), text("fr", FRENCH))
    expected = ids(([0], [0]), ([1], [1]), ([2], []), ([3], [2]), ([4], [3]), ([5], [4]))
    assert bead_ids(found) == expected
