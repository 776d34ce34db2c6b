"""Punctuation as each language writes it."""

import pytest

from locales import languages, typography


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("de", 'Tippen Sie auf "Ja".', "quotation marks"),
        ("de", "Tippen Sie auf „Ja“.", None),
        ("pl", "Proszę nacisnąć „Tak”.", None),
        ("pl", "Proszę nacisnąć „Tak“.", "quotation marks “"),
        ("uk", "Натисніть «Так».", None),
        ("fa", "کجا زندگی می‌کنید?", "the mark ?"),
        ("fa", "کجا زندگی می‌کنید؟", None),
        ("ar", "نعم, من فضلك", "the mark ,"),
        ("ar", "القانون (§ 25, Abs. 1)", None),
        ("fr", "Où habitez-vous?", "no-break space before ?"),
        ("fr", "Où habitez-vous\u202f?", None),
        ("fr", "Vraiment\u202f?!", None),
        ("es", "Dónde vive usted?", "are not pairs"),
        ("es", "¿Dónde vive usted?", None),
        ("uk", "Ви тут живёте?", "the letters ё"),
        ("ro", "Aveţi o programare?", "the letters ţ"),
        ("ro", "Aveți o programare?", None),
    ],
)
def test_a_language_is_written_with_its_own_marks(language: str, text: str, fault: str | None) -> None:
    rules = typography.of(language)
    assert rules is not None
    found = list(rules.faults(text))
    assert bool(found) is (fault is not None)
    assert fault is None or fault in found[0]


def test_every_offered_language_has_rules() -> None:
    assert [language.code for language in languages.offered() if typography.of(language.code) is None] == []
