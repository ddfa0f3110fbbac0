"""Measure terminology: linking on the SDG text, extraction on texts marked by hand.

    python -m benchmarks.terminology links --sdg un-sdg-opensdg.tsv.gz
    python -m benchmarks.terminology extraction [--opponents] [--development]
    python -m benchmarks.terminology speed

The SDG text is the six-language goals, targets and indicators of open-sdg/sdg-translations (MIT).
The answers stand in `tests/data/terminology`; they were written before the program was run.
Extraction is measured on `unseen`, two texts that nothing was tuned on; `--development` shows the
texts that the termhood model was fitted on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment, Row, SegmentedText, Signature
from align.terminology import Concept, extract_terms
from align.terminology.equivalents import find_equivalents
from align.terminology.model import KnownConcept
from align.terminology.normalised import normalise_plain
from align.terminology.tokens import fold_key, iter_words
from tmx.engines import ProcessEngine
from tmx.glossary import load_seed_glossary

GOLD = Path(__file__).parents[1] / "tests/data/terminology"


def from_columns(languages: list[str], columns: list[list[str]]) -> MultiAlignment:
    """Return an alignment with one row per line."""
    texts = tuple(
        SegmentedText.from_lines(language, lines)
        for language, lines in zip(languages, columns, strict=True)
    )
    certain = (1.0,) * len(texts)
    rows = tuple(
        Row(cells=((index,),) * len(texts), confidence=1.0, cell_confidence=certain)
        for index in range(len(columns[0]))
    )
    signature = Signature(version="0", encoder="static")
    return MultiAlignment(texts=texts, rows=rows, pairs={}, signature=signature)


def read_sdg(path: Path) -> MultiAlignment:
    """Return the six-language SDG text."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t") for line in stream]
    return from_columns(rows[0], [list(column) for column in zip(*rows[1:], strict=True)])


def key(form: str, language: str) -> str:
    """Return what inflected forms of a term share; Arabic articles and accents do not count."""
    plain = normalise_plain(form, language)
    return fold_key(tuple(word.text for word in iter_words(plain, language)), language)


def measure_links(path: Path, *, verbose: bool) -> None:
    """Print how many of the equivalents written by hand are found."""
    gold = json.loads((GOLD / "sdg_links.json").read_text(encoding="utf-8"))["terms"]
    alignment = read_sdg(path)
    start = time.perf_counter()
    found = find_equivalents(alignment, list(gold), language="en", limit=3)
    seconds = time.perf_counter() - start
    totals: dict[str, list[int]] = {}
    for term, answers in gold.items():
        for language, forms in answers.items():
            right = {key(form, language) for form in forms}
            ranked = [form for form, _ in found.get(term, {}).get(language, ())]
            keys = [key(form, language) for form in ranked]
            lenient = bool(keys) and any(one in keys[0] or keys[0] in one for one in right)
            tally = totals.setdefault(language, [0, 0, 0, 0])
            tally[0] += bool(keys) and keys[0] in right
            tally[1] += lenient
            tally[2] += any(one in right for one in keys)
            tally[3] += 1
            if verbose and not (keys and keys[0] in right):
                print(f"  {term} [{language}] {ranked} expected {forms}", file=sys.stderr)
    totals["all"] = [sum(column) for column in zip(*totals.values(), strict=True)]
    print(f"{'':4} {'top 1':>7} {'lenient':>8} {'top 3':>7} {'links':>6}   ({seconds:.1f} s)")
    for language, (first, lenient, third, count) in totals.items():
        shares = f"{first / count:7.3f} {lenient / count:8.3f} {third / count:7.3f}"
        print(f"{language:4} {shares} {count:6}")


TEXT = Path(__file__).parents[1] / "align/training/text"
LANGUAGES = ["zh", "en", "fr", "es", "ru", "ar"]
COLUMNS = ["id", "en", "zh", "fr", "es", "ru", "ar"]


