"""Fit the termhood model.

    python -m align.training.fit_termhood --gold FILE --text FOLDER --glossary FILE

Reads texts of the project whose terms were marked by hand (`tests/data/terminology`), gathers the
candidates of each with and without its other languages and the glossary, and fits one logistic
model for a text alone and one for a text with its other languages. Writes
`align/terminology/data/termhood.json`, together with what it was fitted on.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoding import load_encoder
from align.model import MultiAlignment, Row, SegmentedText, Signature
from align.terminology.extraction import make_drafts
from align.terminology.model import KnownConcept
from align.terminology.normalised import normalise_plain
from align.terminology.termhood import MODELS
from align.training.logistic import fit_named, write_model

__all__ = ["read_glossary", "read_text", "read_texts"]

LANGUAGES: Final = ("zh", "en", "fr", "es", "ru", "ar")
RIDGE: Final = 3.0
"""Strength of the pull of all weights but the first towards 0; of 1, 3 and 10 it did best when each
text in turn was left out."""

_WEIGHTS_FILE: Final = Path(__file__).parents[1] / "terminology" / "data" / "termhood.json"
_COLUMNS: Final = ("id", "en", "zh", "fr", "es", "ru", "ar")
_CERTAIN: Final = (1.0,) * len(LANGUAGES)

Floats = NDArray[np.float64]


def read_texts(gold: Path, text: Path) -> Iterator[tuple[str, MultiAlignment, frozenset[str]]]:
    """Yield the name of each marked text, its rows in six languages, and its Chinese terms."""
    for name, marked in json.loads(gold.read_text(encoding="utf-8"))["texts"].items():
        alignment = read_text(text / f"{name}.tsv", marked["rows"])
        yield name, alignment, frozenset(map(_plain, marked["zh"]))


def read_text(path: Path, count: int) -> MultiAlignment:
    """Return the first rows of one of the project's own texts in six languages."""
    lines = path.read_text(encoding="utf-8").splitlines()[:count]
    rows = [dict(zip(_COLUMNS, line.split("\t"), strict=True)) for line in lines]
    texts = tuple(
        SegmentedText.from_lines(language, [row[language] for row in rows])
        for language in LANGUAGES
    )
    return MultiAlignment(
        texts=texts,
        rows=tuple(
            Row(cells=((i,),) * len(texts), confidence=1.0, cell_confidence=_CERTAIN)
            for i in range(len(rows))
        ),
        pairs={},
        signature=Signature(version="0", encoder="static"),
    )


def gather(
    alignment: MultiAlignment,
    right: frozenset[str],
    known: Sequence[KnownConcept],
    *,
    of_known: bool = False,
) -> tuple[Floats, Floats]:
    """Return the features of all candidates, or of known concepts, and whether each was marked."""
    _, drafts = make_drafts(alignment, known, load_encoder())
    wanted = [
        draft for draft in drafts if (draft.known is not None) == of_known and 0 in draft.forms
    ]
    marked = [any(_plain(form) in right for form in draft.forms[0]) for draft in wanted]
    return np.array([draft.features for draft in wanted]), np.array(marked, dtype=np.float64)


def read_glossary(path: Path) -> tuple[KnownConcept, ...]:
    """Return the concepts of a table `id, subject, class, status, LANGUAGE...`."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    tags = lines[0][4:]
    return tuple(
        KnownConcept(
            identifier=cells[0],
            concept_class=cells[2],
            subject_field=cells[1],
            terms={tag: tuple(cell.split("|")) for tag, cell in zip(tags, cells[4:], strict=True)},
        )
        for cells in lines[1:]
    )


def alone(alignment: MultiAlignment) -> MultiAlignment:
    """Return the first language of an alignment without the others."""
    rows = tuple(
        Row(cells=row.cells[:1], confidence=1.0, cell_confidence=(1.0,)) for row in alignment.rows
    )
    return MultiAlignment(
        texts=alignment.texts[:1], rows=rows, pairs={}, signature=alignment.signature
    )


def _versions(alignment: MultiAlignment, model: str) -> tuple[MultiAlignment, ...]:
    """Return what a model is fitted on: the text alone, with its other languages, or both."""
    found = {"alone": (alone(alignment),), "linked": (alignment,)}
    return found.get(model, (alone(alignment), alignment))


def _plain(form: str) -> str:
    return normalise_plain(form, "zh").strip("《》“”").replace(" ", "")


def main() -> None:
    """Fit both models and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--glossary", type=Path, required=True)
    parser.add_argument("--ridge", type=float, default=RIDGE)
    parser.add_argument("--leave-out", help="name of a text not to fit on")
    arguments = parser.parse_args()
    marked = read_texts(arguments.gold, arguments.text)
    texts = [item for item in marked if item[0] != arguments.leave_out]
    told: dict[str, dict[str, float]] = {}
    glossary = read_glossary(arguments.glossary)
    for names, model in MODELS.items():
        of_known = model == "known"
        parts = [
            gather(given, right, known, of_known=of_known)
            for _, alignment, right in texts
            for given in _versions(alignment, model)
            for known in ((glossary,) if of_known else ((), glossary))
        ]
        told[model] = fit_named(parts, names, arguments.ridge)
    fitted = f"{', '.join(name for name, _, _ in texts)}: {arguments.gold.name}"
    write_model(_WEIGHTS_FILE, fitted, told)


if __name__ == "__main__":
    main()
