"""A week after a handover: whether somebody has been in touch, and what follows from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.handovers.coordination import stuck, tell_overdue
from backend.handovers.ending import contacted
from backend.handovers.following import ask_due
from backend.handovers.models import Handover
from backend.handovers.responses import accept
from backend.organisations.models import COORDINATOR, Staff
from backend.transcripts.models import Conversation
from nlu.understand import Understander
from tests.actions.conftest import Actor, understand_with
from tests.actions.handing_over import asked, events, hand_over, press, rounds, stored, take_back
from tests.conftest import FixedClock


@pytest.fixture
async def either(either_context: Context, understander: Understander) -> Actor:
    """The same conversation on both databases."""
    towns = {"musterstadt": "Musterstadt", "neudorf": "Neudorf"}
    made = Actor(either_context, understand_with(understander, towns, either_context.clock))
    await made.begin()
    return made


async def test_it_is_asked_once_after_a_week_and_once_more_after_another(either: Actor, clock: FixedClock) -> None:
    await hand_over(either)
    told = []
    for days in (6, 1, 1, 6, 7, 30):
        clock.forward(days=days)
        told.append(await ask_due(either.context))
        assert await ask_due(either.context) == 0
    assert told == [0, 1, 0, 1, 0, 0]
    assert [one.round for one in await rounds(either)] == [1, 2]
    assert [choice["id"] for choice in (await asked(either))[0]["choices"]] == ["yes", "no", "not_yet"]


async def test_a_no_brings_the_handover_before_its_recipient_and_the_desk_again(
    actor: Actor, clock: FixedClock
) -> None:
    await hand_over(actor)
    clock.forward(days=7)
    await ask_due(actor.context)
    said = await press(actor, await asked(actor), "no")
    assert said[0]["key"] == "follow_up.answered.no"
    handover = await stored(actor)
    assert handover.contact_missing
    assert handover.contact_missing_at == clock()
    assert handover.due_at > clock()
    assert (await actor.file()).case.person_wanted_at == clock()
    assert "contact.missing" in await events(actor)


@pytest.mark.parametrize("taken_on", [False, True])
async def test_when_nobody_is_in_touch_after_a_no_either_the_coordination_is_told_once_more(
    either: Actor, clock: FixedClock, taken_on: bool
) -> None:
    handover = await hand_over(either)
    staff = await either.member(handover)
    if taken_on:
        await accept(either.context, staff, handover.id)
    clock.forward(days=21)  # longer than any deadline
    before = await tell_overdue(either.context)
    assert before == (not taken_on)
    await ask_due(either.context)
    await press(either, await asked(either), "no")
    assert await tell_overdue(either.context) == 0
    assert await causes(either) == []
    clock.now = (await stored(either)).due_at
    clock.forward(seconds=1)
    assert await tell_overdue(either.context) == 1
    assert await tell_overdue(either.context) == 0
    assert await causes(either) == ["not_contacted" if taken_on else "not_answered"]
    assert (await events(either)).count("handover.overdue") == before + 1
    if not taken_on:
        await accept(either.context, staff, handover.id)
    assert await causes(either) == ["not_contacted"]  # taking it on is no contact
    await contacted(either.context, staff, handover.id)
    assert await causes(either) == []


async def test_a_yes_is_the_first_contact_and_ends_the_asking(actor: Actor, clock: FixedClock) -> None:
    await hand_over(actor)
    clock.forward(days=7)
    await ask_due(actor.context)
    await press(actor, await asked(actor), "yes")
    assert (await stored(actor)).first_contact_at == clock()
    assert (await events(actor))[-1] == "contact.first"
    clock.forward(days=8)
    assert await ask_due(actor.context) == 0


async def test_a_slip_of_the_finger_is_put_right_by_the_other_answer(actor: Actor, clock: FixedClock) -> None:
    await hand_over(actor)
    clock.forward(days=7)
    await ask_due(actor.context)
    question = await asked(actor)
    await press(actor, question, "yes")
    clock.forward(minutes=1)
    await press(actor, question, "no")
    handover = await stored(actor)
    assert handover.first_contact_at is None
    assert handover.contact_missing


async def test_not_yet_changes_nothing_but_that_it_is_asked_once_more(actor: Actor, clock: FixedClock) -> None:
    await hand_over(actor)
    clock.forward(days=7)
    await ask_due(actor.context)
    await press(actor, await asked(actor), "not_yet")
    handover = await stored(actor)
    assert (handover.first_contact_at, handover.contact_missing) == (None, False)
    clock.forward(days=7)
    assert await ask_due(actor.context) == 1


async def test_an_answer_about_a_handover_that_was_taken_back_changes_nothing(actor: Actor, clock: FixedClock) -> None:
    await hand_over(actor)
    clock.forward(days=7)
    await ask_due(actor.context)
    question = await asked(actor)
    await take_back(actor)
    said = await press(actor, question, "no")
    assert said[0]["key"] == "status.revoked"
    assert not (await stored(actor)).contact_missing


async def test_an_answer_about_somebody_elses_handover_is_none(actor: Actor, clock: FixedClock) -> None:
    await hand_over(actor)
    clock.forward(days=7)
    await ask_due(actor.context)
    question = await asked(actor)
    await actor.begin()
    await press(actor, question, "no")
    assert (await rounds(actor))[0].answer is None


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (Conversation, {"owner": "person"}),
        (Conversation, {"channel": "kiosk"}),
        (Conversation, {"ended_at": "now"}),
        (Handover, {"first_contact_at": "now"}),
        (Handover, {"status": "declined"}),
    ],
)
async def test_nobody_is_asked_where_nobody_reads_or_it_is_known(
    actor: Actor, clock: FixedClock, table: type, values: dict[str, str]
) -> None:
    handover = await hand_over(actor)
    key = handover.id if table is Handover else handover.conversation_id
    await change(actor, table, key, **{name: clock() if value == "now" else value for name, value in values.items()})
    clock.forward(days=8)
    assert await ask_due(actor.context) == 0


async def test_a_week_counts_from_when_it_was_taken_on(actor: Actor, clock: FixedClock) -> None:
    handover = await hand_over(actor)
    await change(actor, Handover, handover.id, status="accepted", responded_at=clock() + timedelta(days=5))
    clock.forward(days=8)
    assert await ask_due(actor.context) == 0
    clock.forward(days=4)
    assert await ask_due(actor.context) == 1


async def test_an_open_question_stays_open_while_it_is_asked(actor: Actor, clock: FixedClock) -> None:
    await hand_over(actor)
    await actor.stand({}, open_question="goal")
    clock.forward(days=7)
    await ask_due(actor.context)
    said = await press(actor, await asked(actor), "yes")
    assert (await actor.file()).case.open_question == "goal"
    assert said[-1]["question"] == "goal"


async def causes(actor: Actor) -> list[str]:
    """Why something stands before the coordination."""
    async with actor.context.database.reading() as session:
        coordinator = (await session.execute(select(Staff).where(Staff.role == COORDINATOR))).scalar_one()
        return [line.cause for line in await stuck(session, coordinator, actor.context.clock())]


async def change(actor: Actor, table: type, key: object, **values: object) -> None:
    """Put something where a test wants it."""
    async with actor.context.database.writing() as session:
        await CaseFile.open(session, actor.context, actor.conversation_id)
        row = await session.get_one(table, key)
        for name, value in values.items():
            setattr(row, name, value)
