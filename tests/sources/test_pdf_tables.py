"""Tables on made pages: pieces of lines at given places, as the line builder hands them on."""

from sources.document import ParagraphKind
from sources.readers.pdf_lines import Fragment
from sources.readers.pdf_pages import PageContent, assemble, printed_lines


def piece(text: str, left: float, baseline: float) -> Fragment:
    return Fragment(
        clusters=tuple(text),
        left=left,
        right=left + 5 * len(text),
        baseline=baseline,
        size=10,
        weight=400,
        page=1,
    )


def read(*pieces: Fragment) -> list[tuple[str, str]]:
    page = PageContent(fragments=pieces, width=500, height=800)
    paragraphs, _ = assemble(printed_lines([page]))
    return [(paragraph.kind.value, paragraph.full_text) for paragraph in paragraphs]


TEXT = (
    piece("1.", 50, 600),
    piece("The committee met three times and heard the following persons.", 80, 600),
)


def test_cells_are_blocks_in_order() -> None:
    rows = [("State", "2009", "2010"), ("Chad", "15", "7"), ("Mali", "112", "98")]
    cells = [
        piece(text, left, 570 - 15 * place)
        for place, row in enumerate(rows)
        for text, left in zip(row, (50, 200, 300), strict=True)
    ]
    after = piece("It then closed its session.", 50, 480)
    assert read(*TEXT, *cells, after) == [
        ("numbered", f"1. {''.join(TEXT[1].clusters)}"),
        *[("table", text) for row in rows for text in row],
        ("paragraph", "It then closed its session."),
    ]


def test_lines_of_one_cell_are_joined() -> None:
    cells = [
        *(piece("Year", 50, 570), piece("Outcome", 150, 570)),
        *(piece("2009", 50, 545), piece("No agreement on a programme", 150, 545)),
        piece("of work could be reached", 150, 533),
        *(piece("2010", 50, 508), piece("Summary by the Chair", 150, 508)),
    ]
    assert read(*TEXT, *cells)[1:] == [
        ("table", "Year"),
        ("table", "Outcome"),
        ("table", "2009"),
        ("table", "No agreement on a programme of work could be reached"),
        ("table", "2010"),
        ("table", "Summary by the Chair"),
    ]


def test_columns_run_from_the_right_in_arabic() -> None:
    # From left to right as drawn; each word is set off by its place.
    rows = [("ماع", "ةلود"), ("0102", "داشت"), ("9002", "يلام")]
    cells = [
        piece(text, left, 570 - 15 * place)
        for place, row in enumerate(rows)
        for text, left in zip(row, (100, 300), strict=True)
    ]
    found = [text for _, text in read(*cells)]
    assert found == ["دولة", "عام", "تشاد", "0102", "مالي", "9002"]


def test_numbered_lines_are_no_table() -> None:
    items = [
        part
        for place, letter in enumerate("abcd")
        for part in (
            piece(f"({letter})", 50, 600 - 15 * place),
            piece("A short item;", 80, 600 - 15 * place),
        )
    ]
    assert {kind for kind, _ in read(*items)} == {ParagraphKind.ITEM.value}


def test_two_rows_are_no_table() -> None:
    rows = [
        *(piece("New York", 50, 700), piece("5 October 2010", 300, 700)),
        *(piece("Original: English", 50, 685), piece("Agenda item 162", 300, 685)),
    ]
    assert "table" not in {kind for kind, _ in read(*rows)}
