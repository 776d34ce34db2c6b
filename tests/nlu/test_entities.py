"""Entities with their normalised values and their places in the text as written."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.understand import Understander

TODAY = date(2026, 3, 2)

FOUND = [
    ("Ich bin 27.", [("age", 27, "Ich bin 27")]),
    ("siebenundzwanzig", [("age", 27, "siebenundzwanzig")]),
    ("27 Jahre", [("age", 27, "27 Jahre")]),
    ("nein, ich bin 34 Jahre alt", [("age", 34, "ich bin 34 Jahre alt")]),
    ("i am thirty four", [("age", 34, "i am thirty four")]),
    ("عمري ٢٧", [("age", 27, "عمري ٢٧")]),
    ("عمري ثلاث وثلاثون", [("age", 33, "عمري ثلاث وثلاثون")]),
    ("my son is 7 and my daughter is 9", [("child_age", 7, "son is 7"), ("child_age", 9, "daughter is 9")]),
    ("meine Kinder sind 3, 5 und 8", [("child_age", 3, "Kinder sind 3"), ("child_age", 5, "5"), ("child_age", 8, "8")]),
    ("ابني عمره ٧", [("child_age", 7, "ابني عمره ٧")]),
    ("geboren am 3. Mai 1990", [("birth_date", "1990-05-03", "3. Mai 1990")]),
    ("date of birth 12/02/1989", [("birth_date", "1989-02-12", "12/02/1989")]),
    ("ولدت في ٣ نيسان ٢٠٠١", [("birth_date", "2001-04-03", "٣ نيسان ٢٠٠١")]),
    ("born in 1998", [("birth_year", 1998, "1998")]),
    ("der Brief ist vom 2026-02-20", [("time", "2026-02-20", "2026-02-20")]),
    ("am 14.3.", [("time", "2026-03-14", "14.3.")]),
    ("gestern", [("time", "2026-03-01", "gestern")]),
    ("ich wohne in Kreuzhausen", [("place", "kreuzhausen", "Kreuzhausen")]),
    ("أسكن بكرويتسهاوزن", [("place", "kreuzhausen", "بكرويتسهاوزن")]),
    ("in Bad-Muster", [("place", "bad-muster", "Bad-Muster")]),
    ("ich wohne in Essen", [("place", "essen", "Essen")]),
    ("Duldung", [("residence_title", "duldung", "Duldung")]),
    ("hab den blauen Pass", [("residence_title", "refugee_25_1_2a", "blauen Pass")]),
    ("§ 24", [("residence_title", "temp_protection_24", "§ 24")]),
    ("asylum seeker card", [("residence_title", "aufenthaltsgestattung", "asylum seeker card")]),
    ("عندي دولدونغ", [("residence_title", "duldung", "دولدونغ")]),
    ("keine Papiere", [("residence_title", "none_undocumented", "keine Papiere")]),
    ("i have no papers", [("residence_title", "none_undocumented", "no papers")]),
    ("ما عندي أوراق", [("residence_title", "none_undocumented", "ما عندي أوراق")]),
    ("Fiktionsbescheinigung", [("residence_title", "unknown", "Fiktionsbescheinigung")]),
    ("Bürgergeld", [("benefit", "sgb2", "Bürgergeld")]),
    ("بأخذ من السوسيال", [("benefit", "asylblg", "السوسيال")]),
    ("I have no income", [("benefit", "none", "no income")]),
    ("eine Frau vom JMD hilft mir", [("case_management", "jmd", "JMD")]),
    ("0151 23456789", [("phone", "+4915123456789", "0151 23456789")]),
    ("٠١٥١ ٢٣٤٥٦٧٨٩", [("phone", "+4915123456789", "٠١٥١ ٢٣٤٥٦٧٨٩")]),
    ("mail: A.B@Example.org!", [("email", "a.b@example.org", "A.B@Example.org")]),
    ("LT-7K3M-9QXZ", [("reference", "LT-7K3M-9QXZ", "LT-7K3M-9QXZ")]),
    ("switch to Arabic", [("language", "ar", "Arabic")]),
    ("بالألمانية", [("language", "de", "بالألمانية")]),
    ("B1", [("german_level", "B1", "B1")]),
    ("in 3 Tagen", [("time", "2026-03-05", "in 3 Tagen")]),
]

NOTHING = [
    "for 2 weeks",
    "ich bin seit 2 Jahren hier",
    "i am 2 years in germany",
    "ich bin 3 Monate hier",
    "mein Sohn hat 3 Kinder",
    "ich will essen",
    "ich habe keine Duldung",
    "31.02.2026",
    "ich bin 1,80 groß",
]


@pytest.mark.parametrize(("written", "expected"), FOUND)
def test_entities_are_found_with_value_and_place(
    understander: Understander, written: str, expected: list[tuple]
) -> None:
    wanted = {kind for kind, _, _ in expected} | {"age", "child_age", "birth_date", "residence_title", "phone", "place"}
    entities = [e for e in understander.understand(written, None, TODAY).entities if e.type in wanted]
    assert [(entity.type, entity.value, entity.text) for entity in entities] == expected
    assert all(written[entity.start : entity.end] == entity.text for entity in entities)


@pytest.mark.parametrize("written", NOTHING)
def test_what_only_looks_like_an_entity_is_left_alone(understander: Understander, written: str) -> None:
    found = understander.understand(written, None, TODAY).entities
    assert [entity for entity in found if entity.type not in {"relation", "count", "document"}] == []


def test_without_a_day_of_reference_relative_dates_stay_unread(understander: Understander) -> None:
    assert understander.understand("gestern").entities == ()
    assert understander.understand("am 14.3.").entities == ()


def test_offsets_point_into_the_text_as_written(understander: Understander) -> None:
    written = "  مــرحبا \u200f عُمْري   ٢٧"
    (age,) = understander.understand(written).entities
    assert (age.value, written[age.start : age.end]) == (27, "عُمْري   ٢٧")
