"""The memory: whole or not at all, nothing twice, everything back."""

import io
import sqlite3
from pathlib import Path

import pytest

from sources.document import Provenance
from tmx.formats.errors import FormatError
from tmx.formats.tmx14 import write_tmx
from tmx.model import (
    Header,
    Inline,
    Note,
    Property,
    PropertyType,
    TranslationUnit,
    UnitStatus,
    Variant,
)
from tmx.search.concordance import concordance
from tmx.store.errors import StoreError
from tmx.store.memory import Memory
from tmx.store.records import DocumentRecord, UnitFilter
from tmx.store.schema import LATEST

HEADER = Header(source_language="zh")


def unit(number: int, *, confidence: str | None = "0.9", **texts: str) -> TranslationUnit:
    properties = [Property(type=PropertyType.SYMBOL, text="A/65/496")]
    if confidence is not None:
        properties.append(Property(type=PropertyType.CONFIDENCE, text=confidence))
    return TranslationUnit(
        tuid=f"u{number}",
        properties=tuple(properties),
        variants=tuple(Variant.plain(tag.replace("_", "-"), text) for tag, text in texts.items()),
    )


UNITS = (
    unit(1, zh="裁军谈判会议", en="Conference on Disarmament", es_419="Conferencia de Desarme"),
    unit(2, zh="裂变材料", en="fissile material", confidence="0.4"),
    unit(3, zh="核查", fr="vérification"),
    TranslationUnit(
        tuid="rich",
        source_language="en",
        notes=(Note(text="note", language="en"),),
        attributes=(("usagecount", "3"),),
        variants=(
            Variant(
                language="en",
                content=("a ", Inline(tag="ph", attributes=(("x", "1"),), content=("<b/>",)), "b"),
                notes=(Note(text="on the variant", encoding="utf-8"),),
                properties=(Property(type="x-p", text="q", language="fr"),),
                attributes=(("creationdate", "20101014T000000Z"),),
            ),
            Variant.plain("zh-TW", "裁軍"),
            Variant(language="ar", content=()),
        ),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "memory.db"
    with Memory.build(path) as memory:
        memory.add_units(UNITS, "A/65/496")
    return path


def write_file(path: Path, *units: TranslationUnit) -> Path:
    write_tmx(path, HEADER, units)
    return path


def test_units_come_back_as_they_were(path: Path) -> None:
    with Memory.open(path) as memory:
        assert tuple(memory.units()) == UNITS


def test_a_built_memory_is_one_file_and_the_same_each_time(path: Path, tmp_path: Path) -> None:
    assert [each.name for each in tmp_path.iterdir()] == ["memory.db"]
    again = tmp_path / "again.db"
    with Memory.build(again) as memory:
        memory.add_units(UNITS, "A/65/496")
    assert again.read_bytes() == path.read_bytes()


def test_a_failed_build_leaves_the_old_memory(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(FormatError), Memory.build(path) as memory:
        memory.import_file(tmp_path / "missing.tmx")
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["memory.db"]


def test_edited_memories_are_one_file_after_closing(path: Path, tmp_path: Path) -> None:
    with Memory.open(path, writable=True) as memory:
        memory.set_status(1, UnitStatus.ACCEPTED)
    assert [each.name for each in tmp_path.iterdir()] == ["memory.db"]


def test_reading_goes_on_while_somebody_writes(path: Path) -> None:
    with (
        Memory.open(path, writable=True) as writer,
        Memory.open(path) as reader,
        writer.transaction(),
    ):
        writer.add_units([unit(9, zh="新", en="new")], "A/65/496")
        assert reader.count() == 4
    with Memory.open(path) as reader:
        assert reader.count() == 5


@pytest.mark.parametrize(
    ("wanted", "tuids"),
    [
        (UnitFilter(languages=("zh", "en")), ["u1", "u2"]),
        (UnitFilter(languages=("es",)), ["u1"]),
        (UnitFilter(languages=("es-419",)), ["u1"]),
        (UnitFilter(languages=("es-ES",)), []),
        (UnitFilter(languages=("zh-TW",)), ["rich"]),
        (UnitFilter(languages=("fr", "es"), any_language=True), ["u1", "u3"]),
        (UnitFilter(minimum_confidence=0.5), ["u1", "u3", "rich"]),
        (UnitFilter(statuses=(UnitStatus.ACCEPTED,)), ["u3"]),
        (UnitFilter(symbols=("A/65/496",)), ["u1", "u2", "u3", "rich"]),
        (UnitFilter(symbols=("A/1",)), []),
        (UnitFilter(dates=("2010-10-01", "2010-12-31")), ["u1", "u2", "u3", "rich"]),
        (UnitFilter(dates=("2011-01-01", "")), []),
    ],
)
def test_filters(path: Path, wanted: UnitFilter, tuids: list[str]) -> None:
    with Memory.open(path, writable=True) as memory:
        memory.set_status(3, UnitStatus.ACCEPTED)
        memory.add_document(DocumentRecord(name="A/65/496", symbol="A/65/496", date="2010-10-14"))
        assert [each.tuid for each in memory.units(wanted)] == tuids
        assert memory.count(wanted) == len(tuids)


def test_a_filter_keeps_only_its_languages(path: Path) -> None:
    with Memory.open(path) as memory:
        first = next(memory.units(UnitFilter(languages=("en", "es"))))
    assert first.languages == ("en", "es-419")


def test_traditional_chinese_is_not_taken_for_simplified(path: Path) -> None:
    with Memory.open(path) as memory:
        assert memory.languages == ("ar", "en", "es", "fr", "zh", "zh-Hant")


def test_documents_keep_their_provenance(tmp_path: Path) -> None:
    record = DocumentRecord(
        name="A/65/496",
        symbol="A/65/496",
        date="2010-10-14",
        signature="sixfold|0",
        notice="unofficial",
        versions=(
            (
                "en",
                Provenance(
                    name="A/65/496",
                    location="en.txt",
                    sha256="00",
                    symbol="A/65/496",
                    official=False,
                    notice="working translation",
                ),
            ),
        ),
    )
    with Memory.create(tmp_path / "m.db") as memory:
        memory.add_units(UNITS[:1], record)
        memory.add_units(UNITS[1:2], record)
        assert memory.documents == (record,)


def test_a_file_read_again_adds_nothing(tmp_path: Path) -> None:
    file = write_file(tmp_path / "a.tmx", *UNITS)
    with Memory.create(tmp_path / "m.db") as memory:
        first = memory.import_file(file)
        assert (first.read, first.stored) == (4, 4)
        again = memory.import_file(file)
        assert (again.read, again.stored, again.updated, again.duplicates) == (4, 0, 0, 4)
        assert tuple(memory.units()) == UNITS


def test_a_corrected_file_changes_its_units_and_their_words(tmp_path: Path) -> None:
    corrected = unit(2, zh="裂变材料", en="fissionable substances", confidence="0.4")
    with Memory.create(tmp_path / "m.db") as memory:
        memory.import_file(write_file(tmp_path / "a.tmx", *UNITS))
        report = memory.import_file(write_file(tmp_path / "a.tmx", UNITS[0], corrected, *UNITS[2:]))
        assert (report.stored, report.updated, report.duplicates) == (0, 1, 3)
        assert tuple(memory.units()) == (UNITS[0], corrected, *UNITS[2:])
        assert concordance(memory, "fissile").total == 0
        assert concordance(memory, "fissionable").total == 1


def test_units_without_identifier_are_known_by_their_words(tmp_path: Path) -> None:
    plain = TranslationUnit(variants=(Variant.plain("en", "a"), Variant.plain("fr", "b")))
    file = write_file(tmp_path / "a.tmx", plain, plain)
    with Memory.create(tmp_path / "m.db") as memory:
        assert memory.import_file(file).duplicates == 1
        assert memory.import_file(file).stored == 0


def test_two_units_with_one_identifier_in_one_file_are_both_kept(tmp_path: Path) -> None:
    file = write_file(tmp_path / "a.tmx", unit(1, en="a", fr="b"), unit(1, en="c", fr="d"))
    with Memory.create(tmp_path / "m.db") as memory:
        assert memory.import_file(file).stored == 2
        assert memory.import_file(file).duplicates == 2


def test_equal_identifiers_of_two_files_do_not_meet(tmp_path: Path) -> None:
    first = TranslationUnit(tuid="1", variants=(Variant.plain("en", "a"),))
    second = TranslationUnit(tuid="1", variants=(Variant.plain("en", "b"),))
    with Memory.create(tmp_path / "m.db") as memory:
        memory.import_file(write_file(tmp_path / "a.tmx", first))
        assert memory.import_file(write_file(tmp_path / "b.tmx", second)).stored == 1


def test_a_file_that_breaks_off_leaves_no_units(path: Path, tmp_path: Path) -> None:
    file = write_file(tmp_path / "a.tmx", unit(7, zh="七", en="seven"))
    file.write_bytes(file.read_bytes()[:-20])
    with Memory.open(path, writable=True) as memory:
        with pytest.raises(FormatError, match=r"a\.tmx"):
            memory.import_file(file)
        assert memory.count() == 4


def test_what_the_reader_skipped_is_in_the_report(tmp_path: Path) -> None:
    stream = io.BytesIO()
    write_tmx(stream, HEADER, UNITS)
    text = stream.getvalue().decode().replace("</body>", "<tu></tu></body>")
    (tmp_path / "a.tmx").write_text(text)
    with Memory.create(tmp_path / "m.db") as memory:
        report = memory.import_file(tmp_path / "a.tmx")
    assert (report.stored, report.skipped) == (4, 1)
    assert dict(report.reasons) == {"unit without variants": 1}


def test_a_status_set_by_hand_is_exported_and_survives_a_new_import(tmp_path: Path) -> None:
    file = write_file(tmp_path / "a.tmx", *UNITS)
    with Memory.create(tmp_path / "m.db") as memory:
        memory.import_file(file)
        memory.set_status(2, UnitStatus.REJECTED)
        memory.import_file(file)
        changed = memory.unit(2)
    assert changed is not None
    assert changed.property(PropertyType.STATUS) == "rejected"


def test_deleted_units_and_documents_are_not_found(path: Path) -> None:
    with Memory.open(path, writable=True) as memory:
        memory.delete_unit(1)
        assert concordance(memory, "裁军谈判会议").total == 0
        assert memory.delete_document("A/65/496") == 3
        assert (memory.count(), memory.documents) == (0, ())
        assert concordance(memory, "核查").total == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "there is no memory memory.db"),
        (b"", "not a translation memory"),
        (b"plain text, not a database at all" * 40, "not a whole SQLite file"),
    ],
)
def test_what_is_no_memory_is_said(tmp_path: Path, data: bytes | None, message: str) -> None:
    path = tmp_path / "memory.db"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(StoreError, match=message):
        Memory.open(path)


def test_another_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(StoreError, match="not a translation memory"):
        Memory.open(path)


def test_a_memory_of_a_later_program_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    with pytest.raises(StoreError, match="install a newer sixfold"):
        Memory.open(path)


def test_a_memory_open_for_reading_refuses_to_be_written(path: Path) -> None:
    with Memory.open(path) as memory, pytest.raises(StoreError, match="open for reading"):
        memory.add_units(UNITS, "x")


def test_an_existing_file_is_not_overwritten_by_create(path: Path) -> None:
    with pytest.raises(StoreError, match="exists already"):
        Memory.create(path)


def test_two_writers_do_not_meet(path: Path) -> None:
    with (
        Memory.open(path, writable=True) as first,
        Memory.open(path, writable=True) as second,
        first.transaction(),
    ):
        second.connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(StoreError, match="another program is writing"):
            second.set_status(1, UnitStatus.ACCEPTED)


def test_an_unknown_unit_has_no_status(path: Path) -> None:
    with (
        Memory.open(path, writable=True) as memory,
        pytest.raises(StoreError, match="no unit number 99"),
    ):
        memory.set_status(99, UnitStatus.ACCEPTED)
