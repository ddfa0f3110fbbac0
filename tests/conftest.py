"""What several test files share: the command, and one demo built from the bundled document."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import tmx
from align.model import SegmentedText
from align.segmentation import segment_document
from sources import find_versions
from tmx.cli import main

Run = subprocess.CompletedProcess[str]
_HOME = Path(tmx.__file__).parents[1]
# Runs the command and leaves the names of the modules it has imported in a file.
_WATCHED = """
import json, os, sys
from tmx.cli import main
try:
    main()
finally:
    with open(os.environ["MODULES"], "w") as stream:
        json.dump(sorted(sys.modules), stream)
"""


def _environment(changes: Mapping[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return {**inherited, "PYTHONPATH": str(_HOME), "PYTHONDONTWRITEBYTECODE": "1", **changes}


def _run(
    *arguments: str | Path,
    stdin: bytes = b"",
    folder: Path | None = None,
    code: str | None = None,
    **environment: str,
) -> Run:
    """Run the command in a process of its own, in `folder`."""
    done = _run_bytes(*arguments, stdin=stdin, folder=folder, code=code, **environment)
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def _run_bytes(
    *arguments: str | Path,
    stdin: bytes = b"",
    folder: Path | None = None,
    code: str | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    start = ["-m", "tmx.cli"] if code is None else ["-c", code]
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=_environment(environment),
        check=False,
    )


def _build(folder: Path, modules: Path, **environment: str) -> Run:
    done = _run(
        *("align", "A/65/496", "--out", folder),
        code=_WATCHED,
        folder=modules.parent,
        MODULES=str(modules),
        **environment,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="session", autouse=True)
def _no_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let nothing leave the machine, and keep what the user has fetched out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIXFOLD_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("SIXFOLD_ODS", "http://127.0.0.1:9")  # nobody listens there
        yield


@pytest.fixture(scope="session")
def process() -> Callable[..., Run]:
    """Return what runs the command in a process of its own."""
    return _run


@pytest.fixture(scope="session")
def process_bytes() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Return the same for verbs that write binary data to stdout."""
    return _run_bytes


@pytest.fixture(scope="session")
def modules_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., frozenset[str]]:
    """Return what runs the command and tells which modules it imported."""

    def modules_of(*arguments: str | Path, expected: int = 0) -> frozenset[str]:
        seen = tmp_path_factory.mktemp("modules") / "modules.json"
        run = _run(*arguments, code=_WATCHED, MODULES=str(seen))
        assert run.returncode == expected, run.stderr
        return frozenset(json.loads(seen.read_text()))

    return modules_of


@pytest.fixture
def sixfold(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Run]:
    """Return what runs the command within this process: quicker, and the same otherwise."""

    def sixfold(*arguments: str | Path, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capfd.readouterr()
        words = [str(argument) for argument in arguments]
        with pytest.raises(SystemExit) as stop:
            main(words)
        sys.stdout.flush()
        captured = capfd.readouterr()
        code = stop.value.code
        assert code is None or isinstance(code, int)
        return subprocess.CompletedProcess(words, code or 0, captured.out, captured.err)

    return sixfold


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run, frozenset[str]]:
    """`sixfold align A/65/496`: its folder, what it printed, the modules it imported."""
    base = tmp_path_factory.mktemp("demo")
    modules = base / "modules.json"
    done = _build(base / "demo", modules, PYTHONHASHSEED="0", TZ="UTC")
    return base / "demo", done, frozenset(json.loads(modules.read_text()))


@pytest.fixture(scope="session")
def demo(demo_run: tuple[Path, Run, frozenset[str]]) -> Path:
    """The folder with the results for the bundled document; nobody writes into it."""
    return demo_run[0]


@pytest.fixture(scope="session")
def second_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same again, under another seed of hashes, time zone, language and place."""
    base = tmp_path_factory.mktemp("again")
    folder = base / "some" / "other place"
    _build(folder, base / "modules.json", PYTHONHASHSEED="1", TZ="Asia/Shanghai", LC_ALL="C")
    return folder


@pytest.fixture(scope="session")
def sample_texts() -> dict[str, SegmentedText]:
    """The bundled document cut into segments, by language, Chinese first."""
    return {each.language: segment_document(each) for each in find_versions("A/65/496")}


@pytest.fixture
def two_texts(tmp_path: Path) -> dict[str, Path]:
    """Files with the first paragraphs of the sample in Chinese and English."""
    clean = Path(__file__).parent / "data" / "sample" / "clean"
    files = {}
    for language in ("zh", "en"):
        lines = (clean / f"{language}.txt").read_text(encoding="utf-8").splitlines()[:14]
        files[language] = tmp_path / f"letter.{language}.txt"
        files[language].write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return files
