"""Keep strangers out: who may ask, from which page, how much, and what a page may load.

The app listens on the loopback address alone. What is left to fear is a web page in the user's
own browser: it may point its own host name at 127.0.0.1 and read (DNS rebinding), or send a form
here (cross-site request forgery). So the `Host` must be ours, a writing request must come from a
page of ours as far as the browser says, and it must carry the session's token, which no other
page can read.
"""

import hmac
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["MOST_BODY_BYTES", "TOKEN_HEADER", "Guard", "content_policy", "has_token"]

# A form holds one row in six languages; the longest segments of real documents are some 10 kB.
MOST_BODY_BYTES: Final = 2_000_000
TOKEN_HEADER: Final = "x-sixfold-token"  # noqa: S105 - the name of a header

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE: Final = frozenset({"same-origin", "none"})
_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def content_policy(*, style: str = "'self'", script: str = "'self'") -> str:
    """Return the Content-Security-Policy of a page: its own files and nothing else."""
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src 'self' data:; "
        f"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def has_token(token: str, told: str | None) -> bool:
    """Return whether a request told the session's token, in the same time for all wrong ones."""
    return told is not None and hmac.compare_digest(token.encode(), told.encode())


class Guard:
    """Refuse requests for other hosts and from other sites; add the headers that bind the page.

    Args:
        app: the application within.
        hosts: values of `Host` that are ours, `127.0.0.1:8470` and its like.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request or refuse it."""
        if scope["type"] != "http":
            # Lifespan passes; nothing here speaks WebSocket.
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def send_bound(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", content_policy())
            await send(message)

        refusal = self._refusal(Request(scope))
        if refusal is not None:
            await refusal(scope, receive, send_bound)
            return
        await self._app(scope, receive, send_bound)

    def _refusal(self, request: Request) -> PlainTextResponse | None:
        headers = request.headers
        host = headers.get("host", "")
        if host.lower() not in self._hosts:
            expected = ", ".join(sorted(self._hosts))
            return PlainTextResponse(
                f"This server answers for {expected} only. Open one of these.", status_code=421
            )
        if not self._is_from_here(request.method, headers, host):
            return PlainTextResponse(
                "This request came from another site. Open the page here and try again.",
                status_code=403,
            )
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BODY_BYTES:
            return PlainTextResponse(
                f"The request is larger than {MOST_BODY_BYTES} bytes. Send less.", status_code=413
            )
        return None

    @staticmethod
    def _is_from_here(method: str, headers: Headers, host: str) -> bool:
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "none")
        if method in _SAFE_METHODS:
            # A link from elsewhere may open a page; no other page may load ours into itself.
            opens = headers.get("sec-fetch-mode", "navigate") == "navigate"
            return opens or site in _OWN_SITE
        return site in _OWN_SITE and (origin is None or origin == f"http://{host}")
