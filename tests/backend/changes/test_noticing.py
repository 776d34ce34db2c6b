"""Which changes are noticed, from when, and whom they concern: by a table of constellations, told as sentences."""

import uuid
from datetime import date
from typing import Any

import pytest

from backend.changes.noticing import Change, Seen, birthday, notice
from backend.responsibility.locality import Locality, Ruling
from backend.responsibility.model import Facts

TODAY = date(2026, 3, 2)
RECOGNISED = {"needs": ("work",), "age": 30, "residence_title": "refugee_25_1_2a"}
IN_PROCEDURE = {**RECOGNISED, "residence_title": "aufenthaltsgestattung", "benefits_drawn": "asylblg"}
NEW_SEC24 = {
    "needs": ("work",), "age": 30, "residence_title": "temp_protection_24", "benefits_drawn": "sgb2",
    "sec24_first_issued": date(2025, 6, 1),
}  # fmt: skip
CONFIRMED = Locality(rulings={"lrag": Ruling("confirmed", date(2026, 7, 1))})
DENIED = Locality(rulings={"lrag": Ruling("denied")})

type Told = tuple[str, date, tuple[str, ...], tuple[str, ...]]


def seen(facts: dict[str, Any], day: date = TODAY, locality: Locality = Locality(), **services: uuid.UUID) -> Seen:
    return Seen(Facts.of(**facts), day, locality, services)


def told(changes: list[Change]) -> list[Told]:
    return [(change.kind, change.on, change.old, change.new) for change in changes]


def paid(old: str, new: str, on: date = TODAY) -> Told:
    return ("benefit_law", on, (old,), (new,))


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(
            IN_PROCEDURE, {**IN_PROCEDURE, "residence_title": "refugee_25_1_2a"}, [paid("SOZIALAMT", "JOBCENTER")],
            id="recognised: from the AsylbLG to SGB II",
        ),
        pytest.param(
            None, {**RECOGNISED, "benefits_drawn": "asylblg"}, [paid("SOZIALAMT", "JOBCENTER")],
            id="recognised before the first talk, and the social office still pays",
        ),
        pytest.param(
            None, {**RECOGNISED, "benefits_drawn": "asylblg", "lives_in": "state_reception"},
            [paid("BEZIRKSREGIERUNG", "JOBCENTER")], id="recognised while living in state reception",
        ),
        pytest.param(
            {**RECOGNISED, "benefits_drawn": "asylblg", "age": 70},
            {**RECOGNISED, "benefits_drawn": "sgb12", "age": 70}, [],
            id="past the pension age the social office goes on paying",
        ),
        pytest.param(
            {**IN_PROCEDURE, "lives_in": "state_reception"}, {**IN_PROCEDURE, "lives_in": "municipality"},
            [paid("BEZIRKSREGIERUNG", "SOZIALAMT")], id="transferred to a municipality",
        ),
        pytest.param(
            {**RECOGNISED, "benefits_drawn": "alg1"}, {**RECOGNISED, "benefits_drawn": "sgb2"},
            [paid("AGENTUR", "JOBCENTER")], id="unemployment benefit has run out",
        ),
        pytest.param(
            {**RECOGNISED, "benefits_drawn": "sgb2"},
            {**RECOGNISED, "benefits_drawn": "sgb2", "residence_title": "duldung"},
            [paid("JOBCENTER", "SOZIALAMT")], id="the title is lost: back to the AsylbLG",
        ),
        pytest.param(
            {**RECOGNISED, "benefits_drawn": "sgb2"},
            {**RECOGNISED, "benefits_drawn": "none", "residence_title": "student_16"},
            [paid("JOBCENTER", "MBE")], id="no office may be named: advice comes first",
        ),
        pytest.param(
            {"needs": ("work",), "age": 30, "residence_title": "refugee_25_1_2a"},
            {**RECOGNISED, "benefits_drawn": "sgb2"}, [], id="what is told for the first time changes nothing",
        ),
        pytest.param(
            {**RECOGNISED, "benefits_drawn": "sgb2"}, {**RECOGNISED, "benefits_drawn": "none"}, [],
            id="who earns their living now could go back to the same office",
        ),
        pytest.param(
            IN_PROCEDURE, {**IN_PROCEDURE, "residence_title": "none_undocumented"}, [],
            id="to somebody without papers no office is named",
        ),
        pytest.param(None, {**IN_PROCEDURE, "benefits_drawn": "sgb2"}, [], id="a contradiction is no change"),
    ],
)  # fmt: skip
def test_a_fact_that_moves_somebody_to_another_office_is_a_change_from_the_day_on_which_it_is_told(
    before: dict[str, Any] | None, now: dict[str, Any], expected: list[Told]
) -> None:
    assert told(notice(seen(now), seen(before) if before else None)) == expected


