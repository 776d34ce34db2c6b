"""What a municipality sets otherwise, and what its directory says about it: thresholds, stand-ins, model A, marks."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select

from backend.core.context import Context
from backend.handovers.models import Cooperation
from backend.organisations.directory import municipality_by_key, tenant_by_key
from backend.organisations.localities import locality_of, usable_locality
from backend.organisations.models import Municipality, Service, Tenant
from backend.responsibility.engine import decide
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Misconfigured, Ruling, read
from backend.responsibility.model import Decided, Facts, Known
from backend.responsibility.safety import safety_answers

DAY = date(2026, 3, 2)
ADULT, YOUNG, CHILD = "1990-05-01", "2005-05-01", "2009-06-01"


def settings(**given: Any) -> Locality:
    return read(given, rulebook())


def lacking(*codes: str, **more: Any) -> Locality:
    return Locality(absent=frozenset(codes), **more)


def decided(locality: Locality, **values: Any) -> Decided:
    known = {name: value if isinstance(value, Known) else Known(value) for name, value in values.items()}
    found = decide(Facts({"needs": Known(("everyday",)), **known}), DAY, locality)
    assert isinstance(found, Decided), found
    return found


# Thresholds: the municipality's own configuration wins.


@pytest.mark.parametrize(("areas", "primary"), [(2, "KIM"), (3, "KIM"), (4, "MBE")])
def test_from_how_many_areas_on_one_person_plans_is_set_by_the_municipality(areas: int, primary: str) -> None:
    town = settings(thresholds={"many_areas": areas})
    found = decided(town, birth_date=ADULT, residence_title="niederlassung", needs=("everyday", "school", "debts"))
    assert found.primary == primary


@pytest.mark.parametrize(("areas", "primary"), [(1, "KIM"), (2, "KIM"), (3, "FLUECHTLINGSBERATUNG")])
def test_the_threshold_for_people_under_the_asylum_seekers_law_is_one_of_its_own(areas: int, primary: str) -> None:
    town = settings(thresholds={"complex_areas_asylblg": areas})
    found = decided(town, birth_date=ADULT, residence_title="duldung", needs=("everyday", "debts"))
    assert found.primary == primary


@pytest.mark.parametrize(
    ("thresholds", "born", "primary"),
    [
        ({}, "1999-03-03", "JMD"),
        ({}, "1999-03-02", "MBE"),
        ({"adult_from": 25}, "2001-03-02", "MBE"),
        ({"adult_from": 25}, "2001-03-03", "JMD"),
        ({"jmd_from": 14}, "2012-03-02", "JMD"),
        ({"jmd_from": 14}, "2012-03-03", "MENSCH"),
    ],
)
def test_the_ages_of_the_youth_migration_service_can_be_set(
    thresholds: dict[str, int], born: str, primary: str
) -> None:
    found = decided(
        settings(thresholds=thresholds), birth_date=born, residence_title="niederlassung", unaccompanied=False
    )
    assert found.primary == primary


# Stand-ins, step by step along each chain.

CHAINS = [
    ("JMD", {"birth_date": YOUNG, "residence_title": "duldung"}, ["JMD", "MBE", "KIM", "MENSCH"]),
    ("MBE", {"birth_date": ADULT, "residence_title": "niederlassung"},
     ["MBE", "KIM", "FLUECHTLINGSBERATUNG", "MENSCH"]),
    (
        "KIM under the asylum seekers' law",
        {"birth_date": ADULT, "residence_title": "duldung", "case_management": "kim"},
        ["KIM", "FLUECHTLINGSBERATUNG", "MBE", "MENSCH"],
    ),
    (
        "KIM otherwise",
        {"birth_date": ADULT, "residence_title": "niederlassung", "case_management": "kim"},
        ["KIM", "MBE", "MENSCH"],
    ),
    (
        "ASYLVERFAHRENSBERATUNG",
        {"birth_date": ADULT, "residence_title": "aufenthaltsgestattung", "lives_in": "state_reception"},
        ["ASYLVERFAHRENSBERATUNG", "FLUECHTLINGSBERATUNG", "MENSCH"],
    ),
    ("PSZ", {"birth_date": ADULT, "residence_title": "duldung", "needs": ("mental_health",)},
     ["PSZ", "GESUNDHEITSAMT", "MENSCH"]),
    ("CLEARING_GESUNDHEIT", {"birth_date": ADULT, "residence_title": "visa_short", "benefits_drawn": "none",
                             "needs": ("health_insurance",)},
     ["CLEARING_GESUNDHEIT", "GESUNDHEITSAMT", "MENSCH"]),
    ("EUTB", {"birth_date": ADULT, "residence_title": "duldung", "needs": ("disability",)}, ["EUTB", "MENSCH"]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "chain"), [row[1:] for row in CHAINS], ids=[row[0] for row in CHAINS])
@pytest.mark.parametrize("refusal", [False, True], ids=["not there", "has refused this person"])
def test_who_is_not_there_is_stood_in_for_step_by_step(values: dict[str, Any], chain: list[str], refusal: bool) -> None:
    for steps, expected in enumerate(chain):
        gone = frozenset(chain[:steps])
        town = Locality(declined_by=gone) if refusal else Locality(absent=gone)
        found = decided(town, **values)
        assert found.primary == expected
        assert not gone & found.named


def test_a_stand_in_says_whom_it_stands_in_for() -> None:
    found = decided(lacking("JMD"), birth_date=YOUNG, residence_title="duldung")
    assert (found.reason.key, found.reason.params) == ("stand_in", {"missing": "JMD"})
    steps = [(step.subject, step.result) for step in found.trace if step.kind == "stand_in"]
    assert steps == [("JMD", "MBE")]


def test_nobody_stands_in_for_who_is_only_named_beside_another_unless_the_chain_says_so() -> None:
    values = {"birth_date": ADULT, "residence_title": "duldung", "case_management": "kim"}
    found = decided(lacking("PSZ", "ANERKENNUNG"), needs=("mental_health", "recognition"), **values)
    assert found.primary == "KIM"
    assert found.secondary == ("GESUNDHEITSAMT",)


def test_who_stands_in_for_two_is_named_once() -> None:
    found = decided(lacking("JMD", "KIM"), birth_date=YOUNG, residence_title="niederlassung", case_management="jmd")
    assert (found.primary, found.secondary) == ("MBE", ())


@pytest.mark.parametrize("refusal", [False, True])
def test_people_without_papers_get_no_stand_in_that_must_report_them(refusal: bool) -> None:
    gone = frozenset({"CLEARING_GESUNDHEIT"})
    town = Locality(declined_by=gone) if refusal else Locality(absent=gone)
    found = decided(town, residence_title="none_undocumented", needs=("health_general",))
    assert "GESUNDHEITSAMT" not in found.named
    assert found.named <= {"MENSCH", "FLUECHTLINGSBERATUNG"}


def test_in_danger_the_nearest_service_answers_also_where_the_town_has_none() -> None:
    (answer,) = safety_answers(["child_endangered"], Facts(), DAY, lacking("JUGENDAMT"))
    assert answer.contacts[0] == "JUGENDAMT"
    (answer,) = safety_answers(["deportation_date"], Facts(), DAY, lacking("FLUECHTLINGSBERATUNG"))
    assert answer.contacts == ("MENSCH", "RECHTSANWALT")


# Intake model A: everybody talks to a case manager first.


@pytest.mark.parametrize(
    "values",
    [
        {"birth_date": ADULT, "residence_title": "duldung"},
        {"birth_date": ADULT, "residence_title": "niederlassung"},
        {"birth_date": YOUNG, "residence_title": "duldung"},
        {"birth_date": ADULT, "residence_title": "duldung", "needs": ("work",)},
        {"birth_date": ADULT, "residence_title": "duldung", "needs": ("school",)},
    ],
)
def test_in_model_a_everybody_talks_to_a_case_manager_first(values: dict[str, Any]) -> None:
    before, found = decided(settings(), **values), decided(settings(intake_model="A"), **values)
    assert before.primary != "KIM"
    assert found.primary == "KIM"
    assert found.reason.key == "model_a"
    assert found.secondary[0] == before.primary
    assert found.rule_id == before.rule_id


@pytest.mark.parametrize(
    "values",
    [
        {"urgency_flags": ("no_money_for_food",), "birth_date": ADULT, "residence_title": "duldung"},
        {"residence_title": "abroad"},
        {"birth_date": CHILD, "unaccompanied": True},
        {"birth_date": "2016-01-01", "unaccompanied": False, "writing_for": "self"},
        {"birth_date": ADULT, "age_disputed": True, "residence_title": "duldung"},
        {"birth_date": YOUNG, "case_management": "jmd", "residence_title": "duldung"},
        {"birth_date": ADULT, "case_management": "mbe", "residence_title": "niederlassung"},
        {"birth_date": ADULT, "case_management": "jobcenter_fallmanagement", "needs": ("work",),
         "residence_title": "niederlassung"},
        {"residence_title": "asylum_not_registered"},
        {"residence_title": "none_undocumented"},
        {"residence_title": "none_undocumented", "needs": ("school",)},
        {"residence_title": Known(None, "refused"), "needs": ("work",)},
        {"birth_date": ADULT, "residence_title": "german_citizen"},
        {"birth_date": ADULT, "residence_title": "aufenthaltsgestattung", "lives_in": "state_reception"},
        {"birth_date": ADULT, "residence_title": "aufenthaltsgestattung", "lives_in": "state_reception",
         "needs": ("school",)},
    ],
)  # fmt: skip
def test_model_a_changes_nothing_for_those_who_have_a_way_of_their_own(values: dict[str, Any]) -> None:
    before, found = decided(settings(), **values), decided(settings(intake_model="A"), **values)
    assert (found.primary, found.secondary) == (before.primary, before.secondary)


def test_in_model_a_too_the_missing_case_management_is_stood_in_for() -> None:
    town = lacking("KIM", intake_model="A")
    found = decided(town, birth_date=ADULT, residence_title="duldung")
    assert found.primary == "FLUECHTLINGSBERATUNG"


# Who runs the local service decides whether people without papers may be named to it.


@pytest.mark.parametrize("code", ["MBE", "JMD", "ARBEITSRECHT"])
@pytest.mark.parametrize("independent", [True, False])
def test_a_service_that_no_independent_body_runs_is_not_named_to_people_without_papers(
    code: str, independent: bool
) -> None:
    town = settings(not_independent=[] if independent else [code])
    values = {
        "MBE": {"birth_date": ADULT, "case_management": "mbe"},
        "JMD": {"birth_date": YOUNG, "case_management": "jmd"},
        "ARBEITSRECHT": {"birth_date": ADULT, "needs": ("labour_rights",)},
    }[code]
    found = decided(town, residence_title="none_undocumented", **values)
    assert (code in found.named) is independent
    assert "KIM" not in found.named
    papers = decided(town, residence_title="niederlassung", **values)
    assert code in papers.named


# The night shelter's number stands in the text of one answer only.


@pytest.mark.parametrize("title", [Known("none_undocumented"), Known(None, "refused")])
def test_the_night_shelters_number_is_said_to_people_without_papers(title: Known) -> None:
    facts = Facts({"residence_title": title})
    (answer,) = safety_answers(["homeless_tonight"], facts, DAY, settings(night_shelter="0221 4710199"))
    assert (answer.text, answer.params) == ("S9_hidden_number", {"number": "0221 4710199"})
    (answer,) = safety_answers(["homeless_tonight"], facts, DAY, settings())
    assert (answer.text, answer.params) == ("S9_hidden", {})


def test_nobody_else_is_told_the_night_shelters_number() -> None:
    town = settings(night_shelter="0221 4710199")
    for facts in (Facts(), Facts.of(birth_date=CHILD, residence_title="none_undocumented")):
        (answer,) = safety_answers(["homeless_tonight"], facts, DAY, town)
        assert (answer.text, answer.params) == ("S9", {})
    (answer,) = safety_answers(["eviction_notice"], Facts.of(residence_title="none_undocumented"), DAY, town)
    assert not answer.params


# Settings that the rules do not know.


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"colour": "red"}, "unknown key: colour"),
        ({"thresholds": {"many": 3}}, "unknown threshold: many"),
        ({"thresholds": {"majority": 16}}, "unknown threshold: majority"),
        ({"thresholds": {"many_areas": "3"}}, "threshold many_areas must be a whole number"),
        ({"thresholds": {"many_areas": 2.5}}, "threshold many_areas must be a whole number"),
        ({"thresholds": {"many_areas": True}}, "threshold many_areas must be a whole number"),
        ({"thresholds": {"many_areas": -1}}, "threshold many_areas must be a whole number"),
        ({"absent": ["JDM"]}, "unknown destination: JDM"),
        ({"not_independent": ["JDM", "MEB"]}, "unknown destination: JDM, MEB"),
        ({"absent": ["POLICE_110"]}, "POLICE_110 is there in every municipality"),
        ({"absent": ["MENSCH"]}, "MENSCH is there in every municipality"),
        ({"intake_model": "C"}, "intake_model must be A or B, not 'C'"),
        ({"intake_model": None}, "intake_model must be A or B"),
        ({"answer_hours": 0}, "answer_hours must be a whole number of at least 1"),
        ({"answer_days": "3"}, "answer_days must be a whole number of at least 1"),
    ],
)
def test_settings_that_the_rules_do_not_know_are_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(Misconfigured, match=says):
        settings(**given)


def test_without_settings_a_municipality_has_everything_and_model_b() -> None:
    assert settings() == Locality()


# Through the database: the Kreis's settings, the town's over them, the directory, the rulings.


async def town_of(context: Context, key: str | None = "neudorf") -> Locality:
    async with context.database.reading() as session:
        tenant = await tenant_by_key(session, "kreis-musterland")
        return await locality_of(session, tenant.id, key)


async def set_up(context: Context, *, kreis: dict[str, Any] | None = None, **towns: dict[str, Any]) -> None:
    async with context.database.writing() as session:
        tenant = await tenant_by_key(session, "kreis-musterland")
        tenant.settings = tenant.settings if kreis is None else kreis
        for key, given in towns.items():
            town = await municipality_by_key(session, tenant.id, key)
            assert town is not None
            town.settings = given


async def services(context: Context, change: Any, *codes: str) -> None:
    async with context.database.writing() as session:
        for service in (await session.execute(select(Service).where(Service.destination.in_(codes)))).scalars():
            await change(session, service)


async def remove(session: Any, service: Service) -> None:
    await session.execute(delete(Cooperation).where(Cooperation.service_id == service.id))
    await session.delete(service)


async def test_the_demo_kreis_has_everything_and_its_first_town_offices_of_its_own(context: Context) -> None:
    assert (await town_of(context)) == Locality(night_shelter="0221 4710199")
    assert (await town_of(context, "musterstadt")).own_offices == {"ABH", "JUGENDAMT"}
    assert (await town_of(context, None)) == (await town_of(context, "atlantis")) == (await town_of(context))


async def test_a_towns_settings_go_before_those_of_its_kreis(context: Context) -> None:
    await set_up(
        context,
        kreis={"intake_model": "A", "thresholds": {"many_areas": 4}, "night_shelter": "0221 4710198"},
        neudorf={"intake_model": "B", "thresholds": {"many_areas": 5}},
    )
    town, kreis = await town_of(context), await town_of(context, None)
    assert (town.intake_model, town.thresholds, town.night_shelter) == ("B", {"many_areas": 5}, "0221 4710198")
    assert (kreis.intake_model, kreis.thresholds, kreis.night_shelter) == ("A", {"many_areas": 4}, "0221 4710198")


@pytest.mark.parametrize(
    ("removed", "absent"),
    [
        (("JMD",), {"JMD"}),
        (("JMD", "MBE", "KIM"), {"JMD", "MBE", "KIM"}),
        (("FLUECHTLINGSBERATUNG", "ABH"), set()),  # often run for a whole region: they keep their general name
    ],
)
async def test_a_service_that_the_directory_does_not_list_is_missing(
    context: Context, removed: tuple[str, ...], absent: set[str]
) -> None:
    await services(context, remove, *removed)
    assert (await town_of(context)).absent == absent


async def test_an_empty_directory_says_nothing_about_what_there_is(context: Context) -> None:
    async with context.database.reading() as session:
        codes = list((await session.execute(select(Service.destination))).scalars())
    await services(context, remove, *codes)
    town = await town_of(context)
    assert town.absent == town.not_independent == frozenset()


async def test_what_is_set_as_missing_is_missing_beside_what_the_directory_does_not_list(context: Context) -> None:
    await set_up(context, kreis={"absent": ["PSZ"]})
    await services(context, remove, "JMD")
    assert (await town_of(context)).absent == {"PSZ", "JMD"}


async def test_a_service_that_one_town_alone_has_is_missing_in_the_others(context: Context) -> None:
    async with context.database.writing() as session:
        tenant = await tenant_by_key(session, "kreis-musterland")
        musterstadt = await municipality_by_key(session, tenant.id, "musterstadt")
        assert musterstadt is not None
        jmd = (await session.execute(select(Service).where(Service.destination == "JMD"))).scalar_one()
        jmd.municipality_id = musterstadt.id
    assert (await town_of(context, "musterstadt")).absent == frozenset()
    assert (await town_of(context, "neudorf")).absent == {"JMD"}


async def test_a_local_service_keeps_its_mark_only_where_an_independent_body_runs_it(context: Context) -> None:
    async def municipal(_session: Any, service: Service) -> None:
        service.no_reporting_duty = False

    assert (await town_of(context)).not_independent == frozenset()
    await services(context, municipal, "MBE", "FLUECHTLINGSBERATUNG")
    town = await town_of(context)
    assert town.not_independent == {"MBE"}
    found = decided(town, birth_date=ADULT, residence_title="none_undocumented", case_management="mbe")
    assert "MBE" not in found.named


async def test_settings_that_the_rules_do_not_know_come_to_light_at_once(context: Context) -> None:
    await set_up(context, neudorf={"intake_modell": "A"})
    with pytest.raises(Misconfigured, match="unknown key: intake_modell"):
        await town_of(context)


async def test_a_tenant_knows_only_its_own_towns(context: Context) -> None:
    async with context.database.writing() as session:
        other = Tenant(key="other", name="Other", operator="Other", settings={"intake_model": "A"})
        session.add(other)
        await session.flush()
        session.add(Municipality(tenant_id=other.id, key="neudorf", name="Neudorf", settings={"absent": ["PSZ"]}))
    async with context.database.reading() as session:
        other = await tenant_by_key(session, "other")
        found = await locality_of(session, other.id, "neudorf")
    assert (found.intake_model, found.absent) == ("A", {"PSZ"})
    assert (await town_of(context)) == Locality(night_shelter="0221 4710199")


def test_a_ruling_goes_before_what_the_rules_say_about_a_switch() -> None:
    lrag = rulebook().switches["lrag"]
    town = read({}, rulebook(), {"lrag": Ruling("confirmed", date(2026, 10, 1))})
    assert (town.switch(lrag).status, town.switch(lrag).start) == ("confirmed", date(2026, 10, 1))
    assert read({}, rulebook(), {"lrag": Ruling("denied")}).switch(lrag).start == lrag.start
    assert Locality().switch(lrag) == lrag


async def test_a_conversation_goes_on_where_the_settings_cannot_be_used(context: Context) -> None:
    await set_up(context, neudorf={"intake_modell": "A"})
    async with context.database.reading() as session:
        tenant = await tenant_by_key(session, "kreis-musterland")
        assert await usable_locality(session, tenant.id, "neudorf") == Locality()
