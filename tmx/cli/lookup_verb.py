"""`sixfold lookup`: what a term is called elsewhere, and where that is said."""

import click

from tmx.cli.options import filter_options
from tmx.cli.output import print_json, print_line, read_text_argument, warn
from tmx.model import PropertyType
from tmx.search.evidence import Proof, Prover
from tmx.search.terms import TermMatch, lookup
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter

# Sentences shown per entry on the terminal; --json gives all.
_PROOFS_SHOWN = 2


@click.command(name="lookup")
@click.argument("memory")
@click.argument("term")
@click.option("--from", "--language", "language", help="Language of TERM; any if left out.")
@click.option("--to", "targets", multiple=True, help="Language wanted; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 1000), default=5, show_default=True)
@filter_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def command(
    memory: str,
    term: str,
    targets: tuple[str, ...],
    language: str | None,
    limit: int,
    *,
    wanted: UnitFilter,
    as_json: bool,
) -> None:
    """Look TERM up in MEMORY: its equivalents, with the sentences that prove them.

    TERM may be in any language and form: inflected, abbreviated, a part, two Chinese characters.
    With --symbol, --since, --until or --minimum-confidence only what such sentences prove is shown.

    Examples:
      sixfold lookup demo/memory.db 裂变材料 --to en
      sixfold lookup demo/memory.db disarmament --from en --to zh --symbol A/65/496
    """
    term = read_text_argument(term)
    with Memory.open(memory) as opened:
        matches = lookup(
            opened,
            term,
            to=targets,
            language=language,
            wanted=wanted if wanted.narrows else None,
            limit=limit,
        )
        prover = Prover(opened, wanted)
        for match in matches:
            proofs = list(prover.iter_proofs(match.entry))
            if as_json:
                print_json(_as_json(match, proofs))
            else:
                _print(match, proofs)
        if not matches:
            warn(f"nothing is known of {term!r}; 'sixfold concordance' searches the texts")
            raise SystemExit(1)


def _print(match: TermMatch, proofs: list[Proof]) -> None:
    entry = match.entry
    details = [entry.category or "concept", match.kind.name.lower().replace("_", " ")]
    if entry.score is not None:
        details.append(f"score {entry.score:.2f}")
    print_line(f"{match.term.text} ({match.language})  {', '.join(details)}")
    equivalents: dict[str, list[str]] = {}
    for language, term in match.equivalents:
        equivalents.setdefault(language, []).append(term.text)
    for language, terms in equivalents.items():
        print_line(f"  {language}  {' | '.join(terms)}")
    for proof in proofs[:_PROOFS_SHOWN]:
        place = proof.document + (f", {proof.paragraph}" if proof.paragraph else "")
        for language in (match.language, *equivalents):
            variant = proof.unit.variant(language)
            if variant is not None:
                print_line(f"    [{place}] {language}: {variant.text}")


def _as_json(match: TermMatch, proofs: list[Proof]) -> dict[str, object]:
    entry = match.entry
    equivalents: dict[str, list[str]] = {}
    for language, term in match.equivalents:
        equivalents.setdefault(language, []).append(term.text)
    return {
        "id": entry.id,
        "class": entry.category,
        "score": None if entry.score is None else round(entry.score, 4),
        "known": entry.known,
        "match": match.kind.name.lower(),
        "language": match.language,
        "term": match.term.text,
        "equivalents": equivalents,
        "evidence": [
            {
                "tuid": proof.unit.tuid,
                "document": proof.document,
                "paragraph": proof.paragraph,
                "confidence": proof.unit.property(PropertyType.CONFIDENCE),
                "texts": {variant.language: variant.text for variant in proof.unit.variants},
                "spans": {
                    language: [list(span) for span in spans] for language, spans in proof.spans
                },
            }
            for proof in proofs
        ],
    }
