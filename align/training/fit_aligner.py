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
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from align.bitext import AlignmentModel, align_sides, default_encoder, make_signature
from align.confidence import CONFIDENCE_FEATURES, Calibration, order_evidence
from align.crossing import CROSSING_FEATURES
from align.encoding.protocol import SpanEncoder
from align.evaluation import BeadIds, bead_ids, parse_beads
from align.model import SegmentedText
from align.scoring.evidence import gather_evidence
from align.scoring.features import BEAD_FEATURES, GAP_FEATURES
from align.scoring.fitted import fitted_values
from align.scoring.scale import fit_scale
from align.scoring.side import describe_side
from align.scoring.weights import Weights
from align.search.lattice import Floats, bead_shapes, full_band
from align.ties import find_ties, heaviest_chain
from align.training.aligner import Example, fit_weights
from align.training.data import LANGUAGES, held_out_rows
from align.training.documents import GeneratedDocument, drop_page, generate_document
from align.training.fit_crossing import fit_crossing
from align.training.logistic import fit_logistic

__all__ = ["fit_calibration", "halves", "make_example", "six_way_lines"]

Rows = Sequence[Mapping[str, str]]
"""Lines of one text, each with its wording per language."""

_PAIRS: Final = tuple(combinations(LANGUAGES, 2))
_WEIGHTS_FILE: Final = Path(__file__).parents[1] / "scoring" / "weights.json"
_BEADS_PER_DOCUMENT: Final = 45
# Literary text is merged and split far more than what the program is made for. At full weight it
# cost the measuring halves 0.3 to 0.4 points of F1; left out, it lost nine points itself.
_HAND_WEIGHT: Final = 0.8
# Set, not fitted: labels of generated documents are never in doubt, so the fit has no need of
# them. United Nations documents number paragraphs alike in all languages (Editorial Manual), so
# a bead that tears a label from its like is as good as forbidden.
_LABEL_WEIGHT: Final = -3.0
_NEUTRAL: Final = Calibration(
    tuple(float(name == "posterior_logit") for name in CONFIDENCE_FEATURES), (9.0, 0.0)
)


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


def hand_aligned(folder: Path) -> Iterator[GeneratedDocument]:
    """Yield stretches of hand-aligned Chinese-English texts whose beads the search can express.

    The folder holds `NAME.zh.txt`, `NAME.en.txt` (one segment a line) and `NAME.gold.tsv`. A text
    is cut where a bead has more than four segments on a side, and every 45 beads.
    """
    for path in sorted(folder.glob("*.gold.tsv")):
        name = path.name.removesuffix(".gold.tsv")
        lines = [
            (folder / f"{name}.{language}.txt").read_text(encoding="utf-8").splitlines()
            for language in ("zh", "en")
        ]
        stretch: list[BeadIds] = []
        for bead in [*parse_beads(path.read_text(encoding="utf-8"), path.name), None]:
            if bead is not None and max(map(len, bead)) <= 4:
                stretch.append(bead)
            if bead is None or max(map(len, bead)) > 4 or len(stretch) == _BEADS_PER_DOCUMENT:
                if len(stretch) > 5:
                    yield _stretch(lines, stretch)
                stretch = []


def _stretch(lines: Sequence[list[str]], beads: Sequence[BeadIds]) -> GeneratedDocument:
    """Return some neighbouring beads of a text as a document of their own."""
    texts, firsts = [], []
    for side, language in enumerate(("zh", "en")):
        ids = [index for bead in beads for index in bead[side]]
        firsts.append(ids[0])
        texts.append(SegmentedText.from_lines(language, [lines[side][index] for index in ids]))
    return GeneratedDocument(
        source=texts[0],
        target=texts[1],
        beads=tuple(
            (tuple(i - firsts[0] for i in source), tuple(j - firsts[1] for j in target))
            for source, target in beads
        ),
    )


