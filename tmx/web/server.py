"""Run the app on this machine."""

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from sources.errors import SixfoldError
from tmx.store.memory import Memory
from tmx.web.app import make_app

__all__ = ["ServerError", "serve"]

_HOST = "127.0.0.1"


class ServerError(SixfoldError):
    """A port that cannot be had."""


def serve(
    memory: str | Path,
    *,
    port: int,
    tell: Callable[[str], None],
    reviewer: str | None = None,
    token: str | None = None,
) -> None:
    """Serve a memory until interrupted.

    Args:
        memory: the file.
        port: 0 takes any that is free.
        tell: called with the address once it answers; it holds the session's token.
        reviewer: the name decisions are signed with unless the browser says another.
        token: the session's token; made up where it is None.

    Raises:
        ServerError: the port is taken.
        StoreError: there is no memory, or it cannot be read.
    """
    bring_up_to_date(memory)
    with contextlib.closing(_listen(port)) as listening:
        port = listening.getsockname()[1]
        app = make_app(memory, port=port, reviewer=reviewer, token=token)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, lifespan="on"
        )
        tell(f"http://{_HOST}:{port}/?token={app.state.token}")
        # Ctrl-C is how a server ends, not a failure.
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def bring_up_to_date(memory: str | Path) -> None:
    """Bring a memory of an older layout to the latest, so that it can be read.

    Raises:
        StoreError: there is none, or it is older and cannot be written.
    """
    from tmx.store.schema import is_older

    if is_older(Path(memory)):
        Memory.open(memory, writable=True).close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
    except OSError as error:
        listening.close()
        raise ServerError(
            f"port {port} cannot be had ({error.strerror}); expected one that nobody uses; "
            f"choose another with --port."
        ) from error
    listening.listen(128)
    return listening
