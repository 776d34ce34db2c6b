"""An agreement on goals comes into force by the person's recorded yes, and nothing is linked without one (R56)."""

import asyncio
import contextlib
import random
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from backend.cases.models import CaseRecord
from backend.casework import agreements, asking, steps
from backend.casework.models import Agreement
from backend.casework.states import NEXT, STANDINGS, may_follow
from backend.core.errors import IllegalState, Invalid, LotseError, NotFound
from backend.handovers.models import Handover
from backend.organisations.funding import MayNotOwn
from backend.transcripts import translations
from backend.transcripts.models import Conversation
from backend.transcripts.service import text_of, utterance_of
from tests.backend.casework.conftest import WORDS, an_accepted, bring, paid_by, proposed, state_of, tapped, today
from tests.backend.console.world import World, a_world


async def in_force(world: World, handover: Handover) -> Agreement | None:
    async with world.context.database.reading() as session:
        return await agreements.in_force(session, handover.case_id)


@pytest.fixture
async def managed(world: World) -> Handover:
    handover = await an_accepted(world)
    await bring(world, handover, "agreement")
    return handover


async def test_goals_are_asked_about_in_the_chat_word_by_word_with_the_answers_for_this_text(world, managed):
    proposal = await proposed(world, managed)
    message = (await world.messages(managed.conversation_id))[-1]
    async with world.context.database.reading() as session:
        said = utterance_of(message, await world.context.vault(session, managed.case_id))
    assert said is not None
    assert (said.key, said.question, message.sender) == ("ask.agreement", "agreement", "system")
    assert [item.value for item in said.items] == [WORDS.goals, WORDS.steps]
    assert [choice.do.value for choice in said.choices] == [
        {"agreement": str(proposal), "answer": answer} for answer in asking.ANSWERS
    ]
    assert (await world.stored(CaseRecord, managed.case_id)).open_question == "agreement"
    assert await in_force(world, managed) is None


async def test_a_yes_in_the_chat_is_kept_with_the_message_that_it_was(either_world):
    world = either_world
    handover = await an_accepted(world)
    await bring(world, handover, "agreement")
    proposal = await proposed(world, handover)
    assert await tapped(world, handover, proposal, "yes") == "yes"
    found = await in_force(world, handover)
    assert found is not None
    line = next(m for m in await world.messages(handover.conversation_id) if m.id == found.source_message_id)
    assert (found.id, found.source, line.sender) == (proposal, "chat", "person")
    await steps.move(world.context, world.staff["amal"], handover.case_id, steps.Wanted("linking"))
    assert await state_of(world, handover) == "linking"


@pytest.mark.parametrize("answer", ["no", "later"])
async def test_a_no_and_a_later_are_no_yes(world, managed, answer):
    proposal = await proposed(world, managed)
    assert await tapped(world, managed, proposal, answer) == answer
    assert await in_force(world, managed) is None
    with pytest.raises(Invalid):
        await steps.move(world.context, world.staff["amal"], managed.case_id, steps.Wanted("linking"))


async def test_who_wanted_time_can_still_say_yes(world, managed):
    proposal = await proposed(world, managed)
    await tapped(world, managed, proposal, "later")
    async with world.context.database.reading() as session:
        assert not await agreements.asked_now(session, managed.case_id)
    assert await tapped(world, managed, proposal, "yes") == "yes"


async def test_an_answer_to_a_text_that_was_taken_back_counts_for_nothing(world, managed):
    former = await proposed(world, managed)
    await agreements.withdraw(world.context, world.staff["amal"], managed.case_id, former)
    assert (await world.stored(CaseRecord, managed.case_id)).open_question is None
    await proposed(world, managed)
    assert await tapped(world, managed, former, "yes") is None
    assert await in_force(world, managed) is None


async def test_a_signature_is_recorded_with_its_day_and_who_saw_it_and_the_person_is_told(world, managed):
    proposal, day = await proposed(world, managed, in_chat=False), today(world) - timedelta(days=1)
    keys = [message.key for message in await world.messages(managed.conversation_id)]
    assert "ask.agreement" not in keys
    await agreements.agreed_on_paper(world.context, world.staff["bert"], managed.case_id, proposal, day)
    found = await in_force(world, managed)
    assert found is not None
    assert (found.source, found.agreed_on, found.recorded_by_id) == ("paper", day, world.staff["bert"].id)
    assert (await world.messages(managed.conversation_id))[-1].key == "agreement.on_paper"


@pytest.mark.parametrize("days", [None, 1])
async def test_a_signature_has_a_day_that_is_not_to_come(world, managed, days):
    proposal = await proposed(world, managed, in_chat=False)
    day = None if days is None else today(world) + timedelta(days=days)
    with pytest.raises(Invalid):
        await agreements.agreed_on_paper(world.context, world.staff["amal"], managed.case_id, proposal, day)