def read_own(name: str, rows: int, languages: list[str]) -> MultiAlignment:
    """Return the first rows of one of the project's own texts."""
    lines = (TEXT / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[:rows]
    cells = [line.split("\t") for line in lines]
    return from_columns(
        languages, [[cell[COLUMNS.index(language)] for cell in cells] for language in languages]
    )


def opponents(text: str) -> dict[str, list[str]]:
    """Return what off-the-shelf extractors list, best first; needs `pip install jieba yake`."""
    import jieba
    import jieba.analyse
    import yake

    words = [word for word in jieba.cut(text) if len(word) > 1]
    counts = Counter(words)
    spaced = yake.KeywordExtractor(lan="zh", n=4, top=400).extract_keywords(
        " ".join(jieba.cut(text))
    )
    return {
        "frequency": sorted(counts, key=lambda word: (-counts[word], word)),
        "jieba TF-IDF": jieba.analyse.extract_tags(text, topK=400),
        "jieba TextRank": jieba.analyse.textrank(text, topK=400),
        "YAKE n=4": list(dict.fromkeys(form.replace(" ", "") for form, _ in spaced)),
    }


def marked_texts(*, development: bool) -> Iterator[tuple[MultiAlignment, dict[str, Any]]]:
    """Yield each marked text in six languages with what was marked in it."""
    folder = GOLD if development else GOLD / "unseen"
    name_of_gold = "extraction_gold.json" if development else "gold.json"
    gold = json.loads((folder / name_of_gold).read_text(encoding="utf-8"))["texts"]
    for name, marked in gold.items():
        if development:
            yield read_own(name, marked["rows"], LANGUAGES), marked
        else:
            lines = (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
            rows = [line.split("\t") for line in lines]
            yield (
                from_columns(rows[0], [list(cells) for cells in zip(*rows[1:], strict=True)]),
                marked,
            )


def measure_extraction(*, development: bool, with_opponents: bool, verbose: bool) -> None:
    """Print precision and recall of the Chinese terms, and how right their equivalents are."""
    scores: dict[str, list[tuple[float, ...]]] = {}
    tallies: dict[str, Counter[str]] = {}
    for alignment, marked in marked_texts(development=development):
        right = {plain(term) for term in marked["zh"]}
        lists: dict[str, list[str]] = {}
        for label, given, known in (
            ("ours, Chinese alone", alone(alignment), ()),
            ("ours, six languages", alignment, ()),
            ("ours, six languages and glossary", alignment, load_seed_glossary()),
        ):
            concepts = extract_terms(given, known=known)
            lists[label] = [form for item in concepts for form in item.terms.get("zh", ())]
            if given is alignment:
                count_equivalents(
                    concepts, marked, tallies.setdefault(label, Counter()), verbose=verbose
                )
        if with_opponents:
            text = "\n".join(
                segment.text.replace(" ", "") for segment in alignment.texts[0].segments
            )
            lists |= opponents(text)
        for label, forms in lists.items():
            unique = list(dict.fromkeys(map(plain, forms)))
            hits = [form in right for form in unique]
            size = min(100, len(right))
            scores.setdefault(label, []).append(
                (
                    sum(hits[:50]) / 50,
                    sum(hits[:100]) / 100,
                    sum(hits[:size]) / size,
                    sum(hits[:200]) / len(right),
                )
            )
            if verbose and label.startswith("ours"):
                print(label, [form for form in unique[:100] if form not in right])
                print("   missed", sorted(right - set(unique[:200])))
    print(f"{'':34} {'P@50':>6} {'P@100':>6} {'P@N':>6} {'R@200':>6}   N = 100 or the terms marked")
    for label, values in scores.items():
        mean = [sum(column) / len(values) for column in zip(*values, strict=True)]
        print(f"{label:34} " + " ".join(f"{value:6.2f}" for value in mean))
    for label, tally in tallies.items():
        if tally["asked"]:
            given, same, exact = (
                f"{tally[name] / tally['asked']:.2f}" for name in ("given", "same", "exact")
            )
            print(
                f"{label}: of {tally['asked']} equivalents asked for {given} given, "
                f"{same} right but for inflection, {exact} in the base form"
            )


def count_equivalents(
    concepts: Sequence[Concept], marked: dict[str, Any], tally: Counter[str], *, verbose: bool
) -> None:
    """Count how many equivalents are given, are the right word, and have its base form."""
    by_term = {plain(form): item for item in concepts for form in item.terms.get("zh", ())}
    for term, answers in marked.get("equivalents", {}).items():
        concept = by_term.get(plain(term))
        for language, forms in answers.items():
            tally["asked"] += 1
            given = list(concept.terms.get(language, ()))[:1] if concept else []
            tally["given"] += bool(given)
            folded = {normalise_plain(form, language).casefold() for form in forms}
            is_exact = any(normalise_plain(form, language).casefold() in folded for form in given)
            keys = {key(form, language) for form in forms}
            is_same = is_exact or any(key(form, language) in keys for form in given)
            tally["exact"] += is_exact
            tally["same"] += is_same
            if verbose and not is_exact:
                print(f"  {term} [{language}] {given} expected {forms}")


def alone(alignment: MultiAlignment) -> MultiAlignment:
    """Return the first language of an alignment without the others."""
    lines = [segment.text for segment in alignment.texts[0].segments]
    return from_columns([alignment.languages[0]], [lines])


def measure_speed() -> None:
    """Print the time and memory of 100 documents of 60 rows in six languages, on all cores.

    Documents are shared out among processes, as `sixfold corpus` does it; loading is counted.
    """
    documents = []
    for path in sorted(TEXT.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for start in range(0, len(lines) - 59, 60):
            cells = [line.split("\t") for line in lines[start : start + 60]]
            columns = [[cell[COLUMNS.index(name)] for cell in cells] for name in LANGUAGES]
            documents.append(from_columns(LANGUAGES, columns))
    documents = (documents * 100)[:100]
    engine = ProcessEngine()
    start_wall = time.perf_counter()
    found = sum(engine.run(documents, count_terms, lambda _: 0))
    wall = time.perf_counter() - start_wall
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"100 documents, {found} terms, {engine.workers} processes: {wall:.1f} s, "
        f"{ended.ru_utime + ended.ru_stime:.1f} s of processor, "
        f"at most {ended.ru_maxrss / 1e6:.2f} GB a process"
    )


@cache
def tools() -> tuple[SpanEncoder, tuple[KnownConcept, ...]]:
    """Return what every document needs, loaded once a process."""
    return load_encoder(), load_seed_glossary()


def count_terms(document: MultiAlignment) -> int:
    """Return how many terms a document has."""
    encoder, known = tools()
    return len(extract_terms(document, known=known, encoder=encoder))


def plain(form: str) -> str:
    """Return a Chinese term without its marks and spaces."""
    return normalise_plain(form, "zh").strip('《》“”"').replace(" ", "")


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    links = commands.add_parser("links")
    links.add_argument("--sdg", type=Path, required=True)
    links.add_argument("--verbose", action="store_true")
    extraction = commands.add_parser("extraction")
    extraction.add_argument("--opponents", action="store_true")
    extraction.add_argument("--development", action="store_true")
    extraction.add_argument("--verbose", action="store_true")
    commands.add_parser("speed")
    arguments = parser.parse_args()
    if arguments.command == "speed":
        measure_speed()
    elif arguments.command == "links":
        measure_links(arguments.sdg, verbose=arguments.verbose)
    else:
        measure_extraction(
            development=arguments.development,
            with_opponents=arguments.opponents,
            verbose=arguments.verbose,
        )


if __name__ == "__main__":
    main()
