"""Whatever an offer says, it says the same after it has gone out and come in, in every form."""

import json
import string
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.clock import LOCAL_ZONE
from backend.offers.drafts import ACCESSIBILITY, Appointment, Draft, Opening, PlaceDraft, service_in_standard
from backend.offers.exchange.kept import Kept, KeptOffer
from backend.offers.exchange.pieces import put_together, same, take_apart
from backend.offers.schemas import FIELDS, Words
from backend.offers.templates import documents
from backend.responsibility.loading import rulebook
from tests.backend.offers.exchange.directory import EMPTY, TENANT, exported, planned, states, taken_over, with_choir

#: Letters of several scripts, and everything that tables stumble over.
LETTERS = st.sampled_from(string.ascii_letters + "äß é,;\"'\n=+-@|–„“Їسن😀{}[]0123456789")
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def text(most: int) -> st.SearchStrategy[str]:
    """As a cell keeps it: without spaces around it, and not the dash that says that a cell is empty on purpose."""
    written = st.text(LETTERS, min_size=1, max_size=most).map(str.strip)
    return written.filter(lambda text: text not in ("", "–"))


def some(values: Any) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(values)), unique=True, max_size=3).map(tuple)


@st.composite
def openings(draw: st.DrawFn) -> Opening:
    first, last = sorted(draw(st.lists(st.integers(0, 23), min_size=2, max_size=2, unique=True)))
    days = [day for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU") if draw(st.booleans())] or ["MO"]
    return Opening(byday=",".join(days), opens_at=f"{first:02}:15", closes_at=f"{last:02}:45")


@st.composite
def appointments(draw: st.DrawFn) -> Appointment:
    start = datetime.combine(draw(DAYS), datetime.min.time(), LOCAL_ZONE) + timedelta(hours=draw(st.integers(4, 23)))
    return Appointment(start=start, end=start + timedelta(minutes=draw(st.integers(1, 3000))))


@st.composite
def places(draw: st.DrawFn) -> PlaceDraft:
    spot = draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
    name, street = draw(text(30)), draw(text(30))
    return PlaceDraft(
        key=f"{name}-{street}",
        name=name,
        street=street,
        postal_code=draw(st.from_regex(r"[0-9]{5}", fullmatch=True)),
        city=draw(text(20)),
        latitude=spot[0] if spot else None,
        longitude=spot[1] if spot else None,
        accessibility=draw(some(ACCESSIBILITY)),
    )


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    german = {name: draw(st.just("") | text(80)) for name in ("summary", "who", "register", "cost_note")}
    translated = {"uk": Words(name=draw(text(60)))} if draw(st.booleans()) else {}
    ages = sorted(draw(st.lists(st.integers(0, 120), min_size=2, max_size=2)))
    return Draft(
        key="angebot",
        organization="verein",
        fields=draw(some(FIELDS).filter(bool)),
        needs=draw(some(rulebook().needs)),
        words={"de": Words.model_validate({"name": draw(text(60)), **german}), **translated},
        places=tuple(draw(st.lists(places(), max_size=2, unique_by=lambda place: place.key))),
        phone=draw(st.none() | st.from_regex(r"\+49 [0-9]{3} [0-9]{3,8}", fullmatch=True)),
        email=draw(st.sampled_from((None, "info@verein.example"))),
        url=draw(st.sampled_from((None, 'https://verein.example/a;b,c?d="e"'))),
        languages=draw(some(("de", "uk", "ar", "fa", "tr")).filter(bool)),
        hours=tuple(draw(st.lists(openings(), max_size=2, unique_by=lambda one: (one.byday, one.opens_at)))),
        dates=tuple(draw(st.lists(appointments(), max_size=2, unique_by=lambda when: when.start))),
        municipalities=draw(some(EMPTY.towns)),
        cost=draw(st.sampled_from(("free", "reduced", "paid", "unknown"))),
        documents=draw(some(documents("de"))),
        minimum_age=ages[0] if draw(st.booleans()) else None,
        maximum_age=ages[1] if draw(st.booleans()) else None,
        anonymous=draw(st.booleans()),
        funding=draw(st.none() | text(40)),
        assured_on=draw(DAYS),
        valid_until=draw(st.none() | DAYS),
    )


def directory_of(draft: Draft) -> Kept:
    service, extension = service_in_standard(TENANT, draft)
    offer = KeptOffer(service.id, draft.key, 1, "demo", (), service.as_kept(), extension.as_kept())
    return replace(with_choir(), offers={draft.key: offer})


few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.mark.parametrize("name", ["x.json", "x.zip", "x.csv", "x.xlsx"])
@few
@given(draft=drafts())
def test_what_went_out_comes_back_unchanged(name: str, draft: Draft) -> None:
    kept = directory_of(draft)
    plan = planned(name, exported(name, kept), kept)
    assert (plan.problems, plan.notes) == ((), ())
    assert states(plan) == {"angebot": "unchanged"}


@pytest.mark.parametrize("name", ["x.json", "x.zip"])
@few
@given(draft=drafts())
def test_the_standard_carries_an_offer_to_an_empty_directory_whole(name: str, draft: Draft) -> None:
    kept = directory_of(draft)
    there = taken_over(planned(name, exported(name, kept)), EMPTY)
    assert there.offers["angebot"].extension == kept.offers["angebot"].extension
    assert same(there.offers["angebot"].hsds, kept.offers["angebot"].hsds)
    assert same(*(one.organization_by_key["verein"].hsds for one in (kept, there)))


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
@few
@given(draft=drafts())
def test_a_sheet_carries_everything_that_it_has_a_column_for(name: str, draft: Draft) -> None:
    """Into an empty directory: what comes out of there is the same sheet."""
    kept = directory_of(draft)
    out = exported("x.csv", kept)
    there = taken_over(planned(name, exported(name, kept)), EMPTY)
    assert exported("x.csv", there) == out


ANY = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=8,
)


@few
@given(own=st.dictionaries(ANY.map("x-{}".format), JSON.filter(lambda value: value is not None)))
def test_fields_that_nobody_knows_go_through_json_as_they_are(own: dict[str, Any]) -> None:
    kept = with_choir()
    offer = kept.offers["chor"]
    odd = {**offer.hsds, **own}
    kept = replace(kept, offers={"chor": replace(offer, hsds=odd)})
    there = taken_over(planned("x.json", exported("x.json", kept)), EMPTY)
    assert there.offers["chor"].hsds == odd
    assert json.loads(exported("x.json", there)) == json.loads(exported("x.json", kept))


@few
@given(draft=drafts())
def test_pieces_put_together_are_the_offer(draft: Draft) -> None:
    offer = directory_of(draft).offers["angebot"]
    assert put_together(take_apart(offer.hsds, offer.extension)) == (offer.hsds, offer.extension)
