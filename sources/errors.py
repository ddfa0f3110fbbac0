"""The tree of errors a user can meet; each child lives in the room that raises it.

    SixfoldError
    ├── LanguageError        sources.language     not a language tag, or not one we can serve
    ├── SymbolError          sources.symbol       not a United Nations document symbol
    ├── SourceError          sources.readers      a file that cannot be read as a document
    │   ├── NeedsOcrError                         pictures of pages, without text
    │   └── WrongLanguageError                    the text is not in the language stated
    ├── NotFoundError        sources.library      no version of a document is at hand
    ├── OdsError             sources.ods          an address to fetch from that cannot be used
    ├── EncodingError        align.encoding       a model that cannot be loaded or used
    │   └── DimensionError                        vectors of different dimension
    ├── AlignmentError       align.model          input that cannot be aligned
    ├── FormatError          tmx.formats          an exchange file that breaks its format
    ├── StoreError           tmx.store            a memory that cannot be opened or written
    ├── ReportError          tmx.report           a folder without a report, or a damaged one
    └── OutputError          tmx.build            a folder that cannot be written

A message has three parts: what was found, what was expected, what to do.
"""

__all__ = ["SixfoldError"]


class SixfoldError(Exception):
    """Root of all errors that are the input's fault and not the program's.

    The command line prints the message as one sentence and exits with 1. Anything that is not
    a `SixfoldError` is a fault of the program and shows a traceback.
    """
