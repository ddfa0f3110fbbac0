"""Terms of several files live side by side, and what is left out of a file is told."""

from pathlib import Path

import pytest

from tmx.exchange import export_file, import_files
from tmx.formats.errors import FormatError, Strictness
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter

TBX = """<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="c1"><langSet xml:lang="en"><tig><term>treaty</term></tig></langSet>
<langSet xml:lang="fr"><tig><term>traité</term></tig></langSet></termEntry>
<termEntry id="c1"><langSet xml:lang="en"><tig><term>law</term></tig></langSet></termEntry>
<termEntry id="c2"><langSet xml:lang="French"><tig><term>loi</term></tig></langSet></termEntry>
<termEntry id="c1"><langSet xml:lang="en"><tig><term>law</term></tig></langSet></termEntry>
</body></text></martif>
"""


def brought(folder: Path, name: str, text: str) -> tuple[str, bool]:
    (folder / name).write_text(text, "utf-8")
    (imported,) = import_files(folder / "m.db", [folder / name], terms=True)
    return imported.summary, imported.is_whole


def held(folder: Path) -> dict[str, set[str]]:
    with Memory.open(folder / "m.db") as memory:
        return {
            entry.id: {term.text for section in entry.languages for term in section.terms}
            for entry in memory.termbase.entries()
        }


def test_tables_without_identifiers_do_not_replace_one_another(tmp_path: Path) -> None:
    brought(tmp_path, "a.csv", "en,fr\nlaw,loi\n")
    expected = {"c1": {"law", "loi"}, "c1-b": {"peace", "paix"}}
    for _ in range(2):
        summary, _ = brought(tmp_path, "b.csv", "en,fr\npeace,paix\n")
        assert "1 with an identifier of their own" in summary
        assert held(tmp_path) == expected
    # A corrected file takes the place of what it said before.
    brought(tmp_path, "b.csv", "en,fr\npeace,la paix\n")
    assert held(tmp_path) == expected | {"c1-b": {"peace", "la paix"}}


def test_what_is_left_out_of_a_termbase_is_told(tmp_path: Path) -> None:
    summary, is_whole = brought(tmp_path, "t.tbx", TBX)
    assert not is_whole
    assert summary.endswith("2 left out")
    assert held(tmp_path) == {"c1": {"treaty", "traité"}, "c1-t": {"law"}}
    with pytest.raises(FormatError, match="line 5, unit c2: unknown language code"):
        list(import_files(tmp_path / "m.db", [tmp_path / "t.tbx"], strictness=Strictness.FAIL))


def test_terms_of_a_memory_without_units_go_out_in_their_languages(tmp_path: Path) -> None:
    brought(tmp_path, "a.csv", "ru,fr\nзакон,loi\n")
    export_file(tmp_path / "m.db", tmp_path / "out.tsv", UnitFilter(), terms=True)
    heading, row = (tmp_path / "out.tsv").read_text("utf-8").splitlines()
    assert heading.split("\t")[-2:] == ["ru", "fr"]
    assert row.split("\t")[-2:] == ["закон", "loi"]
