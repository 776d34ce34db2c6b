"""A card can be said in every language, whatever the standard lets others write into an entry."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backend.offers import hsds
from backend.offers.cards import card
from backend.offers.eligibility import Fit
from backend.offers.entries import Entry
from backend.offers.matching import Match
from backend.offers.models import Offer
from backend.offers.schemas import Extension, Words
from backend.transcripts.schemas import OfferCard
from locales.catalogs import Catalogs
from locales.languages import offered

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ID = "5d705d8e-bd5b-50de-8a12-efa5289a31cd"
FULL = hsds.Service.model_validate(json.loads((Path(__file__).parent / "data" / "service_full.json").read_text()))
ANYWHERE = Match("voll", Fit("fits"), None, own_language=False)


def shown(service: hsds.Service, language: str) -> OfferCard:
    extension = Extension(key="voll", texts={"de": Words(name="Kurs", summary="Ein Kurs.")})
    return card(Entry(Offer(key="voll"), service, extension), ANYWHERE, "Musterverein", language, NOW)


def placed(**said: Any) -> hsds.Service:
    location = hsds.Location(id=ID, location_type="physical", **said)
    return FULL.model_copy(
        update={"service_at_locations": [hsds.ServiceAtLocation(id=ID, location_id=ID, location=location)]}
    )


def scheduled(**said: Any) -> hsds.Service:
    return FULL.model_copy(update={"schedules": [hsds.Schedule(id=ID, **said)]})


@pytest.mark.parametrize("language", [language.code for language in offered()])
def test_an_entry_with_everything_that_the_standard_has_is_said(catalogs: Catalogs, language: str) -> None:
    told = dict(shown(FULL, language))
    params = [value for value in told.values() if isinstance(value, dict)] + [
        *told["accessibility"],
        *told["documents"],
    ]
    assert len(params) == 5
    assert all(catalogs.param(value, language) for value in params)


def test_what_helps_there_is_told_in_the_words_that_came_with_it(catalogs: Catalogs) -> None:
    helps = [hsds.Accessibility(id=ID, description=told) for told in ("step_free", "Rampe am Hof", None)]
    said = shown(placed(accessibility=helps), "en").accessibility
    assert [catalogs.param(help_, "en") for help_ in said] == ["Entrance without steps", "Rampe am Hof"]


@pytest.mark.parametrize(
    "odd",
    [
        {"freq": "WEEKLY", "byday": "MO-FR", "opens_at": "09:00", "closes_at": "12:00"},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "9 am", "closes_at": "noon"},
        {"dtstart": "2026-05-01", "opens_at": "9 am", "closes_at": "noon"},
    ],
    ids=str,
)
def test_a_time_that_is_none_is_not_told(odd: dict[str, str]) -> None:
    said = shown(scheduled(**odd), "de")
    assert (said.hours, said.next_date, said.calendar) == (None, None, None)


def test_hours_are_told_without_their_seconds(catalogs: Catalogs) -> None:
    hours = shown(scheduled(freq="WEEKLY", byday="MO", opens_at="09:00:00", closes_at="12:00:00"), "de").hours
    assert catalogs.param(hours, "de") == "Montag: 09:00 bis 12:00 Uhr"
