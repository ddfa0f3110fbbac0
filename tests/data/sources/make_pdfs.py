"""Make the PDF files of the tests.

Needs weasyprint, reportlab, pikepdf, arabic-reshaper, python-bidi, Chromium, LibreOffice and the
Noto and Liberation fonts.

    python make_pdfs.py        writes pdf/*.pdf beside this script

Run by hand when a case is added; the files are committed, so the tests need none of it.
"""

import html
import re
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import pikepdf
from make_docx import word_file
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from weasyprint import HTML

from sources import Document, find_versions

HERE = Path(__file__).parent
CLEAN = HERE.parent / "sample" / "clean"
OUT = HERE / "pdf"
FONTS = {"zh": "Noto Serif CJK SC", "ar": "Noto Naskh Arabic"}
JOB_LETTERS = {"zh": "C", "en": "E", "fr": "F", "es": "S", "ru": "R", "ar": "A"}
PARAGRAPHS = slice(3, 16)
NOTE = "Official Records of the General Assembly, Sixty-fifth Session, Supplement No. 27."


def page(language: str, columns: int, *, with_note: bool = False) -> str:
    paragraphs = (CLEAN / f"{language}.txt").read_text(encoding="utf-8").splitlines()[PARAGRAPHS]
    blocks = []
    for text in paragraphs:
        tag = "p" if text.rstrip('»”")').endswith((".", "。")) else "h2"
        blocks.append(f"<{tag}>{html.escape(text)}</{tag}>")
    if with_note:
        blocks[1] = blocks[1].replace(". ", f'.<span class="note">{NOTE}</span> ', 1)
    font = FONTS.get(language, "Liberation Serif")
    style = f"""
        @page {{ size: 15cm 21cm; margin: 2cm;
                 @top-left {{ content: "A/65/496"; font-size: 9pt }}
                 @bottom-left {{ content: "10-57056 ({JOB_LETTERS[language]})"; font-size: 9pt }}
                 @bottom-right {{ content: counter(page); font-size: 9pt }} }}
        body {{ font: 10pt "{font}"; text-align: justify; hyphens: auto; columns: {columns};
                column-gap: 8mm }}
        h2 {{ font-size: 12pt; text-align: start }} p {{ margin: 0 0 6pt }}
        .note {{ float: footnote; font-size: 8pt; text-align: start }}"""
    direction = "rtl" if language == "ar" else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        f"<style>{style}</style><body>{''.join(blocks)}</body></html>"
    )


def print_with_chromium(source: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page_file = Path(folder) / "page.html"
        page_file.write_text(source, encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu"]
        command += [f"--print-to-pdf={target}", str(page_file)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


def print_with_libreoffice(word: bytes, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{target.stem}.docx"
        source.write_bytes(word)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(target.parent), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def office_page(document: Document, columns: int = 1) -> bytes:
    """Return a part of the sample as a Word file, with a note and a table of its headings."""
    part = document.paragraphs[PARAGRAPHS]
    part = tuple(replace(each, index=index) for index, each in enumerate(part))
    headings = [each.text for each in document.paragraphs[:3]]
    table = [(str(year), headings[place % 3]) for place, year in enumerate((2008, 2009, 2010))]
    shown = table if columns == 1 else ()  # as wide as the page
    return word_file(part, document.language, columns=columns, notes={1: headings[1]}, table=shown)


def draw_visual_arabic(target: Path) -> None:
    """Draw letters in their presentation forms from left to right, as old programs did."""
    import arabic_reshaper
    from bidi.algorithm import get_display

    pdfmetrics.registerFont(TTFont("DejaVu", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"))
    canvas = Canvas(str(target), pagesize=(400, 300), invariant=True)
    canvas.setFont("DejaVu", 10)
    lines = (
        "1. ركز الاجتماع على المضي قدما بنزع السلاح، ولا سيما",
        "أعمال المؤتمر (انظر A/65/231) والفقرات 4-6 والمعدل 3.25.",
        "(أ) وافقت دول كثيرة على القرار 65/93 في عام 2010؛",
        "(ب) وثيقة NPT/CONF.2010/50 (Vol. I) والوثيقة CD/1864.",
    )
    for place, line in enumerate(lines):
        shown = get_display(arabic_reshaper.reshape(line), base_dir="R")
        canvas.drawRightString(370, 250 - 16 * place, shown)
    canvas.save()


def lose_glyphs(way: str, target: Path) -> None:
    """Make 最 meaningless in the font's map: private use, U+FFFD, or no entry at all."""
    text = "与会者认为这是今后工作的最佳开端，得到最广泛的接受，并呼吁设定最后期限。"
    source = page("zh", 1).partition("<body>")[0] + f"<body><p>{text * 2}</p><p>{text}</p></body>"
    HTML(string=source).write_pdf(target)
    with pikepdf.open(target, allow_overwriting_input=True) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                stream = item.ToUnicode
                new = {"pua": rb"\1 <e001>", "fffd": rb"\1 <fffd>", "nomap": b""}[way]
                cmap = stream.read_bytes()
                cmap, count = re.subn(rb"(?i)(<[0-9a-f]+>)\s*<6700>", new, cmap)
                if way == "nomap" and count:
                    entries = re.search(rb"(\d+) beginbfchar", cmap)
                    fewer = b"%d beginbfchar" % (int(entries[1]) - count)
                    cmap = cmap.replace(entries[0], fewer, 1)
                stream.write(cmap)
        document.save(target)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    for language in JOB_LETTERS:
        HTML(string=page(language, 1)).write_pdf(OUT / f"weasyprint.{language}.pdf")
    for language in ("en", "fr", "ar"):
        print_with_chromium(page(language, 2), OUT / f"chromium-columns.{language}.pdf")
    print_with_chromium(page("ru", 1), OUT / "chromium.ru.pdf")
    HTML(string=page("en", 1, with_note=True)).write_pdf(OUT / "notes.en.pdf")
    for document in find_versions("A/65/496"):
        name = f"libreoffice.{document.language}.pdf"
        print_with_libreoffice(office_page(document), OUT / name)
        if document.language in {"es", "ru", "zh"}:
            columns = OUT / f"libreoffice-columns.{document.language}.pdf"
            print_with_libreoffice(office_page(document, 2), columns)
    draw_visual_arabic(OUT / "visual.ar.pdf")
    for way in ("pua", "fffd", "nomap"):
        lose_glyphs(way, OUT / f"lost-{way}.zh.pdf")


if __name__ == "__main__":
    main()
