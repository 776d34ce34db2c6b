"""A person answers instead of the assistant: one at a time, visibly, and with a way back."""

import asyncio

import pytest
from sqlalchemy import update

from backend.cases import events
from backend.cases.models import CaseRecord
from backend.core.errors import Invalid, NotFound
from backend.handovers.models import Handover
from backend.handovers.responses import accept
from backend.transcripts import takeover
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Do
from backend.transcripts.service import locked, text_of, utterance_of
from backend.transcripts.takeover import (
    TEXT_MAX,
    NotYours,
    close,
    give_back,
    offer_interpreter,
    take_over,
    write,
)
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def owner(world: World, conversation: Conversation) -> tuple[str, int, object]:
    now = await world.stored(Conversation, conversation.id)
    return now.owner, now.owner_epoch, now.owner_staff_id


async def test_taking_over_writing_and_giving_back(world):
    case, conversation = await world.case(wanted="asked")
    dora = world.staff["dora"]
    await take_over(world.context, dora, case.id, 0)
    assert await owner(world, conversation) == ("person", 1, dora.id)
    await write(world.context, dora, case.id, "  Guten Tag\r\nWie geht es Ihnen?  ")
    await give_back(world.context, dora, case.id)
    assert await owner(world, conversation) == ("assistant", 2, None)
    assert (await world.stored(CaseRecord, case.id)).person_answered_at == world.watch()
    took, wrote, gave = (await world.messages(conversation.id))[-3:]
    assert (took.key, took.sender, gave.key) == ("staff.took_over", "system", "staff.gave_back")
    assert (wrote.sender, wrote.author_id, wrote.language) == ("staff", dora.id, "de")
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, case.id)
        assert text_of(wrote, vault) == "Guten Tag\nWie geht es Ihnen?"
        assert "إنسان" in text_of(took, vault)


async def test_after_giving_back_the_person_can_go_on_where_the_question_was_open(world):
    case, conversation = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    await give_back(world.context, world.staff["dora"], case.id)
    took, gave = (await world.messages(conversation.id))[-2:]
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, case.id)
        assert utterance_of(took, vault).choices == ()
        (go_on,) = utterance_of(gave, vault).choices
    assert (go_on.id, go_on.icon, go_on.do) == ("go_on", "go_on", Do(intent="repeat"))
    assert world.context.catalogs.param(go_on.label, "de") == "Weiter im Gespräch"


async def test_closing_says_goodbye_asks_nothing_more_and_leaves_the_conversation(world):
    case, conversation = await world.case(wanted="asked")
    async with world.context.database.writing() as session:
        (await session.get_one(CaseRecord, case.id)).open_question = "age"
    await take_over(world.context, world.staff["dora"], case.id, 0)
    assert not await close(world.context, world.staff["dora"], case.id)
    assert await owner(world, conversation) == ("assistant", 2, None)
    now = await world.stored(CaseRecord, case.id)
    assert (now.open_question, now.person_answered_at, now.state) == (None, world.watch(), "contact")
    goodbye = (await world.messages(conversation.id))[-1]
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, case.id)
        said, shown = utterance_of(goodbye, vault), text_of(goodbye, vault)
    assert (said.key, [choice.id for choice in said.choices]) == ("staff.closed", ["go_on", "person"])
    assert "Erstkontakt" in shown
    assert "إنسانًا" in shown
    assert (await world.audited())[-1] == "conversation.closed"


async def test_at_a_kiosk_nobody_is_told_to_write_there_again(world):
    case, conversation = await world.case(wanted="asked")
    async with world.context.database.writing() as session:
        (await session.get_one(Conversation, conversation.id)).channel = "kiosk"
    await take_over(world.context, world.staff["dora"], case.id, 0)
    await close(world.context, world.staff["dora"], case.id)
    assert (await world.messages(conversation.id))[-1].key == "staff.closed_kiosk"


async def test_a_service_does_not_close_what_it_has_taken_on(world):
    handover = await world.handover("kim")
    await accept(world.context, world.staff["amal"], handover.id)
    await take_over(world.context, world.staff["amal"], handover.case_id, 0)
    with pytest.raises(NotFound):
        await close(world.context, world.staff["amal"], handover.case_id)
    assert (await owner(world, await world.stored(Conversation, handover.conversation_id)))[0] == "person"


