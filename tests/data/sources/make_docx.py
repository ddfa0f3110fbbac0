"""Make Word files of given paragraphs: automatic numbers, header, footer, notes.

Written by hand as XML, so that the tests need no word processor and every construct is known.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from sources import Paragraph, ParagraphKind

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}"'
FONTS = {"zh": "Noto Serif CJK SC", "ar": "Noto Naskh Arabic"}
PARTS = ("styles", "numbering", "header1", "footer1", "footnotes")
_LETTERS = {"ar": "arabicAbjad"}


def word_file(
    paragraphs: Sequence[Paragraph],
    language: str,
    *,
    symbol: str = "A/65/496",
    columns: int = 1,
    notes: dict[int, str] | None = None,
    table: Sequence[Sequence[str]] = (),
) -> bytes:
    """Return a Word file that shows the paragraphs.

    Args:
        paragraphs: numbered paragraphs and items become automatic lists.
        language: BCP 47 tag; sets fonts and direction.
        symbol: what stands in the header.
        columns: of the page.
        notes: text of a footnote by index of the paragraph at whose end it is called.
        table: rows of cells, put at the end.
    """
    notes = notes or {}
    numbers = {index: number for number, index in enumerate(sorted(notes), start=1)}
    body = "".join(_paragraph(each, language, numbers.get(each.index)) for each in paragraphs)
    body += _table(table, language)
    body += (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:footerReference w:type="default" r:id="footer1"/>'
        '<w:pgSz w:w="8500" w:h="11900"/><w:pgMar w:top="1300" w:bottom="1300" w:left="1100" '
        f'w:right="1100" w:header="600" w:footer="600"/><w:cols w:num="{columns}" w:space="450"/>'
        f"{'<w:bidi/>' if language == 'ar' else ''}</w:sectPr>"
    )
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    parts = {
        "document": _part("document", f"<w:body>{body}</w:body>"),
        "styles": _part("styles", _styles(language)),
        "numbering": _part("numbering", _numbering(paragraphs, language)),
        "header1": _part("hdr", f"<w:p>{_run(symbol)}</w:p>"),
        "footer1": _part("ftr", f"<w:p>{_run('10-57056 ')}{page}</w:p>"),
        "footnotes": _part(
            "footnotes", _footnotes([notes[index] for index in sorted(notes)], language)
        ),
    }
    return _package(parts)


def _part(root: str, content: str) -> str:
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{declaration}<w:{root} {NAMESPACES}>{content}</w:{root}>"


def _run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(paragraph: Paragraph, language: str, note: int | None) -> str:
    right_to_left = language == "ar"
    properties = ""
    if paragraph.kind in {ParagraphKind.HEADING, ParagraphKind.ANNEX}:
        properties += '<w:pStyle w:val="Heading1"/>'
    text = paragraph.full_text
    level = {ParagraphKind.NUMBERED: 0, ParagraphKind.ITEM: 1}.get(paragraph.kind)
    if level is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        text = paragraph.text
    properties += "<w:bidi/>" if right_to_left else ""
    reference = ""
    if note is not None:
        reference = (
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            f'<w:footnoteReference w:id="{note}"/></w:r>'
        )
    run = _run(text, "<w:rPr><w:rtl/></w:rPr>" if right_to_left else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{reference}</w:p>"


def _table(rows: Sequence[Sequence[str]], language: str) -> str:
    if not rows:
        return ""
    bidi = "<w:bidi/>" if language == "ar" else ""
    cells = [
        "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="3100" w:type="dxa"/></w:tcPr><w:p><w:pPr>{bidi}</w:pPr>'
            f"{_run(cell)}</w:p></w:tc>"
            for cell in row
        )
        for row in rows
    ]
    visual = "<w:bidiVisual/>" if language == "ar" else ""
    grid = '<w:gridCol w:w="3100"/>' * len(rows[0])
    return (
        f'<w:tbl><w:tblPr>{visual}<w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        + "".join(f"<w:tr>{row}</w:tr>" for row in cells)
        + "</w:tbl><w:p/>"
    )


def _styles(language: str) -> str:
    font = FONTS.get(language, "Liberation Serif")
    fonts = " ".join(f'w:{name}="{font}"' for name in ("ascii", "hAnsi", "eastAsia", "cs"))
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:sz w:val="20"/>'
        f'<w:szCs w:val="20"/><w:lang w:val="{language}" w:eastAsia="{language}" '
        f'w:bidi="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        f'<w:spacing w:after="120"/><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:keepNext/><w:jc w:val="start"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="24"/>'
        '<w:szCs w:val="24"/></w:rPr></w:style>'
    )


def _numbering(paragraphs: Sequence[Paragraph], language: str) -> str:
    """Return the definition of the list whose labels are those printed."""
    levels = ""
    shown = ((ParagraphKind.NUMBERED, "decimal"), (ParagraphKind.ITEM, "lowerLetter"))
    for level, (kind, form) in enumerate(shown):
        labels = [each.label for each in paragraphs if each.kind is kind]
        pattern = re.sub(r"\w+", f"%{level + 1}", labels[0], count=1) if labels else ""
        first = re.search(r"\d+", labels[0]) if labels else None
        start = first[0] if first else "1"
        number_form = form if level == 0 else _LETTERS.get(language, form)
        indent = 400 * level
        levels += (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{number_form}"/>'
            f'<w:lvlText w:val="{pattern}"/><w:lvlJc w:val="start"/><w:pPr>'
            f'<w:ind w:start="{indent + 500}" w:hanging="500"/></w:pPr></w:lvl>'
        )
    return (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def _footnotes(notes: Sequence[str], language: str) -> str:
    bidi = "<w:bidi/>" if language == "ar" else ""
    small = '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'
    return "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr>{bidi}<w:jc w:val="start"/></w:pPr><w:r><w:rPr>'
        '<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f"{_run(f' {text}', small)}</w:p>"
        "</w:footnote>"
        for number, text in enumerate(notes, start=1)
    )


def _package(parts: dict[str, str]) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    names = {"document": "document.main", "header1": "header", "footer1": "footer"}
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{kind}.{names.get(part, part)}+xml"/>'
        for part in parts
    )
    relations = "".join(
        f'<Relationship Id="{part}" Type="{OFFICE}/{part.rstrip("1")}" Target="{part}.xml"/>'
        for part in PARTS
    )
    content = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="main" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
        ),
    }
    content |= {f"word/{part}.xml": text for part, text in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            # A fixed date, so that the same paragraphs always make the same bytes.
            entry = zipfile.ZipInfo(name, (2010, 10, 5, 0, 0, 0))
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
