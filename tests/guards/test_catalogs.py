"""The catalogs of this project itself: what `python -m locales check` and the languages people can choose promise."""

from locales import check, languages
from locales.catalogs import Catalogs
from locales.languages import FOLDER


def test_every_text_is_used_translated_and_undamaged():
    assert [str(problem) for problem in check.check(FOLDER.parent, FOLDER)] == []


def test_every_offered_language_has_every_text_for_people():
    catalogs = Catalogs.load()
    keys = [key for key in catalogs.keys("") if not key.startswith("console.")]
    assert keys
    for language in languages.offered():
        assert [key for key in keys if not catalogs.has(key, language.code)] == []
