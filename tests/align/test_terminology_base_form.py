import pytest

from align.terminology.base_form import base_form


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
        ("les armes nucléaires", "fr", "armes nucléaires"),
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
        ("裂变材料", "zh"),
        ("las", "es"),
    ],
)
def test_what_is_not_sure_stays(form: str, language: str) -> None:
    assert base_form(form, language) == form
