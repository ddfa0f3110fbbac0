"""Read and write Moses pairs: two files, one segment per line, line by line the same."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import zip_longest
from pathlib import Path

from sources.language import parse_language
from tmx.formats.errors import Action, FormatError, Problem, ProblemLog
from tmx.formats.placing import replacing_file
from tmx.model import TranslationUnit, Variant

__all__ = ["iter_moses", "write_moses"]


def write_moses(
    prefix: str | Path,
    units: Iterable[TranslationUnit],
    source_language: str,
    target_language: str,
) -> int:
    """Write `PREFIX.SOURCE` and `PREFIX.TARGET` and return the number of lines.

    Units without one of the two languages are left out. White space within a text, line ends
    too, becomes one space each: the format has no other way.

    Raises:
        FormatError: a file cannot be written; then neither is.
    """
    count = 0
    with ExitStack() as stack:
        streams = [
            stack.enter_context(replacing_file(Path(f"{prefix}.{language}")))
            for language in (source_language, target_language)
        ]
        for unit in units:
            variants = [unit.variant(tag) for tag in (source_language, target_language)]
            texts = [" ".join(variant.text.split()) for variant in variants if variant]
            if len(texts) == len(streams) and all(texts):
                for stream, text in zip(streams, texts, strict=True):
                    stream.write(f"{text}\n".encode())
                count += 1
    return count


def iter_moses(
    prefix: str | Path,
    source_language: str,
    target_language: str,
    *,
    log: ProblemLog | None = None,
) -> Iterator[TranslationUnit]:
    """Yield a unit per pair of lines of `PREFIX.SOURCE` and `PREFIX.TARGET`.

    Pairs with an empty line are left out, and told to `log`.

    Raises:
        FormatError: a file cannot be read, or one is longer than the other.
    """
    languages = (source_language, target_language)
    tags = [parse_language(language) for language in languages]
    paths = [Path(f"{prefix}.{language}") for language in languages]
    with ExitStack() as stack:
        try:
            # Only a line feed ends a line here: texts may hold other separators.
            files = [
                stack.enter_context(path.open(encoding="utf-8", newline="\n")) for path in paths
            ]
            for number, lines in enumerate(zip_longest(*files), start=1):
                if None in lines:
                    short = paths[lines.index(None)].name
                    raise FormatError(
                        f"the file ends here and its partner does not; expected as many lines in "
                        f"{paths[0].name} as in {paths[1].name}; make them anew together.",
                        file=short,
                        line=number,
                    )
                texts = [line.rstrip("\r\n") for line in lines]
                if not all(texts):
                    if log is not None:
                        log.add(_empty(number))
                else:
                    pairs = zip(tags, texts, strict=True)
                    yield TranslationUnit(
                        variants=tuple(Variant.plain(language, text) for language, text in pairs)
                    )
        except OSError as error:
            raise FormatError(
                f"cannot read: {error.strerror or error}; expected {paths[0].name} and "
                f"{paths[1].name}; check the names."
            ) from error
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{paths[0].name} or {paths[1].name} is not UTF-8; expected UTF-8; convert them."
            ) from error


def _empty(number: int) -> Problem:
    return Problem(
        reason="empty line",
        detail="one of the two files has no text there",
        action=Action.SKIPPED,
        line=number,
    )
