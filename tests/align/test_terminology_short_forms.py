"""Bracketed short forms of the sample: four, and nothing else that stands in brackets."""

from pathlib import Path

from align.model import MultiAlignment, Row, SegmentedText, Signature
from align.terminology import extract_terms
from align.terminology.cells import read_columns
from align.terminology.structure import find_short_forms
from align.terminology.vocabulary import load_vocabulary

SAMPLE = Path(__file__).parents[1] / "data/sample/segments/zh.txt"
SHORT = {
    "原子能机构": "国际原子能机构",
    "禁化组织": "禁止化学武器组织",
    "禁止杀伤人员地雷公约": "禁止使用、储存、生产和转让杀伤人员地雷及销毁此种地雷的公约",
    "裁减战略武器条约": "美利坚合众国和俄罗斯联邦关于进一步削减和限制进攻性战略武器条约",
}


def sample() -> MultiAlignment:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    text = SegmentedText.from_lines("zh", [line.split("\t", 1)[1] for line in lines])
    rows = tuple(
        Row(cells=((index,),), confidence=1.0, cell_confidence=(1.0,))
        for index in range(len(text.segments))
    )
    signature = Signature(version="0", encoder="static")
    return MultiAlignment(texts=(text,), rows=rows, pairs={}, signature=signature)


def test_the_four_short_forms_of_the_sample_and_no_other() -> None:
    (column,) = read_columns(sample())
    found = {
        cell.text[item.short_start : item.short_end]: cell.text[item.start : item.end]
        for cell in column.cells
        for item in find_short_forms(cell, "zh", load_vocabulary("zh"))
    }
    assert found == SHORT


def test_short_forms_stand_in_the_entries_of_their_full_forms() -> None:
    entries = [concept.terms["zh"] for concept in extract_terms(sample())]
    for short, full in SHORT.items():
        assert any(short in entry and full in entry for entry in entries), short
