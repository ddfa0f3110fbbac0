"""A memory that may be written to, the app over it, and somebody who asks."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tmx.web import make_app

TOKEN = "token-of-the-test"  # noqa: S105
PORT = 8470
HOME = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def memory_file(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo's memory."""
    return Path(shutil.copy(demo / "memory.db", tmp_path / "memory.db"))


@pytest.fixture
def make_client() -> Iterator[Callable[[Path], TestClient]]:
    """Return what makes somebody who asks the app over a memory."""
    made: list[TestClient] = []

    def make_client(memory: Path) -> TestClient:
        app = make_app(memory, port=PORT, token=TOKEN, reviewer="tester")
        client = TestClient(app, base_url=HOME, follow_redirects=False)
        client.__enter__()
        made.append(client)
        return client

    yield make_client
    for client in made:
        client.__exit__(None, None, None)


@pytest.fixture
def stranger(make_client: Callable[[Path], TestClient], memory_file: Path) -> TestClient:
    """Somebody who has not opened the address with the token."""
    return make_client(memory_file)


@pytest.fixture
def client(make_client: Callable[[Path], TestClient], memory_file: Path) -> TestClient:
    """Somebody who has."""
    client = make_client(memory_file)
    client.get("/", params={"token": TOKEN})
    return client
