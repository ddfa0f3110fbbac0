"""A clause that one version ends its sentence with and the other begins the next with."""

from dataclasses import replace

import numpy as np
import pytest

from align.bitext import align_texts, default_encoder, default_model
from align.corrected import FixedRow, align_corrected
from align.crossing import find_borders
from align.encoding.protocol import Vectors
from align.evaluation import BeadIds, bead_ids
from align.model import Bead, SegmentedText
from align.scoring.clauses import ClauseSums, clause_ends
from align.scoring.scale import Scale
from align.scoring.side import describe_side

ENGLISH = [
    "The Conference opened its session in Geneva in January.",
    (
        "Some representatives asked that a moratorium on the production of fissile material for "
        "nuclear weapons be declared and upheld until the treaty was concluded."
    ),
    (
        "All nuclear-weapon States declared their support for the opening of negotiations on the "
        "treaty, while many States hoped that these could be held within the Conference."
    ),
    "The Secretary-General thanked the delegations for their statements.",
    "The meeting rose at six o'clock.",
]
FRENCH = [
    "La Conférence a ouvert sa session à Genève en janvier.",
    (
        "Certains représentants ont demandé qu'un moratoire sur la production de matières "
        "fissiles pour les armes nucléaires soit déclaré et maintenu jusqu'à la conclusion du "
        "traité, et les États dotés d'armes nucléaires se sont tous déclarés favorables à "
        "l'ouverture de négociations à son sujet."
    ),
    (
        "De nombreux États ont exprimé l'espoir que ces négociations puissent se tenir dans le "
        "cadre de la Conférence du désarmement."
    ),
    "Le Secrétaire général a remercié les délégations de leurs déclarations.",
    "La séance est levée à dix-huit heures.",
]
PLAIN = [
    FRENCH[0],
    (
        "Certains représentants ont demandé qu'un moratoire sur la production de matières "
        "fissiles pour les armes nucléaires soit déclaré et maintenu jusqu'à la conclusion du "
        "traité."
    ),
    (
        "Les États dotés d'armes nucléaires se sont tous déclarés favorables à l'ouverture de "
        "négociations sur le traité, et de nombreux États ont exprimé l'espoir que celles-ci "
        "puissent se tenir à la Conférence."
    ),
    *FRENCH[3:],
]


def beads(french: list[str], **options: object) -> list[BeadIds]:
    sides = SegmentedText.from_lines("en", ENGLISH), SegmentedText.from_lines("fr", french)
    model = replace(default_model(), **options)
    return bead_ids(align_texts(*sides, model=model))


def test_beads_between_which_a_clause_crossed_are_one() -> None:
    assert ((1, 2), (1, 2)) in beads(FRENCH)
    assert ((1,), (1,)) in beads(FRENCH, crossing=None)


def test_beads_that_keep_their_clauses_stay_apart() -> None:
    assert list(beads(PLAIN)) == [((i,), (i,)) for i in range(5)]


def test_a_joined_bead_says_why_and_how_sure_it_is() -> None:
    sides = SegmentedText.from_lines("en", ENGLISH), SegmentedText.from_lines("fr", FRENCH)
    joined = next(b for b in align_texts(*sides).beads if len(b.source) == 2)
    assert 0.5 < joined.features["crossing"] <= 1.0
    assert joined.confidence <= joined.features["crossing"]


def test_no_bead_grows_beyond_what_was_asked_for() -> None:
    assert all(len(s) <= 1 and len(t) <= 1 for s, t in beads(FRENCH, largest_bead=1))


def test_no_clause_crosses_into_the_next_paragraph() -> None:
    def segmented(language: str, lines: list[str], paragraphs: list[int]) -> SegmentedText:
        text = SegmentedText.from_lines(language, lines)
        return SegmentedText(
            language=language,
            segments=tuple(
                replace(segment, paragraph=paragraph)
                for segment, paragraph in zip(text.segments, paragraphs, strict=True)
            ),
        )

    together, apart = [0, 1, 1, 2, 2], [0, 0, 1, 1, 1]
    for paragraphs, joined in ((together, True), (apart, False)):
        sides = segmented("en", ENGLISH, paragraphs), segmented("fr", FRENCH, paragraphs)
        assert (((1, 2), (1, 2)) in bead_ids(align_texts(*sides))) is joined


