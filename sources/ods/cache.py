"""Keep fetched files on this machine, each with a note of where it came from and when."""

import hashlib
import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sources.document import Document
from sources.language import OFFICIAL_LANGUAGES
from sources.reading import read_document
from sources.symbol import Symbol

__all__ = ["CachedFile", "OdsCache"]

_VARIABLE: Final = "SIXFOLD_CACHE"
_OFFICIAL_HOST: Final = "un.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedFile:
    """A file in the cache: its place, where it came from, when (ISO 8601, UTC), its digest."""

    path: Path
    address: str
    date: str
    sha256: str


class OdsCache:
    """Files by symbol and language, in a folder of the user's.

    Args:
        folder: by default `$SIXFOLD_CACHE/ods`, or the usual place for caches of the system.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder) if folder is not None else _usual_folder()

    def find(self, symbol: Symbol, language: str) -> CachedFile | None:
        """Return the file of a version; None where it is not there or not what it was."""
        try:
            note = json.loads(self._note(symbol, language).read_text(encoding="utf-8"))
            file = CachedFile(
                path=self._folder(symbol) / Path(note["file"]).name,
                address=note["address"],
                date=note["date"],
                sha256=note["sha256"],
            )
            is_whole = hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return file if is_whole else None

    def put(
        self, symbol: Symbol, language: str, data: bytes, *, ending: str, address: str
    ) -> CachedFile:
        """Keep a file; one that was there for the same version goes once this one is whole."""
        earlier = self.find(symbol, language)
        folder = self._folder(symbol)
        folder.mkdir(parents=True, exist_ok=True)
        file = CachedFile(
            path=folder / f"{symbol.file_safe}.{language}.{ending}",
            address=address,
            date=datetime.now(UTC).isoformat(timespec="seconds"),
            sha256=hashlib.sha256(data).hexdigest(),
        )
        note = {
            "symbol": str(symbol),
            "language": language,
            "file": file.path.name,
            "address": address,
            "date": file.date,
            "sha256": file.sha256,
            "bytes": len(data),
        }
        _write(file.path, data)
        _write(self._note(symbol, language), f"{json.dumps(note, indent=1)}\n".encode())
        if earlier is not None and earlier.path != file.path:
            earlier.path.unlink(missing_ok=True)
        return file

    def part_path(self, symbol: Symbol, language: str) -> Path:
        """Return where the bytes of an unfinished transfer lie; its folder is made."""
        self._folder(symbol).mkdir(parents=True, exist_ok=True)
        return self._folder(symbol) / f".{symbol.file_safe}.{language}.part"

    def documents(self, symbol: Symbol, languages: list[str] | None = None) -> dict[str, Document]:
        """Return the versions that are here by language, the six by default.

        Raises:
            SourceError: a file cannot be read.
        """
        tags = languages or [each.tag for each in OFFICIAL_LANGUAGES]
        held = {tag: self.find(symbol, tag) for tag in tags}
        return {tag: _read(file, symbol, tag) for tag, file in held.items() if file is not None}

    def _folder(self, symbol: Symbol) -> Path:
        return self.folder / symbol.file_safe

    def _note(self, symbol: Symbol, language: str) -> Path:
        return self._folder(symbol) / f"{symbol.file_safe}.{language}.json"


def _read(file: CachedFile, symbol: Symbol, language: str) -> Document:
    document = read_document(file.path, language)
    host = urlsplit(file.address).hostname or ""
    is_official = host == _OFFICIAL_HOST or host.endswith(f".{_OFFICIAL_HOST}")
    provenance = replace(
        document.provenance,
        name=str(symbol),
        symbol=str(symbol),
        location=file.address,
        official=True if is_official else None,
        notice=(
            f"United Nations document {symbol}, fetched from {file.address} on {file.date[:10]}. "
            f"Rights: see ST/AI/189/Add.9/Rev.2 and the terms of use of un.org."
        ),
    )
    return replace(document, provenance=provenance)


def _usual_folder() -> Path:
    stated = os.environ.get(_VARIABLE)
    if stated:
        return Path(stated) / "ods"
    from platformdirs import user_cache_path  # needed for symbols only

    return user_cache_path("sixfold") / "ods"


def _write(path: Path, data: bytes) -> None:
    """Write beside the place and move there, so that a file is whole or absent."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)