async def test_the_later_of_two_agreements_holds_and_the_former_stays_to_be_read(either_world):
    world = either_world
    handover = await an_accepted(world)
    await bring(world, handover, "linking")
    former = await in_force(world, handover)
    proposal = await proposed(world, handover)
    assert (await in_force(world, handover)).id == former.id
    await tapped(world, handover, proposal, "yes")
    assert (await in_force(world, handover)).id == proposal
    assert (await world.stored(Agreement, former.id)).state == "ended"


async def test_a_draft_can_be_written_anew_and_a_proposal_cannot(world, managed):
    context, amal = world.context, world.staff["amal"]
    for words in (WORDS, agreements.Words("Wohnung", "")):
        await agreements.draft(context, amal, managed.case_id, words)
    async with context.database.reading() as session:
        assert len(await agreements.of_case(session, managed.case_id)) == 1
    await proposed(world, managed)
    with pytest.raises(IllegalState):
        await agreements.draft(context, amal, managed.case_id, WORDS)


@pytest.mark.parametrize(
    "words",
    [agreements.Words(" ", "x"), agreements.Words("x" * 2001, ""), agreements.Words("x", "x" * 2001)],
    ids=["none", "long goals", "long steps"],
)
async def test_goals_are_needed_and_bounded(world, managed, words):
    with pytest.raises(Invalid):
        await agreements.draft(world.context, world.staff["amal"], managed.case_id, words)


async def test_nobody_is_asked_where_nobody_reads_any_more(world, managed):
    context, amal = world.context, world.staff["amal"]
    await agreements.draft(context, amal, managed.case_id, WORDS)
    async with context.database.writing() as session:
        (await session.get_one(Conversation, managed.conversation_id)).ended_at = world.watch()
        draft = await agreements.unanswered(session, managed.case_id)
    with pytest.raises(Invalid):
        await agreements.propose(context, amal, managed.case_id, draft.id, in_chat=True)
    await agreements.propose(context, amal, managed.case_id, draft.id, in_chat=False)


async def test_posts_paid_for_another_task_and_other_teams_agree_on_nothing(world, managed):
    for staff, error in ((await paid_by(world, "bert", "jmd"), MayNotOwn), (world.staff["carla"], NotFound)):
        with pytest.raises(error):
            await agreements.draft(world.context, staff, managed.case_id, WORDS)


async def test_an_agreement_of_another_case_is_not_found(world, managed):
    other = await an_accepted(world)
    await bring(world, other, "agreement")
    proposal = await proposed(world, other, in_chat=False)
    with pytest.raises(NotFound):
        await agreements.agreed_on_paper(world.context, world.staff["amal"], managed.case_id, proposal, today(world))
    assert await tapped(world, managed, proposal, "yes") is None


async def test_of_a_yes_and_a_withdrawal_at_once_one_holds(world, managed):
    proposal = await proposed(world, managed)
    both = (
        tapped(world, managed, proposal, "yes"),
        agreements.withdraw(world.context, world.staff["amal"], managed.case_id, proposal),
    )
    yes, _ = await asyncio.gather(*both, return_exceptions=True)
    assert (await world.stored(Agreement, proposal)).state == "ended"
    assert yes in {"yes", None}


async def test_goals_in_another_language_are_put_into_the_persons_where_that_is_set_up(tmp_path):
    async with a_world(tmp_path, translate_url="http://127.0.0.1:1") as world:
        handover = await an_accepted(world, language="ar")
        await bring(world, handover, "agreement")
        await proposed(world, handover)
        written = next(m for m in await world.messages(handover.conversation_id) if m.sender == "staff")
        async with world.context.database.reading() as session:
            text = text_of(written, await world.context.vault(session, handover.case_id))
            wanted = await translations.states(session, [written.id])
    assert text == f"{WORDS.goals}\n\n{WORDS.steps}"
    assert wanted == {(written.id, "ar"): "wanted"}


async def test_no_sequence_of_calls_reaches_linking_without_a_yes(world):
    """Random calls of staff and person; whenever a case comes into linking, a yes to the text in force was given."""
    chance, reached = random.Random(7), 0
    for _ in range(14):
        handover, said_yes = await an_accepted(world), set()
        await bring(world, handover, "agreement")
        for _ in range(40):
            world.watch.forward(seconds=1)  # so that agreements stand in one order, and chance is the same each time
            before = await state_of(world, handover)
            await one_call(world, handover, chance, said_yes)
            if before != "linking" and await state_of(world, handover) == "linking":
                found = await in_force(world, handover)
                assert found is not None
                assert found.id in said_yes
                reached += 1
    assert reached > 3, "a property of cases that hardly ever come there says nothing"


