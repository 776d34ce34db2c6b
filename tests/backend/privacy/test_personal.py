"""What points to a person is found in texts that must not; what belongs to a gap is left alone."""

import pytest

from backend.privacy.personal import KINDS, Finding, PointsToSomebody, demand_impersonal, findings
from locales.catalogs import Catalogs


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("Frau Beispiel wartet", "name", "Frau Beispiel"),
        ("für Herrn Öztürk-Muster fehlt", "name", "Herrn Öztürk-Muster"),
        ("die Familie Probe", "name", "Familie Probe"),
        ("Name: Modell", "name", "Name: Modell"),
        ("zu erreichen unter 0221 4710199", "phone", "0221 4710199"),
        ("+49 1555 0001111 anrufen", "phone", "+49 1555 0001111"),
        ("an wer.auch@mail.example schreiben", "mail", "wer.auch@mail.example"),
        ("geb. 3.4.1999", "born", "geb. 3.4.1999"),
        ("geboren am 03. April 1999", "born", "geboren am 03. April 1999"),
        ("siehe K7M2-9XQT", "number", "K7M2-9XQT"),
        ("BG 35502BG0012345", "number", "35502BG0012345"),
        ("Az. 12-3456/78", "number", "12-3456/78"),
    ],
)
def test_what_points_to_a_person_is_found_as_it_stands_there(text, kind, place):
    assert findings(text) == [Finding(kind, place)]


@pytest.mark.parametrize(
    "text",
    [
        "Frauen mit kleinen Kindern finden keinen Kurs am Vormittag; es gibt 12 Plätze für 250 Menschen.",
        "Seit dem 01.01.2026 und im Schuljahr 2025/2026 fehlt in 00001 Musterstadt ein Kurs nach § 16h SGB II.",
        "Die Anerkennung kostet 1.200 Euro, der Bescheid vom 2026-03-01 nennt keine Frist.",
        "Eine Frau und ihre Familie bekommen keinen Termin.",
    ],
)
def test_what_describes_a_gap_is_left_alone(text):
    assert findings(text) == []


def test_known_names_are_found_in_small_letters_too_but_not_inside_other_words():
    assert findings("amal beispiel sagt", ["Amal Beispiel"]) == [Finding("name", "amal beispiel")]
    assert findings("Amal Beispielhaft", ["Amal Beispiel"]) == []


def test_everything_is_said_at_once_and_in_the_order_of_the_text():
    with pytest.raises(PointsToSomebody) as refused:
        demand_impersonal("Frau Beispiel, 0221 4710199, wer@mail.example")
    assert [finding.kind for finding in refused.value.findings] == ["name", "phone", "mail"]


def test_every_kind_has_words_for_staff(catalogs: Catalogs):
    assert [code for code in ("de", "en") for kind in KINDS if not catalogs.has(f"console.personal.{kind}", code)] == []
