"""Measure the aligner: `python benchmarks/align.py [--data FOLDER] [--sizes 10000,100000]`.

Prints a Markdown report. Generated documents come from text neither the encoder nor the weights
were fitted on: the second half of the held-out in-domain rows and, with --data, the second half
of UD-PUD. The sample is read from its raw extracted text.
"""

import argparse
import random
import resource
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import mean

import numpy as np

from align.bitext import align_sides, align_texts, default_encoder, default_model, make_signature
from align.documents import align_many
from align.evaluation import BeadIds, bead_ids, evaluate_beads, parse_beads
from align.model import Alignment, SegmentedText
from align.scoring.side import side_from_vectors
from align.segmentation import segment_document
from align.training.documents import (
    GeneratedDocument,
    drop_page,
    generate_document,
    swap_blocks,
)
from align.training.fit_aligner import (
    Rows,
    calibration_error,
    halves,
    held_out_lines,
    six_way_lines,
)
from benchmarks.six_way import generate_six_way
from sources import find_versions, sample_folder

PAIRS = tuple(combinations(("en", "zh", "fr", "es", "ru", "ar"), 2))


def documents(
    rows: Rows, pair: tuple[str, str], rng: random.Random, count: int
) -> list[GeneratedDocument]:
    """Return documents of all the rows in one pair of languages."""
    lines = [(row[pair[0]], row[pair[1]]) for row in rows]
    return [generate_document(lines, pair, rng) for _ in range(count)]


def strict_f1(made: Sequence[GeneratedDocument]) -> float:
    """Return the mean strict F1 of the documents, null beads counted."""
    return mean(
        evaluate_beads(each.beads, bead_ids(align_texts(each.source, each.target))).f1
        for each in made
    )


def generated(name: str, rows: Rows, count: int) -> None:
    """Print F1 on generated documents, all pairs; as they are, a page missing, blocks swapped."""
    print(f"\n### Generated documents, {name} ({len(rows)} rows, {count} documents a pair)\n")
    print("| pair | strict F1 | 40 missing | blocks swapped |\n| --- | --- | --- | --- |")
    columns: list[list[float]] = [[], [], []]
    for pair in PAIRS:
        rng = random.Random("-".join(pair))
        made = documents(rows, pair, rng, count)
        scores = [
            strict_f1(made),
            strict_f1([drop_page(each, rng) for each in made]),
            strict_f1([swap_blocks(each, rng) for each in made]),
        ]
        for column, score in zip(columns, scores, strict=True):
            column.append(score)
        print(f"| {'-'.join(pair)} | " + " | ".join(f"{score:.3f}" for score in scores) + " |")
    print("| mean | " + " | ".join(f"{mean(column):.3f}" for column in columns) + " |")
    print("| least | " + " | ".join(f"{min(column):.3f}" for column in columns) + " |")


def confidence(rows: Rows) -> None:
    """Print how well the confidence is calibrated and how well it tells right from wrong."""
    chances: list[float] = []
    right: list[bool] = []
    for pair in PAIRS:
        rng = random.Random("confidence" + "-".join(pair))
        made = documents(rows, pair, rng, 2)
        made += [drop_page(each, rng) for each in documents(rows, pair, rng, 1)]
        for each in made:
            collect(align_texts(each.source, each.target), set(each.beads), chances, right)
        first, second = halves(rows)
        wrong = [(row[pair[0]], other[pair[1]]) for row, other in zip(first, second, strict=False)]
        other = generate_document(wrong[:40], pair, rng)
        collect(align_texts(other.source, other.target), set(), chances, right)
    values, labels = np.array(chances), np.array(right)
    sure = values >= 0.9
    print(f"\n### Confidence ({len(values)} beads, one document in four no translation)\n")
    print("| figure | value |\n| --- | --- |")
    print(f"| expected calibration error, 10 bins | {calibration_error(values, labels):.3f} |")
    print(f"| AUROC, wrong beads | {area_under_curve(values, labels):.3f} |")
    print(f"| right beads with 0.9 and more | {(sure & labels).sum() / labels.sum():.3f} |")
    print(f"| precision of beads with 0.9 and more | {labels[sure].mean():.4f} |")


