import pytest

from locales import languages
from locales.errors import CatalogError, UnknownLanguageError


def test_german_is_the_source_and_comes_first():
    first = languages.all_languages()[0]
    assert (first.code, first.review, first.offered, first.console) == ("de", "source", True, True)


def test_people_can_choose_arabic_and_staff_cannot():
    arabic = languages.find("ar")
    assert arabic in languages.offered()
    assert arabic.rtl
    assert not arabic.console


def test_each_language_runs_in_the_direction_of_its_locale():
    for language in languages.all_languages():
        assert language.direction == {"right-to-left": "rtl"}.get(language.locale.character_order, "ltr")


def test_an_unknown_language_is_an_error_of_its_own():
    with pytest.raises(UnknownLanguageError):
        languages.find("xx")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('direction = "rtl"', 'direction = "up"'),
        ('script = "Arab"', 'script = "Abcd"'),
        ('cldr = "ar"', 'cldr = "zz"'),
        ('review = "source"', 'review = "perhaps"'),
        ("offered = true", 'offered = "yes"'),
        ('code = "de"', 'code = "nl"'),
        ('code = "en"', 'code = "ar"'),
        ('name = "English"', 'nickname = "English"'),
        ("[[language]]", "[language"),
    ],
)
def test_a_faulty_list_is_refused(project, old, new):
    project.replace("locales/languages.toml", old, new)
    with pytest.raises(CatalogError):
        languages.read(project.folder)
