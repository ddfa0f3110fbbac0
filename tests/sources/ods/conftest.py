"""A document system on this machine that behaves in each odd way that is documented."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Answer:
    """What the server sends once; `breaks_off_after` so many bytes of the body."""

    status: int
    body: bytes
    headers: dict[str, str]
    breaks_off_after: int | None


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str] = field(repr=False)


class OddServer:
    """Answers each path with its answers in order, and with the last one for good."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._answers: dict[str, list[Answer]] = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    def say(
        self,
        path: str,
        *,
        status: int = 200,
        body: bytes = b"",
        breaks_off_after: int | None = None,
        **headers: str,
    ) -> None:
        """Add an answer to a path; `Retry_After` in `headers` is sent as `Retry-After`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._answers.setdefault(path, []).append(Answer(status, body, named, breaks_off_after))

    def forget(self, path: str) -> None:
        """Take back all answers to a path."""
        self._answers.pop(path, None)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.requests.append(Request(handler.path, dict(handler.headers)))
        waiting = self._answers.get(handler.path) or [Answer(404, b"", {}, None)]
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        body, status, headers = answer.body, answer.status, dict(answer.headers)
        tag = f'"{sha256(body).hexdigest()[:8]}"'
        asked = handler.headers.get("Range")
        if status == 200:
            headers = {"ETag": tag, **headers}
        if asked and status == 200 and handler.headers.get("If-Range", tag) == tag:
            first = int(asked.removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
            body, status = body[first:], 206
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body[: answer.breaks_off_after])
        handler.close_connection = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddServer]:
    """The server; no proxy that the environment names may come between."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    odd = OddServer()
    yield odd
    odd.close()