async def test_an_interpreter_is_offered_in_their_language_and_the_need_is_counted(world):
    case, conversation = await world.case(wanted="asked")
    with pytest.raises(NotYours):
        await offer_interpreter(world.context, world.staff["dora"], case.id)
    await take_over(world.context, world.staff["dora"], case.id, 0)
    await offer_interpreter(world.context, world.staff["dora"], case.id)
    asked = (await world.messages(conversation.id))[-1]
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, case.id)
        said, shown = utterance_of(asked, vault), text_of(asked, vault)
        (event,) = await events.of_case(session, case.id)
    assert ([choice.id for choice in said.choices], "مترجم" in shown) == (["yes", "no"], True)
    assert (event.kind, event.actor_id, event.codes) == (
        "interpreter.wanted", world.staff["dora"].id, {"language": "ar"}
    )  # fmt: skip


async def test_a_consent_taken_back_while_waiting_for_the_lock_counts(world, monkeypatch):
    handover = await world.handover("kim")
    await accept(world.context, world.staff["amal"], handover.id)

    async def after_the_person(session, conversation_id):
        conversation = await locked(session, conversation_id)
        revoked = update(Handover).values(status="revoked").execution_options(synchronize_session=False)
        await session.execute(revoked)
        return conversation

    monkeypatch.setattr(takeover, "locked", after_the_person)
    with pytest.raises(NotFound):
        await take_over(world.context, world.staff["amal"], handover.case_id, 0)


async def test_of_two_who_take_over_at_once_one_wins(world):
    case, conversation = await world.case(wanted="danger")
    both = (take_over(world.context, world.staff[name], case.id, 0) for name in ("dora", "emil"))
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "NotYours"]
    assert (await owner(world, conversation))[1] == 1
    assert [m.key for m in await world.messages(conversation.id)].count("staff.took_over") == 1


async def test_taking_over_twice_changes_nothing(world):
    case, conversation = await world.case(wanted="asked")
    for _ in range(2):
        await take_over(world.context, world.staff["dora"], case.id, 0)
    assert (await owner(world, conversation))[1] == 1


async def test_a_colleague_who_has_seen_who_answers_can_relieve_them(world):
    case, conversation = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    await take_over(world.context, world.staff["emil"], case.id, 1)
    assert await owner(world, conversation) == ("person", 2, world.staff["emil"].id)
    with pytest.raises(NotYours):
        await write(world.context, world.staff["dora"], case.id, "Noch da?")
    with pytest.raises(NotYours):
        await give_back(world.context, world.staff["dora"], case.id)


async def test_a_service_joins_only_what_it_has_accepted(world):
    handover = await world.handover("kim")
    with pytest.raises(NotFound):
        await take_over(world.context, world.staff["amal"], handover.case_id, 0)
    await accept(world.context, world.staff["amal"], handover.id)
    await take_over(world.context, world.staff["amal"], handover.case_id, 0)


@pytest.mark.parametrize("name", ["amal", "carla", "eve"])
async def test_an_attacker_of_another_team_can_neither_take_over_nor_write_nor_give_back(world, name):
    case, conversation = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    before = len(await world.messages(conversation.id))
    for attempt in (
        take_over(world.context, world.staff[name], case.id, 1),
        write(world.context, world.staff[name], case.id, "x"),
        give_back(world.context, world.staff[name], case.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert len(await world.messages(conversation.id)) == before


async def test_nobody_writes_without_having_taken_over(world):
    case, _ = await world.case(wanted="asked")
    with pytest.raises(NotYours):
        await write(world.context, world.staff["dora"], case.id, "Guten Tag")


@pytest.mark.parametrize("text", ["", " \n\0 ", "x" * (TEXT_MAX + 1)])
async def test_an_empty_or_endless_message_is_refused(world, text):
    case, _ = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    with pytest.raises(Invalid):
        await write(world.context, world.staff["dora"], case.id, text)


async def test_taking_over_wakes_the_conversation_and_the_team(world):
    case, conversation = await world.case(wanted="asked")
    for epoch, topic in enumerate((f"conversation:{conversation.id}", f"team:{world.teams['desk'].id}")):
        async with world.context.bus.listen(topic) as waiter:
            name = ("dora", "emil")[epoch]
            await take_over(world.context, world.staff[name], case.id, epoch)
            assert await waiter.wait(0.1), topic


async def test_every_step_is_written_down(world):
    case, _ = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    world.watch.forward(seconds=1)
    await write(world.context, world.staff["dora"], case.id, "Guten Tag")
    world.watch.forward(seconds=1)
    await give_back(world.context, world.staff["dora"], case.id)
    assert await world.audited() == ["conversation.taken_over", "conversation.written", "conversation.given_back"]