def collect(
    alignment: Alignment, gold: set[BeadIds], chances: list[float], right: list[bool]
) -> None:
    """Add the confidence of each bead, and whether it is right."""
    for bead, ids in zip(alignment.beads, bead_ids(alignment), strict=True):
        chances.append(bead.confidence)
        right.append(ids in gold)


def area_under_curve(values: np.ndarray, labels: np.ndarray) -> float:
    """Return the chance that a right bead has a higher confidence than a wrong one."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    for value in np.unique(values):
        ranks[values == value] = ranks[values == value].mean()
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return float("nan")
    return (ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives)


def six_languages(name: str, rows: Rows, seeds: Sequence[str]) -> None:
    """Print F1 of every pair on its own and of all six languages aligned together."""
    alone: dict[str, list[float]] = {}
    together: dict[str, list[float]] = {}
    chances: list[float] = []
    right: list[bool] = []
    for seed in seeds:
        document = generate_six_way(rows, ("zh", "en", "fr", "es", "ru", "ar"), random.Random(seed))
        found = align_many(document.texts)
        for (i, j), alignment in found.pairs.items():
            gold = document.gold(i, j)
            pair = f"{found.languages[i]}-{found.languages[j]}"
            single = align_texts(document.texts[i], document.texts[j])
            alone.setdefault(pair, []).append(evaluate_beads(gold, bead_ids(single)).f1)
            together.setdefault(pair, []).append(evaluate_beads(gold, bead_ids(alignment)).f1)
            collect(alignment, set(gold), chances, right)
    print(f"\n### Six languages at once, {name} ({len(rows)} rows, {len(seeds)} documents)\n")
    print("| pair | pair alone | with the other languages |\n| --- | --- | --- |")
    for pair, scores in alone.items():
        print(f"| {pair} | {mean(scores):.3f} | {mean(together[pair]):.3f} |")
    means = [mean(mean(values) for values in each.values()) for each in (alone, together)]
    print(f"| mean | {means[0]:.4f} | {means[1]:.4f} |")
    values, labels = np.array(chances), np.array(right)
    print(
        f"\nConfidence with the other languages: expected calibration error "
        f"{calibration_error(values, labels):.3f}, precision at 0.9 and more "
        f"{labels[values >= 0.9].mean():.4f}."
    )


def sample() -> None:
    """Print F1 on A/65/496 from raw extracted text, all 15 pairs, and the rows."""
    found = align_many([segment_document(each) for each in find_versions("A/65/496")])
    gold = {pair: gold_beads(pair) for pair in combinations(found.languages, 2)}
    print("\n### The sample A/65/496, raw extracted text to beads\n")
    print("| pair | strict F1 | lax F1 | strict F1, gold derived through Chinese |")
    print("| --- | --- | --- | --- |")
    for (i, j), alignment in sorted(found.pairs.items()):
        pair = found.languages[i], found.languages[j]
        beads = bead_ids(alignment)
        result = evaluate_beads(gold[pair], beads)
        derived = ""
        if "zh" not in pair:
            other = through_chinese(*(gold["zh", language] for language in pair))
            derived = f"{evaluate_beads(other, beads).f1:.3f}"
        print(f"| {'-'.join(pair)} | {result.f1:.3f} | {result.lax_f1:.3f} | {derived} |")
    whole = total = 0
    for position, language in enumerate(found.languages[1:], start=1):
        for source, target in gold["zh", language]:
            total += 1
            whole += any(
                set(source) <= set(row.cells[0]) and set(target) <= set(row.cells[position])
                for row in found.rows
            )
    print(f"\n{len(found.rows)} rows; {whole} of {total} gold zh-centred beads whole in a row.")


def gold_beads(pair: tuple[str, str]) -> list[BeadIds]:
    """Return the hand-made gold of a pair of the sample's languages."""
    path = sample_folder() / "gold" / f"{'-'.join(pair)}.tsv"
    return list(parse_beads(path.read_text(encoding="utf-8"), path.name))