@pytest.mark.parametrize(
    ("facts", "day", "locality", "expected", "unverified"),
    [
        pytest.param(
            NEW_SEC24, TODAY, Locality(),
            [("benefit_law", date(2026, 7, 1), ("JOBCENTER",), ("JOBCENTER", "SOZIALAMT"))], ("lrag",),
            id="nobody has confirmed the law: from its day on both offices",
        ),
        pytest.param(
            NEW_SEC24, TODAY, CONFIRMED, [paid("JOBCENTER", "SOZIALAMT", date(2026, 7, 1))], (), id="confirmed",
        ),
        pytest.param(NEW_SEC24, TODAY, DENIED, [], (), id="it does not come"),
        pytest.param(
            {**NEW_SEC24, "sec24_first_issued": date(2024, 6, 1)}, TODAY, CONFIRMED, [], (),
            id="an old § 24 case stays with the Jobcenter",
        ),
        pytest.param(
            NEW_SEC24, date(2026, 7, 20), CONFIRMED, [paid("JOBCENTER", "SOZIALAMT", date(2026, 7, 20))], (),
            id="the law holds, and the Jobcenter still pays",
        ),
    ],
)  # fmt: skip
def test_law_that_changes_by_date_is_noticed_before_and_says_if_nobody_has_confirmed_it(
    facts: dict[str, Any], day: date, locality: Locality, expected: list[Told], unverified: tuple[str, ...]
) -> None:
    changes = notice(seen(facts, day, locality))
    assert told(changes) == expected
    assert {switch for change in changes for switch in change.unverified} == set(unverified)


@pytest.mark.parametrize(
    ("facts", "locality", "expected"),
    [
        pytest.param(
            {"birth_date": "1999-05-02", "residence_title": "refugee_25_1_2a", "benefits_drawn": "sgb2"}, Locality(),
            [("youth_ends", date(2026, 5, 2), ("JMD",), ("MBE",))], id="27: from the youth service to that for adults",
        ),
        pytest.param(
            {"birth_date": "1999-05-02", "residence_title": "duldung", "benefits_drawn": "asylblg"}, Locality(),
            [("youth_ends", date(2026, 5, 2), ("JMD",), ("FLUECHTLINGSBERATUNG",))], id="27 under the AsylbLG",
        ),
        pytest.param(
            {"birth_date": "1999-05-02", "residence_title": "refugee_25_1_2a", "benefits_drawn": "sgb2"},
            Locality(absent=frozenset({"MBE"})),
            [("youth_ends", date(2026, 5, 2), ("JMD",), ("KIM",))], id="27 where there is no MBE",
        ),
        pytest.param(
            {"birth_date": "2001-05-02", "residence_title": "refugee_25_1_2a", "benefits_drawn": "sgb2"},
            Locality(thresholds={"adult_from": 25}),
            [("youth_ends", date(2026, 5, 2), ("JMD",), ("MBE",))], id="the limit is another one here",
        ),
        pytest.param(
            {"birth_date": "1999-01-02", "residence_title": "refugee_25_1_2a", "case_management": "jmd"}, Locality(),
            [("youth_ends", date(2026, 1, 2), ("JMD",), ("MBE",))], id="the youth service still accompanies at 27",
        ),
        pytest.param(
            {"birth_date": "1999-01-02", "residence_title": "refugee_25_1_2a", "benefits_drawn": "sgb2"}, Locality(),
            [], id="long 27, and nobody to take over from",
        ),
        pytest.param({"birth_date": "1999-05", "residence_title": "refugee_25_1_2a"}, Locality(), [], id="no day"),
        pytest.param({"age": 26, "residence_title": "refugee_25_1_2a"}, Locality(), [], id="no birthday known"),
    ],
)  # fmt: skip
def test_a_birthday_that_an_office_ends_with_is_known_of_beforehand(
    facts: dict[str, Any], locality: Locality, expected: list[Told]
) -> None:
    assert told(notice(seen({"needs": ("everyday",), **facts}, TODAY, locality))) == expected


