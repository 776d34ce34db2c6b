"""Minimal sets by kind of recipient: what the file says, how it is read, and what a municipality sets otherwise."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from backend.cases.questions import DECISIVE
from backend.consent.recipients import DATA, may_receive, read, recipients, usable_recipients
from backend.core.context import Context
from backend.organisations.directory import tenant_by_key
from backend.organisations.models import Tenant
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Misconfigured
from backend.responsibility.sources import FaultyRules
from backend.seeds import load

OFFICES = (
    "JOBCENTER", "SOZIALAMT", "AGENTUR", "FAMILIENKASSE", "WOHNUNGSAMT", "JUGENDAMT", "ABH", "EBH", "ERSTAUFNAHME",
    "BEZIRKSREGIERUNG", "BUERGERAMT", "GESUNDHEITSAMT", "KRANKENKASSE",
)  # fmt: skip
#: Who looks at all of somebody's life with them; to everybody else the single concern goes, as the reason.
WHOLE = {"KIM", "JMD", "MBE", "FLUECHTLINGSBERATUNG"}


def faulty(tmp_path: Path, was: str, now: str) -> Path:
    text = DATA.read_text(encoding="utf-8")
    assert text.count(was) == 1
    path = tmp_path / "recipients.toml"
    path.write_text(text.replace(was, now), encoding="utf-8")
    return path


def test_every_destination_that_a_town_can_have_has_a_set():
    assert recipients().keys() == {code for code, named in rulebook().destinations.items() if not named.everywhere}


@pytest.mark.parametrize("code", OFFICES)
def test_an_office_gets_a_slip_and_never_the_conversation(code):
    assert not may_receive(recipients(), code)
    assert recipients()[code].transcript == "never"


def test_all_concerns_the_goal_and_whom_else_somebody_was_sent_to_go_to_counselling_alone():
    for code, release in recipients().items():
        sees_all = {"needs", "goal"} & release.attributes or release.secondary
        assert bool(sees_all) == (code in WHOLE), code


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("SPRACHKURS", {"needs", "goal", "letter_sender", "children", "case_management", "lives_in"}),
        ("KITA", set(DECISIVE) - {"municipality", "children"}),
        ("ANERKENNUNG", {"residence_title", "benefits_drawn", "age"}),
        ("EHRENAMT", {"residence_title", "benefits_drawn", "children"}),
        ("SUCHTBERATUNG", set(DECISIVE) - {"age", "municipality"}),
        ("MBE", {"sec24_first_issued", "unaccompanied"}),
    ],
)
def test_what_is_not_needed_is_in_no_set(code, never):
    assert not never & recipients()[code].attributes


def test_nobody_gets_the_conversation_without_being_asked_for_it():
    assert {release.transcript for release in recipients().values()} == {"asked", "never"}


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('to = ["KITA"]', 'to = ["KITA", "KITTA"]', "unknown destination KITTA"),
        ('to = ["KITA"]', 'to = ["KITA", "KIM"]', "a destination stands in two sets"),
        ('["municipality", "children"]', '["municipality", "religion"]', "unknown attribute religion"),
        ('id = "kindergarten"', 'id = "kindergarten"\nwhole = true', "unknown key whole"),
        ('id = "kindergarten"', 'id = "kindergarten"\nby_slip = 1', "secondary and by_slip are true or false"),
        ('to = ["KITA"]\npurpose = "place"', 'to = ["KITA"]', "purpose is missing"),
    ],
)
def test_a_slip_in_the_file_is_refused_with_its_place(tmp_path, was, now, told):
    line = DATA.read_text(encoding="utf-8").split('id = "kindergarten"', maxsplit=1)[0].count("\n")
    with pytest.raises(FaultyRules, match=f"recipients.toml:{line}: {told}"):
        recipients(faulty(tmp_path, was, now))


def test_a_destination_without_a_set_is_refused(tmp_path):
    with pytest.raises(FaultyRules, match="no set names KITA"):
        recipients(faulty(tmp_path, 'to = ["KITA"]', "to = []"))


def test_a_municipality_changes_single_values_of_single_recipients():
    changed = read({"recipients": {"JOBCENTER": {"by_slip": False}, "JMD": {"transcript": "never"}}})
    assert may_receive(changed, "JOBCENTER")
    assert changed["JOBCENTER"].attributes == recipients()["JOBCENTER"].attributes
    assert (changed["JMD"].transcript, changed["MBE"].transcript) == ("never", "asked")
    assert read({}) == recipients()


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"JOBCENTRE": {"by_slip": False}}, "unknown destination JOBCENTRE"),
        ({"MENSCH": {"by_slip": False}}, "unknown destination MENSCH"),
        ({"KIM": {"attributes": ["age", "religion"]}}, "recipients.KIM: unknown attribute religion"),
        ({"KIM": {"transcript": "sometimes"}}, "recipients.KIM: unknown transcript sometimes"),
        ({"KIM": {"purpose": "gossip"}}, "recipients.KIM: unknown purpose gossip"),
        ({"KIM": {"by_slipp": True}}, "recipients.KIM: unknown key by_slipp"),
        ({"KIM": {"by_slip": "no"}}, "recipients.KIM: secondary and by_slip are true or false"),
        ({"KIM": {"attributes": 3}}, "recipients.KIM: a value is of the wrong type"),
        ({"KIM": "never"}, "recipients.KIM: a value is of the wrong type"),
        (["KIM"], "attribute"),
    ],
)
def test_a_setting_that_nobody_knows_is_refused_with_its_recipient(setting, told):
    with pytest.raises(Misconfigured, match=told):
        read({"recipients": setting})


@pytest.fixture
def data() -> dict[str, Any]:
    return deepcopy(load.read())


async def test_a_towns_own_setting_holds_there_and_nowhere_else(context: Context, data: dict[str, Any]) -> None:
    town = next(row for row in data["municipality"] if row["key"] == "neudorf")
    town["settings"] = {**town.get("settings", {}), "recipients": {"JMD": {"transcript": "never"}}}
    assert await load.configure(context.database, data)
    async with context.database.reading() as session:
        tenant = await tenant_by_key(session, data["tenant"]["key"])
        there = await usable_recipients(session, tenant.id, "neudorf")
        elsewhere = await usable_recipients(session, tenant.id, "musterstadt")
    assert (there["JMD"].transcript, elsewhere["JMD"].transcript) == ("never", "asked")


async def test_a_wrong_set_in_a_tenants_file_is_refused_before_it_holds(context: Context, data: dict[str, Any]) -> None:
    data["tenant"]["settings"] = {"recipients": {"JMD": {"transcript": "sometimes"}}}
    with pytest.raises(Misconfigured, match=r"recipients\.JMD"):
        await load.configure(context.database, data)


async def test_a_setting_gone_wrong_leaves_nobody_without_a_handover(context: Context, caplog) -> None:
    async with context.database.writing() as session:
        tenant = await tenant_by_key(session, load.read()["tenant"]["key"])
        (await session.get_one(Tenant, tenant.id)).settings = {"recipients": {"JMD": {"attributes": ["gone"]}}}
        assert await usable_recipients(session, tenant.id, None) == recipients()
    assert "unknown attribute gone" in caplog.text