def make_example(document: GeneratedDocument, encoder: SpanEncoder) -> Example:
    """Return the evidence of a generated document on the full grid, and its beads."""
    source = describe_side(document.source, encoder)
    target = describe_side(document.target, encoder)
    chain = heaviest_chain(find_ties(source.sums, target.sums))
    scale = fit_scale(source, target, [(tie.source, tie.target) for tie in chain])
    band = full_band(len(source), len(target))
    return Example(gather_evidence(source, target, band, bead_shapes(4), scale), document.beads)


def _documents(
    rows: Rows,
    count: int,
    rng: random.Random,
    *,
    paragraphs: bool = False,
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


def _short_documents(
    rows: Rows, count: int, rng: random.Random, *, good: bool
) -> Iterator[GeneratedDocument]:
    """Yield documents of 8 to 45 lines; the sides are translations, or different texts."""
    first, second = halves(rows)
    for number in range(count):
        source, target = _PAIRS[number % len(_PAIRS)]
        length = rng.randint(8, min(len(first), _BEADS_PER_DOCUMENT))
        begin = rng.randrange(len(first) - length + 1)
        lines = [
            (ours[source], theirs[target])
            for ours, theirs in zip(
                first[begin:], (first if good else second)[begin:], strict=False
            )
        ]
        yield generate_document(lines[:length], (source, target), rng)


def fit_calibration(
    texts: Sequence[Rows], model: AlignmentModel, encoder: SpanEncoder, rng: random.Random
) -> tuple[Calibration, dict[str, float]]:
    """Return the calibration, and how good it is on the documents it was fitted on."""
    signature = make_signature(encoder.identity, model)
    features: list[list[float]] = []
    right: list[float] = []
    orders: list[list[float]] = []
    translated: list[float] = []

    def judge_order(document: GeneratedDocument, *, good: bool) -> None:
        source, target = (
            describe_side(text, encoder) for text in (document.source, document.target)
        )
        ties = find_ties(source.sums, target.sums)
        orders.append([1.0, order_evidence(len(ties), len(heaviest_chain(ties)))])
        translated.append(float(good))

    for rows in texts:
        documents = list(_documents(rows, 90, rng))
        documents += [drop_page(document, rng, length=12) for document in _documents(rows, 15, rng)]
        sides = [
            (describe_side(d.source, encoder), describe_side(d.target, encoder), set(d.beads))
            for d in documents
        ]
        for source, target, beads in sides:
            alignment = align_sides(source, target, model=model, signature=signature)
            for bead, ids in zip(alignment.beads, bead_ids(alignment), strict=True):
                if "crossing" in bead.features:
                    continue
                values = {"similarity": 0.0, **bead.features}
                features.append([values[name] for name in CONFIDENCE_FEATURES])
                right.append(float(ids in beads))
        for good in (True, False):
            for document in _short_documents(rows, 120, rng, good=good):
                judge_order(document, good=good)
    table, labels = np.array(features), np.array(right)
    solution = fit_logistic(table, labels)
    chances = 1.0 / (1.0 + np.exp(-table @ solution))
    bitext = fit_logistic(np.array(orders), np.array(translated), penalty=0.1)
    evidence, is_translated = np.array(orders)[:, 1], np.array(translated) > 0
    figures = {
        "beads": float(len(labels)),
        "share_right": float(labels.mean()),
        "calibration_error": calibration_error(chances, labels),
        "least_order_evidence_of_translations": float(evidence[is_translated].min()),
        "greatest_order_evidence_of_others": float(evidence[~is_translated].max()),
    }
    rounded = tuple(float(round(value, 4)) for value in solution)
    return Calibration(rounded, (round(float(bitext[0]), 4), round(float(bitext[1]), 4))), figures


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


def _start() -> Weights:
    """Return weights that align roughly, so that the fit begins near a solution."""
    beads = dict.fromkeys(BEAD_FEATURES, 0.0)
    beads |= {
        "one_to_one": -0.5,
        "two_to_two": 1.8,
        "more_segments": -2.0,
        "similarity": 3.9,
        "high_similarity": -0.6,
        "low_similarity": 0.8,
        "margin": 4.2,
        "gain": 2.3,
        "balance": 3.7,
        "length_difference": -4.6,
        "length_difference_squared": -4.2,
        "anchors_apart": -1.0,
        "label_shared": 0.6,
        "label_broken": -1.0,
        "paragraph_start_shared": 0.4,
        "paragraph_inside": -1.3,
    }
    gaps = dict.fromkeys(GAP_FEATURES, 0.0) | {
        "bias": 0.8,
        "best_similarity": -2.0,
        "length": 0.5,
        "anchors": -0.6,
        "label": 0.5,
    }
    return Weights(np.array(list(beads.values())), np.array(list(gaps.values())), -2.7)


def _fit_only(
    names: Sequence[str], examples: Sequence[Example], arguments: argparse.Namespace
) -> None:
    """Fit some weights and write them among those there are, which stay as they are."""
    columns = [BEAD_FEATURES.index(name) for name in names]
    telling = [each for each in examples if each.evidence.beads[:, :, columns].any()]
    fitted = fitted_values()
    weights, losses = fit_weights(
        telling,
        Weights.from_dict(fitted | {"beads": fitted["beads"] | dict.fromkeys(names, 0.0)}),
        rounds=arguments.rounds,
        penalty=arguments.penalty,
        only=names,
    )
    print(f"{len(telling)} documents, loss {losses[0]:.1f} -> {min(losses):.1f}")  # noqa: T201
    arguments.out.write_text(
        json.dumps(fitted | weights.to_dict(), indent=1) + "\n", encoding="utf-8"
    )


def main() -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with pairs/ud-pud.*")
    parser.add_argument("--gold", type=Path, help="folder of hand-aligned Chinese-English texts")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--penalty", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="features of beads, with commas: fit none but these")
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
    documents += [drop_page(d, rng, length=12) for rows in texts for d in _documents(rows, 16, rng)]
    by_hand = list(hand_aligned(arguments.gold)) if arguments.gold else []
    examples = [make_example(document, encoder) for document in documents]
    examples += [
        replace(make_example(document, encoder), weight=_HAND_WEIGHT) for document in by_hand
    ]
    if arguments.only:
        _fit_only(arguments.only.split(","), examples, arguments)
        return
    weights, losses = fit_weights(
        examples, _start(), rounds=arguments.rounds, penalty=arguments.penalty
    )
    weights.beads[BEAD_FEATURES.index("label_broken")] = _LABEL_WEIGHT
    print(f"loss {losses[0]:.1f} -> {min(losses):.1f}")  # noqa: T201
    model = AlignmentModel(weights=weights, calibration=_NEUTRAL)
    crossing, borders = fit_crossing(texts, by_hand, model, encoder, rng)
    model = replace(model, crossing=crossing)
    calibration, figures = fit_calibration(texts, model, encoder, rng)
    fitted = {
        "fitted_on": "documents generated from the first half of the held-out in-domain rows "
        "(align/training/text) and of UD-PUD; align/training/fit_aligner.py",
        "encoder": encoder.identity,
        "hand_aligned": bool(arguments.gold),
        "documents": len(examples),
        "rounds": arguments.rounds,
        "penalty": arguments.penalty,
        "seed": arguments.seed,
        **weights.to_dict(),
        "confidence": {
            **dict(zip(CONFIDENCE_FEATURES, calibration.bead, strict=True)),
            "translated_bias": calibration.bitext[0],
            "translated_order_evidence": calibration.bitext[1],
        },
        "crossing": dict(zip(CROSSING_FEATURES, crossing.weights, strict=True)),
        "crossing_figures": borders,
        "confidence_figures": {name: round(value, 4) for name, value in figures.items()},
    }
    arguments.out.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(fitted["confidence_figures"]))  # noqa: T201


if __name__ == "__main__":
    main()
