"""Check that known terms are rendered by their known equivalents."""

from collections.abc import Iterator, Mapping

from align.checks.context import Cell, Context, TermEntry
from align.checks.model import Finding, Severity, language_name
from sources.language import primary_subtag

__all__ = ["TermsCheck"]


class TermsCheck:
    """A known term in one version without any of its equivalents in another.

    A term within a longer one that is known too does not count: 裁军 in 裁军谈判会议 is no
    mention of disarmament. An equivalent within a longer one does.
    """

    id = "term"
    severity = Severity.WARNING
    rule = (
        "Where the source has a known term, every version has one of its known equivalents, in "
        "any inflected form."
    )

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row, term and version."""
        if not context.terms or len(context.languages) == 1:
            return
        # Imported here because the package of terminology loads numpy.
        from align.terminology.cells import read_columns
        from align.terminology.known import match_terms, named_anywhere, term_patterns
        from align.terminology.model import KnownConcept

        entries = tuple(
            KnownConcept(
                identifier=str(index),
                concept_class="concept",
                terms={tag: tuple(terms) for tag, terms in entry.items()},
            )
            for index, entry in enumerate(context.terms)
        )
        columns = read_columns(context.alignment)
        source = columns[0]
        mentions = {
            (source.cells[place.cell].row, concept)
            for place, concepts, _ in match_terms(source, term_patterns(source.subtag, entries))
            for concept in concepts
        }
        named = {
            column.language: set(named_anywhere(column, term_patterns(column.subtag, entries)))
            for column in columns[1:]
        }
        for row, concept in sorted(mentions, key=lambda item: (item[1], item[0])):
            first, *others = context.grid[row]
            wanted = _by_subtag(context.terms[concept])
            for cell in others:
                if (
                    first is not None
                    and cell is not None
                    and wanted.get(primary_subtag(cell.language))
                    and (row, concept) not in named[cell.language]
                ):
                    yield _finding(first, cell, wanted)


def _by_subtag(entry: TermEntry) -> Mapping[str, tuple[str, ...]]:
    return {primary_subtag(tag): tuple(terms) for tag, terms in entry.items()}


def _finding(source: Cell, cell: Cell, terms: Mapping[str, tuple[str, ...]]) -> Finding:
    term = terms[primary_subtag(source.language)][0]
    expected = terms[primary_subtag(cell.language)][0]
    return Finding(
        check=TermsCheck.id,
        severity=Severity.WARNING,
        row=cell.row,
        languages=(source.language, cell.language),
        message=(
            f"{language_name(source.language)} has “{term}”, {language_name(cell.language)} none "
            f"of its known equivalents, such as “{expected}”"
        ),
        marks=(*source.marks(), *cell.marks()),
    )