def test_what_a_person_has_set_is_never_joined() -> None:
    texts = [SegmentedText.from_lines("en", ENGLISH), SegmentedText.from_lines("fr", FRENCH)]
    fixed = [FixedRow(cells=((1,), (1,)), links=frozenset({1}))]
    pair = align_corrected(texts, fixed).pairs[0, 1]
    assert ((1,), (1,)) in bead_ids(pair)


def test_vectors_of_ones_own_have_no_clauses_to_move() -> None:
    """Only sums that add up exactly tell a clause from its sentence."""
    sides = SegmentedText.from_lines("en", ENGLISH), SegmentedText.from_lines("fr", FRENCH)
    own = align_texts(*sides).signature
    vectors = tuple(default_vectors(side) for side in sides)
    found = align_texts(*sides, vectors=(vectors[0], vectors[1]))
    assert ((1,), (1,)) in bead_ids(found)
    assert found.signature != own


def default_vectors(text: SegmentedText) -> Vectors:
    return default_encoder().token_sums([segment.body for segment in text.segments])[0]


def test_gains_are_those_of_moving_each_clause_by_hand() -> None:
    """The plain way, one clause at a time, is the oracle of the sums over all borders."""
    encoder = default_encoder()
    texts = SegmentedText.from_lines("en", ENGLISH), SegmentedText.from_lines("fr", FRENCH)
    source, target = (describe_side(text, encoder) for text in texts)
    scale = Scale(chance=0.1, typical=0.7, letters=1.0)
    beads = [
        Bead(
            source=range(i, i + 1),
            target=range(i, i + 1),
            confidence=0.5,
            features={"posterior_logit": 0.0},
        )
        for i in range(5)
    ]
    found = {b.place: b.features for b in find_borders(beads, source, target, scale, 4)}

    def likeness(ours: list[str], theirs: list[str]) -> float:
        first, second = (encoder.token_sums(side)[0].sum(axis=0) for side in (ours, theirs))
        return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second)) / 0.6

    by_hand: dict[int, list[tuple[float, float]]] = {}
    for place in range(4):
        here = ENGLISH[place : place + 2], FRENCH[place : place + 2]
        before = [likeness([here[0][half]], [here[1][half]]) for half in (0, 1)]
        for side in (0, 1):
            first, second = here[side]
            other = here[1 - side]
            moves = [((first[:end],), (first[end:], second)) for end in clause_ends(first)] + [
                ((first, second[:end]), (second[end:],)) for end in clause_ends(second)
            ]
            for own in moves:
                gains = [likeness([*own[half]], [other[half]]) - before[half] for half in (0, 1)]
                by_hand.setdefault(place, []).append((gains[0], gains[1]))
    assert found.keys() == by_hand.keys()
    for place, gains in by_hand.items():
        least = max(min(pair) for pair in gains)
        both = max(sum(pair) for pair in gains)
        assert found[place]["least_gain"] == pytest.approx(10 * np.clip(least, -0.3, 0.3), abs=1e-4)
        assert found[place]["gain"] == pytest.approx(10 * np.clip(both, -0.3, 0.3), abs=1e-4)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One, two; three.", ["One, ", "two; ", "three."]),
        ("没有逗号", ["没有逗号"]),
        ("裁军，军控；核查。", ["裁军，", "军控；", "核查。"]),
        ("أولا، ثانيا؛ ثالثا", ["أولا، ", "ثانيا؛ ", "ثالثا"]),
        (",", [","]),
        ("", [""]),
    ],
)
def test_clauses_are_the_whole_text(text: str, pieces: list[str]) -> None:
    ends = [*clause_ends(text), len(text)]
    assert [text[a:b] for a, b in zip([0, *ends], ends, strict=False)] == pieces


def test_clauses_kept_and_made_anew_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = ClauseSums(ENGLISH, default_encoder())
    kept = [each.tolist() for each in sums.beginnings([0, 1, 2, 1])]
    monkeypatch.setattr("align.scoring.clauses._MOST_KEPT", 1)
    assert [each.tolist() for each in sums.beginnings([0, 1, 2, 1])] == kept
    assert [len(each) for each in kept] == [0, 0, 1, 0]
