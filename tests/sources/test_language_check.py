"""The wrong language, the wrong script and the wrong way of writing are recognised and said."""

from pathlib import Path

import pytest

from sources import NeedsOcrError, WrongLanguageError, find_versions, read_document
from sources.language_check import (
    check_language,
    recognise_language,
    remark_on_writing,
    traditional_share,
)

OTHERS = {
    ("es", "is in Portuguese"): (
        "A Assembleia Geral aprovou a resolução sobre o desarmamento e pediu ao Secretário-Geral "
        "que apresentasse um relatório na próxima sessão. Os Estados não partes foram convidados "
        "a participar, e as delegações manifestaram o seu apoio às medidas da Conferência."
    ),
    ("fr", "is in Italian"): (
        "L'Assemblea generale ha adottato la risoluzione sul disarmo e ha chiesto al Segretario "
        "generale di presentare una relazione nella prossima sessione. Gli Stati che non sono "
        "parti del trattato sono stati invitati, e le delegazioni hanno espresso il loro sostegno."
    ),
    ("en", "is in German"): (
        "Die Generalversammlung hat die Resolution über die Abrüstung angenommen und den "
        "Generalsekretär ersucht, auf der nächsten Tagung einen Bericht vorzulegen. Die Staaten, "
        "die nicht Vertragsparteien sind, wurden eingeladen, und die Delegationen stimmten zu."
    ),
    ("ru", "is in another language of the same script (Cyrl)"): (
        "Генеральна Асамблея ухвалила резолюцію про роззброєння і попросила Генерального "
        "секретаря подати доповідь на наступній сесії. Держави, які не є сторонами договору, були "
        "запрошені взяти участь, і делегації висловили підтримку заходам, що їх вживе Конференція."
    ),
    ("ar", "is in another language of the same script (Arab)"): (
        "مجمع عمومی قطعنامه خلع سلاح را تصویب کرد و از دبیرکل خواست که گزارشی را در نشست "
        "بعدی ارائه کند. کشورهایی که عضو پیمان نیستند به شرکت دعوت شدند و هیئت‌ها پشتیبانی "
        "خود را از اقداماتی "
        "که کنفرانس انجام خواهد داد اعلام کردند و گفتند که این گفتگوها باید ادامه یابد."
    ),
    ("zh", "is in Japanese"): (
        "総会は軍縮に関する決議を採択し、事務総長に対し次の会期に報告書を提出するよう要請した。"
        "条約の締約国ではない国々も招請され、代表団は会議がとる措置への支持を表明した。" * 2
    ),
}  # fmt: skip
TRADITIONAL = (
    "大會通過了關於裁軍的決議，並請秘書長向下屆會議提交報告。會議邀請非締約國參加，各代表團對會議將採取的"
    "措施表示支持，並強調多邊談判的重要性。主席說，過去一年裏各國為實現這一目標做了許多工作。"
)


@pytest.mark.parametrize("language", ["en", "zh", "fr", "es", "ru", "ar"])
def test_the_six_are_recognised_and_no_other_is_taken_for_them(language: str) -> None:
    (document,) = find_versions("A/65/496", [language])
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert recognise_language(text) == language
    for other in {"en", "zh", "fr", "es", "ru", "ar"} - {language}:
        with pytest.raises(WrongLanguageError) as caught:
            check_language(text, other, "a.pdf")
        assert caught.value.found == language


@pytest.mark.parametrize(("stated", "what"), OTHERS)
def test_neighbours_are_told_apart(stated: str, what: str) -> None:
    text = OTHERS[stated, what]
    assert recognise_language(text) is None
    with pytest.raises(WrongLanguageError) as caught:
        check_language(text, stated, "a.pdf")
    assert f"a.pdf {what}, but " in str(caught.value)


def test_too_little_text_is_no_evidence() -> None:
    check_language("Die Generalversammlung", "en", "a.pdf")


def test_traditional_for_simplified_is_said() -> None:
    assert traditional_share(TRADITIONAL) > 0.9
    assert "traditional characters" in remark_on_writing(TRADITIONAL, "zh")
    assert (
        remark_on_writing(TRADITIONAL, "zh-Hant") == remark_on_writing(TRADITIONAL, "zh-TW") == ""
    )


def test_simplified_is_as_it_should_be() -> None:
    (document,) = find_versions("A/65/496", ["zh"])
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert traditional_share(text) == 0
    assert remark_on_writing(text, "zh") == remark_on_writing("No Chinese.", "en") == ""
    assert "simplified characters" in remark_on_writing(text, "zh-Hant")


def test_pictures_of_pages_need_recognition(tmp_path: Path) -> None:
    scan = tmp_path / "a.en.pdf"
    scan.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )
    with pytest.raises(NeedsOcrError, match="probably a scan"):
        read_document(scan)