async def one_call(world: World, handover: Handover, chance: random.Random, said_yes: set[uuid.UUID]) -> None:
    context, amal, case_id = world.context, world.staff["amal"], handover.case_id
    async with context.database.reading() as session:
        known = [agreement.id for agreement in await agreements.of_case(session, case_id)] or [uuid.uuid4()]
    which, day = chance.choice(known), today(world)

    async def yes_in_chat() -> None:
        if await tapped(world, handover, which, "yes"):
            said_yes.add(which)

    async def yes_on_paper() -> None:
        await agreements.agreed_on_paper(context, amal, case_id, which, day)
        said_yes.add(which)

    calls = [
        lambda: agreements.draft(context, amal, case_id, WORDS),
        lambda: agreements.propose(context, amal, case_id, which, in_chat=chance.random() < 0.5),
        lambda: agreements.withdraw(context, amal, case_id, which),
        lambda: tapped(world, handover, which, chance.choice(["no", "later"])),
        yes_in_chat,
        yes_on_paper,
        lambda: steps.close(context, amal, case_id, "other"),
        lambda: steps.open_case_management(context, amal, case_id),
        *(
            lambda wanted=wanted: steps.move(context, amal, case_id, steps.Wanted(wanted, day, "low"))
            for wanted in ("assessment", "agreement", "linking", "monitoring", "re_assessment")
        ),
    ]
    weights = [4, 4, 1, 1, 4, 2, 0.5, 4, 4, 4, 6, 2, 2]
    with contextlib.suppress(LotseError):
        await chance.choices(calls, weights)[0]()


@pytest.mark.parametrize("old", STANDINGS)
async def test_the_database_refuses_jumps_of_an_agreement(either_world, old):
    world = either_world
    handover = await an_accepted(world)
    await bring(world, handover, "agreement")
    proposal = await proposed(world, handover, in_chat=False)
    if old == "draft":
        await agreements.withdraw(world.context, world.staff["amal"], handover.case_id, proposal)
        await agreements.draft(world.context, world.staff["amal"], handover.case_id, WORDS)
        async with world.context.database.reading() as session:
            proposal = (await agreements.unanswered(session, handover.case_id)).id
    elif old != "proposed":
        assert await changes(world, proposal, state=old, **signed(world), keep=True)
    for wanted in STANDINGS:
        allowed = wanted == old or may_follow(old, wanted)
        assert await changes(world, proposal, state=wanted, **signed(world)) is allowed, (old, wanted)


def signed(world: World) -> dict[str, object]:
    return {"source": "paper", "agreed_on": date(2026, 3, 2), "recorded_by_id": world.staff["amal"].id}


async def changes(world: World, agreement_id: uuid.UUID, *, keep: bool = False, **values: object) -> bool:
    """Whether the database takes a change; it is taken back unless it is to be kept."""
    try:
        async with world.context.database.writing() as session:
            await session.execute(update(Agreement).where(Agreement.id == agreement_id).values(**values))
            if not keep:
                await session.rollback()
    except DBAPIError:
        return False
    return True


async def test_the_database_takes_no_yes_without_a_source_and_none_that_is_not_the_persons(either_world):
    world = either_world
    handover = await an_accepted(world)
    await bring(world, handover, "agreement")
    proposal = await proposed(world, handover)
    ours = (await world.messages(handover.conversation_id))[-1]
    assert ours.sender == "system"
    sources = ({}, {"source": "chat"}, {"source": "paper"}, {"source": "chat", "source_message_id": ours.id})
    for source in sources:
        assert not await changes(world, proposal, state="agreed", **source), source
    assert await changes(world, proposal, state="agreed", **signed(world))


async def test_the_database_does_not_let_what_was_proposed_be_written_over(either_world):
    world = either_world
    handover = await an_accepted(world)
    await bring(world, handover, "agreement")
    proposal = await proposed(world, handover)
    async with world.context.database.reading() as session:
        other = (await world.context.vault(session, handover.case_id)).seal(
            "agreement.text", {"goals": "", "steps": ""}
        )
    assert not await changes(world, proposal, text=other)


async def test_the_database_links_nothing_without_a_yes_and_monitors_nothing_without_a_day(either_world):
    world = either_world
    handover = await an_accepted(world)
    await bring(world, handover, "agreement")
    await proposed(world, handover)
    assert not await sets(world, handover, state="linking")
    other = await an_accepted(world)
    await bring(world, other, "linking")
    assert not await sets(world, other, state="monitoring")
    assert await sets(world, other, state="monitoring", review_on=date(2026, 4, 1))
    await bring(world, third := await an_accepted(world), "monitoring")
    assert not await sets(world, third, review_on=None)


async def sets(world: World, handover: Handover, **values: object) -> bool:
    try:
        async with world.context.database.writing() as session:
            await session.execute(update(CaseRecord).where(CaseRecord.id == handover.case_id).values(**values))
            await session.rollback()
    except DBAPIError:
        return False
    return True


def test_every_agreement_has_a_way_out_of_every_state_but_the_last_two():
    assert set(NEXT) == set(STANDINGS)
    assert {state for state in STANDINGS if not NEXT[state]} == {"declined", "ended"}
