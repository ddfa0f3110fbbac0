"""`sixfold terms`: the terms of a memory."""

from pathlib import Path

import click

from tmx.cli.output import print_json, print_line, warn
from tmx.formats.registry import write_concepts
from tmx.model import ConceptEntry
from tmx.store.memory import Memory
from tmx.terms import memory_path, terms_of_memory


@click.command(name="terms")
@click.argument("memory", metavar="MEMORY|DIR")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines, all concepts.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    help="Write .tbx, .csv, .tsv or an OmegaT glossary .utf8 instead of printing.",
)
@click.option("--languages", help="Columns of a table, or source,target of a glossary.")
def command(
    memory: str, limit: int, out: str | None, languages: str | None, *, as_json: bool
) -> None:
    """Print the terms of MEMORY, or of memory.db in DIR, best first.

    A memory without a termbase (an imported one) has its terms extracted on the spot.

    Examples:
      sixfold terms demo/ --json
      sixfold terms demo/ --out terms.utf8 --languages zh,en
    """
    with Memory.open(memory_path(memory)) as opened:
        entries = terms_of_memory(opened)
    columns = (
        [tag.strip() for tag in languages.split(",")]
        if languages
        else list(dict.fromkeys(s.language for entry in entries for s in entry.languages))
    )
    if out is not None:
        count = write_concepts(Path(out), entries, languages=columns)
        warn(f"{count} lines or concepts written to {out}")
    elif as_json:
        for rank, entry in enumerate(entries, start=1):
            print_json(_as_json(rank, entry))
    else:
        print_line("rank\tscore\tclass\tknown\t" + "\t".join(columns))
        for rank, entry in enumerate(entries[:limit], start=1):
            cells = [" | ".join(term.text for term in entry.terms(tag)) for tag in columns]
            score = "" if entry.score is None else f"{entry.score:.2f}"
            known = "known" if entry.known else "new"
            print_line("\t".join([str(rank), score, entry.category or "", known, *cells]))


def _as_json(rank: int, entry: ConceptEntry) -> dict[str, object]:
    return {
        "rank": rank,
        "score": None if entry.score is None else round(entry.score, 4),
        "class": entry.category,
        "known": entry.known,
        "terms": {
            section.language: [term.text for term in section.terms] for section in entry.languages
        },
        "evidence": [
            {
                "tuid": item.tuid,
                "spans": {tag: [list(span) for span in spans] for tag, spans in item.spans},
            }
            for item in entry.evidence
        ],
    }
