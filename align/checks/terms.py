"""Check that known terms are rendered by their known equivalents."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from align.checks.context import Cell, Context, TermEntry
from align.checks.model import Finding, Severity
from sources.language import primary_subtag

__all__ = ["TermsCheck"]

_LONG_STEM: Final = 5
_CHINESE: Final = "zh"


class TermsCheck:
    """A known term in one version without any of its equivalents in another."""

    id = "term"
    severity = Severity.WARNING
    rule = (
        "Where the source has a known term, every version has one of its known equivalents, in "
        "any inflected form."
    )

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row, term and version."""
        for entry in context.terms:
            named = {primary_subtag(tag): tuple(terms) for tag, terms in entry.items()}
            for row in context.grid:
                source = row[0]
                if source is None or not _holds(source, named):
                    continue
                for cell in row[1:]:
                    if cell is not None and _expects(cell, named) and not _holds(cell, named):
                        yield _finding(source, cell, entry)


def _expects(cell: Cell, named: dict[str, tuple[str, ...]]) -> bool:
    return bool(named.get(primary_subtag(cell.language)))


def _holds(cell: Cell, named: dict[str, tuple[str, ...]]) -> bool:
    language = primary_subtag(cell.language)
    text = _key(cell.text, language)
    return any(_contains(text, _key(term, language)) for term in named.get(language, ()))


def _contains(text: Sequence[str], term: Sequence[str]) -> bool:
    """Return whether the words of a term stand side by side in a text."""
    size = len(term)
    return bool(size) and any(
        all(map(_is_same, text[start : start + size], term))
        for start in range(len(text) - size + 1)
    )


def _is_same(first: str, second: str) -> bool:
    """Return whether two stems belong to one word; stemmers cut some forms shorter."""
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    return len(short) >= _LONG_STEM and len(long) - len(short) <= 2 and long.startswith(short)


@lru_cache(maxsize=4096)
def _key(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of a text; for Chinese its characters, without spaces."""
    # Imported here because the package of terminology loads numpy.
    from align.terminology.normalised import normalise_plain
    from align.terminology.tokens import iter_words, stem

    plain = normalise_plain(text, language)
    if language == _CHINESE:
        return tuple(character for character in plain.casefold() if not character.isspace())
    return tuple(stem(word.text, language) for word in iter_words(plain, language))


def _finding(source: Cell, cell: Cell, entry: TermEntry) -> Finding:
    term = next(iter(entry.get(source.language, ())), "") or next(
        terms[0]
        for tag, terms in entry.items()
        if primary_subtag(tag) == primary_subtag(source.language)
    )
    expected = next(
        terms[0]
        for tag, terms in entry.items()
        if primary_subtag(tag) == primary_subtag(cell.language)
    )
    return Finding(
        check=TermsCheck.id,
        severity=Severity.WARNING,
        row=cell.row,
        languages=(source.language, cell.language),
        message=f"{source.language} has “{term}”; {cell.language} has no “{expected}”",
        marks=(*source.marks(), *cell.marks()),
    )
