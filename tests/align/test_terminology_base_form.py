import pytest

from align.terminology.base_form import base_form, is_plural


@pytest.mark.parametrize(
    ("form", "language", "expected"),
    [
        ("Совета Безопасности", "ru", "Совет Безопасности"),
        ("незапланированными взрывами", "ru", "незапланированные взрывы"),
        ("Конвенцией о правах инвалидов", "ru", "Конвенция о правах инвалидов"),
        ("государств-членов", "ru", "государства-члены"),
        ("правила процедуры", "ru", "правила процедуры"),
        ("والأسلحة الخفيفة", "ar", "الأسلحة الخفيفة"),
        ("للأسلحة النووية", "ar", "الأسلحة النووية"),
        ("ووزير الخارجية", "ar", "وزير الخارجية"),
        ("بجدول الأعمال", "ar", "جدول الأعمال"),
        ("رئيسه", "ar", "رئيس"),
        ("ولايتها", "ar", "ولاية"),
        ("ورئيسه", "ar", "رئيس"),
        ("договоренностями", "ru", "договоренности"),
        ("неядерными вооружёнными силами", "ru", "неядерные вооружённые силы"),
        ("les armes nucléaires", "fr", "armes nucléaires"),
        ("paix et la sécurité internationales", "fr", "paix et sécurité internationales"),
        ("paix et de la sécurité internationales", "fr", "paix et sécurité internationales"),
        ("désarmement et l'éducation", "fr", "désarmement et éducation"),
        ("desarme y la no proliferación", "es", "desarme y no proliferación"),
        ("el desarme", "es", "desarme"),
        ("the arms race", "en", "arms race"),
    ],
)
def test_base_form(form: str, language: str, expected: str) -> None:
    assert base_form(form, language) == expected


@pytest.mark.parametrize(
    ("form", "language"),
    [
        ("МАГАТЭ", "ru"),
        ("малых и средних предприятий", "ru"),  # two adjectives joined: left alone
        ("обладающие ядерным оружием", "ru"),  # no head before the rest
        ("Тлателолко", "ru"),  # no word of the dictionary
        ("قضايا نزع السلاح", "ar"),  # the final alef is its own
        ("وكالة", "ar"),  # and so are these first letters
        ("برنامج", "ar"),
        ("اتجاه", "ar"),
        ("الاجتماع ورئيسه", "ar"),  # joined to the rest
        ("مياه", "ar"),
        ("Office contre la drogue et le crime", "fr"),
        ("prévention de la corruption et de la criminalité", "fr"),  # both hang on the first noun
        ("裂变材料", "zh"),
        ("las", "es"),
    ],
)
def test_what_is_not_sure_stays(form: str, language: str) -> None:
    assert base_form(form, language) == form


def test_the_number_decides_between_one_form_of_two_words() -> None:
    assert base_form("резолюции Ассамблеи", "ru", plural=False) == "резолюция Ассамблеи"
    assert base_form("резолюции Ассамблеи", "ru", plural=True) == "резолюции Ассамблеи"


@pytest.mark.parametrize(
    ("form", "language", "number"),
    [
        ("weapons of mass destruction", "en", "plural"),
        ("States parties", "en", "plural"),
        ("resolution of the General Assembly", "en", "singular"),
        ("consensus", "en", "singular"),
        ("armas nucleares", "es", "plural"),
        ("ядерное оружие", "ru", ""),
    ],
)
def test_number_is_read_where_it_shows(form: str, language: str, number: str) -> None:
    told = {True: "plural", False: "singular", None: ""}
    assert told[is_plural(form, language)] == number
