"""Fit the models that say how sure an equivalent is.

    python -m align.training.fit_agreement --text FOLDER --glossary FILE

As in `align.training.fit_links`, in each of the project's own texts the Chinese terms that the
glossary knows are looked for without the glossary's help; of the equivalents that the links give
for each, those are right that the glossary has. Writes `align/terminology/data/agreement.json`,
together with what it was fitted on. Fit the links first.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment
from align.terminology.agreement import AGREEMENT_MODELS, agreement_features
from align.terminology.candidates import candidates_in_order
from align.terminology.cells import read_columns
from align.terminology.linking import link_sides
from align.terminology.model import KnownConcept
from align.terminology.sides import make_sides
from align.training.fit_links import answers_of, key_of, learn
from align.training.logistic import fit_named, write_model

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
    names, parts = learn(__doc__, gather_equivalents)
    told = {
        model: fit_named(
            [part for part in parts if part[0].shape[1] == len(features)], features, RIDGE
        )
        for features, model in AGREEMENT_MODELS.items()
    }
    fitted = f"{len(parts) // 2} equivalents of terms of the glossary in {', '.join(names)}"
    write_model(_WEIGHTS_FILE, fitted, told)


if __name__ == "__main__":
    main()
