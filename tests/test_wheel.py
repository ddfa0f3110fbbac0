"""The wheel holds the three packages with their data, and works with nothing beside it."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
PACKAGES = ("align", "sources", "tmx")
NEEDED = (
    "sources/sample/A_65_496.zh.txt",
    "sources/sample/NOTICE.md",
    "sources/sample/gold/zh-en.tsv",
    "align/encoding/static_model/model.safetensors",
    "align/encoding/static_model/tokenizer.json",
    "align/scoring/weights.json",
    "align/segmentation/data/zh.toml",
    "align/terminology/data/reference.tsv.gz",
    "align/terminology/data/words/zh.txt",
    "tmx/data/seed_glossary.tsv",
    "tmx/report/templates/report.html",
    "tmx/report/templates/style.css",
    "align/py.typed",
    "sources/py.typed",
    "tmx/py.typed",
)
# Nobody downloads more than this for a command; the static model is most of it.
LARGEST_MODEL_BYTES = 32_000_000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet"),
            *("--disable-pip-version-check", "--wheel-dir", str(folder), str(HOUSE)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if "No matching distribution found for hatchling" in done.stderr:
        pytest.skip("the package index is out of reach, so there is no hatchling to build with")
    assert done.returncode == 0, done.stderr
    (path,) = folder.iterdir()
    assert re.fullmatch(r"sixfold-[\w.]+-py3-none-any\.whl", path.name)
    return zipfile.ZipFile(path)


def test_the_wheel_holds_the_three_packages_whole_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    packed = {name for name in names if ".dist-info/" not in name}
    assert {name.partition("/")[0] for name in packed} == set(PACKAGES)
    files = (path for package in PACKAGES for path in (HOUSE / package).rglob("*.*"))
    wanted = {path.relative_to(HOUSE) for path in files if path.is_file() and path.suffix != ".pyc"}
    assert {path.as_posix() for path in wanted} == packed


@pytest.mark.parametrize("name", NEEDED)
def test_the_wheel_holds_its_data(wheel: zipfile.ZipFile, name: str) -> None:
    assert wheel.getinfo(name).file_size == (HOUSE / name).stat().st_size


def test_licence_notice_and_command_go_with_the_wheel(wheel: zipfile.ZipFile) -> None:
    (entry,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    assert "sixfold = tmx.cli:main" in wheel.read(entry).decode()
    endings = {name.rpartition("/")[2] for name in wheel.namelist() if "/licenses/" in name}
    assert endings == {"LICENSE", "NOTICE"}


def test_the_static_model_is_small_enough(wheel: zipfile.ZipFile) -> None:
    sizes = [
        i.file_size for i in wheel.infolist() if i.filename.startswith("align/encoding/static")
    ]
    assert sum(sizes) <= LARGEST_MODEL_BYTES


def test_the_wheel_alone_does_the_main_job(
    wheel: zipfile.ZipFile, demo: Path, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path / "installed")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tmx.cli", "align", "A/65/496", "--out", "demo"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
    )
    assert done.returncode == 0, done.stderr
    for name in ("A_65_496.tmx", "A_65_496.tbx", "report.json"):
        assert (tmp_path / "demo" / name).read_bytes() == (demo / name).read_bytes()
