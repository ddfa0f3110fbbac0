"""Fit what the aligner has learned: `python -m align.training.fit_aligner --data FOLDER`.

Reads text the encoder was not trained on: the held-out in-domain rows (first half of each tail)
and the first half of UD-PUD in the data folder. Documents with known beads are made of them, the
weights of the search are fitted first, then the calibration of its confidence on other documents,
among them some with a page missing, and pairs that are no translations of each other. Writes
`align/scoring/weights.json`, together with what it was fitted on.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from align.bitext import AlignmentModel, align_sides, default_encoder, make_signature
from align.confidence import CONFIDENCE_FEATURES, Calibration
from align.corridor import find_ties, heaviest_chain
from align.encoding.protocol import SpanEncoder
from align.evaluation import bead_ids
from align.scoring.features import BEAD_FEATURES, GAP_FEATURES, gather_evidence
from align.scoring.scale import fit_scale
from align.scoring.side import Side, describe_side
from align.scoring.weights import Weights
from align.search.lattice import Floats, bead_shapes, full_band
from align.training.aligner import Example, fit_weights
from align.training.data import LANGUAGES, held_out_rows
from align.training.documents import GeneratedDocument, drop_page, generate_document

__all__ = ["fit_calibration", "halves", "make_example", "six_way_lines"]

Rows = Sequence[Mapping[str, str]]
"""Lines of one text, each with its wording per language."""

_PAIRS: Final = tuple(combinations(LANGUAGES, 2))
_WEIGHTS_FILE: Final = Path(__file__).parents[1] / "scoring" / "weights.json"
_BEADS_PER_DOCUMENT: Final = 45


def six_way_lines(data: Path, source: str) -> list[dict[str, str]]:
    """Return the lines a source of the data folder has in all six languages, in their order."""
    by_english: dict[str, dict[str, str]] = {}
    for language in LANGUAGES[1:]:
        path = data / "pairs" / f"{source}.en-{language}.tsv.gz"
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for line in stream:
                english, other = line.rstrip("\n").split("\t")
                by_english.setdefault(english, {"en": english})[language] = other
    return [row for row in by_english.values() if len(row) == len(LANGUAGES)]


def halves(rows: Rows) -> tuple[Rows, Rows]:
    """Return the half that is fitted on and the half that is measured on."""
    middle = len(rows) // 2
    return rows[:middle], rows[middle:]


def held_out_lines() -> list[dict[str, str]]:
    """Return the in-domain rows the encoder has not seen."""
    return [dict(zip(LANGUAGES, row.texts, strict=True)) for row in held_out_rows()]


def make_example(document: GeneratedDocument, encoder: SpanEncoder) -> Example:
    """Return the evidence of a generated document on the full grid, and its beads."""
    source = describe_side(document.source, encoder)
    target = describe_side(document.target, encoder)
    chain = heaviest_chain(find_ties(source.sums, target.sums))
    scale = fit_scale(source, target, [(tie.source, tie.target) for tie in chain])
    band = full_band(len(source), len(target))
    return Example(gather_evidence(source, target, band, bead_shapes(4), scale), document.beads)


def _documents(
    rows: Rows, count: int, rng: random.Random, *, paragraphs: bool = False
) -> Iterator[GeneratedDocument]:
    """Yield documents of the rows, the pairs of languages in turn and in both directions."""
    for number in range(count):
        pair = _PAIRS[number % len(_PAIRS)]
        languages = pair if rng.random() < 0.5 else (pair[1], pair[0])
        begin = rng.randrange(max(1, len(rows) - _BEADS_PER_DOCUMENT))
        lines = [
            (row[languages[0]], row[languages[1]])
            for row in rows[begin : begin + _BEADS_PER_DOCUMENT]
        ]
        yield generate_document(lines, languages, rng, paragraphs=paragraphs)


def fit_calibration(
    texts: Sequence[Rows], weights: Weights, encoder: SpanEncoder, rng: random.Random
) -> tuple[Calibration, dict[str, float]]:
    """Return the calibration, and its error and sharpness on the documents it was fitted on."""
    neutral = Calibration(tuple(float(n == "posterior_logit") for n in CONFIDENCE_FEATURES))
    model = AlignmentModel(weights=weights, calibration=neutral)
    signature = make_signature(encoder, model)
    features: list[list[float]] = []
    right: list[float] = []

    def collect(source: Side, target: Side, beads: set[object]) -> None:
        alignment = align_sides(source, target, model=model, signature=signature)
        for bead, ids in zip(alignment.beads, bead_ids(alignment), strict=True):
            values = {**bead.features, "bias": 1.0}
            values.setdefault("similarity", 0.0)
            features.append([values[name] for name in CONFIDENCE_FEATURES])
            right.append(float(ids in beads))

    for rows in texts:
        documents = list(_documents(rows, 90, rng))
        documents += [drop_page(document, rng, length=12) for document in _documents(rows, 15, rng)]
        sides = [
            (describe_side(d.source, encoder), describe_side(d.target, encoder), set(d.beads))
            for d in documents
        ]
        for source, target, beads in sides:
            collect(source, target, set(beads))
        for (source, _, _), (_, target, _) in zip(sides[:8], sides[30:38], strict=True):
            collect(source, target, set())
    table, labels = np.array(features), np.array(right)
    solution = _logistic(table, labels)
    chances = 1.0 / (1.0 + np.exp(-table @ solution))
    figures = {
        "beads": float(len(labels)),
        "share_right": float(labels.mean()),
        "calibration_error": calibration_error(chances, labels),
    }
    return Calibration(tuple(float(round(value, 4)) for value in solution)), figures


def calibration_error(chances: Floats, right: Floats, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width (Naeini et al., AAAI 2015)."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(right[places == place].mean() - chances[places == place].mean())
            * (places == place).mean()
            for place in range(bins)
            if (places == place).any()
        )
    )


def _logistic(table: Floats, labels: Floats, penalty: float = 1.0) -> Floats:
    """Return the weights of a logistic regression, by Newton's method with an L2 penalty."""
    solution = np.zeros(table.shape[1])
    for _ in range(50):
        chances = 1.0 / (1.0 + np.exp(-np.clip(table @ solution, -30, 30)))
        gradient = table.T @ (chances - labels) + penalty * solution
        spread = chances * (1.0 - chances)
        curvature = (table * spread[:, None]).T @ table + penalty * np.eye(table.shape[1])
        step = np.linalg.solve(curvature, gradient)
        solution -= step
        if np.abs(step).max() < 1e-8:
            break
    return solution