def through_chinese(first: list[BeadIds], second: list[BeadIds]) -> list[BeadIds]:
    """Return the beads between two languages that follow from their beads with Chinese."""
    groups: list[tuple[set[int], set[int], set[int]]] = []
    for zh, own in first:
        groups.append((set(zh), set(own), set()))
    for zh, own in second:
        touched = [group for group in groups if group[0] & set(zh)]
        merged = (set(zh), set(), set(own))
        for group in touched:
            groups.remove(group)
            for part, other in zip(merged, group, strict=True):
                part.update(other)
        groups.append(merged)
    return [(tuple(sorted(own)), tuple(sorted(other))) for _, own, other in groups if own or other]


def speed(sizes: Sequence[int]) -> None:
    """Print time and peak memory of the search on made-up vectors of 256 numbers."""
    print("\n### Speed, made-up vectors (256 dimensions, noise 0.7), vectors given\n")
    print("| segments a side | seconds | per 1,000 | peak MB | strict F1 |")
    print("| --- | --- | --- | --- | --- |")
    model, encoder = default_model(), default_encoder()
    taken = []
    for size in sizes:
        rng = np.random.default_rng(size)
        meaning = rng.normal(size=(size, 256)).astype(np.float32)
        kept = rng.random(size) > 0.03
        vectors = (meaning, meaning[kept])
        sides = []
        for language, clean in zip(("en", "fr"), vectors, strict=True):
            own = clean + 0.7 * rng.normal(size=clean.shape).astype(np.float32)
            lines = ["some words that make up a sentence"] * len(own)
            sides.append(side_from_vectors(SegmentedText.from_lines(language, lines), own))
        start = time.perf_counter()
        found = align_sides(*sides, model=model, signature=make_signature(encoder.identity, model))
        seconds = time.perf_counter() - start
        taken.append(seconds)
        places = np.cumsum(kept) - 1
        gold = [((i,), (int(places[i]),) if kept[i] else ()) for i in range(size)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        f1 = evaluate_beads(gold, bead_ids(found)).f1
        print(f"| {size} | {seconds:.1f} | {1000 * seconds / size:.2f} | {peak:.0f} | {f1:.3f} |")
    if len(sizes) > 1:
        slope = np.polyfit(np.log(sizes), np.log(taken), 1)[0]
        print(f"\nGrowth: time ~ n^{slope:.2f}.")


def speed_of_texts(size: int) -> None:
    """Print time and peak memory from lines of text to beads, vectors included."""
    rows = held_out_lines()
    rng = random.Random(size)
    order = [rng.randrange(len(rows)) for _ in range(size)]
    texts = [
        SegmentedText.from_lines(
            language,
            # The beginning of another line and a number keep lines from being equal.
            [
                f"{rows[k][language]} {rows[(7 * k + i) % len(rows)][language][:30]} {i}"
                for i, k in enumerate(order)
            ],
        )
        for language in ("en", "fr")
    ]
    start, used = time.perf_counter(), time.process_time()
    found = align_texts(*texts)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    f1 = evaluate_beads([((i,), (i,)) for i in range(size)], bead_ids(found)).f1
    print(
        f"\n{size} by {size} sentences of text (en-fr), vectors included: {seconds:.1f} s, "
        f"{processor:.1f} s of processor time, peak {peak:.0f} MB; strict F1 {f1:.3f}."
    )


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="training folder, for UD-PUD")
    parser.add_argument("--sizes", default="10000,30000,100000", help="segments a side")
    parser.add_argument("--text-size", type=int, default=100_000, help="0 leaves it out")
    parser.add_argument("--documents", type=int, default=10, help="documents a pair")
    arguments = parser.parse_args()
    model = default_model()
    print(f"Aligner: {make_signature(default_encoder().identity, model)}")
    sample()
    rows = halves(held_out_lines())[1]
    generated("UN style", rows, arguments.documents)
    confidence(rows)
    six_languages("UN style", rows, "abcdef")
    if arguments.data:
        other = halves(six_way_lines(arguments.data, "ud-pud"))[1]
        generated("news and encyclopaedia", other, 1)
        six_languages("news and encyclopaedia", other, "ab")
    sizes = [int(size) for size in arguments.sizes.split(",") if size]
    if arguments.text_size:
        speed_of_texts(arguments.text_size)
    if sizes:
        speed(sizes)


if __name__ == "__main__":
    main()
