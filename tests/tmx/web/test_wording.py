"""Every word of the interface stands in one place, and none of them is missing or left over."""

import re
from pathlib import Path

import tmx.web
from tmx.review.desk import ACTIONS
from tmx.search.terms import TermKind
from tmx.web.wording import load_words

ROOM = Path(tmx.web.__file__).parent
TEMPLATES = sorted((ROOM / "templates").glob("*.html"))
SOURCES = [*TEMPLATES, *sorted(ROOM.rglob("*.py"))]
# Keys put together from a part that stands in a template and one that does not.
MADE = {
    *(f"kind.{kind.name}" for kind in TermKind),
    *(f"action.{each}" for each in {*ACTIONS.values(), "undo", "redo"}),
    *(f"document.{each}" for each in ("accepted", "rejected")),
    *(f"export.{each}" for each in ("accepted", "good", "all")),
    *(f"term.{each}" for each in ("usual", "otherwise")),
}


def keys() -> set[str]:
    return {re.sub(r"\.(one|other)$", "", key) for key in load_words().known}


def test_every_key_that_is_used_exists_and_every_other_is_gone() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = set(re.findall(r"""\b(?:t|words|load_words\(\))\(\s*"([\w.]+)"\s*[,)]""", text))
    used |= set(re.findall(r'"(app\.\w+)"', text))
    assert (used | MADE) - {""} == keys()


def test_templates_hold_no_words_of_their_own() -> None:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", text, flags=re.DOTALL)
        words = set(re.findall(r"[^\W\d_]{2,}", text)) - {"nbsp"}
        assert words <= {"№"}, f"{path.name}: {words}"


def test_plural_and_values() -> None:
    words = load_words()
    assert words("lookup.count", count=1) == "1 term found"
    assert words("lookup.count", count=2) == "2 terms found"
