"""The whole reading: language, form, and that nothing breaks it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language import SUPPORTED
from nlu.understand import Understander

MIXED = st.text(st.one_of(st.characters(), st.sampled_from("aِ٢0١+@.-/ ويضربني will sterben 27")), max_size=400)

BARE = Understander({})


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("Ich möchte gerne eine Wohnung für meine Familie finden", "de"),
        ("I would like to find a flat for my family please", "en"),
        ("أريد أن أجد شقة كبيرة لعائلتي في هذه المدينة", "ar"),
    ],
)
def test_a_long_clear_message_names_its_language_with_certainty(written: str, language: str) -> None:
    understanding = BARE.understand(written, "de")
    assert (understanding.language, understanding.language_certain) == (language, True)


@pytest.mark.parametrize("written", ["ok", "Duldung", "hello", "شكرا", "27", "😀", ""])
def test_a_short_message_never_leaves_the_language_of_the_conversation(written: str) -> None:
    understanding = BARE.understand(written, "ar")
    assert (understanding.language, understanding.language_certain) == ("ar", False)


@pytest.mark.parametrize(
    ("written", "foreign"),
    [
        ("Ez dixwazim bi te re biaxivim û alîkarî bixwazim", "ku"),
        ("زه غواړم چې تاسو سره خبرې وکړم", "ps"),
        ("من دەمەوێت لەگەڵ تۆ قسە بکەم", "ckb"),
        ("ሰላም ሓገዝ የድልየኒ ኣሎ", "ti"),
        ("Unë kam nevojë për ndihmë sepse nuk kam ku të fle", "sq"),
    ],
)
def test_a_language_that_is_not_supported_is_never_taken_for_its_neighbour(written: str, foreign: str) -> None:
    understanding = BARE.understand(written, "de")
    assert (understanding.language, understanding.language_certain, understanding.foreign) == (None, False, foreign)


def test_the_reading_travels_in_the_agreed_form() -> None:
    reading = json.loads(json.dumps(BARE.understand("ich bin 27, suche arbeit", "de").to_json()))
    assert {"need:work", "age", "stem:arbeit", "sound:rbt"} <= set(reading.pop("features"))
    assert reading == {
        "language": "de",
        "language_certain": True,
        "foreign": None,
        "needs": ["work"],
        "urgency": [],
        "urgency_to_check": [],
        "entities": [{"type": "age", "text": "ich bin 27", "value": 27, "start": 0, "end": 10}],
        "subjects": [],
    }


@settings(max_examples=300, deadline=None)
@given(MIXED)
def test_no_text_breaks_understanding(written: str) -> None:
    understanding = BARE.understand(written, "de")
    assert all(written[entity.start : entity.end] == entity.text for entity in understanding.entities)


@pytest.mark.parametrize("piece", ["1 ", "a@", "+49 151 ", "جوعان لا ", "will ", "\u064b", "a-1", "01."])
def test_a_long_monotonous_message_is_read_to_the_end(piece: str) -> None:
    assert BARE.understand((piece * 4000)[:4000], "de").language in SUPPORTED
