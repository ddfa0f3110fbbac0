"""Read PDF files that hold text."""

from typing import Final

from sources.document import NeedsOcrError, SourceError
from sources.glyphs import REPLACEMENT
from sources.readers.pdf_fillers import settle_unnamed
from sources.readers.pdf_glyphs import open_pages
from sources.readers.pdf_lines import fragments_of
from sources.readers.pdf_pages import PageContent, assemble, printed_lines
from sources.readers.protocol import Reading, SourceFile

__all__ = ["PdfReader"]

# Single lost glyphs are flagged; where most are lost, no text is left to flag them in.
_MOST_LOST: Final = 0.5
_HEAD_BYTES: Final = 1024  # other bytes may stand before the signature


class PdfReader:
    """Reads PDF through PDFium, with lines and paragraphs put together by our own rules."""

    name = "pdf"
    apart = True

    def recognises(self, file: SourceFile) -> bool:
        """Return whether the file begins as a PDF."""
        return b"%PDF-" in file.data[:_HEAD_BYTES]

    def read(self, file: SourceFile, language: str) -> Reading:  # noqa: ARG002 - the pages say it
        """Return the paragraphs of a PDF, notes last.

        Raises:
            SourceError: pypdfium2 is missing, or the file is damaged, encrypted or has no text.
        """
        with open_pages(file) as pages:
            read = [(fragments_of(page), page.width, page.height) for page in pages]
        contents = [
            PageContent(fragments=fragments, width=width, height=height)
            for fragments, (_, width, height) in zip(
                settle_unnamed([fragments for fragments, _, _ in read]), read, strict=True
            )
        ]
        if not any(content.fragments for content in contents):
            raise NeedsOcrError(
                f"{file.name} is a PDF without text, probably a scan; "
                f"run text recognition (OCR) on it first."
            )
        if _is_unreadable(contents):
            raise NeedsOcrError(
                f"{file.name} is a PDF whose fonts do not say which letters they show; "
                f"run text recognition (OCR) on it first."
            )
        paragraphs, dropped = assemble(printed_lines(contents))
        if not paragraphs:
            raise SourceError(
                f"{file.name} holds no text beside page numbers and headers; "
                f"a document with text was expected."
            )
        return Reading(paragraphs=paragraphs, dropped=dropped)


def _is_unreadable(contents: list[PageContent]) -> bool:
    clusters = [
        cluster
        for content in contents
        for fragment in content.fragments
        for cluster in fragment.clusters
        if not cluster.isspace()
    ]
    lost = sum(REPLACEMENT in cluster for cluster in clusters)
    return lost > _MOST_LOST * len(clusters)
