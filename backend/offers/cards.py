"""An offer as a card in the conversation: what it is, why it is shown, where and when, what to bring."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from backend.cases import presentation
from backend.cases.questions import QUESTIONS
from backend.offers.drafts import ACCESSIBILITY
from backend.offers.entries import Entry
from backend.offers.matching import Match
from backend.offers.schedules import opening_of
from backend.offers.templates import documents
from backend.transcripts.schemas import OfferCard
from locales.languages import EASY_GERMAN, SOURCE, base_of
from locales.wording import Wording

#: A page that shows a map of an address; opened by whoever taps it, never by itself.
MAP = "https://www.openstreetmap.org/search?query={place}"
#: Nearer than that nobody counts kilometres.
LEAST_KM = 1.5


def card(entry: Entry, match: Match, organization: str, language: str, now: datetime) -> OfferCard:
    """The card; words in the language of the conversation and in German, for the page and for staff."""
    service, extension = entry.service, entry.extension

    def words(name: str) -> dict[str, Any] | None:
        german = getattr(extension.texts[SOURCE], name)
        own = extension.texts.get(language) or extension.texts.get(base_of(language))
        both = {SOURCE: german} | ({language: getattr(own, name)} if own else {})
        return {"words": {code: text for code, text in both.items() if text}} if german else None

    location = next(iter(entry.locations), None)
    address = location.addresses[0] if location and location.addresses else None
    in_one_line = f"{address.address_1}, {address.postal_code} {address.city}" if address else None
    next_date = entry.next_date(now)
    return OfferCard(
        key=extension.key,
        name=words("name") or service.name,
        organization=organization,
        verdict=match.fit.verdict,
        fit=_fit(match, open_to_all=extension.open_to_all),
        summary=words("summary"),
        who=words("who"),
        register_=words("register_"),
        cost=words("cost_note") or Wording.of("offer.cost", extension.cost).to_json(),
        documents=tuple({"words": _document(name, language)} for name in extension.documents),
        languages=tuple(spoken.code for spoken in service.languages or () if spoken.code),
        accessibility=tuple(
            _help(help_.description)
            for help_ in (location.accessibility if location else None) or ()
            if help_.description
        ),
        address=in_one_line,
        distance=_distance(match),
        hours=_hours(entry),
        next_date={"datetime": next_date.isoformat()} if next_date else None,
        phone=service.phones[0].number if service.phones else None,
        url=service.url,
        map=MAP.format(place=quote(in_one_line)) if in_one_line else None,
        calendar=f"/api/v1/offers/{extension.key}/dates.ics" if next_date else None,
        assured={"date": entry.row.assured_on.isoformat()} if entry.row.assured_on else None,
    )


def _help(description: str) -> dict[str, Any]:
    """In the words for it, or in those that came with it from elsewhere."""
    if description in ACCESSIBILITY:
        return Wording.of("offer.accessibility", description).to_json()
    return {"words": {SOURCE: description}}


def _document(name: str, language: str) -> dict[str, str]:
    german = documents(SOURCE)[name]
    own = documents(EASY_GERMAN if language == EASY_GERMAN else base_of(language)).get(name, german)
    return {SOURCE: german, language: own}


def _fit(match: Match, *, open_to_all: bool) -> dict[str, Any]:
    """No verdict on a claim: whom it is usually for, and what it depends on."""
    if match.fit.verdict == "may_fit":
        asked = [presentation.label(name) for name in sorted(match.fit.missing) if name in QUESTIONS]
        return _about("offer.fit.may_fit", asked) if asked else Wording("offer.fit.may_fit_plain").to_json()
    if match.fit.verdict == "does_not_fit":
        told = [presentation.label(name) for name in sorted(match.fit.because) if name in QUESTIONS]
        return _about("offer.fit.does_not_fit", told) if told else Wording("offer.fit.does_not_fit_plain").to_json()
    return Wording("offer.fit.open_to_all" if open_to_all else "offer.fit.fits").to_json()


def _about(key: str, what: list[Any]) -> dict[str, Any]:
    return Wording(key, {"what": {"list": what}}).to_json()


def _distance(match: Match) -> dict[str, Any] | None:
    if match.kilometres is None:
        return None
    if match.kilometres < LEAST_KM:
        return Wording("offer.distance.here").to_json()
    return Wording("offer.distance.away", {"n": round(match.kilometres)}).to_json()


def _hours(entry: Entry) -> dict[str, Any] | None:
    lines = [
        Wording(
            "contact.hours",
            {
                "days": {"list": [{"weekday": day} for day in opening.byday.split(",")]},
                "opens": {"time": opening.opens_at},
                "closes": {"time": opening.closes_at},
            },
        ).to_json()
        for schedule in entry.service.schedules or ()
        if (opening := opening_of(schedule))
    ]
    return {"list": lines} if lines else None
