import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.symbol import Symbol, SymbolError, is_symbol, parse_symbol, symbol_of_file_name

CANONICAL = {
    "A/65/496": "A/65/496",
    " a/65/496 ": "A/65/496",
    "Ａ／６５／４９６": "A/65/496",
    "A / 65 /\n496": "A/65/496",
    "\u200fA/65/496\u200e": "A/65/496",
    "А/65/496": "A/65/496",  # Cyrillic A
    "А/С.1/65/Т.1": "A/C.1/65/T.1",  # Cyrillic A, Es and Te
    "A/65/496 *": "A/65/496*",
    "A/CONF.183/9**": "A/CONF.183/9**",
    "a/res/65/93": "A/RES/65/93",
    "A/RES/217 A (III)": "A/RES/217 A (III)",
    "S/RES/1325(2000)": "S/RES/1325 (2000)",
    "A/RES/3379(XXX)": "A/RES/3379 (XXX)",
    "S/PV.6201(Resumption1)": "S/PV.6201 (Resumption 1)",
    "S/PV.6201 (resumption 1)/corr.1": "S/PV.6201 (Resumption 1)/Corr.1",
    "A/62/17(PartI)": "A/62/17 (Part I)",
    "NPT/CONF.2010/50(Vol.I)": "NPT/CONF.2010/50 (Vol. I)",
    "A/65/38 (Part II)/Add.1": "A/65/38 (Part II)/Add.1",
    "ST/AI/189/add.9/REV.2": "ST/AI/189/Add.9/Rev.2",
    "E/CN.4/sub.2/2005/10": "E/CN.4/Sub.2/2005/10",
    "TD/B/C.1/IRON ORE/5": "TD/B/C.1/IRON ORE/5",
    "UNEP/OzL.Pro.22/9": "UNEP/OzL.Pro.22/9",
    "A/S-10/2": "A/S-10/2",
    "A/ES-10/L.1": "A/ES-10/L.1",
    "CCPR/C/GC/34": "CCPR/C/GC/34",
    "CRC/C/KEN/CO/2": "CRC/C/KEN/CO/2",
    "A/HRC/RES/16/21": "A/HRC/RES/16/21",
    "FCCC/CP/2015/L.9/Rev.1": "FCCC/CP/2015/L.9/Rev.1",
    "CD/1864": "CD/1864",
    "A/INF/65/1": "A/INF/65/1",
    "E/2010/22-E/CN.5/2010/9": "E/2010/22-E/CN.5/2010/9",
    "GATT/CP.3/SR.12": "GATT/CP.3/SR.12",  # a body not listed, but the rest is telling
}
NEGATIVE = [
    *("65/93", "24/7", "1/2", "24/09/2010", "10-57056", "10-57056 (C)", "A", "", "/", "A//496"),
    *(
        "A/65/496/",
        "A/65/496.",
        "and/or",
        "N/A",
        "TCP/IP",
        "km/h",
        "и/или",
        "A/B",
        "http://a.org/1",
    ),
    *(
        "A/65/496 and others",
        "2625 (XXV)",
        "A/65/496 (see below)",
        "Add.1/Corr.1",
        "A/65/(Part I)/3 (II)",
    ),
]


@pytest.mark.parametrize(("written", "canonical"), CANONICAL.items())
def test_canonical_form(written: str, canonical: str) -> None:
    assert str(parse_symbol(written)) == canonical


@pytest.mark.parametrize("canonical", CANONICAL.values())
def test_printing_and_reading_again_changes_nothing(canonical: str) -> None:
    symbol = parse_symbol(canonical)
    assert parse_symbol(str(symbol)) == symbol
    assert parse_symbol(symbol.catalogue).is_same_document(symbol)


@pytest.mark.parametrize("text", NEGATIVE)
def test_what_is_no_symbol(text: str) -> None:
    assert not is_symbol(text)


@given(st.text(max_size=40))
def test_any_text_is_a_symbol_or_a_symbol_error(text: str) -> None:
    try:
        symbol = parse_symbol(text)
    except SymbolError:
        return
    assert parse_symbol(str(symbol)) == symbol


def test_fields() -> None:
    symbol = parse_symbol("A/62/17 (Part I)/Add.1*")
    assert symbol == Symbol(
        parts=("A", "62", "17"), parenthesis="Part I", modifiers=("Add.1",), stars=1
    )
    assert symbol.body == "A"
    assert symbol.catalogue == "A/62/17(PartI)/Add.1"
    assert symbol.file_safe == "A_62_17_PartI_Add.1"
    assert str(symbol.base) == "A/62/17 (Part I)"


@pytest.mark.parametrize(
    ("text", "addendum", "correction", "revision"),
    [
        ("A/65/496", False, False, False),
        ("A/65/496/Add.1", True, False, False),
        ("A/65/496/Corr.1", False, True, False),
        ("A/C.1/65/L.1/Rev.1", False, False, True),
        ("ST/AI/189/Add.9/Rev.2", False, False, True),
    ],
)
def test_relations(text: str, *, addendum: bool, correction: bool, revision: bool) -> None:
    symbol = parse_symbol(text)
    assert (symbol.is_addendum, symbol.is_correction, symbol.is_revision) == (
        addendum,
        correction,
        revision,
    )


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("A/65/496", None),
        ("A/65/496/Corr.1", "A/65/496"),
        ("A/65/496/Add.1/Corr.2*", "A/65/496/Add.1"),
        ("A/62/17 (Part I)/Rev.1", "A/62/17 (Part I)"),
    ],
)
def test_document_that_a_modifier_belongs_to(text: str, parent: str | None) -> None:
    found = parse_symbol(text).parent
    assert (str(found) if found else None) == parent


def test_file_names() -> None:
    assert str(symbol_of_file_name("A_65_496")) == "A/65/496"
    for name in ("annual_report", "annual_report_2010", "it_report_2", "test_files_given_0"):
        assert symbol_of_file_name(name) is None


@pytest.mark.parametrize("canonical", CANONICAL.values())
def test_file_safe_form_leads_back_where_it_holds_all(canonical: str) -> None:
    symbol = parse_symbol(canonical)
    found = symbol_of_file_name(symbol.file_safe)
    assert found is None or found.file_safe.casefold() == symbol.file_safe.casefold()
    if symbol.is_known and "-" not in symbol.file_safe and "(" not in canonical:
        assert found is not None


def test_message_says_what_was_expected() -> None:
    with pytest.raises(SymbolError, match=r"'65/93' is not .* such as A/65/496"):
        parse_symbol("65/93")
