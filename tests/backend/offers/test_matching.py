"""Whom an offer suits, by table; and in which order offers are shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from backend.offers.eligibility import FaultyCondition, Fit, Suits, condition, fit
from backend.offers.matching import ASSURED_FOR, Candidate, Match, Seeker, Spot, Wish, current, matches, side_by_side
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import Facts, Known
from backend.responsibility.world import World

DAY = date(2026, 3, 2)
YOUNG_UKRAINIAN = {"age": 19, "residence_title": "temp_protection_24"}
REFUGEE = {"age": 34, "residence_title": "refugee_25_1_2a"}


def world(**values: object) -> World:
    known = {name: value if isinstance(value, Known) else Known(value) for name, value in values.items()}
    return World(rulebook(), Facts(known), DAY, Locality())


def seeker(language: str = "uk", town: str | None = "musterstadt", spot: Spot | None = None, **facts: object) -> Seeker:
    return Seeker(world(**facts), town, spot, language)


OFFER = Candidate(
    key="course", status="active", complete=True, suits=Suits(), fields=frozenset({"language"}),
    needs=frozenset({"language"}),
    open_to_all=False, safe_without_papers=False, free=True, municipalities=frozenset(),
    places=(("musterstadt", None),), languages=frozenset({"de"}), assured_on=DAY, valid_until=None,
)  # fmt: skip


def order(offers: list[Candidate], who: Seeker, wish: Wish = Wish()) -> list[str]:
    return [match.key for match in matches(offers, who, wish)]


@pytest.mark.parametrize(
    ("suits", "facts", "verdict", "missing"),
    [
        (Suits(), {}, "fits", set()),
        (Suits(minimum_age=12, maximum_age=26), {"age": 26}, "fits", set()),
        (Suits(minimum_age=12, maximum_age=26), {"age": 27}, "does_not_fit", set()),
        (Suits(minimum_age=12), {"age": 11}, "does_not_fit", set()),
        (Suits(minimum_age=12), {}, "may_fit", {"birth_date"}),
        (Suits('residence_title in ["duldung"]'), {"residence_title": "duldung"}, "fits", set()),
        (Suits('residence_title in ["duldung"]'), {"residence_title": "eu_citizen"}, "does_not_fit", set()),
        (Suits('residence_title in ["duldung"]'), {}, "may_fit", {"residence_title"}),
        (Suits('residence_title in ["duldung"]'), {"residence_title": Known(None, "refused")}, "may_fit",
         {"residence_title"}),
        (Suits('residence_title in ["duldung"]', minimum_age=18), {"age": 12}, "does_not_fit", set()),
        (Suits('benefits_drawn == "sgb2" or age < 25'), {"age": 20}, "fits", set()),
        (Suits('benefits_drawn == "sgb2" or age < 25'), {"age": 40}, "may_fit", {"benefits_drawn"}),
    ],
)  # fmt: skip
def test_a_condition_is_fulfilled_open_or_not(suits: Suits, facts: dict, verdict: str, missing: set) -> None:
    found = fit(suits, world(**facts))
    assert (found.verdict, found.missing) == (verdict, missing)


def test_what_decided_is_named_through_the_definitions() -> None:
    found = fit(Suits("not minor", maximum_age=64), world(age=12))
    assert found.verdict == "does_not_fit"
    assert "age" in found.because


@pytest.mark.parametrize("text", ["religion == 'x'", "residence_title == 'duldungg'", "age <", "__import__('os')"])
def test_a_faulty_condition_is_refused(text: str) -> None:
    with pytest.raises(FaultyCondition):
        condition(text)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, True),
        ({"status": "inactive"}, False),
        ({"complete": False}, False),
        ({"status": "temporarily closed"}, False),
        ({"assured_on": None}, False),
        ({"assured_on": DAY - ASSURED_FOR}, True),
        ({"assured_on": DAY - ASSURED_FOR - timedelta(days=1)}, False),
        ({"valid_until": DAY}, True),
        ({"valid_until": DAY - timedelta(days=1)}, False),
    ],
)
def test_only_what_is_current_and_assured_is_shown(change: dict, shown: bool) -> None:
    offer = replace(OFFER, **change)
    assert current(offer, DAY) is shown
    assert (order([offer], seeker(**REFUGEE)) == ["course"]) is shown


def test_what_suits_comes_before_what_may_and_both_before_what_does_not() -> None:
    offers = [
        replace(OFFER, key="no", suits=Suits(maximum_age=26)),
        replace(OFFER, key="may", suits=Suits('benefits_drawn == "sgb2"')),
        replace(OFFER, key="yes", places=(("altenau-am-see", None),)),
    ]
    assert order(offers, seeker(**REFUGEE)) == ["yes", "may", "no"]


def test_then_the_nearer_then_ones_own_language_then_the_sooner() -> None:
    here, there, far = Spot(51.0, 7.0), Spot(51.05, 7.0), Spot(51.4, 7.0)
    soon = datetime(2026, 3, 5, 9, tzinfo=UTC)
    offers = [
        replace(OFFER, key="far", places=((None, far),)),
        replace(OFFER, key="near", places=((None, there),)),
        replace(OFFER, key="town", places=(("musterstadt", None),)),
        replace(OFFER, key="town-uk", places=(("musterstadt", None),), languages=frozenset({"uk"})),
        replace(OFFER, key="town-uk-soon", languages=frozenset({"uk"}), next_date=soon),
    ]
    assert order(offers, seeker(spot=here, **REFUGEE)) == ["town-uk-soon", "town-uk", "town", "near", "far"]


def test_distance_is_that_of_the_nearest_place() -> None:
    offer = replace(OFFER, places=((None, Spot(52.0, 7.0)), (None, Spot(51.0, 7.1))))
    (match,) = matches([offer], seeker(town=None, spot=Spot(51.0, 7.0), **REFUGEE), Wish())
    assert match.kilometres == pytest.approx(7.0, abs=0.1)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(), ["both", "free", "own"]),
        (Wish(only_free=True), ["both", "free"]),
        (Wish(only_own_language=True), ["both", "own"]),
        (Wish(only_own_town=True), ["both", "free"]),
        (Wish(fields=frozenset({"language"})), ["both", "free", "own"]),
        (Wish(fields=frozenset({"work"})), []),
        (Wish(needs=frozenset({"work"})), []),
    ],
)
def test_wishes_narrow_the_list(wish: Wish, expected: list[str]) -> None:
    offers = [
        replace(OFFER, key="both", languages=frozenset({"uk"})),
        replace(OFFER, key="free"),
        replace(OFFER, key="own", free=False, languages=frozenset({"uk"}), places=(("neudorf", None),)),
    ]
    assert order(offers, seeker(**REFUGEE), wish) == expected


def test_an_offer_for_the_people_of_another_town_is_not_shown() -> None:
    offer = replace(OFFER, municipalities=frozenset({"neudorf"}))
    assert order([offer], seeker(**REFUGEE)) == []
    assert order([offer], seeker(town="neudorf", **REFUGEE)) == ["course"]
    assert order([offer], seeker(town=None, **REFUGEE)) == ["course"]


def test_open_to_all_is_never_refused_for_a_status() -> None:
    offer = replace(OFFER, open_to_all=True)
    for title in rulebook().attributes["residence_title"].values:
        (match,) = matches([offer], seeker(residence_title=title), Wish())
        assert match.fit.verdict == "fits"


def test_whoever_must_not_show_papers_is_sent_only_where_that_brings_no_danger() -> None:
    hidden = Seeker(world(residence_title="none_undocumented"), "musterstadt", None, "uk", hidden=True)
    offers = [replace(OFFER, key="asks", open_to_all=True), replace(OFFER, key="asks-not", safe_without_papers=True)]
    found = {match.key: match.fit.verdict for match in matches(offers, hidden, Wish())}
    assert found == {"asks-not": "fits", "asks": "does_not_fit"}


def test_a_dated_fact_decides_on_its_day() -> None:
    """A child who turns six during the year: the same offer, another day."""
    offer = replace(OFFER, suits=Suits(minimum_age=6), assured_on=date(2026, 1, 1))
    facts = Facts({"birth_date": Known("2020-06-01")})
    for day, verdict in ((date(2026, 5, 31), "does_not_fit"), (date(2026, 6, 1), "fits")):
        who = Seeker(World(rulebook(), facts, day, Locality()), None, None, "de")
        (match,) = matches([offer], who, Wish())
        assert match.fit.verdict == verdict


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (["s1", "s2", "s3", "s4", "g1", "g2"], ["s1", "s2", "g1", "s3", "s4", "g2"]),
        (["g1", "g2", "g3", "s1"], ["g1", "g2", "s1", "g3"]),
        (["s1", "g1", "s2", "s3"], ["s1", "g1", "s2", "s3"]),
        (["s1", "s2", "s3", "s4"], ["s1", "s2", "s3", "s4"]),
        (["s1", "s2", "s3", "no", "g1"], ["s1", "s2", "g1", "s3", "no"]),
        (["s1", "s2", "s3", "g0"], ["s1", "s2", "s3", "g0"]),
        (["s1", "s2"], ["s1", "s2"]),
        ([], []),
    ],
)
def test_what_is_for_everybody_and_what_is_for_newcomers_stand_side_by_side(found: list, shown: list) -> None:
    hits = [Match(key, Fit("does_not_fit" if key in {"no", "g0"} else "fits"), None, False) for key in found]
    assert [hit.key for hit in side_by_side(hits, {"g0", "g1", "g2", "g3"}, 3)] == shown
