import unicodedata

from align.terminology.base_form import base_form
from tmx.glossary import SEED_GLOSSARY, load_seed_glossary

LANGUAGES = {"en", "zh", "fr", "es", "ru", "ar"}
SUBJECTS = {
    "bodies", "treaties", "nuclear", "chemical", "biological", "conventional", "small-arms",
    "mines", "space", "missiles", "verification", "zones", "procedure", "conferences", "roles",
    "general", "peace", "development",
}  # fmt: skip
CLASSES = {"treaty", "body", "conference", "title", "role", "procedure", "concept"}


def test_the_glossary_covers_the_field_in_six_languages() -> None:
    concepts = load_seed_glossary()
    assert len(concepts) >= 300
    assert {item.subject_field for item in concepts} == SUBJECTS
    assert {item.concept_class for item in concepts} <= CLASSES
    for item in concepts:
        assert set(item.terms) == LANGUAGES
        assert all(terms and all(terms) for terms in item.terms.values()), item.identifier


def test_identifiers_and_terms_are_unique_and_normalised() -> None:
    concepts = load_seed_glossary()
    assert len({item.identifier for item in concepts}) == len(concepts)
    for item in concepts:
        for terms in item.terms.values():
            assert len(set(terms)) == len(terms), item.identifier
            assert all(term == unicodedata.normalize("NFC", term.strip()) for term in terms)


def test_every_entry_says_how_sure_it_is() -> None:
    lines = SEED_GLOSSARY.read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t")[:4] == ["id", "subject", "class", "status"]
    assert {line.split("\t")[3] for line in lines[1:]} == {"usual", "unverified"}


def test_terms_stand_in_their_citation_form() -> None:
    for item in load_seed_glossary():
        assert not any("ё" in term.lower() for term in item.terms["ru"]), item.identifier
        assert not any(unicodedata.combining(sign) for term in item.terms["ar"] for sign in term)
        for language in ("en", "fr", "es"):
            for term in item.terms[language]:
                assert base_form(term, language) == term


def test_no_two_concepts_have_the_same_terms_everywhere() -> None:
    seen = [tuple(sorted(item.terms.items())) for item in load_seed_glossary()]
    assert len(set(seen)) == len(seen)
