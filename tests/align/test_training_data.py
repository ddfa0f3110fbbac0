"""What is trained on: licences, held-out text, joins over a third language, near-duplicates."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from align.encoding import EncodingError
from align.training.data import (
    HELD_OUT_SOURCES,
    LANGUAGES,
    PAIRS,
    Collection,
    Row,
    held_out_rows,
    in_domain_collections,
    is_refused,
    read_collections,
    read_rows,
    training_rows,
)
from align.training.pivots import join_on_third_language
from align.training.variants import NUMBER, with_other_numbers

HEADER = "source\trepo\tlicence\tpair\tpairs\tchars\tdomain"


def write_folder(
    folder: Path, files: dict[tuple[str, str, str], list[str]], domain: str = "general"
) -> Path:
    """Write a data folder; the keys are source, pair and licence."""
    manifest = [HEADER]
    for (source, pair, licence), lines in files.items():
        kind = "dict" if source.startswith("dict:") else "pairs"
        (folder / kind).mkdir(exist_ok=True, parents=True)
        path = folder / kind / f"{source.removeprefix('dict:')}.{pair}.tsv.gz"
        path.write_bytes(gzip.compress("\n".join(lines).encode()))
        manifest.append(f"{source}\trepo\t{licence}\t{pair}\t{len(lines)}\t0\t{domain}")
    (folder / "MANIFEST.tsv").write_text("\n".join(manifest) + "\n", encoding="utf-8")
    return folder


def collection(name: str, pair: tuple[str, str], *lines: tuple[str, str]) -> Collection:
    return Collection(
        name=name,
        pair=pair,
        licence="CC0",
        domain="general",
        source=tuple(source for source, _ in lines),
        target=tuple(target for _, target in lines),
    )


def test_reads_sentences_and_dictionaries_in_order(tmp_path: Path) -> None:
    write_folder(
        tmp_path,
        {
            ("talks", "en-fr", "CC BY 4.0"): ["one\tun", "two\tdeux", "three\ttrois"],
            ("dict:words", "en-fr", "CC0"): ["peace\tpaix"],
        },
    )
    sentences, words = read_collections(tmp_path)
    assert sentences.source == ("one", "two", "three")
    assert sentences.target == ("un", "deux", "trois")
    assert (sentences.is_dictionary, words.is_dictionary) == (False, True)
    assert [len(c) for c in read_collections(tmp_path, limit=2)] == [2, 1]


@pytest.mark.parametrize(
    "licence", ["CC BY-NC 4.0", "CC BY-NC-ND 4.0", "AGPL-3.0", "GPL-2.0+/MIT", "MIT?", "research"]
)
def test_refuses_licences_without_commercial_use(licence: str) -> None:
    assert is_refused(licence)


@pytest.mark.parametrize(
    "licence", ["CC0", "CC BY 2.0 FR (Tatoeba)", "CC BY-SA 3.0 (GPL-3 repo)", "MIT", "Apache-2.0"]
)
def test_accepts_licences_with_commercial_use(licence: str) -> None:
    assert not is_refused(licence)


def test_skips_refused_and_held_out_sources(tmp_path: Path) -> None:
    files = {(source, "en-fr", "CC0"): ["a\tb"] for source in sorted(HELD_OUT_SOURCES)}
    files["free", "en-fr", "CC0"] = ["c\td"]
    files["bound", "en-fr", "CC BY-NC 4.0"] = ["e\tf"]
    assert [c.name for c in read_collections(write_folder(tmp_path, files))] == ["free"]


def test_skips_pairs_with_an_empty_side(tmp_path: Path) -> None:
    write_folder(tmp_path, {("talks", "en-fr", "CC0"): ["one\tun", " \tdeux", "three\t"]})
    assert [c.source for c in read_collections(tmp_path)] == [("one",)]


def test_says_what_is_wrong_with_a_folder(tmp_path: Path) -> None:
    with pytest.raises(EncodingError, match=r"MANIFEST\.tsv is missing"):
        read_collections(tmp_path)
    write_folder(tmp_path, {("talks", "en-fr", "CC0"): ["one\tun", "two deux"]})
    with pytest.raises(EncodingError, match="line 2: found 1 columns, expected two"):
        read_collections(tmp_path)
    (tmp_path / "pairs" / "talks.en-fr.tsv.gz").unlink()
    with pytest.raises(EncodingError, match=r"talks\.en-fr\.tsv\.gz is missing"):
        read_collections(tmp_path)


def test_sides_of_different_length_are_refused() -> None:
    with pytest.raises(EncodingError, match="2 source and 1 target lines"):
        Collection(
            name="talks",
            pair=("en", "fr"),
            licence="CC0",
            domain="general",
            source=("one", "two"),
            target=("un",),
        )


def test_held_out_rows_are_the_tails_and_are_not_trained_on() -> None:
    kept = held_out_rows()
    trained = [row for rows in training_rows().values() for row in rows]
    every = [row for rows in read_rows().values() for row in rows]
    assert len(kept) + len(trained) == len(every)
    assert 0.13 < len(kept) / len(every) < 0.17
    assert not {row.texts[0] for row in kept} & {row.texts[0] for row in trained}


def test_in_domain_text_has_at_least_two_thousand_rows_in_six_languages() -> None:
    files = read_rows()
    assert sum(map(len, files.values())) >= 2000
    identifiers = [row.identifier for rows in files.values() for row in rows]
    assert len(identifiers) == len(set(identifiers))


def test_a_row_with_a_missing_language_is_named(tmp_path: Path) -> None:
    (tmp_path / "rows.tsv").write_text("X1\ta\tb\tc\td\te\n", encoding="utf-8")
    with pytest.raises(EncodingError, match=r"rows\.tsv, line 1"):
        read_rows(tmp_path)


def test_rows_become_fifteen_pairs() -> None:
    row = Row(identifier="1", texts=LANGUAGES)
    collections = in_domain_collections([row, row])
    assert tuple(c.pair for c in collections) == PAIRS
    assert all((c.source[0], c.target[0]) == c.pair for c in collections)


def test_joins_on_an_identical_line() -> None:
    joined = join_on_third_language(
        [
            collection("a", ("en", "zh"), ("All States agreed.", "所有国家同意。")),
            collection("b", ("en", "ar"), ("All States agreed.", "وافقت جميع الدول.")),
        ]
    )
    assert [(c.pair, c.source, c.target) for c in joined] == [
        (("zh", "ar"), ("所有国家同意。",), ("وافقت جميع الدول.",))
    ]


def test_does_not_join_what_a_source_has_itself_or_short_lines() -> None:
    line = "All States agreed."
    own = [
        collection("a", ("en", "zh"), (line, "所有国家同意。")),
        collection("a", ("en", "ar"), (line, "وافقت جميع الدول.")),
        collection("a", ("zh", "ar"), ("所有国家同意。", "وافقت جميع الدول.")),
    ]
    assert not join_on_third_language(own)
    short = [
        collection("a", ("en", "zh"), ("Open", "打开")),
        collection("b", ("en", "ar"), ("Open", "مفتوح")),
    ]
    assert not join_on_third_language(short)


def test_variants_change_the_same_numbers_in_six_languages() -> None:
    row = Row(identifier="1", texts=tuple(f"{name} 12 (1999) 68/112" for name in LANGUAGES))
    original, variant = with_other_numbers([row], random.Random(3))
    assert original == row
    numbers = {tuple(NUMBER.findall(text)) for text in variant.texts}
    assert len(numbers) == 1
    assert numbers.pop() != ("12", "1999", "68", "112")


def test_rows_without_a_shared_number_have_no_variant() -> None:
    row = Row(identifier="1", texts=("five", "5", "5", "5", "5", "5"))
    assert with_other_numbers([row], random.Random(0)) == [row]
