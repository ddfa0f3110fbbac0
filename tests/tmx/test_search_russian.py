"""Every form of a Russian word finds every other: in texts, and in the termbase."""

from collections.abc import Iterator

import pytest

from align.russian_dictionary import readings
from tmx.model import ConceptEntry, LanguageSection, Term, TranslationUnit, Variant
from tmx.search.concordance import concordance
from tmx.search.russian import russian_forms
from tmx.search.terms import lookup, recognise
from tmx.store.memory import Memory

# Nouns with fleeting vowels or endings like a verb's, adjectives, participles of all four kinds.
WORDS = (
    *("материал", "арсенал", "защита", "инициатива", "боеголовка", "доставка", "гонка"),
    *("беспорядок", "время", "оружие", "государство", "обязательство", "нераспространение"),
    *("ракета", "мина", "уничтожение", "безопасность", "стена", "день", "комиссия", "мать"),
    *("ядерный", "химический", "дальний", "трудящийся", "делящийся", "развивающийся"),
    *("присоединившийся", "обладающий", "запрещённый", "накопленный", "производимый"),
    *("обогащённый", "воюющий"),
)


def forms_of(word: str) -> list[str]:
    best = readings(word)[0]
    kinds = ("tense", "voice")
    return sorted(
        {
            form.word
            for form in best.lexeme
            if form.tag.POS == best.tag.POS
            and "Supr" not in form.tag
            and all(getattr(form.tag, kind) == getattr(best.tag, kind) for kind in kinds)
        }
    )


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    path = tmp_path_factory.mktemp("russian") / "memory.db"
    with Memory.build(path) as built:
        built.add_units(
            [
                TranslationUnit(tuid=form, variants=(Variant.plain("ru", f"Это {form} здесь."),))
                for word in WORDS
                for form in forms_of(word)
            ],
            "x",
        )
        built.termbase.add(
            [
                ConceptEntry(
                    id=word,
                    languages=(
                        LanguageSection(language="ru", terms=(Term(text=word),)),
                        LanguageSection(language="en", terms=(Term(text=f"word {number}"),)),
                    ),
                )
                for number, word in enumerate(WORDS)
            ]
        )
    with Memory.open(path) as opened:
        yield opened


@pytest.mark.parametrize("word", WORDS)
def test_every_form_finds_every_other(memory: Memory, word: str) -> None:
    forms = forms_of(word)
    assert len(forms) >= 4
    for asked in forms:
        lines = concordance(memory, asked, language="ru", limit=200).lines
        assert set(forms) <= {line.unit.tuid for line in lines}, asked
        assert word in [match.entry.id for match in lookup(memory, asked)], asked
        assert word in [each.match.entry.id for each in recognise(memory, f"Вот {asked}.")], asked


def test_what_is_no_russian_noun_has_no_forms() -> None:
    for word in ("treaty", "条约", "я", "бкртп", "запрещать"):
        assert russian_forms(word) == ()


def test_participles_of_a_verb_stay_apart() -> None:
    forms = russian_forms("запрещённый")
    assert "запрещённого" in forms
    assert "запретивший" not in forms
