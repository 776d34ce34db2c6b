"""What is spoken of a message."""

import pytest

from assistant.speaking.script import parts, ssml
from backend.transcripts.schemas import MessageOut
from locales.languages import find


def message(**fields: object) -> MessageOut:
    plain = {
        "id": "1", "seq": 1, "sender": "assistant", "kind": "text", "key": "k", "text": "Guten Tag", "language": "de",
        "direction": "ltr", "created_at": "2026-11-20T10:00:00+01:00", "client_id": None,
    }  # fmt: skip
    return MessageOut.model_validate({**plain, **fields})


CALL = {"name": "Notruf", "phone": "112", "hours": None, "address": None, "why": None}
CHOICES = [{"id": "yes", "label": "Ja", "icon": None, "style": "primary"}]
ITEMS = [{"label": "Alter", "value": "24", "change": None}]


def test_text_lines_and_answers_are_read_in_the_order_of_the_page() -> None:
    found = list(parts(message(choices=CHOICES, items=ITEMS, contacts=[CALL])))
    assert [name for name, _ in found] == ["text", "contact-0", "item-0", "choice-yes"]
    assert dict(found)["item-0"] == "Alter: 24"


def test_in_danger_the_number_to_call_comes_first() -> None:
    assert [name for name, _ in parts(message(kind="safety", contacts=[CALL]))] == ["contact-0", "text"]


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        ("de", "Rufen Sie 112 an.", "<speak>Rufen Sie 1, 1, 2 an</speak>"),
        ("de", "Telefon: 0221 123 456.", "<speak>Telefon: 0, 2, 2, 1, 1, 2, 3, 4, 5, 6</speak>"),
        ("de", "116 111, kostenlos", "<speak>1, 1, 6, 1, 1, 1, kostenlos</speak>"),
        ("de", "am 3. März 2026, 24 Jahre", "<speak>am 3. März 2026, 24 Jahre</speak>"),
        ("de", "Erstens\n• zweitens", "<speak>Erstens. zweitens</speak>"),
        ("de", "< & >", "<speak>&lt; &amp; &gt;</speak>"),
        ("uk", "до Jobcenter зараз", '<speak>до <voice xml:lang="de">Jobcenter</voice> зараз</speak>'),
        ("fr", "le Jobcenter aide", '<speak>le <voice xml:lang="de">Jobcenter</voice> aide</speak>'),
        ("ar", "\u2066112\u2069 رقم", "<speak>1, 1, 2 رقم</speak>"),
    ],
)
def test_numbers_are_spelt_and_german_names_keep_their_sound(language: str, text: str, spoken: str) -> None:
    assert ssml(text, find(language)) == spoken
