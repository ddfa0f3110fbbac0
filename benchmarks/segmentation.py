"""Measure the splitter: boundaries found again in sentences joined by fives, and its pace.

    python -m benchmarks.segmentation [--data FOLDER]

The sentences are those of `align/training/text`, or with --data those of the treebank UD-PUD in
`FOLDER/pairs`; those that do not end with a final mark are left out.
"""

import argparse
import csv
import gzip
import time
from pathlib import Path

from align.segmentation import segmenter_for

TEXT = Path(__file__).parents[1] / "align" / "training" / "text"
COLUMNS = {"en": 1, "zh": 2, "fr": 3, "es": 4, "ru": 5, "ar": 6}
FINAL = tuple(".!?…。！？؟")
CLOSERS = "”»\"'）)"


def sentences(language: str, data: Path | None) -> list[list[str]]:
    """Return the sentences of a language, a list per file."""
    if data is not None:
        other, column = ("zh", 0) if language == "en" else (language, 1)
        with gzip.open(
            data / "pairs" / f"ud-pud.en-{other}.tsv.gz", "rt", encoding="utf-8"
        ) as stream:
            texts = [line.rstrip("\n").split("\t")[column].strip() for line in stream]
        return [[text for text in texts if text.rstrip(CLOSERS).endswith(FINAL)]]
    found = []
    for file in sorted(TEXT.glob("*.tsv")):
        with file.open(encoding="utf-8") as stream:
            rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        texts = [row[COLUMNS[language]].strip() for row in rows if len(row) > max(COLUMNS.values())]
        found.append([text for text in texts if text.rstrip(CLOSERS).endswith(FINAL)])
    return found


def main() -> None:
    """Print F1 of the boundaries and seconds of CPU for 1 MB in one paragraph."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder with pairs/ud-pud.*")
    data = parser.parse_args().data
    print("language  right  false  missed  F1     seconds for 1 MB")
    for language in COLUMNS:
        segmenter = segmenter_for(language)
        separator = "" if language == "zh" else " "
        right = false = missed = 0
        for texts in sentences(language, data):
            for start in range(0, len(texts) - 4, 5):
                five = texts[start : start + 5]
                text = separator.join(five)
                gold, end = set(), 0
                for each in five[:4]:
                    end += len(each) + len(separator)
                    gold.add(end)
                got = {span.end for span in segmenter.spans(text)} - {len(text)}
                right += len(gold & got)
                false += len(got - gold)
                missed += len(gold - got)
        whole = separator.join(text for texts in sentences(language, data) for text in texts)
        long = (whole * (1_000_000 // len(whole) + 1))[:1_000_000]
        begin = time.process_time()
        sum(1 for _ in segmenter.spans(long))
        seconds = time.process_time() - begin
        f1 = 2 * right / (2 * right + false + missed)
        print(f"{language:8}  {right:5}  {false:5}  {missed:6}  {f1:.4f} {seconds:.2f}")


if __name__ == "__main__":
    main()
