"""Normalisation and the offsets back into what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text import MessageKind, dialogue_text, fold, message_kind, tidy

TIDY = [
    ("مُحَمَّد", "محمد"),
    ("مرحـــبا", "مرحبا"),
    ("٢٧ و ۲۷", "27 و 27"),
    ("jaaaaaa", "jaa"),
    ("u\u0308ber", "über"),
    ("a\u200b\u202eb\u2069", "ab"),
    ("  zwei\n\tWörter ", "zwei Wörter"),
    ("‘ok’", "'ok'"),
    ("می\u200cخواهم", "میخواهم"),
    ("рaботa", "работа"),  # two of the letters are Latin
    ("Тermin", "Termin"),  # the first letter is Cyrillic
    ("Jobcenter у Кельні", "Jobcenter у Кельні"),
]
FOLD = [
    ("Straße", "strasse"),
    ("ÜBER", "uber"),
    ("أإآا", "اا"),
    ("مدرسة", "مدرسه"),
    ("کی", "كي"),
    ("على", "علي"),
    ("ﻻ", "لا"),
    ("İSTANBUL ıspanak", "istanbul ispanak"),
    ("п’ять пʼять п`ять", "п'ять п'ять п'ять"),
    ("ْمُدَرِّس", "مدرس"),
]


@pytest.mark.parametrize(("written", "expected"), TIDY)
def test_tidy_removes_what_nobody_sees_or_means(written: str, expected: str) -> None:
    assert tidy(written).text == expected


@pytest.mark.parametrize(("written", "expected"), FOLD)
def test_fold_makes_spellings_equal(written: str, expected: str) -> None:
    assert fold(written).text == expected


def test_a_span_of_the_folded_text_points_at_the_original_characters() -> None:
    written = "ich \u200bwohne in  Ｋreuzhausen seit ٢٠٢٤"
    folded = fold(written)
    start = folded.text.index("2024")
    begin, end = folded.span(start, start + 4)
    assert written[begin:end] == "٢٠٢٤"


def test_the_span_of_a_stretched_letter_covers_all_of_it() -> None:
    assert tidy("jaaaa!").span(0, 3) == (0, 5)


@given(st.text())
def test_offsets_never_leave_the_original(written: str) -> None:
    for mapped in (tidy(written), fold(written)):
        assert len(mapped.text) == len(mapped.starts) == len(mapped.ends)
        assert all(0 <= start < end <= len(written) for start, end in zip(mapped.starts, mapped.ends, strict=True))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", MessageKind.EMPTY),
        (" \u200f\n", MessageKind.EMPTY),
        ("...?!", MessageKind.EMPTY),
        ("👍🏽", MessageKind.EMOJI),
        ("❤️ 😊", MessageKind.EMOJI),
        ("/restart", MessageKind.COMMAND),
        ('/inform{"age": 3}', MessageKind.COMMAND),
        ("EXTERNAL: inform", MessageKind.COMMAND),
        ("27", MessageKind.ORDINARY),
        ("und/oder", MessageKind.ORDINARY),
        ("نعم 👍", MessageKind.ORDINARY),
    ],
)
def test_messages_are_sorted_by_kind(written: str, kind: MessageKind) -> None:
    assert message_kind(written) is kind


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("/restart", "restart"),
        (" // /EXTERNAL: /inform", "inform"),
        ("\u200e/back", "back"),
        ("external : external: x", "x"),
        ("und/oder", "und/oder"),
    ],
)
def test_free_text_loses_what_rasa_would_obey(written: str, expected: str) -> None:
    assert dialogue_text(written) == expected


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("/ EXTERNAL:external"))))
def test_no_text_at_all_reaches_rasa_as_a_command(written: str) -> None:
    sent = dialogue_text(written)
    assert not sent.startswith("/")
    assert not sent.lower().startswith("external:")


def test_a_long_story_keeps_its_beginning_and_its_end() -> None:
    sent = dialogue_text("Anfang " + "x y " * 900 + "Ende")
    assert len(sent) <= 1000
    assert sent.startswith("Anfang")
    assert sent.endswith("Ende")
