"""Say how units are to be written, and what came of it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tmx.formats.errors import FormatError
from tmx.formats.flavours import FLAVOURS, Flavour, LanguageStyle
from tmx.formats.tbx import TbxStyle
from tmx.formats.xml import IllegalCharacters

__all__ = ["WriteOptions", "Written", "flavour_named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """How units and terms are written; the defaults serve most tools.

    Attributes:
        flavour: what the tool wants that will read the file.
        illegal: what becomes of characters XML cannot hold.
        encoding: `utf-8` or `utf-16`, of TMX.
        largest_bytes: of a TMX file; more goes into further files. None for one file.
        tbx: version and style of TBX.
        glossary: the tool a table of terms is for; None for what the ending says.
    """

    flavour: Flavour = FLAVOURS["generic"]
    illegal: IllegalCharacters = IllegalCharacters.REMOVE
    encoding: str = "utf-8"
    largest_bytes: int | None = None
    tbx: TbxStyle = TbxStyle.V2
    glossary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written.

    Attributes:
        count: units, concepts or lines.
        files: where they are.
        warnings: what was left out or changed, and what a client may refuse; a sentence each.
    """

    count: int
    files: tuple[Path, ...]
    warnings: tuple[str, ...] = ()


DEFAULT: Final = WriteOptions()


def flavour_named(name: str, style: LanguageStyle | None = None) -> Flavour:
    """Return a flavour, its languages spelled in another style where one is given.

    Raises:
        FormatError: there is none of this name.
    """
    flavour = FLAVOURS.get(name)
    if flavour is None:
        raise FormatError(
            f"there is no flavour {name!r}; expected one of {', '.join(FLAVOURS)}; choose one."
        )
    return flavour if style is None else replace(flavour, language_style=style)
