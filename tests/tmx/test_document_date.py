"""A document's date is found in its head, or nowhere."""

from pathlib import Path

import pytest

from sources import find_versions
from sources.document import Document, Dropped, Paragraph, ParagraphKind, Provenance
from tmx.document_date import document_date
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter

HEADING, BODY = ParagraphKind.HEADING, ParagraphKind.PARAGRAPH


def version(
    language: str, *blocks: tuple[ParagraphKind, str, str | None], masthead: tuple[str, ...] = ()
) -> Document:
    return Document(
        language=language,
        paragraphs=tuple(
            Paragraph(index=index, kind=kind, text=text, number=number)
            for index, (kind, text, number) in enumerate(blocks)
        ),
        provenance=Provenance(name="x", location="x.txt", sha256=""),
        dropped=tuple(Dropped(text=text, before=0) for text in masthead),
    )


LETTER = (
    (HEADING, "Letter dated 5 October 2010 on the meeting of 24 September 2010", None),
    (BODY, "The next one will be held on 1 May 2031.", None),
    (BODY, "A report is due on 1 May 2032.", "1"),
    (HEADING, "Meeting of 3 March 2033", None),
)
LETTRE = ((HEADING, "Lettre datée du 5 octobre 2010, sur la réunion du 24 septembre 2010", None),)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ((version("en", *LETTER),), "2010-10-05"),
        ((version("en", *LETTER), version("fr", *LETTRE)), "2010-10-05"),
        ((version("en", *LETTER, masthead=("Distr.: General", "14 October 2010")),), "2010-10-14"),
        ((version("en", (BODY, "14 October 2010", None), *LETTER),), "2010-10-14"),
        ((version("en", *LETTER), version("fr", (HEADING, "Le 3 mars 2011", None))), None),
        ((version("en", (HEADING, "The year 2010", None)),), None),
        ((version("en", (BODY, "It met on 5 October 2010.", None)),), None),
    ],
)
def test_date_of_a_head(versions: tuple[Document, ...], expected: str | None) -> None:
    assert document_date(versions) == expected


def test_the_sample_can_be_filtered_by_its_date(demo: Path) -> None:
    assert document_date(find_versions("A/65/496")) == "2010-10-05"
    with Memory.open(demo / "memory.db") as memory:
        assert memory.documents[0].date == "2010-10-05"
        assert memory.count(UnitFilter(dates=("2010-10-05", "2010-10-05"))) == memory.count()
        assert memory.count(UnitFilter(dates=("2010-10-06", ""))) == 0
