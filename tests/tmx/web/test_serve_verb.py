"""The verb: what it prints, and what it says when it cannot."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import tmx

Sixfold = Callable[..., subprocess.CompletedProcess[str]]


def test_it_prints_an_address_that_answers_and_ends_with_ctrl_c(demo: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tmx.cli", "serve", str(demo), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(tmx.__file__).parents[1])},
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address) as answer:  # noqa: S310
            assert "sixfold" in answer.read().decode()
        server.send_signal(signal.SIGINT)
        rest, told = server.communicate(timeout=20)
    assert server.returncode == 0
    assert rest == ""
    assert told == "sixfold: open this address in a browser; Ctrl-C stops the server\n"


def test_a_port_that_is_taken(sixfold: Sixfold, demo: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = sixfold("serve", demo / "memory.db", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port} cannot be had" in done.stderr
    assert "--port" in done.stderr


def test_no_memory(sixfold: Sixfold, tmp_path: Path) -> None:
    done = sixfold("serve", tmp_path / "none.db", "--port", "0")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "there is no memory none.db" in done.stderr
