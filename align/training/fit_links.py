"""Fit the model that links terms.

    python -m align.training.fit_links --text FOLDER --glossary FILE

In each of the project's own texts the Chinese terms that the glossary knows are looked for without
the glossary's help; of the candidates of another language in the same rows, those are right that
the glossary has, whatever their inflection. Writes `align/terminology/data/links.json`, together
with what it was fitted on.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment
from align.terminology.candidates import candidates_in_order
from align.terminology.cells import read_columns
from align.terminology.linking import PAIR_FEATURES, pair_features
from align.terminology.model import KnownConcept
from align.terminology.normalised import normalise_plain
from align.terminology.sides import make_sides
from align.terminology.tokens import fold_key, iter_words
from align.training.fit_termhood import read_glossary, read_text
from align.training.logistic import fit_named, write_model

__all__ = ["answers_of", "gather_pairs", "key_of", "learn"]

ROWS: Final = 100
"""Rows of each text: documents of a usual length."""

RIDGE: Final = 3.0
_WEIGHTS_FILE: Final = Path(__file__).parents[1] / "terminology" / "data" / "links.json"

Floats = NDArray[np.float64]
_Part = tuple[Floats, Floats]


def gather_pairs(
    alignment: MultiAlignment, known: Sequence[KnownConcept], encoder: SpanEncoder
) -> Iterator[tuple[Floats, Floats]]:
    """Yield per language the features of the pairs of known terms, and which pairs are right.

    A term none of whose pairs is right is left out: its equivalent may be one that the glossary
    lacks.
    """
    columns = read_columns(alignment)
    found = candidates_in_order(columns)
    sides = make_sides(columns, found, len(alignment.rows), encoder)
    answers = answers_of(known, columns[0].subtag)
    for position in range(1, len(columns)):
        subtag = columns[position].subtag
        first, second, features = pair_features(sides[0], sides[position])
        for source in np.unique(first):
            concepts = answers.get(found[0][source].key)
            if not concepts:
                continue
            right = {
                key_of(term, subtag)
                for concept in concepts
                for term in concept.terms.get(subtag, ())
            }
            places = np.flatnonzero(first == source)
            labels = [found[position][second[place]].key in right for place in places]
            if any(labels):
                yield features[places], np.array(labels, dtype=np.float64)


def answers_of(known: Sequence[KnownConcept], subtag: str) -> Mapping[str, list[KnownConcept]]:
    """Return the concepts of a glossary by the keys of their terms in one language."""
    answers: dict[str, list[KnownConcept]] = {}
    for concept in known:
        for term in concept.terms.get(subtag, ()):
            answers.setdefault(key_of(term, subtag), []).append(concept)
    return answers


def key_of(term: str, subtag: str) -> str:
    """Return the key of the candidate that a term would be in a text."""
    plain = normalise_plain(term, subtag)
    return fold_key(tuple(word.text for word in iter_words(plain, subtag)), subtag)


def learn(
    description: str | None,
    gather: Callable[[MultiAlignment, Sequence[KnownConcept], SpanEncoder], Iterable[_Part]],
) -> tuple[list[str], list[_Part]]:
    """Return the names of the texts the command line asks for, and what is gathered from them."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--glossary", type=Path, required=True)
    parser.add_argument("--leave-out", nargs="*", default=[], help="names of texts not to fit on")
    arguments = parser.parse_args()
    encoder, known = load_encoder(), read_glossary(arguments.glossary)
    names = sorted(path.stem for path in arguments.text.glob("*.tsv"))
    names = [name for name in names if name not in arguments.leave_out]
    parts = [
        part
        for name in names
        for part in gather(read_text(arguments.text / f"{name}.tsv", ROWS), known, encoder)
    ]
    return names, parts


def main() -> None:
    """Fit the model and write it."""
    names, parts = learn(__doc__, gather_pairs)
    fitted = f"{len(parts)} terms of the glossary in {', '.join(names)}"
    write_model(_WEIGHTS_FILE, fitted, fit_named(parts, PAIR_FEATURES, RIDGE))


if __name__ == "__main__":
    main()
