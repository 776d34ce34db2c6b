import pytest

from locales.catalogs import Catalogs
from locales.errors import CatalogError, ParamError, UnknownKeyError, UnknownLanguageError
from locales.wording import Wording


def test_a_text_is_found_in_each_language(project):
    catalogs = Catalogs.load(project.folder)
    assert [catalogs.text("choice.yes", language) for language in ("de", "en", "ar")] == ["Ja", "Yes", "نعم"]


def test_a_wording_is_said_with_its_parameters(project):
    said = Catalogs.load(project.folder).say(Wording("ask.letter", {"service": {"key": "office.name"}}), "ar")
    assert said == "هل وصلتك رسالة من \u2068Jobcenter\u2069؟ اتصل على الرقم 0221 123456: https://example.org/brief"


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [
        ("de", 1, "Ich habe ein Angebot gefunden."),
        ("de", 1200, "Ich habe 1.200 Angebote gefunden."),
        ("ar", 2, "وجدت عرضين."),
        ("ar", 11, "وجدت \u206611\u2069 عرضًا."),
        ("ar", 100, "وجدت \u2066100\u2069 عرض."),
    ],
)
def test_counted_texts_take_the_form_of_their_number(project, language, n, text):
    assert Catalogs.load(project.folder).text("offer.count", language, {"n": n}) == text


def test_an_unknown_key_is_an_error_of_its_own(project):
    with pytest.raises(UnknownKeyError, match=r"no\.such\.key"):
        Catalogs.load(project.folder).text("no.such.key", "en")


def test_an_unknown_key_inside_another_text_is_one_too(project):
    with pytest.raises(UnknownKeyError, match=r"no\.such\.key"):
        Catalogs.load(project.folder).text("ask.letter", "en", {"service": {"key": "no.such.key"}})


def test_an_unknown_language_is_an_error_of_its_own(project):
    with pytest.raises(UnknownLanguageError):
        Catalogs.load(project.folder).text("choice.yes", "xx")


def test_a_faulty_parameter_is_reported_with_its_key(project):
    with pytest.raises(ParamError, match=r"ask\.letter.*service"):
        Catalogs.load(project.folder).text("ask.letter", "de")


@pytest.mark.parametrize(
    ("old", "new"), [('msgstr "نعم"', 'msgstr ""'), ('msgctxt "choice.yes"', '#, fuzzy\nmsgctxt "choice.yes"')]
)
def test_german_stands_in_for_a_text_that_is_empty_or_outdated(project, old, new):
    project.replace(project.catalog("ar"), old, new)
    catalogs = Catalogs.load(project.folder)
    assert catalogs.text("choice.yes", "ar") == "Ja"
    assert not catalogs.has("choice.yes", "ar")
    assert catalogs.has("choice.yes", "en")


def test_a_german_stand_in_is_german_in_all_its_parts(project):
    project.replace(project.catalog("ar"), 'msgctxt "ask.letter"', '#, fuzzy\nmsgctxt "ask.letter"')
    text = Catalogs.load(project.folder).text("ask.letter", "ar", {"service": {"key": "choice.yes"}})
    assert text.startswith("Haben Sie einen Brief von Ja bekommen?")


def test_keys_are_listed_by_their_beginning(project):
    catalogs = Catalogs.load(project.folder)
    assert catalogs.keys("o") == ["offer.count", "office.name"]
    assert "console.inbox.title" in catalogs.keys("")


def test_a_page_gets_its_texts_with_their_placeholders(project):
    templates = Catalogs.load(project.folder).templates("ask.", "en")
    assert templates == {
        "ask.letter": "Did you get a letter from {service}? Call 0221 123456: https://example.org/brief"
    }


def test_the_order_of_a_catalog_does_not_matter(project):
    head, *texts = project.read(project.catalog("de")).split("\n\n")
    project.write(project.catalog("de"), "\n\n".join([head, *reversed(texts)]))
    assert Catalogs.load(project.folder).text("choice.yes", "en") == "Yes"


def test_a_catalog_that_cannot_be_read_is_refused(project):
    project.replace(project.catalog("de"), "msgstr", "msgtext")
    with pytest.raises(CatalogError, match=r"messages\.po"):
        Catalogs.load(project.folder)
