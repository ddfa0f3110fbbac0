"""Ask a server for one file at a time, slowly, and go on where a transfer broke off.

The standard library does what is needed here: one blocking request with redirections and checked
certificates. A pool of connections, which is what the well-kept packages offer, is exactly what
this must not have.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sources.ods.replies import Reply

__all__ = ["PAUSE_SECONDS", "Client", "ConnectionFailedError", "PartFile"]

# Public programs that fetch from the system leave 0.4 to 2.5 seconds; this keeps to the slow end.
PAUSE_SECONDS: Final = 2.5
_TRIES: Final = 4
_FIRST_WAIT_SECONDS: Final = 5.0
# A server that asks for more has to be asked again by a person.
_LONGEST_WAIT_SECONDS: Final = 120.0
_TIMEOUT_SECONDS: Final = 60.0
_TRANSFER_SECONDS: Final = 600.0
_LARGEST_BYTES: Final = 256 * 2**20
_CHUNK: Final = 2**16
_NO_CONNECTION: Final = (URLError, HTTPException, OSError)
_CONTENT_RANGE: Final = re.compile(r"bytes (?P<first>\d+)-\d+/(?P<total>\d+|\*)")


class ConnectionFailedError(Exception):
    """No reply could be had; the text says why."""


class PartFile:
    """The bytes of a file that has not come whole yet, and what tells its versions apart."""

    def __init__(self, path: Path, address: str) -> None:
        self.path = path
        self._note = path.with_name(path.name + ".json")
        self._address = address
        self._validator, self._total = self._read_note()
        if not self._is_resumable:
            self.clear()

    @property
    def size(self) -> int:
        """How many bytes are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def range_headers(self) -> dict[str, str]:
        """What to send to get the rest only; nothing where all is wanted."""
        if not self.size or not self._is_resumable:
            return {}
        condition = {"If-Range": self._validator} if self._validator else {}
        return {"Range": f"bytes={self.size}-", **condition}

    def begin(self, headers: Mapping[str, str]) -> None:
        """Start anew with the version that these headers announce."""
        self.clear()
        etag = headers.get("etag", "")
        # A weak mark says that two versions mean the same, not that their bytes agree.
        self._validator = etag if not etag.startswith("W/") else headers.get("last-modified", "")
        self._validator = self._validator or headers.get("last-modified", "")
        self._total = headers.get("content-length", "")
        note = {"address": self._address, "validator": self._validator, "total": self._total}
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def is_continued_by(self, headers: Mapping[str, str]) -> bool:
        """Return whether a partial reply begins where these bytes end, in a file of that size."""
        match = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
        return (
            match is not None
            and int(match["first"]) == self.size
            and (not self._total or match["total"] in {self._total, "*"})
        )

    def clear(self) -> None:
        """Take away what is there."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    @property
    def _is_resumable(self) -> bool:
        return bool(self._validator or self._total)

    def _read_note(self) -> tuple[str, str]:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            if note["address"] == self._address:
                return str(note["validator"]), str(note["total"])
        except (OSError, ValueError, TypeError, KeyError):
            pass
        return "", ""


class Client:
    """Sends one request at a time, from all processes that share a folder.

    Args:
        folder: where the time of the last request is kept.
        user_agent: what the program says it is.
        sleep: waits for so many seconds.
    """

    def __init__(
        self, folder: Path, user_agent: str, sleep: Callable[[float], None] | None = None
    ) -> None:
        self._lock = folder / "last-request"
        self._user_agent = user_agent
        self._sleep = sleep or time.sleep
        self._opener = build_opener(_Redirects(self._pause))
        self._opener.addheaders = []

    def get(self, address: str, referer: str, part: PartFile) -> Reply:
        """Return the reply to a request, asked again while the server is busy or breaks off.

        Raises:
            ConnectionFailedError: no reply could be had.
        """
        attempt = 0
        while True:
            reply = self._ask_reachable(address, referer, part)
            wait = _wait_before_next(reply, attempt)
            if wait is None:
                return reply
            if reply.status == 416:  # nothing beyond what is here, so start anew
                part.clear()
            self._sleep(wait)
            attempt += 1

    def _ask_reachable(self, address: str, referer: str, part: PartFile) -> Reply:
        """Ask, and once more if there is no connection."""
        try:
            return self._ask(address, referer, part)
        except _NO_CONNECTION:
            self._sleep(_FIRST_WAIT_SECONDS)
        try:
            return self._ask(address, referer, part)
        except _NO_CONNECTION as error:
            reason = str(getattr(error, "reason", None) or error) or type(error).__name__
            raise ConnectionFailedError(reason) from error

    def _ask(self, address: str, referer: str, part: PartFile) -> Reply:
        headers = {
            "User-Agent": self._user_agent,
            "Referer": referer,
            "Accept": "application/pdf, application/msword, */*;q=0.5",
            **part.range_headers,
        }
        with self._turn():
            try:
                response = self._opener.open(
                    Request(address, headers=headers),  # noqa: S310 - checked by the caller
                    timeout=_TIMEOUT_SECONDS,
                )
            except HTTPError as error:
                with error:
                    return Reply(
                        status=error.code,
                        headers=_small(error.headers),
                        body=b"",
                        address=error.url or address,
                    )
            with response:
                return _receive(response, part)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for this process's turn and for the pause to be over; hold it for the request."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with self._lock.open("a") as lock:
            _take(lock)
            self._pause()
            try:
                yield
            finally:
                os.utime(self._lock)

    def _pause(self) -> None:
        last = self._lock.stat()
        if last.st_size:
            left = PAUSE_SECONDS - (time.time() - last.st_mtime)
            if left > 0:
                self._sleep(min(left, PAUSE_SECONDS))
        else:  # made just now
            self._lock.write_text("The time of this file is that of the last request.\n")
        os.utime(self._lock)


class _Redirects(HTTPRedirectHandler):
    """Follows redirections with the same pause, and never away from encryption."""

    def __init__(self, pause: Callable[[], None]) -> None:
        self._pause = pause

    def redirect_request(  # noqa: PLR0917 - the signature of the standard library
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(req.full_url).scheme == "https" and urlsplit(newurl).scheme != "https":
            raise URLError("the server led from https to an address that is not encrypted")
        self._pause()
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _receive(response: HTTPResponse, part: PartFile) -> Reply:
    """Return a reply, its body put behind what is there if it is the rest of it."""
    headers = _small(response.headers)
    if response.status != 206:
        part.begin(headers)
    elif not part.is_continued_by(headers):
        part.clear()
        raise HTTPException("the server sent another part than the one asked for")
    is_whole = _transfer(response, part, headers.get("content-length", ""))
    return Reply(
        status=response.status,
        headers=headers,
        body=part.path.read_bytes(),
        address=response.url,
        is_whole=is_whole,
    )


def _transfer(response: HTTPResponse, part: PartFile, announced: str) -> bool:
    """Write the body into the file and return whether all of it came."""
    begin = time.monotonic()
    size = part.size
    received = 0
    with part.path.open("ab") as stream:
        try:
            while chunk := response.read(_CHUNK):
                stream.write(chunk)
                received += len(chunk)
                if size + received > _LARGEST_BYTES:
                    raise ConnectionFailedError(
                        f"the file is larger than {_LARGEST_BYTES // 2**20} MB"
                    )
                if time.monotonic() - begin > _TRANSFER_SECONDS:
                    raise ConnectionFailedError(
                        f"the transfer took longer than {_TRANSFER_SECONDS:.0f} seconds"
                    )
        except (HTTPException, OSError):
            return False
    return not announced.isdigit() or received >= int(announced)


def _wait_before_next(reply: Reply, attempt: int) -> float | None:
    """Return after how many seconds to ask again, or None where there is no sense in it."""
    wait = _FIRST_WAIT_SECONDS * 2**attempt
    if reply.status in {403, 429} or reply.status >= 500:
        wait = _wait_asked_for(reply) or wait
    elif reply.is_whole and reply.status != 416:
        return None
    return wait if attempt < _TRIES - 1 and wait <= _LONGEST_WAIT_SECONDS else None


def _wait_asked_for(reply: Reply) -> float | None:
    """Return the seconds in the header Retry-After, which holds a number or a date."""
    asked = reply.headers.get("retry-after", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _small(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _take(lock: IO[Any]) -> None:
    """Take the lock of a file; it falls when the file is closed. Nothing where there is none."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    fcntl.flock(lock, fcntl.LOCK_EX)
