"""Three languages and more: each pair takes in what the other languages say."""

import numpy as np
import pytest

from align.bitext import align_texts, default_model, make_signature
from align.documents import align_many
from align.encoding.protocol import Counts, Vectors
from align.evaluation import bead_ids, evaluate_beads
from align.joint import borrow_evidence
from align.model import Alignment, Bead, SegmentedText
from align.scoring.side import Side, side_from_vectors

SIGNATURE = make_signature("made up", default_model())


def side(language: str, vectors: np.ndarray) -> Side:
    text = SegmentedText.from_lines(language, ["some words"] * len(vectors))
    return side_from_vectors(text, vectors.astype(np.float32))


def alignment(*beads: tuple[range, range, float, bool]) -> Alignment:
    return Alignment(
        source_length=2,
        target_length=2,
        beads=tuple(
            Bead(source=source, target=target, confidence=confidence, moved=moved)
            for source, target, confidence, moved in beads
        ),
        signature=SIGNATURE,
    )


def test_a_sure_rendering_draws_the_vectors_together() -> None:
    sides = side("en", np.diag([3.0, 1.0])), side("fr", np.array([[0.0, 2.0], [1.0, 0.0]]))
    pair = alignment((range(1), range(1), 1.0, False), (range(1, 2), range(1, 2), 0.5, False))
    first, second = borrow_evidence(sides, {(0, 1): pair})
    assert first.sums[0] == pytest.approx(3.0 * np.array([1.0, 0.2]) / np.hypot(1.0, 0.2))
    assert second.sums[0] == pytest.approx(2.0 * np.array([0.2, 1.0]) / np.hypot(1.0, 0.2))
    assert first.sums[1].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "pair",
    [
        alignment((range(2), range(2), 1.0, False)),
        alignment((range(1), range(1, 2), 1.0, True), (range(1, 2), range(1), 1.0, True)),
    ],
    ids=["merged", "moved"],
)
def test_merged_and_moved_beads_lend_nothing(pair: Alignment) -> None:
    sides = side("en", np.diag([3.0, 1.0])), side("fr", np.eye(2))
    for before, after in zip(sides, borrow_evidence(sides, {(0, 1): pair}), strict=True):
        assert after.sums == pytest.approx(before.sums)


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
            rows.append(meaning + (1.6 if language in {"zh", "ar"} else 0.3) * own)
        return np.array(rows, dtype=np.float32), np.ones(len(rows), dtype=np.int64)

    def encode(self, sentences: list[str]) -> Vectors:
        raise NotImplementedError


def test_a_weak_pair_is_helped_by_strong_ones() -> None:
    texts = [
        SegmentedText.from_lines(tag, [f"{tag} {i}" for i in range(60) if i % 7 or tag == "ar"])
        for tag in ("zh", "en", "fr", "ar")
    ]
    kept = [i for i in range(60) if i % 7]
    gold = [((kept.index(i),) if i in kept else (), (i,)) for i in range(60)]
    encoder = _Noisy()
    alone = align_texts(texts[0], texts[3], encoder=encoder)
    together = align_many(texts, encoder=encoder).pairs[0, 3]
    scores = [evaluate_beads(gold, bead_ids(each)).f1 for each in (alone, together)]
    assert scores[1] > scores[0]
