"""Fetch the language versions of a document by its symbol, one after the other, and check them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from sources.document import NeedsOcrError, SourceError
from sources.errors import SixfoldError
from sources.language import OFFICIAL_LANGUAGES, describe_language, parse_language
from sources.language_check import WrongLanguageError
from sources.ods.cache import CachedFile, OdsCache
from sources.ods.model import Fetched, FetchStatus
from sources.ods.replies import judge_reply, kind_of_content
from sources.reading import read_document
from sources.symbol import Symbol, parse_symbol

if TYPE_CHECKING:
    from sources.ods.client import Client, PartFile

__all__ = ["DEFAULT_SOURCE", "OdsError", "fetch"]

DEFAULT_SOURCE: Final = "https://docs.un.org/{language}/{symbol}?direct=true"
"""Where documents are asked for; `docs.un.org` has no robots.txt, `documents.un.org` has one."""

_SOURCE_VARIABLE: Final = "SIXFOLD_ODS"
_REFERER: Final = "https://docs.un.org/{language}/{symbol}"
# Word keeps more of the structure than PDF. Asked for `doc`, the system sends the Word file it
# has, old or new.
_FORMATS: Final = ("doc", "pdf")
# After one of these the next request would be unwelcome as well.
_STOPPING: Final = {
    FetchStatus.CHALLENGE: "wants to see a browser",
    FetchStatus.FORBIDDEN: "refused",
    FetchStatus.BUSY: "was busy",
    FetchStatus.UNREACHABLE: "could not be reached",
}
_TRY_OTHERWISE: Final = frozenset({FetchStatus.MISSING, FetchStatus.UNREADABLE})


class OdsError(SixfoldError):
    """An address to fetch from that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What stays the same for all versions."""

    symbol: Symbol
    source: str
    client: Client
    cache: OdsCache


def fetch(
    symbol: str | Symbol,
    languages: Sequence[str] | None = None,
    *,
    source: str | None = None,
    cache: OdsCache | None = None,
    contact: str = "",
    again: bool = False,
    offline: bool = False,
    progress: Callable[[Fetched], None] | None = None,
    sleep: Callable[[float], None] | None = None,
) -> tuple[Fetched, ...]:
    """Return the versions of a document, fetched from the Official Document System where needed.

    One request at a time is sent, 2.5 seconds or more after the one before. What is in the cache
    is not asked for. Each file is checked for kind, wholeness and language before it is kept, so
    an interrupted run goes on where it was, within a file too where the server can.

    Args:
        symbol: the document.
        languages: BCP 47 tags; the six official languages by default.
        source: an address with `{symbol}` and `{language}` (or `{letter}`, and `{format}` for
            `doc` and `pdf`), or one that `/LANGUAGE/SYMBOL` is put behind; by default that in
            the variable SIXFOLD_ODS, or `DEFAULT_SOURCE`.
        cache: where files are kept; by default the user's.
        contact: an e-mail or web address that the server's owner can write to.
        again: ask also for what is in the cache.
        offline: send nothing; return what is in the cache.
        progress: called with each version when it is there, or is not.
        sleep: waits for so many seconds; `time.sleep` by default.

    Raises:
        SymbolError: `symbol` is none.
        LanguageError: a tag is malformed.
        OdsError: `source` is no address of a web server.
    """
    from sources.ods.client import Client  # the network's modules are slow to import

    symbol = parse_symbol(symbol) if isinstance(symbol, str) else symbol
    tags = [parse_language(tag) for tag in languages or [each.tag for each in OFFICIAL_LANGUAGES]]
    cache = cache or OdsCache()
    work = _Work(
        symbol=replace(symbol, stars=0),  # addresses do not carry asterisks
        source=_checked_source(source or os.environ.get(_SOURCE_VARIABLE) or DEFAULT_SOURCE),
        client=Client(cache.folder, _user_agent(contact), sleep),
        cache=cache,
    )
    results: list[Fetched] = []
    stop = "the network is off (--offline)" if offline else ""
    for tag in dict.fromkeys(tags):
        held = None if again else cache.find(work.symbol, tag)
        if held is not None:
            result = _found(work, tag, held, FetchStatus.CACHED)
        elif stop:
            result = _lacking(work, tag, FetchStatus.NOT_ASKED, stop)
        else:
            result = _fetch_one(work, tag)
            if result.status in _STOPPING:
                stop = f"the server {_STOPPING[result.status]} when asked for {tag}"
        results.append(result)
        if progress is not None:
            progress(result)
    return tuple(results)


def _fetch_one(work: _Work, language: str) -> Fetched:
    """Ask in every format and with both ways of writing a slash, until a document comes."""
    result = _lacking(work, language, FetchStatus.MISSING, "")
    formats = _FORMATS if "{format}" in work.source else ("pdf",)
    for file_format in formats:
        # Programs contradict each other on whether a slash must be written %2F.
        for slash in ("/", ""):
            result = _ask(work, language, file_format, slash)
            if result.status is not FetchStatus.MISSING:
                break
        if result.status not in _TRY_OTHERWISE:
            break
    return result


def _ask(work: _Work, language: str, file_format: str, slash: str) -> Fetched:
    from sources.ods.client import ConnectionFailedError, PartFile

    address = _address(work, language, file_format, slash)
    referer = _REFERER.format(language=language, symbol=quote(work.symbol.catalogue, safe="/"))
    part = PartFile(work.cache.part_path(work.symbol, language), address)
    try:
        reply = work.client.get(address, referer, part)
    except ConnectionFailedError as error:
        return _lacking(
            work, language, FetchStatus.UNREACHABLE, f"no reply could be had ({error})", address
        )
    status, reason = judge_reply(reply)
    if status is FetchStatus.FETCHED:
        status, reason = _check_document(work, language, part)
    if status is not FetchStatus.FETCHED:
        if status is not FetchStatus.TRUNCATED or reply.is_whole:
            part.clear()
        return _lacking(work, language, status, reason, reply.address)
    ending = kind_of_content(reply.body).value
    file = work.cache.put(work.symbol, language, reply.body, ending=ending, address=reply.address)
    part.clear()
    return _found(work, language, file, FetchStatus.FETCHED, reason)


def _check_document(work: _Work, language: str, part: PartFile) -> tuple[FetchStatus, str]:
    """Read the document and return whether it is in the language asked for."""
    try:
        document = read_document(part.path, language)
    except WrongLanguageError as error:
        found = describe_language(error.found) if error.found else None
        what = found.name if found else "another language"
        return FetchStatus.WRONG_LANGUAGE, f"the server sent a text in {what} instead"
    except NeedsOcrError:
        return FetchStatus.NEEDS_OCR, "the file holds pictures of pages without text (a scan)"
    except SourceError as error:
        return FetchStatus.UNREADABLE, f"the file cannot be read: {error}"
    printed = " ".join(
        [line.text for line in document.dropped] + [p.text for p in document.paragraphs]
    )
    compact = "".join(printed.split())
    if "".join(str(work.symbol.base).split()) not in compact:
        return FetchStatus.FETCHED, f"the symbol {work.symbol} is not printed in it; look at it"
    return FetchStatus.FETCHED, ""


def _address(work: _Work, language: str, file_format: str, slash: str) -> str:
    described = describe_language(language)
    return work.source.format(
        symbol=quote(work.symbol.catalogue, safe=slash),
        language=described.tag if described else language,
        letter=described.letter if described else "O",
        format=file_format,
    )


def _checked_source(source: str) -> str:
    source = source if "{symbol}" in source else source.rstrip("/") + "/{language}/{symbol}"
    try:
        example = source.format(symbol="A/1", language="en", letter="E", format="pdf")
        parts = urlsplit(example)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except (ValueError, KeyError, IndexError):
        is_good = False
    if not is_good:
        raise OdsError(
            f"{source!r} is no address to fetch from; expected one such as {DEFAULT_SOURCE}; "
            f"its places may be {{symbol}}, {{language}}, {{letter}} and {{format}}."
        )
    return source


def _user_agent(contact: str) -> str:
    plain = "".join(each for each in contact if each.isprintable() and each.isascii())
    return (
        f"sixfold (one request at a time; {plain})" if plain else "sixfold (one request at a time)"
    )


def _found(
    work: _Work, language: str, file: CachedFile, status: FetchStatus, reason: str = ""
) -> Fetched:
    return Fetched(
        symbol=str(work.symbol),
        language=language,
        status=status,
        reason=reason,
        path=file.path,
        address=file.address,
        sha256=file.sha256,
        date=file.date,
    )


def _lacking(
    work: _Work, language: str, status: FetchStatus, reason: str, address: str = ""
) -> Fetched:
    return Fetched(
        symbol=str(work.symbol), language=language, status=status, reason=reason, address=address
    )
