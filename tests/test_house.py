"""The house stands: packages, direction of imports, quick start."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import align
import sources
import tmx

HOUSE = Path(tmx.__file__).parents[1]
PACKAGES = ("sources", "align", "tmx")
MAY_IMPORT = {
    "sources": {"sources"},
    "align": {"align", "sources"},
    "tmx": {"tmx", "align", "sources"},
}
# Slow to import, so none of them may be in the way of a first answer.
HEAVY = {
    "lxml",
    "numpy",
    "rapidfuzz",
    "safetensors",
    "sentence_transformers",
    "Stemmer",
    "sqlite_utils",
    "tokenizers",
    "torch",
    "transformers",
}
TORCH = {"torch", "transformers", "sentence_transformers"}


def modules_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(HOUSE)},
    )
    return set(done.stdout.split())


def python_files(package: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((HOUSE / package).rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(node: ast.AST) -> Iterator[str]:
    """Yield the top-level names that an import statement asks for, all kinds of it included."""
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module.partition(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_from_product_to_science_to_documents(package: str) -> None:
    wrong = [
        f"{path.relative_to(HOUSE)} imports {name}"
        for path, tree in python_files(package)
        for node in ast.walk(tree)
        for name in imported(node)
        if name in PACKAGES and name not in MAY_IMPORT[package]
    ]
    assert wrong == []


def test_imports_are_absolute() -> None:
    relative = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for package in PACKAGES
        for path, tree in python_files(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_is_light(package: str) -> None:
    assert modules_after(f"import {package}") & HEAVY == set()


@pytest.mark.parametrize("module", [sources, align])
def test_every_name_a_package_offers_is_there_and_none_needs_torch(module: ModuleType) -> None:
    name = module.__name__
    names = module.__all__
    assert names
    statement = f"import {name}; [getattr({name}, n) for n in {names!r}]"
    assert modules_after(statement) & TORCH == set()


def test_help_and_version_are_light(modules_of: Callable[..., frozenset[str]]) -> None:
    for option in ("--help", "--version"):
        assert modules_of(option) & HEAVY == set()


def test_packages_say_that_they_are_typed() -> None:
    for package in PACKAGES:
        assert (HOUSE / package / "py.typed").is_file()


def test_no_path_of_a_machine_stands_in_the_product() -> None:
    endings = {".py", ".json", ".toml", ".txt", ".md", ".html", ".css", ".tsv"}
    found = [
        f"{path.relative_to(HOUSE)}: {word}"
        for package in PACKAGES
        for path in sorted((HOUSE / package).rglob("*"))
        if path.suffix in endings and path.stat().st_size < 1_000_000
        for word in ("/work/", "/root/", "/home/")
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
