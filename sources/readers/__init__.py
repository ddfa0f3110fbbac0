"""Read files of any known format; the format is recognised by content, never by ending."""

from sources.readers.protocol import Reader, Reading, SourceFile
from sources.readers.registry import find_reader, load_file, reader_names

__all__ = ["Reader", "Reading", "SourceFile", "find_reader", "load_file", "reader_names"]