def _start() -> Weights:
    """Return weights that align roughly, so that the fit begins near a solution."""
    beads = dict.fromkeys(BEAD_FEATURES, 0.0)
    beads |= {
        "one_to_one": -0.5,
        "one_to_two": -2.0,
        "two_to_two": -2.5,
        "more_segments": -1.0,
        "similarity": 9.0,
        "high_similarity": 2.0,
        "margin": 2.0,
        "gain": 3.0,
        "balance": 1.0,
        "length_difference": -4.0,
        "length_difference_squared": -2.0,
        "anchors_shared": 1.0,
        "anchors_apart": -1.0,
    }
    gaps = dict.fromkeys(GAP_FEATURES, 0.0) | {"best_similarity": -1.5}
    return Weights(np.array(list(beads.values())), np.array(list(gaps.values())), -2.0)


def main() -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with pairs/ud-pud.*")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=_WEIGHTS_FILE)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    encoder = default_encoder()
    texts = [halves(held_out_lines())[0], halves(six_way_lines(arguments.data, "ud-pud"))[0]]
    documents = [
        document
        for rows in texts
        for paragraphs in (False, True)
        for document in _documents(rows, 30, rng, paragraphs=paragraphs)
    ]
    documents += [drop_page(d, rng, length=12) for rows in texts for d in _documents(rows, 8, rng)]
    examples = [make_example(document, encoder) for document in documents]
    weights, losses = fit_weights(examples, _start(), rounds=arguments.rounds)
    print(f"loss {losses[0]:.1f} -> {min(losses):.1f}")  # noqa: T201
    calibration, figures = fit_calibration(texts, weights, encoder, rng)
    fitted = {
        "fitted_on": "documents generated from the first half of the held-out in-domain rows "
        "(align/training/text) and of UD-PUD; align/training/fit_aligner.py",
        "encoder": encoder.identity,
        "documents": len(documents),
        "rounds": arguments.rounds,
        "seed": arguments.seed,
        **weights.to_dict(),
        "confidence": dict(zip(CONFIDENCE_FEATURES, calibration.weights, strict=True)),
        "confidence_figures": {name: round(value, 4) for name, value in figures.items()},
    }
    arguments.out.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(fitted["confidence_figures"]))  # noqa: T201


if __name__ == "__main__":
    main()
