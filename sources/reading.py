"""Turn one file into a `Document`: reader, language, provenance."""

import hashlib
import re
from pathlib import Path
from typing import Final

from sources.document import Document, Provenance
from sources.language import OFFICIAL_LANGUAGES, parse_language
from sources.language_check import check_language
from sources.readers import find_reader, load_file
from sources.symbol import symbol_of_file_name

__all__ = ["name_and_language", "read_document"]

_UNDETERMINED: Final = "und"  # BCP 47's word for a language nobody stated
_OFFICIAL_TAGS: Final = frozenset(language.tag for language in OFFICIAL_LANGUAGES)
_TAG: Final = r"[A-Za-z]{2}(?:[-_](?:[A-Za-z]{4}|[A-Za-z]{2}|[0-9]{3}))*"
_DOTTED: Final = re.compile(rf"(?P<name>.+)\.(?P<language>{_TAG})")
_HYPHENED: Final = re.compile(r"(?P<name>.+)[-_](?P<language>[A-Za-z]{2})")


def read_document(path: str | Path, language: str | None = None) -> Document:
    """Return the document in a file.

    The format is recognised by content. The language is the one stated, else the one in the
    file's name (`NAME.LANG.EXT` or `LANG/NAME.EXT`), else `und`: it is never guessed.

    Raises:
        SourceError: the file is missing, empty, damaged or of a format nobody can read.
        WrongLanguageError: the text is in another of the six languages than stated.
        LanguageError: `language` is not a language tag.
    """
    path = Path(path)
    name, named_language = name_and_language(path)
    tag = parse_language(language) if language else named_language or _UNDETERMINED
    file = load_file(path)
    reading = find_reader(file).read(file, tag)
    check_language("\n".join(paragraph.text for paragraph in reading.paragraphs), tag, file.name)
    symbol = symbol_of_file_name(name)
    provenance = Provenance(
        name=str(symbol) if symbol else name,
        location=file.name,
        sha256=hashlib.sha256(file.data).hexdigest(),
        symbol=str(symbol) if symbol else None,
        encoding=reading.encoding,
    )
    return Document(
        language=tag,
        paragraphs=reading.paragraphs,
        provenance=provenance,
        dropped=reading.dropped,
    )


def name_and_language(path: Path) -> tuple[str, str | None]:
    """Return the name of a document and its language as the path tells them.

    `report.zh.txt`, `zh/report.txt` and `A_65_496-EN.pdf` (official languages only) are known;
    the language is None where the path says nothing.
    """
    stem = path.name[: -len(path.suffix)] if path.suffix else path.name
    match = _DOTTED.fullmatch(stem)
    if match:
        return match["name"], parse_language(match["language"].lower())
    match = _HYPHENED.fullmatch(stem)
    if match and match["language"].lower() in _OFFICIAL_TAGS:
        return match["name"], match["language"].lower()
    if re.fullmatch(_TAG, path.parent.name):
        return stem, parse_language(path.parent.name.lower())
    return stem, None
