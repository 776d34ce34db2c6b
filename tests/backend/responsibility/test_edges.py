"""Edges that were missed once: two open answers at once, answers that do not come, towns that lack everything."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from backend.responsibility.engine import decide
from backend.responsibility.interchange import BadRecord, route
from backend.responsibility.loading import DATA, rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import Ask, Facts, Known
from backend.responsibility.sources import FaultyRules

DAY = date(2026, 3, 2)


def test_the_shelters_number_stands_in_the_reason_of_a_routed_record():
    attributes = {"residence_title": "none_undocumented", "urgency_flags": ["homeless_tonight"]}
    answer = route(
        {"attributes": attributes, "ref_date": "2026-03-02"},
        locality=Locality(night_shelter="0221 4710199"),
        explain=lambda _, why: f"{why.key} {dict(why.params)}",
    )
    assert "0221 4710199" in answer["reasons"]["FLUECHTLINGSBERATUNG"]


def told(**values):
    return Facts({n: v if isinstance(v, Known) else Known(v) for n, v in values.items()})


REFUSED, UNKNOWN = Known(None, "refused"), Known(None, "unknown")


# An answer is looked ahead for one attribute at a time; what only two answers together change is never asked.
@pytest.mark.parametrize("need", ["school", "everyday", "debts"])
def test_a_child_alone_whose_18th_birthday_is_this_month_is_not_missed(need):
    """Minor is open (17 or 18), unaccompanied is open: M1 is passed over, neither is asked."""
    from backend.responsibility.engine import to_confirm

    facts = told(needs=(need,), birth_date="2008-03", residence_title="niederlassung", benefits_drawn="none")
    found = decide(facts, DAY)
    asked = found.attribute if isinstance(found, Ask) else to_confirm(facts.with_answer("case_management", "none"), DAY)
    assert asked in {"birth_date", "unaccompanied"}, found


def test_the_age_is_confirmed_also_where_every_age_alone_leads_to_a_person():
    from backend.responsibility.engine import to_confirm

    town = Locality(absent=frozenset({"SUCHTBERATUNG"}))
    assert to_confirm(told(needs=("addiction",), case_management="none"), DAY, town) == "birth_date"


# Never ask for what was answered: asked again for ever.
def test_needs_that_somebody_cannot_name_are_not_asked_again():
    assert not isinstance(decide(told(needs=UNKNOWN), DAY), Ask)


@pytest.mark.parametrize("answer", [REFUSED, UNKNOWN])
def test_a_birthday_that_somebody_does_not_say_is_not_asked_again(answer):
    facts = told(
        needs=("benefits",), residence_title="refugee_25_1_2a", benefits_drawn="none", age=66, birth_date=answer
    )
    assert not isinstance(decide(facts, DAY), Ask)


# Who does not know the title is not asked who pays, though the answer decides (Jobcenter or Agentur).
@pytest.mark.parametrize("need", ["work", "health_general"])
def test_who_does_not_know_the_title_is_asked_who_pays(need):
    facts = told(needs=(need,), birth_date="1990-05-01", residence_title=UNKNOWN)
    assert (
        decide(facts, DAY).primary
        if not isinstance(found := decide(facts, DAY), Ask)
        else found.attribute == "benefits_drawn"
    )
    assert isinstance(found, Ask), (
        found.primary,
        decide(facts.with_answer("benefits_drawn", "sgb2"), DAY).primary,
        decide(facts.with_answer("benefits_drawn", "asylblg"), DAY).primary,
    )


# A guard's replacement is not looked up in the municipality.
@pytest.mark.parametrize(
    "town",
    [
        Locality(absent=frozenset({"MBE", "ASYLVERFAHRENSBERATUNG"})),
        Locality(declined_by=frozenset({"MBE", "ASYLVERFAHRENSBERATUNG"})),
    ],
)
def test_a_guard_names_nobody_who_is_not_there_or_has_declined(town):
    facts = told(
        needs=("everyday",),
        birth_date="1985-01-01",
        case_management="mbe",
        lives_in="state_reception",
        residence_title="aufenthaltsgestattung",
    )
    found = decide(facts, DAY, town)
    assert "ASYLVERFAHRENSBERATUNG" not in found.named, (found.primary, found.rule_id)


# What the loader lets pass.
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("additions.toml", 'rules = ["X1"', 'rules = ["X99"'),
        ("additions.toml", 'never = ["X2"', 'never = ["X22"'),
        ("guards.toml", 'exceptions = ["X3"]', 'exceptions = ["X33"]'),
        ("guards.toml", '["S", "M1"]', '["S", "M11"]'),
        ("guards.toml", 'unless_absent = "JMD"', 'unless_absent = "JMDD"'),
        ("guards.toml", 'always = ["MENSCH"]', 'always = ["MENSCH"]\ncolour = 1'),
        ("needs.toml", 'id = "debts"', 'id = "school"'),
        ("destinations.toml", 'id = "EBH"', 'id = "ABH"'),
        ("attributes.toml", 'type = "birth_date"', 'type = "birthdate"'),
        ("attributes.toml", 'refused = "human"\norder = 1\n', 'refused = "humann"\norder = 1\n'),
        ("attributes.toml", 'missing = "municipality"', 'missing = "muncipality"'),
        ("definitions.toml", "minor = 'age < majority'", "minor = 'minor'"),
        ("pension_age.toml", "1947 = 1", "nineteen = 1"),
        ("rules/6_topic_and_lead.toml", 'id = "L9"\n', ""),
        ("rules/6_topic_and_lead.toml", 'id = "L9"', 'id = "L9"\nvalid_from = 2026-02-01\nvalid_until = 2026-01-01'),
        ("rules/1_safety.toml", 'text = "S15"', 'text = "S15"\nasks = ["needs"]'),
    ],
)
def test_what_else_is_wrong_is_refused_with_its_place(tmp_path, file, old, new):
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyRules):
        rulebook(folder)


# Small ones.
def test_a_day_in_antiquity_is_no_date():
    with pytest.raises(BadRecord, match="ref_date"):
        route({"attributes": {"age": 66}, "ref_date": "0050-01-01"})


@pytest.mark.parametrize("written", ["20250401", "2025-W14-2"])
def test_a_date_is_written_as_the_message_says(written):
    from backend.responsibility.interchange import BadRecord

    with pytest.raises(BadRecord):
        route({"attributes": {"sec24_first_issued": written}, "ref_date": "2026-03-02"})


# Who says that the AsylbLG pays, is not in its group unless the title is known as well (section 3: benefits = asylblg).
@pytest.mark.parametrize("title", [{}, {"residence_title": UNKNOWN}])
@pytest.mark.parametrize(
    ("needs", "primary"),
    [
        (("health_general",), "SOZIALAMT"),
        (("health_insurance",), "SOZIALAMT"),
        (("benefits",), "SOZIALAMT"),
        (("recognition", "debts"), "KIM"),
    ],
)
def test_who_says_that_the_asylum_seekers_law_pays_is_in_its_group(title, needs, primary):
    found = decide(told(needs=needs, birth_date="1990-05-01", benefits_drawn="asylblg", **title), DAY)
    assert not isinstance(found, Ask), found.attribute
    assert found.primary == primary, found.rule_id


# A slip in the settings takes back what the directory says: a municipal MBE is named to people without papers (G1).
async def test_a_slip_in_the_settings_does_not_make_a_municipal_service_independent(context):
    from sqlalchemy import select

    from backend.organisations.directory import municipality_by_key, tenant_by_key
    from backend.organisations.localities import usable_locality
    from backend.organisations.models import Service

    async with context.database.writing() as session:
        tenant = await tenant_by_key(session, "kreis-musterland")
        (await municipality_by_key(session, tenant.id, "neudorf")).settings = {"intake_modell": "A"}
        (
            await session.execute(select(Service).where(Service.destination == "MBE"))
        ).scalar_one().no_reporting_duty = False
    async with context.database.reading() as session:
        town = await usable_locality(session, tenant.id, "neudorf")
    facts = told(
        needs=("everyday",), birth_date="1985-01-01", residence_title="none_undocumented", case_management="mbe"
    )
    assert "MBE" not in decide(facts, DAY, town).named


@pytest.mark.parametrize(
    ("person", "primary"),
    [
        ({"age": 30, "residence_title": "refugee_25_1_2a"}, "JOBCENTER"),
        ({"age": 70, "residence_title": "refugee_25_1_2a"}, "SOZIALAMT"),
        ({"residence_title": "refugee_25_1_2a"}, "MENSCH"),
        ({"age": 30, "residence_title": "duldung"}, "SOZIALAMT"),
        ({"age": 30, "residence_title": "eu_citizen"}, "MENSCH"),
        ({"age": 30}, "MENSCH"),
    ],
)
def test_hungry_people_are_not_asked_who_pays_but_sent_where_their_title_leads(person, primary):
    answer = route({"attributes": {**person, "urgency_flags": ["no_money_for_food"]}, "ref_date": "2026-03-02"})
    assert (answer["primary"], answer["rule"]) == (primary, "S14")


def test_where_the_law_is_open_hungry_people_hear_of_both_offices_and_the_jobcenter_first():
    person = {"age": 35, "residence_title": "temp_protection_24", "urgency_flags": ["no_money_for_food"]}
    answer = route({"attributes": person, "ref_date": "2026-08-01"})
    assert answer["primary"] == "JOBCENTER"
    assert {"SOZIALAMT", "KIM"} <= set(answer["secondary"])
