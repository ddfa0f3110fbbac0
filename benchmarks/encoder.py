"""Measure the static encoder: retrieval, near-duplicates, speed, memory; print Markdown.

    python -m benchmarks.encoder --data FOLDER > benchmarks/results/encoder.md

FOLDER holds `pairs/ud-pud.*.tsv.gz` and, for further candidates, `pairs/xquad.*` and
`pairs/bible.*`: text that training never reads (`align.training.data.HELD_OUT_SOURCES`).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations, permutations
from pathlib import Path

import numpy as np

from align.encoding import load_encoder
from align.encoding.protocol import Encoder, Vectors
from align.training.data import LANGUAGES, held_out_rows
from align.training.evaluation import retrieval_accuracy

NEAR_DUPLICATES = Path(__file__).parent / "data" / "near_duplicates.tsv"
FURTHER_CANDIDATES = 1000
SPEED_SENTENCES = 40_000
TOKENS_PER_SENTENCE = 25
TRANSFORMER_SENTENCES = 192

Texts = dict[str, list[str]]
"""Language to texts, translations at the same index."""


def main() -> None:
    """Measure what the arguments ask for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder with pairs/; without it no UD-PUD")
    parser.add_argument("--model", default="static")
    parser.add_argument("--no-transformer", action="store_true", help="skip the slow comparison")
    parser.add_argument("--load-only", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.load_only:
        print(json.dumps(measure_process(arguments.model)))
        return
    encoder = load_encoder(arguments.model)
    # The name of the folder is enough: where it lies says something about a machine only.
    folder = f" --data {arguments.data.name}" if arguments.data else ""
    command = f"python -m benchmarks.encoder --model {arguments.model}{folder}"
    print(f"# Encoder `{encoder.identity}`, {encoder.dimension} dimensions\n")
    print(f"`{command}`, {datetime.now(UTC).date().isoformat()}\n")
    if arguments.data:
        print_retrieval(encoder, *read_pud(arguments.data))
    rows = held_out_rows()
    texts = {
        language: [row.texts[position] for row in rows]
        for position, language in enumerate(LANGUAGES)
    }
    print_retrieval(encoder, f"In-domain rows held out ({len(rows)})", texts, {})
    print_near_duplicates(encoder)
    print_speed(encoder, texts, arguments.model, with_transformer=not arguments.no_transformer)


def read_pud(folder: Path) -> tuple[str, Texts, Texts]:
    """Return a title, the 1,000 sentences of UD-PUD and 1,000 further candidates per language."""
    texts: Texts = {}
    for language in LANGUAGES[1:]:
        lines = _read(folder / "pairs" / f"ud-pud.en-{language}.tsv.gz")
        texts["en"] = [source for source, _ in lines]
        texts[language] = [target for _, target in lines]
    further: Texts = {}
    for language in LANGUAGES:
        source = "bible" if language == "fr" else "xquad"
        other = "zh" if language == "en" else "en"
        first, second = sorted((language, other), key=LANGUAGES.index)
        lines = _read(folder / "pairs" / f"{source}.{first}-{second}.tsv.gz")
        column = [line[0] if language == first else line[1] for line in lines]
        further[language] = column[:FURTHER_CANDIDATES]
    count = len(texts["en"])
    title = (
        f"UD-PUD ({count} sentences of news and encyclopaedia) among "
        f"{count + FURTHER_CANDIDATES}; the further candidates are XQuAD lines, Bible verses in fr"
    )
    return title, texts, further


def _read(path: Path) -> list[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        columns = [line.rstrip("\n").split("\t") for line in lines]
    return [(first, second) for first, second in columns]


def print_retrieval(encoder: Encoder, title: str, texts: Texts, further: Texts) -> None:
    """Print top-1 retrieval, mean of both directions, for all pairs."""
    vectors = {language: encoder.encode(lines) for language, lines in texts.items()}
    more = {language: encoder.encode(lines) for language, lines in further.items()}
    scores = {
        (first, second): retrieval_accuracy(
            vectors[first], vectors[second], more.get(first), more.get(second)
        )
        for first, second in combinations(LANGUAGES, 2)
    }
    print(f"## {title}\n\nTop-1 retrieval, mean of both directions.\n")
    print("| " + " | ".join("-".join(pair) for pair in scores) + " | mean |")
    print("| --- " * (len(scores) + 1) + "|")
    cells = [*scores.values(), float(np.mean(list(scores.values())))]
    print("| " + " | ".join(f"{score:.3f}" for score in cells) + " |\n")


def print_near_duplicates(encoder: Encoder) -> None:
    """Print how often the right one of two near-duplicates ranks first, by kind and by pair."""
    with NEAR_DUPLICATES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    vectors = {language: encoder.encode([row[language] for row in rows]) for language in LANGUAGES}
    by_kind: dict[str, list[bool]] = defaultdict(list)
    by_pair: dict[str, float] = {}
    twin_scores: list[float] = []
    twins = np.arange(len(rows)) ^ 1  # versions a and b of a pair are neighbours
    for source, target in permutations(LANGUAGES, 2):
        scores = vectors[source] @ vectors[target].T
        right = scores.argmax(axis=1) == np.arange(len(rows))
        twin_scores.append(float((scores.diagonal() > scores[np.arange(len(rows)), twins]).mean()))
        by_pair[f"{source}-{target}"] = float(right.mean())
        for row, is_right in zip(rows, right, strict=True):
            by_kind[row["kind"]].append(bool(is_right))
    worst = min(by_pair, key=by_pair.__getitem__)
    print(f"## Near-duplicates ({len(rows) // 2} pairs of sentences, all {len(rows)} candidates)\n")
    print("The translation of each sentence ranks first, mean of the 30 directions; `its twin`: it")
    print("ranks before the near-duplicate alone.\n")
    print("| all | " + " | ".join(by_kind) + " | worst direction | its twin |")
    print("| --- " * (len(by_kind) + 3) + "|")
    kinds = " | ".join(f"{np.mean(found):.3f}" for found in by_kind.values())
    mean = np.mean(list(by_pair.values()))
    print(f"| {mean:.3f} | {kinds} | {worst} {by_pair[worst]:.3f} | {np.mean(twin_scores):.3f} |\n")


def print_speed(encoder: Encoder, texts: Texts, model: str, *, with_transformer: bool) -> None:
    """Print sentences a second, load time and peak memory; a transformer beside them."""
    sentences = speed_sentences(texts)
    rate = sentences_per_second(encoder.encode, sentences, repeats=3)
    process = json.loads(
        subprocess.run(
            [sys.executable, "-m", "benchmarks.encoder", "--load-only", "--model", model],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    print(
        f"## Speed ({len(sentences)} in-domain sentences of about {TOKENS_PER_SENTENCE} tokens)\n"
    )
    busy = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores; load average {busy:.1f} when this ran.\n")
    print("| what | measured |\n| --- | --- |")
    print(f"| sentences a second | {rate:,.0f} |")
    print(f"| load | {process['load_seconds']:.3f} s |")
    print(
        f"| peak memory of a process that encodes 40,000 sentences | {process['peak_mb']:.0f} MB |"
    )
    if with_transformer:
        slow = sentences_per_second(
            random_transformer(), sentences[:TRANSFORMER_SENTENCES], repeats=1
        )
        print(f"| transformer, 12 layers of 384, random weights | {slow:,.1f} sentences a second |")
        print(f"| the static encoder is quicker | {rate / slow:,.0f} times |")
    print()


def speed_sentences(texts: Texts) -> list[str]:
    """Return sentences of six languages cut to about 25 tokens, counted as words or characters."""
    cut = [
        text[: TOKENS_PER_SENTENCE * 2] if language == "zh" else " ".join(text.split()[:18])
        for language, lines in texts.items()
        for text in lines
    ]
    return (cut * (SPEED_SENTENCES // len(cut) + 1))[:SPEED_SENTENCES]


def sentences_per_second(
    encode: Callable[[list[str]], Vectors], sentences: list[str], *, repeats: int
) -> float:
    """Return the best rate of some repeats, after a warming-up."""
    encode(sentences[:32])
    best = float("inf")
    for _ in range(repeats):
        begin = time.perf_counter()
        encode(sentences)
        best = min(best, time.perf_counter() - begin)
    return len(sentences) / best


def measure_process(model: str) -> dict[str, float]:
    """Return load time and peak memory of this process, which has done nothing else."""
    begin = time.perf_counter()
    encoder = load_encoder(model)
    load_seconds = time.perf_counter() - begin
    encoder.encode(["General and complete disarmament under effective control."] * 40_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"load_seconds": load_seconds, "peak_mb": peak}


def random_transformer() -> Callable[[list[str]], Vectors]:
    """Return an encoder of paraphrase-multilingual-MiniLM's shape with random weights.

    12 layers, 384 wide, 12 heads, 1,536 in the feed-forward part; 25 tokens a sentence. The
    tokenizer's time is left out, in the transformer's favour.
    """
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    model = BertModel(
        BertConfig(
            vocab_size=1000,
            hidden_size=384,
            num_hidden_layers=12,
            num_attention_heads=12,
            intermediate_size=1536,
        )
    )
    model.train(mode=False)

    def encode(sentences: list[str]) -> Vectors:
        parts = []
        with torch.inference_mode():
            for begin in range(0, len(sentences), 32):
                count = len(sentences[begin : begin + 32])
                tokens = torch.randint(1000, (count, TOKENS_PER_SENTENCE))
                parts.append(model(tokens).last_hidden_state.mean(dim=1).numpy())
        return np.concatenate(parts)

    return encode


if __name__ == "__main__":
    main()
