"""Units as Parquet: what comes back, and how broken files are told."""

from pathlib import Path

import pytest

from tmx.formats.errors import FormatError
from tmx.formats.parquet import ParquetReader, write_parquet
from tmx.model import Property, TranslationUnit, Variant

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

UNITS = [
    TranslationUnit(
        tuid=None if number % 3 else f"u{number}",
        variants=(Variant.plain("zh", f"第{number}"), Variant.plain("en", f"number {number}")),
        properties=(Property(type="x-symbol", text="A/65/496"),),
    )
    for number in range(30_000)
]


def test_units_come_back(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    assert write_parquet(path, UNITS) == len(UNITS)
    with ParquetReader(path) as reader:
        assert list(reader) == UNITS
    assert reader.log.skipped == 0


def test_tables_of_others_are_read_and_their_faults_counted(tmp_path: Path) -> None:
    path = tmp_path / "theirs.parquet"
    columns = {
        "tuid": ["a", "a", "b", "c"],
        "language": ["ZH_cn", "en", "java", "fr"],
        "text": ["一", "one", "x", None],
        "other": [1, 2, 3, 4],
    }
    parquet.write_table(pyarrow.table(columns), path)
    with ParquetReader(path) as reader:
        units = list(reader)
    assert [(unit.tuid, unit.languages) for unit in units] == [("a", ("zh-CN", "en"))]
    told = [(each.reason, each.line, each.unit) for each in reader.log.problems]
    assert told == [
        ("unknown language code", 3, "b"),
        ("unit without variants", 3, "b"),
        ("unit without variants", 4, "c"),
    ]


def test_files_that_do_not_fit_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(FormatError, match="cannot be read as Parquet"):
        ParquetReader(path)
    parquet.write_table(pyarrow.table({"text": ["a"]}), path)
    with pytest.raises(FormatError, match="no column 'language'"):
        ParquetReader(path)


def test_without_pyarrow_the_cure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tmx.formats.parquet.find_spec", lambda _: None)
    with pytest.raises(FormatError, match=r"pip install 'sixfold\[parquet\]'"):
        write_parquet(tmp_path / "m.parquet", UNITS)
    assert list(tmp_path.iterdir()) == []
