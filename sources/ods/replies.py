"""Tell a document from the other things that a document system sends.

A status of 200 proves nothing: unpublished documents come as 200 with no bytes or with a web page,
and unknown languages as 200 with the English file.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from sources.ods.model import FetchStatus

__all__ = ["ContentKind", "Reply", "judge_reply", "kind_of_content"]


class ContentKind(StrEnum):
    """What bytes are, whatever their name or declared type says; the value is the ending."""

    DOCX = "docx"
    DOC = "doc"
    WPF = "wpf"
    PDF = "pdf"
    HTML = "html"
    EMPTY = "empty"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server sent in the end, redirections followed.

    Attributes:
        status: HTTP status.
        headers: names in small letters.
        body: the bytes, those of earlier tries included.
        address: where they came from.
        is_whole: whether all that were announced have come.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str
    is_whole: bool = True


_STARTS: Final = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ContentKind.DOC,
    b"\xffWPC": ContentKind.WPF,
    b"PK\x03\x04": ContentKind.DOCX,
}
_TAIL_BYTES: Final = 2048  # ISO 32000-1 asks for %%EOF in the last 1024; writers append more
_HTML_HEADS: Final = (b"<!doctype html", b"<html", b"<head", b"<?xml version", b"<!--")


def kind_of_content(data: bytes) -> ContentKind:
    """Return what `data` is by its first bytes."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not head:
        return ContentKind.EMPTY
    if b"%PDF-" in data[:1024]:
        return ContentKind.PDF
    if head.lower().startswith(_HTML_HEADS):
        return ContentKind.HTML
    if data.startswith(b"PK\x03\x04") and not _holds_word_document(data):
        return ContentKind.OTHER
    return next(
        (kind for start, kind in _STARTS.items() if data.startswith(start)), ContentKind.OTHER
    )


def judge_reply(reply: Reply) -> tuple[FetchStatus, str]:
    """Return what a reply means, and why, as far as that shows without reading the document."""
    refused = _judge_status(reply)
    if refused is not None:
        return refused
    if urlsplit(reply.address).path.rstrip("/").endswith("/error"):
        return FetchStatus.MISSING, "the server led to its page for errors"
    return _judge_content(reply)


def _judge_content(reply: Reply) -> tuple[FetchStatus, str]:
    kind = kind_of_content(reply.body)
    size = len(reply.body)
    is_cut = kind is ContentKind.PDF and b"%%EOF" not in reply.body[-_TAIL_BYTES:]
    if is_cut or not reply.is_whole:
        return FetchStatus.TRUNCATED, f"the file broke off after {size} bytes"
    if kind is ContentKind.EMPTY:
        return FetchStatus.MISSING, "the server sent nothing (status 200, 0 bytes)"
    if kind is ContentKind.HTML:
        return FetchStatus.MISSING, f"the server sent a web page of {size} bytes, no document"
    if kind is ContentKind.OTHER:
        return FetchStatus.UNREADABLE, "what came is no PDF, Word or WordPerfect file"
    return FetchStatus.FETCHED, ""


def _judge_status(reply: Reply) -> tuple[FetchStatus, str] | None:
    """Return what the status says of itself, or None where the content decides."""
    status = reply.status
    if status == 202 or "x-amzn-waf-action" in reply.headers:
        reason = (
            f"the server wants to see a browser (status {status}), which this program is not; "
            f"download the file in a browser and give it as LANGUAGE=FILE"
        )
        return FetchStatus.CHALLENGE, reason
    if status == 403:
        return FetchStatus.FORBIDDEN, "the server refuses programs (status 403)"
    if status == 429:
        return FetchStatus.BUSY, "the server asks for fewer requests (status 429); try again later"
    if status in {400, 404, 410}:
        return FetchStatus.MISSING, f"the server has no such version (status {status})"
    if status not in {200, 206}:
        return FetchStatus.FAILED, f"the server failed (status {status}); try again later"
    return None


def _holds_word_document(data: bytes) -> bool:
    """Return whether a ZIP archive, possibly cut off, holds a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return b"word/" in data or b"[Content_Types].xml" in data[:4096]
