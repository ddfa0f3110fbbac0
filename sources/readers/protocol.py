"""What a reader of a file format must offer."""

from dataclasses import dataclass
from typing import Protocol

from sources.document import Dropped, Paragraph

__all__ = ["Reader", "Reading", "SourceFile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """The bytes of a file together with the name that error messages use.

    Attributes:
        name: the file's name without folders.
        data: its whole content; never empty.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader found.

    Attributes:
        paragraphs: the blocks in order.
        dropped: furniture taken out, in order.
        encoding: the character encoding, None where the format says it itself.
    """

    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...] = ()
    encoding: str | None = None


class Reader(Protocol):
    """Turns the bytes of one format into paragraphs.

    A reader with an attribute `apart` that is true is run in a process of its own, with its time
    and memory limited, because it relies on a library that files can bring down.
    """

    name: str

    def recognises(self, file: SourceFile) -> bool:
        """Return whether the content is of this reader's format; must be quick."""
        ...

    def read(self, file: SourceFile, language: str) -> Reading:
        """Return the paragraphs of the file.

        Args:
            file: content that `recognises` accepted.
            language: BCP 47 tag, `und` if nobody said; helps with old encodings only.

        Raises:
            SourceError: the content is damaged, encrypted or holds no text.
        """
        ...