@pytest.mark.parametrize(
    ("facts", "new"),
    [
        pytest.param({"unaccompanied": True}, "JMD", id="alone here: the youth office cares until then"),
        pytest.param({"unaccompanied": False, "case_management": "jugendamt"}, "JMD", id="the youth office helps"),
        pytest.param({"unaccompanied": False}, None, id="with parents and without the youth office nothing changes"),
    ],
)
def test_at_eighteen_the_youth_office_hands_over_whom_it_cares_for(facts: dict[str, Any], new: str | None) -> None:
    known = {"needs": ("everyday",), "birth_date": "2008-05-02", "residence_title": "aufenthaltsgestattung", **facts}
    found = [change for change in notice(seen(known)) if change.kind == "majority"]
    assert told(found) == ([("majority", date(2026, 5, 2), ("JUGENDAMT",), (new,))] if new else [])


@pytest.mark.parametrize(
    ("facts", "expected", "unverified"),
    [
        pytest.param(
            {"residence_title": "subsidiary_25_2b", "benefits_drawn": "sgb2"},
            ("title_ends", date(2026, 5, 1), ("JOBCENTER",), ("ABH",)), (), id="the immigration office extends it",
        ),
        pytest.param(
            {"residence_title": "duldung", "benefits_drawn": "asylblg"},
            ("title_ends", date(2026, 5, 1), ("SOZIALAMT",), ("FLUECHTLINGSBERATUNG",)), (),
            id="with a Duldung advice comes before the office",
        ),
        pytest.param(
            {"residence_title": "temp_protection_24", "benefits_drawn": "sgb2", "sec24_first_issued": date(2024, 5, 1)},
            ("title_ends", date(2027, 3, 4), ("JOBCENTER",), ("ABH",)), ("sec24_continuation",),
            id="§ 24 goes on by an ordinance that nobody has checked",
        ),
    ],
)  # fmt: skip
def test_the_end_of_a_title_is_known_of_beforehand(
    facts: dict[str, Any], expected: Told, unverified: tuple[str, ...]
) -> None:
    known = {"needs": ("everyday",), "age": 40, "title_valid_until": date(2026, 5, 1), **facts}
    changes = [change for change in notice(seen(known)) if change.kind == "title_ends"]
    assert (told(changes), changes[0].unverified) == ([expected], unverified)


HERE, THERE, BOTH = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@pytest.mark.parametrize(
    ("title", "before", "now", "others"),
    [
        pytest.param(
            "subsidiary_25_2b", {"ABH": HERE, "JOBCENTER": BOTH, "MBE": BOTH},
            {"ABH": THERE, "JOBCENTER": BOTH, "MBE": BOTH}, ("ABH",), id="a town with an immigration office of its own",
        ),
        pytest.param(
            "subsidiary_25_2b", {"ABH": HERE, "JOBCENTER": HERE, "MBE": HERE}, {}, ("MBE", "JOBCENTER", "ABH"),
            id="another Kreis: everything is another one",
        ),
        pytest.param(
            "subsidiary_25_2b", {"ABH": BOTH, "JOBCENTER": BOTH}, {"ABH": BOTH, "JOBCENTER": BOTH}, None,
            id="another town of the Kreis with the same offices",
        ),
        pytest.param(
            "eu_citizen", {"ABH": HERE, "MBE": BOTH}, {"ABH": THERE, "MBE": BOTH}, None,
            id="EU citizens need no immigration office",
        ),
        pytest.param(
            "none_undocumented", {"ABH": HERE, "JOBCENTER": HERE, "FLUECHTLINGSBERATUNG": HERE}, {},
            ("FLUECHTLINGSBERATUNG",), id="without papers only who need not report is named",
        ),
    ],
)  # fmt: skip
def test_a_move_is_a_change_where_an_office_is_another_one(
    title: str, before: dict[str, uuid.UUID], now: dict[str, uuid.UUID], others: tuple[str, ...] | None
) -> None:
    facts = {"needs": ("everyday",), "age": 40, "residence_title": title, "benefits_drawn": "sgb2"}
    was = seen({**facts, "municipality": "Neudorf"}, **before)
    found = notice(seen({**facts, "municipality": "Musterstadt"}, **now), was)
    moved = [change for change in found if change.kind == "moved"]
    assert told(moved) == ([("moved", TODAY, others, others)] if others else [])


def test_a_town_that_is_told_for_the_first_time_is_no_move() -> None:
    facts = {"needs": ("everyday",), "age": 40, "residence_title": "subsidiary_25_2b"}
    assert notice(seen({**facts, "municipality": "Neudorf"}, ABH=HERE), seen(facts, ABH=THERE)) == []


def test_who_was_born_on_29_february_is_a_year_older_from_1_march() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_who_is_grown_up_already_is_handed_over_by_nobody() -> None:
    known = {"needs": ("everyday",), "birth_date": "2006-05-02", "case_management": "jugendamt"}
    assert [change for change in notice(seen(known)) if change.kind == "majority"] == []
