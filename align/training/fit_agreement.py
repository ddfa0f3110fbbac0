"""Fit the models that say how sure an equivalent is.

    python -m align.training.fit_agreement --text FOLDER --glossary FILE

As in `align.training.fit_links`, in each of the project's own texts the Chinese terms that the
glossary knows are looked for without the glossary's help; of the equivalents that the links give
for each, those are right that the glossary has. Writes `align/terminology/data/agreement.json`,
together with what it was fitted on. Fit the links first.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment
from align.terminology.agreement import AGREEMENT_MODELS, agreement_features
from align.terminology.candidates import candidates_in_order
from align.terminology.cells import read_columns
from align.terminology.linking import link_sides
from align.terminology.model import KnownConcept
from align.terminology.sides import make_sides
from align.training.fit_links import ROWS, answers_of, key_of
from align.training.fit_termhood import read_glossary, read_text
from align.training.logistic import fit_logistic

__all__ = ["gather_equivalents"]

RIDGE: Final = 1.0
_WEIGHTS_FILE: Final = Path(__file__).parents[1] / "terminology" / "data" / "agreement.json"

Floats = NDArray[np.float64]


def gather_equivalents(
    alignment: MultiAlignment, known: Sequence[KnownConcept], encoder: SpanEncoder
) -> Iterator[tuple[Floats, Floats]]:
    """Yield per known term and language the features of its equivalents, and which are right.

    Each once with the help of a third language and once without, as in a text of two. A term
    whose right equivalent is nowhere in its rows is left out: the text may use one that the
    glossary lacks.
    """
    columns = read_columns(alignment)
    found = candidates_in_order(columns)
    sides = dict(enumerate(make_sides(columns, found, len(alignment.rows), encoder)))
    direct = {position: link_sides(sides[0], sides[position]) for position in sides if position}
    answers = answers_of(known, columns[0].subtag)
    rows = [
        [{column.cells[place.cell].row for place in item.occurrences} for item in items]
        for column, items in zip(columns, found, strict=True)
    ]
    for position, links in direct.items():
        subtag = columns[position].subtag
        versions = [
            agreement_features(position, others, sides) for others in (direct, {position: links})
        ]
        for source, candidate in enumerate(found[0]):
            right = {
                key_of(term, subtag)
                for concept in answers.get(candidate.key, ())
                for term in concept.terms.get(subtag, ())
            }
            near = {
                item.key
                for item, there in zip(found[position], rows[position], strict=True)
                if item.key in right and there & rows[0][source]
            }
            if near:
                given = links.target[source] >= 0
                keys = [found[position][target].key for target in links.target[source][given]]
                labels = np.array([float(key in near) for key in keys])
                yield from ((features[source][given], labels) for features in versions)


def main() -> None:
    """Fit both models and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
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
        for part in gather_equivalents(
            read_text(arguments.text / f"{name}.tsv", ROWS), known, encoder
        )
    ]
    told = {}
    for names_of_features, model in AGREEMENT_MODELS.items():
        chosen = [part for part in parts if part[0].shape[1] == len(names_of_features)]
        weights = fit_logistic(
            np.concatenate([part[0] for part in chosen]),
            np.concatenate([part[1] for part in chosen]),
            penalty=RIDGE,
            free_first=True,
        )
        told[model] = {
            name: round(float(w), 4) for name, w in zip(names_of_features, weights, strict=True)
        }
    fitted = f"{len(parts) // 2} equivalents of terms of the glossary in {', '.join(names)}"
    _WEIGHTS_FILE.write_text(
        json.dumps({"fitted on": fitted, "weights": told}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
