"""Compare with Vecalign on the same vectors: `python -m benchmarks.vecalign [--sizes 1000,4000]`.

Vecalign's search (Thompson and Koehn, EMNLP 2019) is taken from the package sentweave, which holds
its compiled core and its settings (`pip install sentweave==0.3.3`), but wants texts; here it is
given the vectors. Prints a Markdown report: processor time of the search alone on made-up vectors,
the joined vectors of runs of sentences at hand for Vecalign, and strict F1 on generated documents
with the vectors of the bundled encoder.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from statistics import mean
from typing import TypeVar

import numpy as np
from sentweave.dp_utils import make_alignment_types, make_norm1, vecalign

from align.bitext import align_sides, align_texts, default_encoder, default_model, make_signature
from align.encoding.protocol import Vectors
from align.evaluation import BeadIds, bead_ids, evaluate_beads
from align.model import SegmentedText
from align.scoring.side import side_from_vectors
from align.training.fit_aligner import halves, held_out_lines
from benchmarks.align import PAIRS, documents

_Result = TypeVar("_Result")
# Both sides of a bead together hold at most so many segments; ours holds four a side.
_LARGEST = 8
_REACH = _LARGEST // 2 + 5


def spans(sums: Vectors) -> Vectors:
    """Return the vectors of the 1 to 8 segments that end at each, as Vecalign wants them.

    Args:
        sums: shape (n, d).

    Returns:
        Shape (8, n, d), rows of length 1, zeros where the text has no such run.
    """
    prefix = np.zeros((len(sums) + 1, sums.shape[1]))
    np.cumsum(sums, axis=0, out=prefix[1:])
    joined = np.zeros((_LARGEST, *sums.shape), dtype=np.float32)
    for width in range(1, _LARGEST + 1):
        joined[width - 1, width - 1 :] = prefix[width:] - prefix[: len(prefix) - width]
    make_norm1(joined)
    return joined


def vecalign_beads(source: Vectors, target: Vectors) -> list[BeadIds]:
    """Return what Vecalign finds, with the settings of its command line."""
    random.seed(42)
    np.random.seed(42)  # noqa: NPY002 - it draws its samples from the old generator
    found = vecalign(
        vecs0=source,
        vecs1=target,
        final_alignment_types=make_alignment_types(_LARGEST),
        del_percentile_frac=0.2,
        width_over2=_REACH,
        max_size_full_dp=300,
        costs_sample_size=20_000,
        num_samps_for_norm=100,
    )
    return [(tuple(ours), tuple(theirs)) for ours, theirs in found[0]["final_alignments"]]


def timed(call: Callable[[], _Result]) -> tuple[float, _Result]:
    """Return the processor seconds of a call, and what it gave."""
    begin = time.process_time()
    result = call()
    return time.process_time() - begin, result


def speed(sizes: Sequence[int]) -> None:
    """Print processor time and F1 of both searches on made-up vectors."""
    model, encoder = default_model(), default_encoder()
    print("\n### The search alone, made-up vectors (256 dimensions, noise 0.7)\n")
    print("| segments | sixfold, s | Vecalign, s | times as quick | F1 | F1 of Vecalign |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        rng = np.random.default_rng(size)
        meaning = rng.normal(size=(size, 256)).astype(np.float32)
        kept = rng.random(size) > 0.03
        vectors = [
            clean + 0.7 * rng.normal(size=clean.shape).astype(np.float32)
            for clean in (meaning, meaning[kept])
        ]
        places = np.cumsum(kept) - 1
        gold = [((i,), (int(places[i]),) if kept[i] else ()) for i in range(size)]
        sides = [
            side_from_vectors(
                SegmentedText.from_lines(tag, ["some words that make up a sentence"] * len(own)),
                own,
            )
            for tag, own in zip(("en", "fr"), vectors, strict=True)
        ]
        signature = make_signature(encoder.identity, model)
        ours, found = timed(lambda: align_sides(*sides, model=model, signature=signature))  # noqa: B023
        joined = [spans(own) for own in vectors]
        theirs, beads = timed(lambda: vecalign_beads(*joined))  # noqa: B023
        scores = [evaluate_beads(gold, each).f1 for each in (bead_ids(found), beads)]
        print(
            f"| {size} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.1f} | {scores[0]:.3f} "
            f"| {scores[1]:.3f} |"
        )


def quality(count: int) -> None:
    """Print strict F1 of both on generated documents, same encoder."""
    rows = halves(held_out_lines())[1]
    encoder = default_encoder()
    print(f"\n### Generated documents, UN style ({len(rows)} rows, {count} a pair)\n")
    print("| pair | sixfold | Vecalign |\n| --- | --- | --- |")
    columns: list[list[float]] = [[], []]
    for pair in PAIRS:
        made = documents(rows, pair, random.Random("-".join(pair)), count)
        scores: list[list[float]] = [[], []]
        for each in made:
            texts = each.source, each.target
            joined = [
                spans(encoder.token_sums([segment.body for segment in text.segments])[0])
                for text in texts
            ]
            found = bead_ids(align_texts(*texts)), vecalign_beads(*joined)
            for column, beads in zip(scores, found, strict=True):
                column.append(evaluate_beads(each.beads, beads).f1)
        means = [mean(column) for column in scores]
        for column, value in zip(columns, means, strict=True):
            column.append(value)
        print(f"| {'-'.join(pair)} | {means[0]:.3f} | {means[1]:.3f} |")
    print(f"| mean | {mean(columns[0]):.3f} | {mean(columns[1]):.3f} |")


def main() -> None:
    """Run both parts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,4000,16000", help="segments a side")
    parser.add_argument("--documents", type=int, default=3, help="documents a pair")
    arguments = parser.parse_args()
    print(f"sixfold: {make_signature(default_encoder().identity, default_model())}")
    speed([int(size) for size in arguments.sizes.split(",") if size])
    quality(arguments.documents)


if __name__ == "__main__":
    main()
