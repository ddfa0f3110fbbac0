"""Say what came of asking for one language version of a document."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = ["FetchStatus", "Fetched"]


class FetchStatus(StrEnum):
    """What came of it. Only the first two leave a file."""

    FETCHED = "fetched"
    CACHED = "cached"
    MISSING = "missing"  # the server has no such version
    WRONG_LANGUAGE = "wrong_language"  # another version came than the one asked for
    NEEDS_OCR = "needs_ocr"  # pictures of pages, without text
    UNREADABLE = "unreadable"  # a document came that cannot be read here
    TRUNCATED = "truncated"  # the end did not come, also when it was asked for again
    CHALLENGE = "challenge"  # the server wants a browser
    FORBIDDEN = "forbidden"
    BUSY = "busy"  # the server wants fewer requests
    FAILED = "failed"  # a fault of the server
    UNREACHABLE = "unreachable"  # no reply could be had
    NOT_ASKED = "not_asked"  # the network is off, or an earlier reply said to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One language version of a document, or why it could not be had.

    Attributes:
        symbol: the document, in printed form.
        language: BCP 47 tag.
        status: what came of it.
        reason: why there is no file, or a doubt about it; a sentence, or empty.
        path: the file in the cache; None without one.
        address: where it came from, or was asked for last.
        sha256: digest of the file's bytes, or empty.
        date: when it came, ISO 8601 in UTC, or empty.
    """

    symbol: str
    language: str
    status: FetchStatus
    reason: str = ""
    path: Path | None = None
    address: str = ""
    sha256: str = ""
    date: str = ""

    @property
    def is_here(self) -> bool:
        """Whether there is a file."""
        return self.path is not None
