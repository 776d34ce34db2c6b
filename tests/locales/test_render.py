import pytest

from locales import languages
from locales.errors import ParamError
from locales.render import FSI, LRI, PDI, Voice, choose, fill


def say(text, language, **params):
    return fill(text, params, Voice(languages.find(language), lambda key, inner: f"<{key}:{inner.get('name', '')}>"))


@pytest.mark.parametrize(
    ("language", "param", "shown"),
    [
        ("de", {"date": "2026-03-02"}, "2. März 2026"),
        ("en", {"date": "2026-03-02"}, "2 March 2026"),
        ("ar", {"date": "2026-03-02"}, f"{FSI}2 مارس 2026{PDI}"),
        ("de", {"datetime": "2026-07-02T12:05:00+00:00"}, "2. Juli 2026, 14:05"),
        ("en", {"datetime": "2026-07-02T12:05:00+00:00"}, "2 July 2026, 14:05"),
        ("de", {"phone": "+492211234567"}, "0221 1234567"),
        ("de", {"phone": "112"}, "112"),
        ("en", {"phone": "+963112345678"}, "+963 11 234 5678"),
        ("ar", {"phone": "+492211234567"}, f"{LRI}0221 1234567{PDI}"),
        ("de", {"language": "ar"}, "Arabisch"),
        ("ar", {"language": "de"}, f"{FSI}الألمانية{PDI}"),
        ("de", {"country": "SY"}, "Syrien"),
        ("ar", {"country": "SY"}, f"{FSI}سوريا{PDI}"),
        ("de", {"list": ["AWO", "Caritas", {"country": "SY"}]}, "AWO, Caritas und Syrien"),
        ("en", {"list": ["AWO", "Caritas"]}, "AWO and Caritas"),
        ("ar", {"list": ["AWO", "Caritas"]}, f"{FSI}AWO{PDI} و{FSI}Caritas{PDI}"),
        ("de", {"key": "office.name", "params": {"name": "AWO"}}, "<office.name:AWO>"),
        ("ar", {"key": "office.name"}, f"{FSI}<office.name:>{PDI}"),
        ("de", 12345, "12.345"),
        ("ar", 12345, f"{LRI}12,345{PDI}"),
        ("de", "Köln", "Köln"),
        ("ar", "Köln", f"{FSI}Köln{PDI}"),
    ],
)
def test_each_parameter_is_written_as_the_language_writes_it(language, param, shown):
    assert say("{it}!", language, it=param) == f"{shown}!"


def test_an_arabic_name_in_a_german_sentence_is_set_apart_too():
    assert say("{name}, 17 Jahre", "de", name="سامر") == f"{FSI}سامر{PDI}, 17 Jahre"


def test_a_name_cannot_turn_the_sentence_around():
    assert say("{name} schreibt", "de", name="\u202eevil\u202c\u2067x\u2069") == "evilx schreibt"


def test_what_looks_like_a_placeholder_in_a_name_stays_as_it_is():
    assert say("{name}", "de", name="{other}", other="secret") == "{other}"


@pytest.mark.parametrize(
    "param",
    [
        True,
        None,
        1.5,
        {},
        {"date": "tomorrow"},
        {"date": 3},
        {"datetime": "2026-03-02T13:05:00"},
        {"phone": "none"},
        {"language": "nonsense"},
        {"country": "Atlantis"},
        {"colour": "red"},
        {"date": "2026-03-02", "phone": "112"},
    ],
)
def test_a_parameter_of_no_known_form_is_refused(param):
    with pytest.raises(ParamError):
        say("{it}", "de", it=param)


def test_a_missing_parameter_is_refused():
    with pytest.raises(ParamError, match="service"):
        say("{service}", "de")


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (0, "zero"),
        (1, "one"),
        (2, "two"),
        (3, "few"),
        (10, "few"),
        (11, "many"),
        (99, "many"),
        (100, "other"),
        (103, "few"),
    ],
)
def test_arabic_has_six_plural_forms(n, form):
    forms = ("zero", "one", "two", "few", "many", "other")
    assert choose(forms, {"n": n}, Voice(languages.find("ar"), lambda key, params: key)) == form


@pytest.mark.parametrize(("n", "form"), [(0, "other"), (1, "one"), (2, "other")])
def test_german_has_two_plural_forms(n, form):
    assert choose(("one", "other"), {"n": n}, Voice(languages.find("de"), lambda key, params: key)) == form


def test_a_plural_without_its_number_is_refused():
    with pytest.raises(ParamError):
        choose(("one", "other"), {"n": "2"}, Voice(languages.find("de"), lambda key, params: key))
