"""Bring documents in: a file, a folder or a symbol becomes a `Document` of paragraphs."""

from sources.document import (
    Document,
    Dropped,
    NeedsOcrError,
    Paragraph,
    ParagraphKind,
    Provenance,
    SourceError,
)
from sources.errors import SixfoldError
from sources.extraction import paragraph_records
from sources.extraction_page import extraction_page
from sources.folder import FolderDocument, FolderSurvey, LeftOut, survey_folder
from sources.language import LanguageError, parse_language
from sources.language_check import WrongLanguageError
from sources.library import NotFoundError, find_versions, list_versions, sample_folder
from sources.ods import Fetched, FetchStatus, OdsCache, OdsError, fetch
from sources.reading import read_document, read_documents
from sources.symbol import Symbol, SymbolError, parse_symbol

__all__ = [
    "Document",
    "Dropped",
    "FetchStatus",
    "Fetched",
    "FolderDocument",
    "FolderSurvey",
    "LanguageError",
    "LeftOut",
    "NeedsOcrError",
    "NotFoundError",
    "OdsCache",
    "OdsError",
    "Paragraph",
    "ParagraphKind",
    "Provenance",
    "SixfoldError",
    "SourceError",
    "Symbol",
    "SymbolError",
    "WrongLanguageError",
    "extraction_page",
    "fetch",
    "find_versions",
    "list_versions",
    "paragraph_records",
    "parse_language",
    "parse_symbol",
    "read_document",
    "read_documents",
    "sample_folder",
    "survey_folder",
]
