"""The lists: who stands on them, under which filters, in which order, page by page; and that nothing is opened."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from backend.cases.models import CaseRecord
from backend.casework.assignment import assign
from backend.consent.models import Consent
from backend.core.errors import NotFound
from backend.handovers import brief
from backend.handovers.ending import end
from backend.handovers.models import Handover
from backend.handovers.responses import accept
from backend.privacy.sealing import Vault
from backend.worklists import paging
from backend.worklists.asked import NOBODY, YES, Asked
from backend.worklists.finding import case_by_reference
from backend.worklists.lists import Listing, listing
from tests.backend.casework.conftest import an_accepted, bring
from tests.backend.console.world import World


async def seen(world: World, asked: Asked, name: str = "amal") -> Listing:
    return await listing(world.context, world.staff[name], asked)


async def references(world: World, asked: Asked, name: str = "amal") -> list[str]:
    found = await seen(world, asked, name)
    return [row.reference for row in (*found.handovers, *found.ended)]


async def change(world: World, handover: Handover, **values: object) -> None:
    async with world.context.database.writing() as session:
        await session.execute(update(Handover).where(Handover.id == handover.id).values(**values))


async def test_each_list_has_what_belongs_there_and_counts_all_of_them(either_world):
    world = either_world
    now = world.watch()
    new, mine, berts, done = [await world.handover() for _ in range(4)]
    await change(world, new, due_at=now - timedelta(hours=1))
    for handover, name in ((mine, "amal"), (berts, "bert"), (done, "amal")):
        await accept(world.context, world.staff[name], handover.id)
    await end(world.context, world.staff["amal"], done.id, "done", None, "")
    await world.case(wanted="asked")
    lists = {name: await references(world, Asked(list=name)) for name in ("new", "mine", "overdue", "ended")}
    assert lists == {
        "new": [new.reference], "mine": [mine.reference], "overdue": [new.reference], "ended": [done.reference],
    }  # fmt: skip
    assert await references(world, Asked(list="team")) == [
        new.reference, *sorted((mine.reference, berts.reference), key=_by_id({mine, berts})),
    ]  # fmt: skip
    counts = (await seen(world, Asked())).counts
    assert counts == {"new": 1, "mine": 1, "team": 3, "overdue": 1, "ended": 1}
    assert (await seen(world, Asked(list="waiting"))).found == 0
    assert (await seen(world, Asked(list="waiting"), "dora")).found == 1
    assert (await seen(world, Asked(), "carla")).counts["team"] == 0


def _by_id(handovers: set[Handover]):
    ids = {handover.reference: handover.id for handover in handovers}
    return lambda reference: ids[reference]


async def test_filters_let_through_what_they_say(either_world):
    world = either_world
    turkish, urgent = await world.handover(language="tr"), await world.handover(urgent=True)
    amals, queued, closed = await an_accepted(world), await an_accepted(world), await an_accepted(world)
    await assign(world.context, world.staff["amal"], queued.case_id, None)
    await bring(world, closed, "closed")
    await brief.fill(world.context)
    await change(world, urgent, town="Altstadt")
    amal, kim = str(world.staff["amal"].id), str(world.services["kim"].id)
    for filters, found in (
        ({"language": "tr"}, {turkish}),
        ({"language": "xx"}, set()),
        ({"town": "Altstadt"}, {urgent}),
        ({"town": "Neustadt"}, {turkish, amals, queued, closed}),
        ({"urgent": YES}, {urgent}),
        ({"holder": amal}, {amals, closed}),
        ({"holder": NOBODY}, {queued}),
        ({"state": "closed"}, {closed}),
        ({"state": "contact", "holder": amal}, {amals}),
        ({"service": kim}, {amals, queued, closed}),
        ({"service": str(uuid.uuid4())}, set()),
    ):
        asked = Asked(list="team", **filters)
        assert set(await references(world, asked)) == {one.reference for one in found}, filters
        assert (await seen(world, asked)).found == len(found)


async def test_before_somebody_accepts_no_filter_tells_the_service_or_the_state(world):
    new = await world.handover()
    async with world.context.database.writing() as session:
        await session.execute(update(CaseRecord).values(holder_team_id=world.teams["kim"].id))
    for filters in ({"service": str(world.services["kim"].id)}, {"state": "contact"}, {"holder": NOBODY}):
        assert await references(world, Asked(list="team", **filters)) == []
    row = (await seen(world, Asked())).handovers[0]
    assert (row.reference, row.state, row.holder) == (new.reference, None, None)


@pytest.mark.parametrize("sort", ["urgent", "due", "oldest", "newest"])
async def test_pages_show_everything_once_in_order_while_the_list_grows(either_world, monkeypatch, sort):
    world = either_world
    monkeypatch.setattr(paging, "PER_PAGE", 2)
    made = []
    for number in range(5):
        made.append(await world.handover(urgent=number in {1, 3}))
        await change(world, made[-1], due_at=world.watch() + timedelta(hours=24 - number) if number % 2 else None)
        if number != 2:  # two of them at the same moment
            world.watch.forward(minutes=1)
    # What is equally old stands in either order.
    orders = {"oldest": [0, 1, 2, 2, 3], "newest": [3, 2, 2, 1, 0], "urgent": [1, 2, 0, 2, 3], "due": [2, 1]}
    asked, found = Asked(list="team", sort=sort), []
    while True:
        shown = await seen(world, asked)
        found += [row.reference for row in shown.handovers]
        if len(found) == 2:
            world.watch.forward(days=1)
            await world.handover(urgent=True)  # stands before what is still to come, or after it
        if shown.after is None:
            break
        asked = asked.at(shown.after)
    age = dict(zip((handover.reference for handover in made), (0, 1, 2, 2, 3), strict=True))
    told = [reference for reference in found if reference in age]
    assert sorted(told) == sorted(age)
    assert [age[reference] for reference in told][: len(orders[sort])] == orders[sort]


async def test_a_place_that_no_page_leads_to_does_not_exist(world):
    for after in ("x", "1~2~3~4~5", "a~b~c~d", f"0~0~2026-03-02T09:00:00~{uuid.uuid4()}"):
        with pytest.raises(NotFound):
            await seen(world, Asked(after=after))


async def test_a_list_opens_no_package_once_the_columns_are_written(world, monkeypatch):
    handover = await world.handover()
    assert await brief.fill(world.context) == 1
    assert await brief.fill(world.context) == 0
    monkeypatch.setattr(Vault, "open", None)
    row = (await seen(world, Asked())).handovers[0]
    assert (row.reference, row.fields, row.town) == (handover.reference, ("language", "work"), "Neustadt")


async def test_what_is_not_written_down_yet_is_shown_all_the_same(world):
    await world.handover()
    row = (await seen(world, Asked())).handovers[0]
    assert (row.fields, row.town) == (("language", "work"), "Neustadt")


async def test_what_was_taken_back_stands_on_no_list_and_is_found_by_no_number(world):
    handover = await world.handover()
    typed = handover.reference.lower().replace("-", " ")
    assert await case_by_reference(world.context, world.staff["amal"], typed) == handover.case_id
    async with world.context.database.writing() as session:
        await session.execute(update(Consent).values(revoked_at=world.watch()))
    assert (await seen(world, Asked(list="team"))).counts["team"] == 0
    for name, reference in (("amal", typed), ("amal", ""), ("carla", typed)):
        with pytest.raises(NotFound):
            await case_by_reference(world.context, world.staff[name], reference)


async def test_the_desk_filters_who_waits_and_pages_through(world, monkeypatch):
    monkeypatch.setattr(paging, "PER_PAGE", 2)
    cases = []
    for language, reason in (("ar", "asked"), ("tr", "danger"), ("tr", "asked")):
        cases.append((await world.case(language, wanted=reason))[0].id)
        world.watch.forward(minutes=1)
    first = await seen(world, Asked(list="waiting"), "dora")
    assert [row.case_id for row in first.waiting] == [cases[1], cases[0]]
    rest = await seen(world, Asked(list="waiting", after=first.after), "dora")
    assert ([row.case_id for row in rest.waiting], rest.after, rest.found) == ([cases[2]], None, 3)
    for filters, found in (
        ({"language": "tr"}, 2),
        ({"urgent": YES}, 1),
        ({"town": "Neustadt"}, 3),
        ({"town": "x"}, 0),
    ):
        assert (await seen(world, Asked(list="waiting", **filters), "dora")).found == found, filters


def test_an_address_says_what_is_asked_and_nothing_else_gets_in():
    asked = Asked(
        list="team", sort="due", language="ar", town="Bad Musterau", urgent=YES, state="linking", holder=NOBODY
    )
    assert Asked.of_query(asked.query) == asked
    assert Asked.of_query(replace(asked, after="x~y").query).after == "x~y"
    assert (
        Asked.of({"list": "all", "sort": "name", "urgent": "1", "state": "x", "service": "x", "holder": "x"}) == Asked()
    )


def test_a_list_is_filtered_by_nothing_that_cannot_be_seen_on_it():
    team = Asked(list="team", language="ar", state="linking", service=str(uuid.UUID(int=1)), after="x")
    assert team.on("new") == Asked(list="new", language="ar")
    assert team.on("ended") == Asked(list="ended", service=team.service)
    assert team.on("mine") == replace(team, list="mine", after="")
