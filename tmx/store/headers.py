"""Keep the headers of imported TMX files, so that an export says what they said."""

import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, Final

from tmx.model import Attributes, Header, Note, Property

__all__ = ["date_by_header", "joined_header", "keep_header", "read_headers"]

_PREFIX: Final = "header of "
_CREATED: Final = re.compile(r"(\d{4})(\d{2})(\d{2})T\d{6}Z", re.ASCII)
# What units of the file inherit unless they say otherwise.
_INHERITED: Final = ("segment_type", "data_type", "admin_language", "original_format")


def keep_header(connection: sqlite3.Connection, file: str, header: Header) -> None:
    """Keep the header of a file, in place of what an earlier file of this name had."""
    connection.execute(
        "INSERT OR REPLACE INTO setting VALUES (?, ?)",
        (_PREFIX + file, json.dumps(asdict(header), ensure_ascii=False)),
    )


def date_by_header(connection: sqlite3.Connection, file: str, header: Header) -> None:
    """Give the units of a file that name no document of their own the date of its header."""
    match = _CREATED.match(dict(header.attributes).get("creationdate", ""))
    if match:
        connection.execute(
            "UPDATE document SET date = ? WHERE name = ? AND date IS NULL",
            ("-".join(match.groups()), file),
        )


def read_headers(connection: sqlite3.Connection) -> tuple[Header, ...]:
    """Return the headers of all files imported, in the order of the files' names."""
    rows = connection.execute(
        "SELECT value FROM setting WHERE substr(name, 1, ?) = ? ORDER BY name",
        (len(_PREFIX), _PREFIX),
    )
    return tuple(_header(json.loads(value)) for (value,) in rows)


def joined_header(own: Header, kept: Iterable[Header]) -> Header:
    """Return our header with what those of imported files add.

    Notes, properties and user-defined encodings are all taken, each once. What units inherit from
    a header (segment type, data type, ...) is taken where all files agree; else ours stands.
    """
    headers = tuple(kept)
    if not headers:
        return own
    agreed = {}
    for name in _INHERITED:
        values = {getattr(header, name) for header in headers}
        if len(values) == 1:
            agreed[name] = values.pop()
    every = (own, *headers)
    return replace(
        own,
        notes=_each_once(header.notes for header in every),
        properties=_each_once(header.properties for header in every),
        encodings=_each_once(header.encodings for header in every),
        attributes=headers[0].attributes if len(headers) == 1 else own.attributes,
        **agreed,
    )


def _each_once(parts: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))


def _header(kept: dict[str, Any]) -> Header:
    return Header(
        **{
            **kept,
            "attributes": _pairs(kept["attributes"]),
            "notes": tuple(Note(**each) for each in kept["notes"]),
            "properties": tuple(Property(**each) for each in kept["properties"]),
            "encodings": tuple(
                (_pairs(ude), tuple(_pairs(each) for each in maps))
                for ude, maps in kept["encodings"]
            ),
        }
    )


def _pairs(kept: Iterable[Iterable[str]]) -> Attributes:
    return tuple((name, value) for name, value in kept)
