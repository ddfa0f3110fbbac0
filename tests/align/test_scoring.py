"""Features of candidate beads, held against plain arithmetic on joined vectors."""

import numpy as np
import pytest

from align.model import Segment, SegmentedText, Span
from align.scoring.evidence import build_lattice, gather_evidence
from align.scoring.features import BEAD_FEATURES, bead_features
from align.scoring.grid import Grid, window_sum
from align.scoring.scale import Scale, fit_scale
from align.scoring.side import Side, side_from_vectors
from align.scoring.weights import load_weights, score_grid
from align.search.lattice import bead_shapes, full_band

SCALE = Scale(chance=0.0, typical=1.0, letters=1.0)
SHAPES = bead_shapes(3)


def side(
    language: str, vectors: np.ndarray, lines: list[str], numbers: tuple[str | None, ...] = ()
) -> Side:
    numbers = numbers or (None,) * len(lines)
    segments = tuple(
        Segment(index=i, text=line, paragraph=i // 2, span=Span(0, len(line)), number=number)
        for i, (line, number) in enumerate(zip(lines, numbers, strict=True))
    )
    return side_from_vectors(SegmentedText(language=language, segments=segments), vectors)


@pytest.fixture
def grid() -> Grid:
    rng = np.random.default_rng(2)
    source = side(
        "en",
        rng.normal(size=(4, 8)).astype(np.float32),
        ["1. On 4 May 2011.", "It met.", "2. Thirty", "Three of 40 members left."],
        ("1", None, "2", None),
    )
    target = side(
        "fr",
        rng.normal(size=(5, 8)).astype(np.float32),
        ["1. Le 4 mai 2011.", "Il s'est réuni.", "[Note.]", "2. Trente", "Trois des 40 membres."],
        ("1", None, None, "2", None),
    )
    return Grid(source, target, [full_band(4, 5)], SHAPES, SCALE)


def features_of(grid: Grid, m: int, n: int) -> dict[str, np.ndarray]:
    """Each feature at every node where such a bead may end; NaN elsewhere."""
    nodes = grid.valid(m, n)
    found = {}
    for name, values in bead_features(grid, m, n, nodes).items():
        found[name] = np.full(grid.size, np.nan)
        found[name][nodes] = values
    return found


def node(grid: Grid, i: int, j: int) -> int:
    return int(np.flatnonzero((grid.rows == i) & (grid.columns == j))[0])


@pytest.mark.parametrize("shape", SHAPES)
def test_similarity_is_the_cosine_of_the_joined_spans(grid: Grid, shape: tuple[int, int]) -> None:
    m, n = shape
    for i in range(m, 5):
        for j in range(n, 6):
            a = grid.source.sums[i - m : i].sum(axis=0)
            b = grid.target.sums[j - n : j].sum(axis=0)
            cosine = float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
            assert grid.similarities[m, n][node(grid, i, j)] == pytest.approx(cosine, abs=1e-5)


def test_beads_that_leave_the_band_are_not_valid(grid: Grid) -> None:
    valid = set(grid.valid(2, 3).tolist())
    for i in range(5):
        for j in range(6):
            assert (node(grid, i, j) in valid) == (i >= 2 and j >= 3)


def test_labels_kept_together_and_torn_apart(grid: Grid) -> None:
    one = features_of(grid, 1, 1)
    assert one["label_shared"][node(grid, 1, 1)] == 1
    assert one["label_broken"][node(grid, 1, 1)] == 0
    assert one["label_broken"][node(grid, 3, 3)] > 0
    assert one["label_broken"][node(grid, 3, 4)] == 0
    wide = features_of(grid, 3, 2)
    assert wide["label_broken"][node(grid, 3, 4)] > 0


def test_a_note_in_brackets_without_its_like(grid: Grid) -> None:
    assert features_of(grid, 1, 1)["note_alone"][node(grid, 2, 3)] == 1
    assert features_of(grid, 1, 1)["note_alone"][node(grid, 2, 2)] == 0


def test_a_note_within_a_span_tells_nothing_against_the_bead(grid: Grid) -> None:
    wide = features_of(grid, 1, 3)
    around, at_edge = node(grid, 2, 4), node(grid, 2, 3)
    assert (wide["note_alone"][around], wide["more_segments"][around]) == (0, 0)
    assert (wide["note_alone"][at_edge], wide["more_segments"][at_edge]) == (1, 1)


@pytest.mark.parametrize("shape", SHAPES)
def test_speech_told_by_looking_at_each_span(shape: tuple[int, int]) -> None:
    english = ["“Well.", "I go.” He", "went.", "“No?”"]
    french = ["« Bon. »", "Il dit : « Je", "pars. »", "Il partit.", "« Non ? »"]
    speaks = [1, 1, 0, 1], [1, 1, 1, 0, 1]
    goes_on = [1, 0, 0, 0], [0, 1, 0, 0, 0]
    vectors = np.random.default_rng(3).normal(size=(5, 8)).astype(np.float32)
    sides = side("en", vectors[:4], english), side("fr", vectors, french)
    scale = fit_scale(*sides, [(0, 0)])
    assert scale.speech == pytest.approx((1 / 5) / (1 / 4))
    features = features_of(Grid(*sides, [full_band(4, 5)], SHAPES, scale), *shape)
    own = Grid(*sides, [full_band(4, 5)], SHAPES, scale)
    m, n = shape
    for i in range(m, 5):
        for j in range(n, 6):
            alone = any(speaks[0][i - m : i]) != any(speaks[1][j - n : j])
            ends = goes_on[0][i - 1], goes_on[1][j - 1]
            at = node(own, i, j)
            assert features["speech_alone"][at] == pytest.approx(scale.speech * alone)
            assert features["speech_cut"][at] == pytest.approx(scale.speech * (ends[0] != ends[1]))
            assert features["speech_goes_on"][at] == pytest.approx(scale.speech * (ends == (1, 1)))


def test_marks_tell_nothing_where_one_side_has_no_speech_over_several_segments(grid: Grid) -> None:
    assert fit_scale(grid.source, grid.target, [(0, 0)]).speech == 0
    assert not np.nansum(features_of(grid, 1, 1)["speech_alone"])


def test_a_shared_date_and_a_lone_number(grid: Grid) -> None:
    one = features_of(grid, 1, 1)
    assert one["anchors_shared"][node(grid, 1, 1)] > one["anchors_shared"][node(grid, 1, 2)]
    assert one["anchors_apart"][node(grid, 1, 2)] > one["anchors_apart"][node(grid, 1, 1)]


def test_balance_tells_a_translated_part_from_an_added_one() -> None:
    meaning = np.eye(4, dtype=np.float32) * 5
    source = side("en", (meaning[0] + meaning[1])[None], ["Both parts."])
    lines = ["First part.", "Second part.", "Something else."]
    target = side("fr", np.stack([meaning[0], meaning[1], meaning[2]]), lines)
    own = Grid(source, target, [full_band(1, 3)], SHAPES, SCALE)
    assert features_of(own, 1, 2)["balance"][node(own, 1, 2)] == pytest.approx(1.0)
    assert features_of(own, 1, 2)["balance"][node(own, 1, 3)] == pytest.approx(0.0)
    assert features_of(own, 1, 2)["gain"][node(own, 1, 2)] > 0


def test_a_clause_drawn_into_the_next_sentence_leaks() -> None:
    meaning = np.eye(4, dtype=np.float32) * 5
    source = side("en", np.stack([meaning[0] + meaning[1], meaning[2]]), ["A b.", "C."])
    lines = ["A.", "B c."]
    target = side("fr", np.stack([meaning[0], meaning[1] + meaning[2]]), lines)
    torn = Grid(source, target, [full_band(2, 2)], SHAPES, SCALE)
    for i in (1, 2):
        assert features_of(torn, 1, 1)["greatest_leak"][node(torn, i, i)] == pytest.approx(0.5)
    assert features_of(torn, 2, 2)["leak"][node(torn, 2, 2)] == 0


def test_a_bead_cut_where_both_texts_are_cut_does_not_leak() -> None:
    vectors = np.eye(3, 4, dtype=np.float32) * 5
    lines = ["A.", "B.", "C."]
    own = Grid(
        side("en", vectors, lines), side("fr", vectors, lines), [full_band(3, 3)], SHAPES, SCALE
    )
    for m, n in ((1, 1), (2, 2)):
        leaks = features_of(own, m, n)["leak"]
        assert leaks[[node(own, i, i) for i in range(m, 4)]].tolist() == [0.0] * (4 - m)


def test_segments_that_say_the_same_do_not_leak() -> None:
    same = side("en", np.full((4, 8), 0.37, dtype=np.float32), ["a"] * 4)
    own = Grid(same, same, [full_band(4, 4)], SHAPES, SCALE)
    for m, n in SHAPES:
        assert not bead_features(own, m, n, own.valid(m, n))["leak"].any()


def test_leaks_are_those_of_a_least_squares_fit(grid: Grid) -> None:
    i, j, m, n = 3, 3, 2, 1
    source, target = grid.source.sums, grid.target.sums
    span, other = source[i - m : i].sum(axis=0), target[j - n : j].sum(axis=0)
    shares = []
    for inside, outside, wanted in (
        (span, source[i - m - 1], other),
        (span, source[i], other),
        (other, target[j - n - 1], span),
        (other, target[j], span),
    ):
        fit = np.linalg.lstsq(np.stack([inside, outside], axis=1), wanted, rcond=None)[0]
        shares.append(float(np.clip(fit[1] / np.abs(fit).max(), 0.0, 1.0)))
    features = features_of(grid, m, n)
    assert features["leak"][node(grid, i, j)] == pytest.approx(sum(shares), abs=1e-4)
    assert features["greatest_leak"][node(grid, i, j)] == pytest.approx(max(shares), abs=1e-4)


def test_looseness_counts_segments_without_a_neighbour_in_order() -> None:
    source = side("en", np.eye(4, dtype=np.float32), ["a"] * 4)
    target = side("fr", np.eye(5, 4, dtype=np.float32), ["b"] * 5)
    assert fit_scale(source, target, [(0, 0), (2, 2), (3, 3)]).looseness == pytest.approx(0.25)
    assert fit_scale(source, target, []).looseness == 1.0


def test_both_ways_to_a_lattice_agree(grid: Grid) -> None:
    weights = load_weights()
    evidence = gather_evidence(grid.source, grid.target, *grid.bands, SHAPES, SCALE)
    assert evidence.beads.shape[2] == len(BEAD_FEATURES)
    slow, (quick,) = build_lattice(evidence, weights), score_grid(grid, weights)
    np.testing.assert_allclose(slow.scores, quick.scores, atol=1e-4)
    np.testing.assert_allclose(slow.gaps.deletion, quick.gaps.deletion)
    np.testing.assert_allclose(slow.gaps.insertion, quick.gaps.insertion)


def test_no_bead_spans_segments_that_were_taken_out(grid: Grid) -> None:
    left, old = grid.source.without([range(1, 2)])
    assert old.tolist() == [0, 2, 3]
    own = Grid(left, grid.target, [full_band(3, 5)], SHAPES, SCALE)
    assert node(own, 2, 2) not in own.valid(2, 1)
    assert node(own, 3, 2) in own.valid(2, 1)


def test_window_sums() -> None:
    values = np.array([1.0, 2.0, 4.0])
    assert window_sum(values, 2).tolist() == [0, 0, 3, 6]
    assert window_sum(values, 4).tolist() == [0, 0, 0, 0]
    assert window_sum(values, 0).tolist() == [0, 0, 0, 0]
