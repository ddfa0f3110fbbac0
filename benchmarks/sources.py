"""Measure the readers on the test pages, beside pypdf, pdfminer.six and PDFium's own text.

    python -m benchmarks.sources            quality, DOCX, speed, memory
    python -m benchmarks.sources --routes   the sample as DOCX and PDF through the aligner

The other libraries are measured where they are installed (`pip install pypdf pdfminer.six`);
none of them is a dependency. Old Word files and the PDF route need LibreOffice.
"""

import argparse
import importlib.util
import io
import logging
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from sources import Document, ParagraphKind, find_versions, read_document, read_documents
from sources.readers import SourceFile
from sources.readers.pdf import PdfReader

DATA = Path(__file__).parents[1] / "tests" / "data"
PDF = DATA / "sources" / "pdf"
PARAGRAPHS = slice(3, 16)  # what the test pages show of the sample; see make_pdfs.py
LOST = {"nomap": "的佳 到广 定后", "pua": "的佳 到广 定后", "fffd": "的佳 到广 定后"}
Extract = Callable[[Path], str]


def load(name: str) -> ModuleType:
    """Return a script that lies beside the test data."""
    spec = importlib.util.spec_from_file_location(name, DATA / "sources" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(language: str) -> str:
    """Return the text that the test pages of a language show."""
    lines = (DATA / "sample" / "clean" / f"{language}.txt").read_text(encoding="utf-8")
    return "\n".join(lines.splitlines()[PARAGRAPHS])


def clean(text: str) -> str:
    """Return `text` without what an extraction may add: fillers, marks of notes, shapes."""
    text = unicodedata.normalize("NFKC", re.sub(r"\(cid:\d+\)|\u0640|[¹²³]", "", text))
    text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return "".join(c for c in text if c in "\n\t " or unicodedata.category(c)[0] != "C")


def recall(found: Counter[str], wanted: Counter[str]) -> float:
    """Return the share of what is wanted that was found."""
    return sum((found & wanted).values()) / max(1, wanted.total())


def characters(text: str, size: int = 8) -> Counter[str]:
    """Count runs of characters, white space left out."""
    whole = re.sub(r"\s", "", clean(text))
    return Counter(whole[at : at + size] for at in range(len(whole) - size + 1))


def words(text: str, size: int = 4) -> Counter[str]:
    """Count runs of words."""
    split = clean(text).split()
    return Counter(" ".join(split[at : at + size]) for at in range(len(split) - size + 1))


def anchors(text: str) -> Counter[str]:
    """Return the words of a text that hold a figure, a Latin letter or a bracket."""
    stripped = (word.strip("،.,;؛:") for word in clean(text).split())
    return Counter(word for word in stripped if re.search(r"[0-9A-Za-z()]", word))


def ours(path: Path) -> str:
    """Extract with our reader."""
    document = read_document(path, path.stem[-2:])
    return "\n".join(paragraph.full_text for paragraph in document.paragraphs)


def with_pdfium(path: Path) -> str:
    """Extract with PDFium's own text."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def with_pypdf(path: Path) -> str:
    """Extract with pypdf."""
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def with_pdfminer(path: Path) -> str:
    """Extract with pdfminer.six."""
    from pdfminer.high_level import extract_text

    text: str = extract_text(path)
    return text


def libraries() -> dict[str, Extract]:
    """Return what is installed, by name."""
    found: dict[str, Extract] = {"sixfold": ours, "pypdfium2, raw": with_pdfium}
    if importlib.util.find_spec("pypdf"):
        found["pypdf"] = with_pypdf
    if importlib.util.find_spec("pdfminer"):
        found["pdfminer.six"] = with_pdfminer
    return found


def quality() -> None:
    """S6: what of the text comes out, and in which order."""
    names = sorted(path.stem for path in PDF.glob("*.pdf"))
    names = [name for name in names if not name.startswith(("lost", "visual", "notes"))]
    tools = libraries()
    print("\nc8 / w4: recall of 8-grams of characters and of 4-grams of words\n")
    print("| file |", " | ".join(tools), "|")
    print("| --- |", " | ".join("---" for _ in tools), "|")
    arabic: dict[str, list[str]] = {tool: [] for tool in tools}
    for name in names:
        language = name[-2:]
        wanted = gold(language)
        cells = []
        for tool, extract in tools.items():
            text = extract(PDF / f"{name}.pdf")
            eights = recall(characters(text), characters(wanted))
            fours = recall(words(text), words(wanted))
            cells.append(f"{eights:.3f} / {fours:.3f}" if language != "zh" else f"{eights:.3f}")
            if language == "ar":
                kept, of = anchors(text) & anchors(wanted), anchors(wanted)
                arabic[tool].append(f"{kept.total()} of {of.total()}")
        print(f"| {name} |", " | ".join(cells), "|")
    print("| Arabic words with figures, Latin letters or brackets |", end=" ")
    print(" | ".join(", ".join(counts) for counts in arabic.values()), "|")


def structure() -> None:
    """S5, S6, S8, S10: labels, furniture, lost glyphs, hyphens."""
    labels = left = paragraphs = exact = controls = flags = 0
    hyphens = wrong = 0
    for path in sorted(PDF.glob("*.pdf")):
        if path.name.startswith(("lost", "visual", "notes")):
            continue
        language = path.stem[-2:]
        document = read_document(path, language)
        texts = [each.full_text for each in document.paragraphs]
        numbered = [each for each in document.paragraphs if each.kind is ParagraphKind.NUMBERED]
        labels += sum(each.number in {"1", "2", "3", "4"} for each in numbered)
        left += sum("10-57056" in text or text == "A/65/496" for text in texts)
        wanted = gold(language).split("\n")
        paragraphs += len(wanted)
        have = {re.sub(r"\s", "", clean(text)) for text in texts}
        exact += sum(re.sub(r"\s", "", clean(text)) in have for text in wanted)
        if language != "zh":
            flags += sum(len(each.lost) for each in document.paragraphs)
        if language == "ar":
            controls += sum(unicodedata.category(c) == "Cc" for c in "".join(texts))
        if language in {"en", "fr", "es", "ru"}:
            hyphens += len(
                re.findall(r"[^\W\d_][-\u2010\u00ad\ufffe\x02]\s*[\r\n]", with_pdfium(path))
            )
            known = Counter(re.findall(r"\w+(?:-\w+)*", clean(gold(language))))
            found = Counter(re.findall(r"\w+(?:-\w+)*", clean("\n".join(texts[:13]))))
            wrong += sum((known - found).values())
    files = sum(1 for _ in PDF.glob("*.pdf")) - 6
    print(f"\nparagraphs exact, spaces apart: {exact} of {paragraphs}")
    print(f"numbered paragraphs with their label: {labels} of {4 * files}")
    print(f"lines of headers and footers left in the text: {left}")
    print(f"control characters in Arabic: {controls}; false alarms about lost glyphs: {flags}")
    print(f"line ends with a hyphen: {hyphens}; words of the text not found whole: {wrong}")
    for way, around in LOST.items():
        document = read_document(PDF / f"lost-{way}.zh.pdf", "zh")
        at = [p.text[o - 1] + p.text[o + 1] for p in document.paragraphs for o in p.lost]
        print(f"lost glyphs, {way}: {len(at)} flagged, all right: {set(at) == set(around.split())}")
    (sample,) = find_versions("A/65/496", ["zh"])
    print(f"lost glyphs, sample: {sum(len(each.lost) for each in sample.paragraphs)} flagged of 3")


def shape(document: Document) -> list[tuple[str, str | None, str]]:
    """Return kind, number and text of each block."""
    return [(each.kind.value, each.number, each.text) for each in document.paragraphs]


def word_files() -> None:
    """S9: the sample as DOCX, with automatic numbers, and as DOC through LibreOffice."""
    make = load("make_docx")
    office = shutil.which("soffice")
    print()
    with tempfile.TemporaryDirectory() as folder:
        for document in find_versions("A/65/496"):
            path = Path(folder) / f"a.{document.language}.docx"
            path.write_bytes(make.word_file(document.paragraphs, document.language))
            same = shape(read_document(path)) == shape(document)
            line = f"sample as DOCX, {document.language}: blocks, labels and texts equal: {same}"
            if office:
                command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
                command += ["--convert-to", "doc", "--outdir", folder, str(path)]
                subprocess.run(command, check=True, capture_output=True, timeout=120)
                old = shape(read_document(path.with_suffix(".doc")))
                line += f"; as DOC: {old == shape(document)}"
            print(line)


def dense_pdf(pages: int) -> bytes:
    """Return a PDF with 50 lines of 70 letters on each page, which no compression makes small."""
    line = "The representative of the Conference noted that all proposals for a programme of work"
    shown = "".join(f"({number:02d} {line[:67]}) Tj 0 -13 Td\n" for number in range(50))
    content = f"BT /F 10 Tf 60 760 Td\n{shown}ET".encode()
    font = b"<</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>"
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(pages))
    page = (
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R "
        b"/Resources <</Font <</F 4 0 R>>>>>>"
    )
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, pages),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        font,
        *[page] * pages,
    ]
    buffer = io.BytesIO(b"")
    buffer.write(b"%PDF-1.4\n")
    offsets = []
    for number, value in enumerate(objects, start=1):
        offsets.append(buffer.tell())
        buffer.write(b"%d 0 obj\n%s\nendobj\n" % (number, value))
    start = buffer.tell()
    buffer.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    buffer.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    buffer.write(b"trailer <</Size %d /Root 1 0 R>>\n" % (len(objects) + 1))
    buffer.write(b"startxref\n%d\n%%%%EOF" % start)
    return buffer.getvalue()


def speed() -> None:
    """S7: pages a second of CPU time on one core, memory, and many files at once."""
    print("\n| pages a second of CPU time |", " | ".join(libraries()), "|")
    print("| --- |", " | ".join("---" for _ in libraries()), "|")
    with tempfile.TemporaryDirectory() as folder:
        dense = Path(folder) / "dense.en.pdf"
        dense.write_bytes(dense_pdf(40))
        for path in (dense, *(PDF / f"libreoffice.{each}.pdf" for each in ("en", "zh", "ar"))):
            tools = {**libraries(), "sixfold": _read_here}
            rates = [f"{_rate(extract, path):.0f}" for extract in tools.values()]
            print(f"| {path.stem} |", " | ".join(rates), "|")
        dense.write_bytes(dense_pdf(500))
        print("\n500 dense pages:", _peak(dense))
        _many(Path(folder))


def _read_here(path: Path) -> str:
    file = SourceFile(name=path.name, data=path.read_bytes())
    return "\n".join(each.full_text for each in PdfReader().read(file, "und").paragraphs)


def _rate(extract: Extract, path: Path) -> float:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        pages = len(document)
    extract(path)
    runs = 0
    begin = time.process_time()
    while time.process_time() - begin < 2.0:
        extract(path)
        runs += 1
    return runs * pages / (time.process_time() - begin)


def _peak(path: Path) -> str:
    code = (
        "import resource, sys, time\nfrom benchmarks.sources import _read_here\n"
        "from pathlib import Path\n_read_here(Path(sys.argv[1]))\n"
        "use = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(f'{use.ru_maxrss >> 10} MB at most, {use.ru_utime + use.ru_stime:.0f} s of CPU')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def _many(folder: Path) -> None:
    names = ("weasyprint.en.pdf", "libreoffice.fr.pdf", "libreoffice.ar.pdf", "notes.en.pdf")
    files = [folder / f"{number}-{name}" for number in range(50) for name in names]
    for path in files:
        path.write_bytes((PDF / path.name.partition("-")[2]).read_bytes())
    files[7].write_bytes(files[7].read_bytes()[:5000])
    for workers in (1, 2):
        begin = time.monotonic()
        results = read_documents(files, [path.stem[-2:] for path in files], workers=workers)
        seconds = time.monotonic() - begin
        read = sum(isinstance(result, Document) for result in results)
        print(
            f"200 files, one broken, {workers} processes: {read} read, {200 - read} reported, "
            f"{seconds:.0f} s"
        )


def routes() -> None:
    """The sample as text, DOCX and PDF through the aligner: which rows differ, and how."""
    from align import align_documents

    make = load("make_docx")
    office = shutil.which("soffice")
    by_text = find_versions("A/65/496")
    expected = list(_rows(align_documents(by_text)))
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for document in by_text:
            path = Path(folder) / f"a.{document.language}.docx"
            path.write_bytes(make.word_file(document.paragraphs, document.language))
            paths.append(path)
        _compare("DOCX", expected, [read_document(path) for path in paths])
        if office:
            command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
            command += ["--convert-to", "pdf", "--outdir", folder, *map(str, paths)]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
            found = [read_document(path.with_suffix(".pdf")) for path in paths]
            _compare("PDF (LibreOffice)", expected, found)


def _rows(alignment: object) -> Iterator[tuple[str, ...]]:
    texts = alignment.texts  # type: ignore[attr-defined]
    for row in alignment.rows:  # type: ignore[attr-defined]
        yield tuple(
            " ".join(text.segments[index].text for index in cell)
            for text, cell in zip(texts, row.cells, strict=True)
        )


def _compare(route: str, expected: list[tuple[str, ...]], documents: list[Document]) -> None:
    from align import align_documents

    found = list(_rows(align_documents(documents)))
    bare = [tuple(re.sub(r"\s", "", cell) for cell in row) for row in expected]
    same = [tuple(re.sub(r"\s", "", cell) for cell in row) for row in found]
    print(
        f"\n{route}: {len(found)} rows for {len(expected)}; "
        f"{sum(a == b for a, b in zip(found, expected, strict=False))} equal, "
        f"{sum(row in bare for row in same)} equal but for white space"
    )
    for plain in same:
        if plain in bare:
            continue
        near = max(bare, key=lambda other: sum(a == b for a, b in zip(other, plain, strict=True)))
        for a, b, document in zip(near, plain, documents, strict=True):
            if a != b:
                at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
                print(
                    f"  {document.language}: {a[max(0, at - 10) : at + 20]!r} is "
                    f"{b[max(0, at - 10) : at + 20]!r}"
                )


def main() -> None:
    """Print what is asked for."""
    logging.disable(logging.WARNING)  # pypdf and pdfminer.six comment on fonts
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--routes", action="store_true")
    if parser.parse_args().routes:
        routes()
        return
    quality()
    structure()
    word_files()
    speed()


if __name__ == "__main__":
    main()
