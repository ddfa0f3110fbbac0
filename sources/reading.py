"""Turn one file into a `Document`: reader, language, provenance."""

import hashlib
import os
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Final, Self

from sources.document import Document, Provenance, SourceError
from sources.errors import SixfoldError
from sources.language import OFFICIAL_LANGUAGES, parse_language
from sources.language_check import check_language
from sources.readers import Reading, SourceFile, find_reader, load_file
from sources.readers.process import ReaderProcess, read_apart
from sources.symbol import symbol_of_file_name

__all__ = ["name_and_language", "read_document", "read_documents"]

# A process takes a fifth of a second to begin, in which about this much is read.
_WORTH_A_PROCESS: Final = 200_000
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
    return _read(Path(path), language, _read_file)


def read_documents(
    paths: Sequence[str | Path],
    languages: Sequence[str | None] | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Document | SixfoldError, ...]:
    """Return the document in each file, or the error that says why it cannot be read.

    Files are read by several processes at once where there is enough to read; one that breaks
    its process is reported as its error, and the rest goes on.

    Args:
        paths: the files.
        languages: the language of each, None where its name says it; as in `read_document`.
        workers: how many processes; by default one per core, fewer for little text.
        progress: called with the number of files done and of all files, as they get done.
    """
    tags = languages if languages is not None else [None] * len(paths)
    work = [(Path(path), tag) for path, tag in zip(paths, tags, strict=True)]
    count = workers or min(os.cpu_count() or 1, 1 + _total_size(work) // _WORTH_A_PROCESS)
    with _Readers() as readers:
        pool = ThreadPoolExecutor(max(1, min(count, len(work))))
        try:
            read = readers.read if count > 1 else _read_file
            futures = [pool.submit(_try_reading, path, tag, read) for path, tag in work]
            for done, _ in enumerate(as_completed(futures), start=1):
                if progress is not None:
                    progress(done, len(work))
            return tuple(future.result() for future in futures)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


class _Readers:
    """A reading process for each thread, all ended at the end."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._all: list[ReaderProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._all:
            process.kill()

    def read(self, file: SourceFile, language: str) -> Reading:
        process = getattr(self._local, "process", None)
        if process is None:
            process = self._local.process = ReaderProcess()
            self._all.append(process)
        return process.read(file, language)


def _total_size(work: Sequence[tuple[Path, str | None]]) -> int:
    return sum(path.stat().st_size for path, _ in work if path.is_file())


def _try_reading(
    path: Path, language: str | None, read: Callable[[SourceFile, str], Reading]
) -> Document | SixfoldError:
    try:
        return _read(path, language, read)
    except SixfoldError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a fault with one file must not stop the others
        return SourceError(
            f"{path.name} could not be read because of a fault of this program "
            f"({str(error).splitlines()[-1] if str(error) else type(error).__name__}); "
            f"please report it, and leave the file out."
        )


def _read_file(file: SourceFile, language: str) -> Reading:
    reader = find_reader(file)
    if getattr(reader, "apart", False):
        return read_apart(file, language)
    return reader.read(file, language)


def _read(path: Path, language: str | None, read: Callable[[SourceFile, str], Reading]) -> Document:
    name, named_language = name_and_language(path)
    tag = parse_language(language) if language else named_language or _UNDETERMINED
    file = load_file(path)
    reading = read(file, tag)
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

    `report.zh.txt`, `zh/report.txt`, and for the official languages `A_65_496-EN.pdf` and
    `A_65_496/en.pdf` are known;
    the language is None where the path says nothing.
    """
    stem = path.name[: -len(path.suffix)] if path.suffix else path.name
    match = _DOTTED.fullmatch(stem)
    if match:
        return match["name"], parse_language(match["language"].lower())
    match = _HYPHENED.fullmatch(stem)
    if match and match["language"].lower() in _OFFICIAL_TAGS:
        return match["name"], match["language"].lower()
    if stem.lower() in _OFFICIAL_TAGS and symbol_of_file_name(path.parent.name):
        return path.parent.name, stem.lower()
    if re.fullmatch(_TAG, path.parent.name):
        return stem, parse_language(path.parent.name.lower())
    return stem, None
