"""`sixfold terms`: the terms of a memory or a document."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from tmx.cli.output import print_json, print_line, read_document_argument, warn
from tmx.formats.registry import write_concepts
from tmx.model import ConceptEntry
from tmx.store.memory import Memory
from tmx.terms import (
    is_document,
    likely_terms,
    memory_path,
    terms_of_document,
    terms_of_memory,
)


@click.command(name="terms")
@click.argument("source", metavar="MEMORY|DIR|FILE")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines, all concepts.")
@click.option("--evidence", is_flag=True, help="Print the sentences that prove each term below it.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    help="Write .tbx, .csv, .tsv or an OmegaT glossary .utf8 instead of printing.",
)
@click.option("--languages", help="Columns of a table, or source,target of a glossary.")
@click.option("--language", help="Language of FILE; read from its name (NAME.zh.txt) if left out.")
def command(
    source: str,
    limit: int,
    out: str | None,
    languages: str | None,
    language: str | None,
    *,
    as_json: bool,
    evidence: bool,
) -> None:
    """Print the terms of a memory, of memory.db in DIR or of a document FILE, best first.

    A document ('-' for stdin), or a memory without a termbase, has its terms extracted on the
    spot. The score says how likely it is a term that somebody would record; after the terms, how
    sure each equivalent is that no glossary gave, how many rows name the concept, where the first
    of them stands, and the id of the entry.

    Examples:
      sixfold terms demo/ --json

      sixfold terms demo/ --out terms.utf8 --languages zh,en

      sixfold terms A_65_496.zh.pdf --evidence
    """
    entries = _entries(source, language)
    columns = (
        [tag.strip() for tag in languages.split(",")]
        if languages
        else list(dict.fromkeys(s.language for entry in entries for s in entry.languages))
    )
    if out is not None:
        wanted = likely_terms(entries) if out.lower().endswith(".utf8") else entries
        count = write_concepts(Path(out), wanted, languages=columns)
        warn(f"{count} lines or concepts written to {out}")
    elif as_json:
        for rank, entry in enumerate(entries, start=1):
            print_json(_as_json(rank, entry))
    else:
        print_line("\t".join(_head(columns)))
        for rank, entry in enumerate(entries[:limit], start=1):
            print_line("\t".join(_cells(rank, entry, columns)))
            for line in _proofs(entry, columns) if evidence else ():
                print_line(line)


def _entries(source: str, language: str | None) -> tuple[ConceptEntry, ...]:
    if is_document(source):
        return terms_of_document(read_document_argument(source, language))
    with Memory.open(memory_path(source)) as opened:
        return terms_of_memory(opened)


def _head(columns: Sequence[str]) -> list[str]:
    sure = [f"sure {tag}" for tag in columns[1:]]
    return ["rank", "score", "class", "known", *columns, *sure, "rows", "where", "id"]


def _cells(rank: int, entry: ConceptEntry, columns: Sequence[str]) -> list[str]:
    terms = [" | ".join(term.text for term in entry.terms(tag)) for tag in columns]
    sure = [_share(next((term.score for term in entry.terms(tag)), None)) for tag in columns[1:]]
    return [
        str(rank),
        _share(entry.score),
        entry.category or "",
        "known" if entry.known else "new",
        *terms,
        *sure,
        str(len(entry.evidence)),
        _where(entry),
        entry.id,
    ]


def _proofs(entry: ConceptEntry, columns: Sequence[str]) -> Iterator[str]:
    for tag in columns:
        for term in entry.terms(tag):
            if term.context:
                yield f"    [{term.source or ''}] {tag}: {term.context}"


def _where(entry: ConceptEntry) -> str:
    """Return where the first row stands that names the concept."""
    places = (term.source for section in entry.languages for term in section.terms)
    return next((place for place in places if place), "")


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _as_json(rank: int, entry: ConceptEntry) -> dict[str, object]:
    return {
        "rank": rank,
        "id": entry.id,
        "score": None if entry.score is None else round(entry.score, 4),
        "class": entry.category,
        "known": entry.known,
        "approved": entry.approved,
        "terms": {
            section.language: [term.text for term in section.terms] for section in entry.languages
        },
        "sure": {
            section.language: round(section.terms[0].score, 4)
            for section in entry.languages
            if section.terms[0].score is not None
        },
        "where": _where(entry),
        "evidence": [
            {
                "tuid": item.tuid,
                "spans": {tag: [list(span) for span in spans] for tag, spans in item.spans},
            }
            for item in entry.evidence
        ],
    }
