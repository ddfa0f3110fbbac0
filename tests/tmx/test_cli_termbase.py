"""`sixfold termbase`: entries merged, split and approved from the command line, and taken back."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tmx.cli.main import sixfold
from tmx.model import ConceptEntry, Evidence, LanguageSection, Term, TermStatus
from tmx.search.terms import lookup
from tmx.store.entry_json import entry_from_json, entry_to_json
from tmx.store.errors import ConflictError
from tmx.store.memory import Memory


def entry(identifier: str, **terms: str) -> ConceptEntry:
    return ConceptEntry(
        id=identifier,
        score=0.5,
        languages=tuple(
            LanguageSection(
                language=tag, terms=(Term(text=text, status=TermStatus.PREFERRED, notes=("n",)),)
            )
            for tag, text in terms.items()
        ),
        evidence=(Evidence(tuid=f"u-{identifier}", spans=(("zh", ()),)),),
    )


ENTRIES = [
    entry("c1", zh="核查", en="verification"),
    entry("c2", zh="核查", en="monitoring", ru="контроль"),
    entry("c3", zh="裁军", en="disarmament"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Memory.create(tmp_path / "memory.db") as memory:
        memory.termbase.add(ENTRIES)
    return tmp_path / "memory.db"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(sixfold, ["termbase", *map(str, arguments)])


def entries_in(path: Path) -> list[ConceptEntry]:
    with Memory.open(path) as memory:
        return list(memory.termbase.entries())


def test_merge_tells_what_it_did_and_look_up_finds_it(path: Path) -> None:
    result = run("merge", path, "c1", "c2", "--editor", "Ada", "--json")
    told = json.loads(result.stdout)
    assert (told["action"], told["editor"]) == ("merge", "Ada")
    assert [each["id"] for each in told["before"]] == ["c1", "c2"]
    merged = entries_in(path)[0]
    assert entry_from_json(told["after"][0]) == merged
    assert [(term.text, term.status) for term in merged.terms("en")] == [
        ("verification", TermStatus.PREFERRED),
        ("monitoring", TermStatus.ADMITTED),
    ]
    assert merged.terms("ru")[0].status is TermStatus.PREFERRED
    with Memory.open(path) as memory:
        assert lookup(memory, "контроль")[0].entry.id == "c1"


@pytest.mark.parametrize(
    "arguments",
    [
        ("merge", "c1", "c2", "c3"),
        ("split", "c2", "--term", "ru=контроль", "--new", "c9"),
        ("approve", "c1", "c3"),
    ],
)
def test_every_change_can_be_taken_back(path: Path, arguments: tuple[str, ...]) -> None:
    verb, *rest = arguments
    assert run(verb, path, *rest).exit_code == 0
    assert entries_in(path) != ENTRIES
    while run("undo", path).exit_code == 0:
        pass
    assert entries_in(path) == ENTRIES
    history = [json.loads(line) for line in run("history", path, "--json").stdout.splitlines()]
    assert history
    assert all(each["undone"] for each in history)


def test_a_merge_of_many_happens_whole_or_not_at_all(path: Path) -> None:
    result = run("merge", path, "c1", "c2", "c8")
    assert result.exit_code != 0
    assert entries_in(path) == ENTRIES
    assert run("history", path).stdout == ""


def test_what_was_changed_since_is_not_taken_back(path: Path) -> None:
    run("approve", path, "c1")
    with Memory.open(path, writable=True) as memory:
        memory.termbase.add([entry("c1", zh="核查", en="inspection")])
        with pytest.raises(ConflictError, match="c1 is not as it was"):
            memory.termbase.undo()
        found = memory.termbase.entry("c1")
    assert found is not None
    assert found.terms("en")[0].text == "inspection"


def test_conflicts_are_told_and_gone_after_a_merge(path: Path) -> None:
    result = run("conflicts", path, "--json")
    assert result.exit_code == 1
    (conflict,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (conflict["first"], conflict["second"], conflict["term"]) == ("c1", "c2", "核查")
    run("merge", path, "c1", "c2")
    assert run("conflicts", path).exit_code == 0


def test_bad_arguments_are_named(path: Path) -> None:
    assert "LANGUAGE=TERM" in run("split", path, "c2", "--term", "контроль", "--new", "c9").stderr
    assert run("undo", path).exit_code == 1
    assert "Commands:" in run().stderr


def test_entries_go_through_json_whole() -> None:
    for each in ENTRIES:
        assert entry_from_json(json.loads(json.dumps(entry_to_json(each)))) == each
