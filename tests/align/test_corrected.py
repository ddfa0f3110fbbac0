"""What a person has set stands; the rest is aligned as ever."""

import pytest

from align.corrected import FixedRow, align_corrected
from align.documents import align_many
from align.evaluation import bead_ids
from align.model import MultiAlignment, SegmentedText

LANGUAGES = ("zh", "en", "fr")


@pytest.fixture(scope="module")
def texts(sample_texts: dict[str, SegmentedText]) -> tuple[SegmentedText, ...]:
    """Three versions of the sample, thirty segments of each."""
    return tuple(
        SegmentedText(language=tag, segments=sample_texts[tag].segments[:30]) for tag in LANGUAGES
    )


@pytest.fixture(scope="module")
def free(texts: tuple[SegmentedText, ...]) -> MultiAlignment:
    """The same aligned without anybody's help."""
    return align_many(texts)


def fixed(*cells: tuple[int, ...], links: frozenset[int] = frozenset({1, 2})) -> FixedRow:
    return FixedRow(cells=cells, links=links)


def test_nothing_fixed_changes_nothing(
    texts: tuple[SegmentedText, ...], free: MultiAlignment
) -> None:
    assert align_corrected(texts, []).rows == free.rows


def test_everything_fixed_comes_back_and_is_sure(
    texts: tuple[SegmentedText, ...], free: MultiAlignment
) -> None:
    rows = [fixed(*row.cells) for row in free.rows]
    again = align_corrected(texts, rows)
    assert {row.cells for row in again.rows} == {row.cells for row in free.rows}
    assert all(row.confidence == 1.0 for row in again.rows)


def test_a_tie_stands_against_the_better_judgement(texts: tuple[SegmentedText, ...]) -> None:
    found = align_corrected(texts, [fixed((9,), (11,), (), links=frozenset({1}))])
    beads = [(tuple(bead.source), tuple(bead.target)) for bead in found.pairs[0, 1].beads]
    assert ((9,), (11,)) in beads
    # The other language is aligned as it was.
    assert bead_ids(found.pairs[0, 2]) == bead_ids(align_many(texts).pairs[0, 2])


def test_an_omission_is_spanned_by_no_bead(texts: tuple[SegmentedText, ...]) -> None:
    found = align_corrected(
        texts, [fixed((12,), (), ()), fixed((), (20,), (), links=frozenset({1}))]
    )
    for position in (1, 2):
        beads = found.pairs[0, position].beads
        (alone,) = (bead for bead in beads if 12 in bead.source)
        assert (tuple(alone.source), tuple(alone.target)) == ((12,), ())
    assert ((), (20,)) in [(tuple(b.source), tuple(b.target)) for b in found.pairs[0, 1].beads]
    assert any(row.cells == ((12,), (), ()) for row in found.rows)


def test_a_tie_that_crosses_stands_outside_the_order(texts: tuple[SegmentedText, ...]) -> None:
    links = [fixed((n,), (n,), (n,)) for n in (2, 3, 4)] + [fixed((5,), (1,), (5,))]
    found = align_corrected(texts, links)
    (moved,) = (bead for bead in found.pairs[0, 1].beads if bead.moved)
    assert (tuple(moved.source), tuple(moved.target)) == ((5,), (1,))
    assert not any(bead.moved for bead in found.pairs[0, 2].beads)


def test_what_the_source_lacks_stays_together(texts: tuple[SegmentedText, ...]) -> None:
    found = align_corrected(texts, [fixed((), (15,), (16,))])
    assert ((), (15,), (16,)) in [row.cells for row in found.rows]
