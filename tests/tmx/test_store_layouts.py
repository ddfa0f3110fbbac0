"""Memories made by earlier programs."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from tmx.search.concordance import concordance
from tmx.search.matches import search
from tmx.search.terms import lookup
from tmx.store.errors import StoreError
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter

# Made by the first program that had a memory, which knew layout 1 only.
OLDEST = Path(__file__).parents[1] / "data" / "memory" / "layout-1.db"


@pytest.fixture
def oldest(tmp_path: Path) -> Path:
    return Path(shutil.copy(OLDEST, tmp_path / "memory.db"))


def test_a_reader_says_what_to_do(oldest: Path) -> None:
    with pytest.raises(StoreError, match=r"has the older layout 1; expected \d+; open it once"):
        Memory.open(oldest)
    assert oldest.read_bytes() == OLDEST.read_bytes()


def test_opened_for_writing_it_has_everything_a_new_one_has(oldest: Path, tmp_path: Path) -> None:
    Memory.open(oldest, writable=True).close()
    with Memory.open(oldest) as memory:
        units = tuple(memory.units())
        assert [unit.tuid for unit in units] == ["1", "2"]
        assert concordance(memory, "裁军", to=["en"]).total == 1
        assert concordance(memory, "оружия", language="ru").total == 1
        found = search(memory, "The Conference on Disarmament met again.", language="en")
        assert [match.percent for match in found] == [83]
        assert lookup(memory, "裁军", to=["en"])[0].equivalents[0][1].text == "disarmament"
        assert memory.languages == ("en", "ru", "zh")
        assert memory.count(UnitFilter(dates=("2010-01-01", "2010-12-31"))) == 2
        with Memory.build(tmp_path / "new.db") as new:
            new.add_units(units, memory.documents[0])
        with Memory.open(tmp_path / "new.db") as new:
            for language in memory.languages:
                old_table, new_table = (each.sketches.table(language) for each in (memory, new))
                assert np.array_equal(old_table.columns, new_table.columns)
            assert things(memory) == things(new)


def things(memory: Memory) -> set[tuple[str, str, str]]:
    """Return what the schema holds."""
    sql = "SELECT type, name, tbl_name FROM sqlite_schema"
    return {row for row in memory.connection.execute(sql) if not row[1].startswith("sqlite_")}
