"""A change told in the chat: a task is opened in the same turn, and the person hears what it means for them."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.cases.events import of_case as events_of
from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.changes.models import ChangeTask
from backend.changes.sweep import look_through
from backend.changes.tasks import detail_of, of_case
from backend.organisations.models import Team
from backend.privacy.erasure import erase
from backend.privacy.sealing import CannotOpen
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Do
from backend.transcripts.service import messages_after, text_of
from tests.actions.conftest import Actor
from tests.conftest import FixedClock

PLACE = {"key": "neudorf", "name": "Neudorf"}
SETTLED = {
    "entry": "help", "needs": ["everyday"], "age": 30, "residence_title": "subsidiary_25_2b", "municipality": PLACE,
    "case_management": "none", "goal": "Deutsch lernen",
}  # fmt: skip


async def named(actor: Actor, **facts: Any) -> None:
    """Somebody has been named for these facts; nothing is open."""
    await actor.stand({**SETTLED, **facts})
    async with actor.context.database.writing() as session:
        file = await CaseFile.open(session, actor.context, actor.conversation_id)
        await file.facts.confirm_all(file.now)
        file.case.told_revision = file.case.facts_revision


async def tap(actor: Actor, attribute: str, value: Any) -> list[dict[str, Any]]:
    """The person changes an answer."""
    async with actor.context.database.writing() as session:
        file = await CaseFile.open(session, actor.context, actor.conversation_id)
        file.case.open_question = attribute
    do = Do(intent="answer", attribute=attribute, value=value)
    return await actor.call("action_take_answer", intent="answer", do=do)


async def tasks(actor: Actor) -> Sequence[ChangeTask]:
    file = await actor.file()
    async with actor.context.database.reading() as session:
        return await of_case(session, file.case.id)


async def ways(actor: Actor) -> list[tuple[str, str, str, str]]:
    """Kind, from whom, to whom, state."""
    vault = (await actor.file()).vault
    found = []
    for task in await tasks(actor):
        detail = detail_of(task, vault)
        found.append((task.kind, detail.old[0].code, detail.new[0].code, task.state))
    return found


def keys(said: list[dict[str, Any]]) -> list[str]:
    return [utterance["key"] for utterance in said]


async def test_a_change_of_the_benefit_law_opens_a_task_and_is_told_before_the_next_question(actor: Actor) -> None:
    await named(actor, benefits_drawn="asylblg", residence_title="aufenthaltsgestattung")
    said = await tap(actor, "residence_title", "refugee_25_1_2a")
    assert await ways(actor) == [("benefit_law", "SOZIALAMT", "JOBCENTER", "open")]
    told = keys(said)
    assert told.index("change.benefit_law") + 1 == told.index("change.contact") < len(told) - 1
    assert said[told.index("change.benefit_law")]["contacts"][0]["code"] == "JOBCENTER"
    assert said[told.index("change.contact")]["params"]["service"] == (await actor.file()).tenant.operator


async def test_it_is_told_once_and_opens_one_task_however_often_it_is_said(actor: Actor) -> None:
    await named(actor, benefits_drawn="asylblg", residence_title="aufenthaltsgestattung")
    await tap(actor, "residence_title", "refugee_25_1_2a")
    said = await tap(actor, "residence_title", "refugee_25_1_2a")
    assert "change.benefit_law" not in keys(said)
    await tap(actor, "needs", "housing")
    assert len(await tasks(actor)) == 1


async def test_a_slip_that_is_taken_back_at_once_takes_its_task_with_it_and_said_again_it_is_open_again(
    actor: Actor,
) -> None:
    await named(actor, benefits_drawn="alg1")
    await tap(actor, "benefits_drawn", "sgb2")
    await tap(actor, "benefits_drawn", "alg1")
    assert await ways(actor) == [("benefit_law", "AGENTUR", "JOBCENTER", "dropped")]
    said = await tap(actor, "benefits_drawn", "sgb2")
    assert await ways(actor) == [("benefit_law", "AGENTUR", "JOBCENTER", "open")]
    assert "change.benefit_law" in keys(said)


async def test_a_later_change_overtakes_the_one_before(actor: Actor, clock: FixedClock) -> None:
    await named(actor, benefits_drawn="alg1")
    await tap(actor, "benefits_drawn", "sgb2")
    clock.forward(days=3)
    await named(actor, benefits_drawn="sgb2")
    await tap(actor, "benefits_drawn", "alg1")
    assert await ways(actor) == [
        ("benefit_law", "AGENTUR", "JOBCENTER", "dropped"), ("benefit_law", "JOBCENTER", "AGENTUR", "open"),
    ]  # fmt: skip


async def test_before_somebody_was_named_an_answer_changes_nothing(actor: Actor) -> None:
    await actor.stand({**SETTLED, "benefits_drawn": "alg1"})
    said = await tap(actor, "benefits_drawn", "sgb2")
    assert (await tasks(actor), [key for key in keys(said) if key.startswith("change.")]) == ([], [])


async def test_a_move_to_a_town_with_offices_of_its_own_is_told_with_their_names(actor: Actor) -> None:
    await named(actor, benefits_drawn="sgb2")
    said = await tap(actor, "municipality", {"key": "musterstadt", "name": "Musterstadt"})
    assert await ways(actor) == [("moved", "ABH", "ABH", "open")]
    moved = said[keys(said).index("change.moved")]["params"]
    old, new = (moved[side]["list"][0]["params"]["local"] for side in ("old", "new"))
    assert (moved["town"], old != new) == ("Musterstadt", True)


async def test_what_the_decision_says_already_is_not_said_twice(actor: Actor) -> None:
    await actor.stand({**SETTLED, "residence_title": "refugee_25_1_2a", "benefits_drawn": "asylblg", "children": []})
    async with actor.context.database.writing() as session:
        file = await CaseFile.open(session, actor.context, actor.conversation_id)
        await file.facts.confirm_all(file.now)
    said = keys(await actor.call("action_next_step"))
    assert "decision.apply_now" in said
    assert "change.benefit_law" not in said
    assert await ways(actor) == [("benefit_law", "SOZIALAMT", "JOBCENTER", "open")]


async def test_what_could_not_be_told_is_told_at_the_next_turn_but_not_in_danger(actor: Actor) -> None:
    await named(actor, birth_date="1999-05-02")
    await answered_by(actor, "person")
    await look(actor)
    await answered_by(actor, "assistant")
    in_danger = await actor.call("action_next_step", understanding={"urgency": ["violence_now"]})
    afterwards = await actor.call("action_next_step")
    again = await actor.call("action_next_step")
    assert ["change.birthday" in keys(said) for said in (in_danger, afterwards, again)] == [False, True, False]


async def answered_by(actor: Actor, owner: str) -> None:
    async with actor.context.database.writing() as session:
        (await session.get_one(Conversation, actor.conversation_id)).owner = owner


async def test_going_down_to_information_takes_the_tasks_with_the_facts(actor: Actor) -> None:
    await named(actor, benefits_drawn="asylblg", residence_title="aufenthaltsgestattung")
    await tap(actor, "residence_title", "refugee_25_1_2a")
    await tap(actor, "mode", "information")
    assert await tasks(actor) == []


async def test_whoever_holds_the_case_goes_on_holding_it(actor: Actor) -> None:
    async with actor.context.database.writing() as session:
        file = await CaseFile.open(session, actor.context, actor.conversation_id)
        team = (await session.execute(select(Team).where(Team.key == "mbe"))).scalar_one()
        file.case.holder_team_id = team.id
    await named(actor, benefits_drawn="alg1")
    said = await tap(actor, "benefits_drawn", "sgb2")
    assert (await actor.file()).case.holder_team_id == team.id
    assert said[keys(said).index("change.contact")]["params"]["service"] == team.name


async def test_the_day_of_a_change_cannot_be_read_without_the_key_of_the_case(actor: Actor) -> None:
    await named(actor, birth_date="1999-05-02")
    await actor.call("action_next_step")
    await look(actor)
    (task,) = await tasks(actor)
    assert task.kind == "youth_ends"
    stored = [getattr(task, column.key) for column in ChangeTask.__table__.columns]
    assert not any("05-02" in str(value) for value in stored)
    file = await actor.file()
    other = type(file.vault)(uuid.uuid4(), file.vault.key)
    with pytest.raises(CannotOpen):
        detail_of(task, other)


async def look(actor: Actor) -> None:
    assert await look_through(actor.context) <= 1


async def lines(actor: Actor) -> list[tuple[str, str | None]]:
    async with actor.context.database.reading() as session:
        return [(line.sender, line.key) for line in await messages_after(session, actor.conversation_id)]


async def test_a_birthday_is_noticed_ninety_days_before_though_nobody_writes_and_reminded_of(
    actor: Actor, clock: FixedClock
) -> None:
    await named(actor, birth_date="1999-07-20", benefits_drawn="sgb2")
    for day, expected in ((0, 0), (35, 0), (50, 1), (100, 1), (128, 2), (139, 2)):
        clock.now = FixedClock().now + timedelta(days=day)
        await look(actor)
        told = [key for sender, key in await lines(actor) if key == "change.birthday" and sender == "system"]
        assert len(told) == expected, day
    assert [key for _, key in await lines(actor)].count("change.reminder") == 1
    assert await ways(actor) == [("youth_ends", "JMD", "MBE", "open")]


async def test_after_its_day_a_birthday_is_not_told_as_one_that_comes(actor: Actor) -> None:
    await named(actor, birth_date="1999-01-02", case_management="jmd")
    await look(actor)
    assert await ways(actor) == [("youth_ends", "JMD", "MBE", "open")]
    assert [key for _, key in await lines(actor) if key and key.startswith("change.")] == []


async def test_what_is_told_by_itself_keeps_no_case_longer(actor: Actor, clock: FixedClock) -> None:
    await named(actor, birth_date="1999-05-02")
    written = (await actor.file()).conversation.last_active_at
    clock.forward(days=8)
    await look(actor)
    assert ("system", "change.birthday") in await lines(actor)
    assert (await actor.file()).conversation.last_active_at == written


@pytest.mark.parametrize(("field", "value"), [("channel", "kiosk"), ("owner", "person"), ("ended_at", "now")])
async def test_nothing_is_written_where_nobody_reads_it_or_a_person_answers(
    actor: Actor, clock: FixedClock, field: str, value: str
) -> None:
    await named(actor, birth_date="1999-05-02")
    async with actor.context.database.writing() as session:
        conversation = await session.get_one(Conversation, actor.conversation_id)
        setattr(conversation, field, clock() if value == "now" else value)
    await look(actor)
    (task,) = await tasks(actor)
    assert (task.state, task.told_at) == ("open", None)


async def test_a_birth_date_that_is_put_right_drops_the_task_of_the_wrong_one(actor: Actor, clock: FixedClock) -> None:
    await named(actor, birth_date="1999-05-02")
    await look(actor)
    await tap(actor, "birth_date", "1999-05-12")
    assert sorted(state for *_, state in await ways(actor)) == ["dropped", "open"]


async def test_a_title_that_was_extended_drops_the_task_of_its_end(actor: Actor) -> None:
    await named(actor, title_valid_until="2026-04-10", benefits_drawn="sgb2")
    await look(actor)
    assert [way[0] for way in await ways(actor)] == ["title_ends"]
    await tap(actor, "title_valid_until", "2028-04-10")
    assert [way[3] for way in await ways(actor)] == ["dropped"]


async def test_a_case_is_looked_through_once_a_week(actor: Actor, clock: FixedClock) -> None:
    await named(actor)
    assert [await look_through(actor.context), await look_through(actor.context)] == [1, 0]
    clock.forward(days=6)
    assert await look_through(actor.context) == 0
    clock.forward(days=1)
    assert await look_through(actor.context) == 1


async def test_what_happened_is_kept_as_codes(actor: Actor) -> None:
    await named(actor, benefits_drawn="alg1")
    await tap(actor, "benefits_drawn", "sgb2")
    file = await actor.file()
    async with actor.context.database.reading() as session:
        (event,) = await events_of(session, file.case.id)
    assert (event.kind, event.actor_kind, event.codes) == ("task.opened", "system", {"kind": "benefit_law"})


async def test_the_words_are_those_of_the_persons_language(actor: Actor) -> None:
    await actor.begin("uk")
    await named(actor, birth_date="1999-05-02")
    await look(actor)
    async with actor.context.database.reading() as session:
        line = next(one for one in await messages_after(session, actor.conversation_id) if one.key == "change.birthday")
        text = text_of(line, (await actor.file()).vault)
    assert "вам виповниться років: 27" in text


async def test_erasing_a_case_takes_its_tasks(actor: Actor) -> None:
    await named(actor, birth_date="1999-05-02")
    await look(actor)
    file = await actor.file()
    async with actor.context.database.writing() as session:
        await erase(session, file.case.id, requested_by="person", now=actor.context.clock())
        assert await session.scalar(select(func.count()).select_from(ChangeTask)) == 0
        assert await session.get(CaseRecord, file.case.id) is None
