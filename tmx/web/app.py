"""Put the app together: which address is answered by what, and what stands around it all."""

import contextlib
import getpass
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Final

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sources.errors import SixfoldError
from tmx.store.memory import Memory
from tmx.web import api, tmserver
from tmx.web.guard import Guard
from tmx.web.judged import Judge
from tmx.web.memories import Memories
from tmx.web.pages import (
    concordance,
    documents,
    export,
    lookup,
    report,
    review,
    settings,
    term_edits,
    terms,
)
from tmx.web.render import render
from tmx.web.wording import load_words

__all__ = ["DEFAULT_PORT", "make_app"]

DEFAULT_PORT: Final = 8470
# More threads than this only wait for each other: Python runs one at a time.
_THREADS: Final = 4


def make_app(
    memory: str | Path,
    *,
    port: int = DEFAULT_PORT,
    token: str | None = None,
    reviewer: str | None = None,
) -> Starlette:
    """Return the application over a memory.

    Args:
        memory: the file; read for each request, so that a new one in its place is seen.
        port: the port it will be asked on, which is part of the `Host` it answers for.
        token: what writing requests must tell; made up where it is None.
        reviewer: the name decisions are signed with unless the browser says another.

    Raises:
        StoreError: there is no memory, or it cannot be read.
    """
    Memory.open(memory).close()
    memories = Memories(memory)
    hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={HTTPException: _on_http_error, SixfoldError: _on_error},
        lifespan=_lifespan,
    )
    app.state.memories = memories
    app.state.judge = Judge()
    app.state.port = port
    app.state.token = token or secrets.token_urlsafe(24)
    app.state.reviewer = reviewer or _user()
    app.state.languages = _languages(memories)
    return app


def _routes() -> list[BaseRoute]:
    return [
        Route("/", lookup.page),
        Route("/lookup", lookup.fragment),
        Route("/term/{identifier:path}", terms.page),
        Route("/term/{identifier:path}", term_edits.act, methods=["POST"]),
        Route("/concordance", concordance.page),
        Route("/documents", documents.index),
        Route("/doc/{name:path}", documents.page),
        Route("/review/{name:path}", review.page),
        Route("/review/{name:path}", review.act, methods=["POST"]),
        Route("/report/{name:path}", report.page),
        Route("/decisions/{name:path}", report.decision_record),
        Route("/export", export.page),
        Route("/settings", settings.page),
        Route("/settings", settings.save, methods=["POST"]),
        *api.routes(),
        *tmserver.routes(),
        Mount("/static", StaticFiles(packages=[("tmx.web", "static")]), name="static"),
    ]


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
    yield
    app.state.memories.close()


def _languages(memories: Memories) -> Callable[[], Sequence[str]]:
    """Return what tells the languages of the memory as it is now."""

    def languages() -> Sequence[str]:
        with memories.reading() as memory:
            return memory.languages

    return languages


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reviewer"


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = load_words()
    told = error.detail if isinstance(error, HTTPException) else ""
    message = words("error.not_found") if status == 404 and told == "Not Found" else told
    return _told(request, message, status)


async def _on_error(request: Request, error: Exception) -> Response:
    return _told(request, str(error), 400)


def _told(request: Request, message: str, status: int) -> Response:
    """Say what was wrong, in the form that was asked for."""
    if request.url.path.startswith(("/api/", "/tmserver/")):
        return JSONResponse({"error": message}, status_code=status)
    return render(request, "error.html", {"message": message}, status=status)
