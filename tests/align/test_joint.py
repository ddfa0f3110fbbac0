"""Three languages and more: each pair takes in what the other languages say."""

import numpy as np

from align.bitext import align_texts, default_model, make_signature
from align.documents import align_many
from align.encoding.protocol import Counts, Vectors
from align.evaluation import bead_ids, evaluate_beads
from align.model import Alignment, Bead, SegmentedText
from align.scoring.support import find_support

SIGNATURE = make_signature("made up", default_model())
Ids = tuple[int, ...]


def alignment(lengths: tuple[int, int], *beads: tuple[Ids, Ids]) -> Alignment:
    return Alignment(
        source_length=lengths[0],
        target_length=lengths[1],
        beads=tuple(
            Bead(source=_range(source), target=_range(target), confidence=0.9)
            for source, target in beads
        ),
        signature=SIGNATURE,
    )


def _range(ids: Ids) -> range:
    return range(ids[0], ids[-1] + 1) if ids else range(0)


def evidence(pairs: dict[tuple[int, int], Alignment], i: int, j: int) -> float:
    support = find_support(pairs, 0, 1, 3)
    return float(support.between(np.array([i]), np.array([j]))[0])


def test_segments_that_share_a_rendering_are_supported() -> None:
    pairs = {
        (0, 1): alignment((2, 2), ((0,), (0,)), ((1,), (1,))),
        (0, 2): alignment((2, 2), ((0,), (0,)), ((1,), (1,))),
        (1, 2): alignment((2, 2), ((0,), (0,)), ((1,), (1,))),
    }
    assert np.isclose(evidence(pairs, 0, 0), 0.81)
    assert np.isclose(evidence(pairs, 0, 1), -0.81)


def test_what_the_other_language_left_out_says_nothing() -> None:
    pairs = {
        (0, 1): alignment((2, 2), ((0,), (0,)), ((1,), (1,))),
        (0, 2): alignment((2, 1), ((0,), (0,)), ((1,), ())),
        (1, 2): alignment((2, 1), ((0,), (0,)), ((1,), ())),
    }
    assert evidence(pairs, 1, 1) == 0.0
    assert evidence(pairs, 0, 1) == 0.0


def test_one_rendering_of_two_and_two_tells_nothing_apart() -> None:
    """Where a language has one sentence for two of both, any of the four pairs may be true."""
    pairs = {
        (0, 1): alignment((2, 2), ((0, 1), (0, 1))),
        (0, 2): alignment((2, 1), ((0, 1), (0,))),
        (1, 2): alignment((2, 1), ((0, 1), (0,))),
    }
    for i in range(2):
        for j in range(2):
            assert np.isclose(evidence(pairs, i, j), 0.0)


def test_one_sentence_that_another_language_splits_holds_both_parts() -> None:
    pairs = {
        (0, 1): alignment((2, 1), ((0,), (0,)), ((1,), ())),
        (0, 2): alignment((2, 2), ((0,), (0,)), ((1,), (1,))),
        (1, 2): alignment((1, 2), ((0,), (0, 1))),
    }
    assert np.isclose(evidence(pairs, 0, 0), 0.81)
    assert np.isclose(evidence(pairs, 1, 0), 0.81)


class _Noisy:
    """Vectors of made-up texts: their meaning, with noise that is worst for Chinese and Arabic."""

    identity = "made-up@1"
    dimension = 48

    def token_sums(self, sentences: list[str]) -> tuple[Vectors, Counts]:
        rows = []
        for sentence in sentences:
            language, number = sentence.split()
            meaning = np.random.default_rng(int(number)).normal(size=48)
            own = np.random.default_rng([int(number), ord(language[0])]).normal(size=48)
            rows.append(meaning + (1.0 if language in {"zh", "ar"} else 0.3) * own)
        return np.array(rows, dtype=np.float32), np.ones(len(rows), dtype=np.int64)

    def encode(self, sentences: list[str]) -> Vectors:
        raise NotImplementedError


def test_a_weak_pair_is_helped_by_strong_ones() -> None:
    texts = [
        SegmentedText.from_lines(tag, [f"{tag} {i}" for i in range(60) if i % 7 or tag != "zh"])
        for tag in ("zh", "en", "fr", "ar")
    ]
    kept = [i for i in range(60) if i % 7]
    gold = [((kept.index(i),) if i in kept else (), (i,)) for i in range(60)]
    encoder = _Noisy()
    alone = align_texts(texts[0], texts[3], encoder=encoder)
    together = align_many(texts, encoder=encoder).pairs[0, 3]
    scores = [evaluate_beads(gold, bead_ids(each)).f1 for each in (alone, together)]
    assert scores[1] > scores[0]
