"""The closed loop: sending on, asking back, the first contact, the end. The person learns of each in their language."""

import pytest
from sqlalchemy import update

from backend.cases.events import of_case
from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.asking import Attended, StillAsked, ask_back
from backend.handovers.ending import contacted, end
from backend.handovers.inbox import inbox
from backend.handovers.models import Handover
from backend.handovers.reading import open_case
from backend.handovers.redirecting import redirect
from backend.handovers.responses import NOTE_MAX, accept, decline
from backend.handovers.states import ANOTHER_WAY, FAILURES, OUTCOMES, REDIRECT_REASONS
from backend.organisations.models import Service
from backend.transcripts.models import Conversation
from backend.transcripts.service import text_of
from backend.transcripts.takeover import take_over
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    """The person has kept their paper back (G1), so the service that others name must be an independent one."""
    async with a_world(tmp_path) as made:
        async with made.context.database.writing() as session:
            await session.execute(update(Service).where(Service.destination == "JMD").values(no_reporting_duty=True))
        yield made


async def accepted(world: World, **options: object) -> Handover:
    handover = await world.handover("kim", **options)
    await accept(world.context, world.staff["amal"], handover.id)
    return handover


async def told(world: World, handover: Handover) -> dict[str, str]:
    """What the person was told, by key."""
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, handover.case_id)
        return {m.key: text_of(m, vault) for m in await world.messages(handover.conversation_id) if m.key}


async def kinds(world: World, handover: Handover) -> list[str]:
    async with world.context.database.reading() as session:
        return [event.kind for event in await of_case(session, handover.case_id)]


async def test_accepting_puts_the_case_into_the_hands_of_who_accepts_and_the_end_gives_it_back(world):
    handover = await accepted(world)
    case = await world.stored(CaseRecord, handover.case_id)
    assert (case.holder_team_id, case.holder_id) == (world.teams["kim"].id, world.staff["amal"].id)
    await end(world.context, world.staff["bert"], handover.id, "done", None)
    case = await world.stored(CaseRecord, handover.case_id)
    assert (case.holder_team_id, case.holder_id) == (None, None)
    assert await kinds(world, handover) == ["case.held", "handover.accepted", "case.held", "handover.ended"]


@pytest.mark.parametrize("reason", FAILURES)
@pytest.mark.parametrize("outcome", ["partly_done", "not_done"])
async def test_a_failed_end_says_why_and_calls_the_desk_where_another_way_is_needed(world, outcome, reason):
    handover = await accepted(world, language="de")
    await end(world.context, world.staff["amal"], handover.id, outcome, reason, " Bitte JMD fragen ")
    stored = await world.stored(Handover, handover.id)
    assert (stored.status, stored.outcome, stored.outcome_reason) == ("ended", outcome, reason)
    said = await told(world, handover)
    assert "JMD" not in "".join(said.values())
    result = {"partly_done": "Ein Teil ist erledigt.", "not_done": "Es hat leider nicht geklappt."}[outcome]
    assert said["handover.ended_because"].startswith(f"KIM Case Management hat Ihre Anfrage abgeschlossen. {result} ")
    case = await world.stored(CaseRecord, handover.case_id)
    wanted = reason in ANOTHER_WAY
    assert (case.person_wanted_reason == "decision", "handover.after.desk" in said) == (wanted, wanted)
    assert ("handover.after.person" in said) == (not wanted)


async def test_the_result_is_told_in_the_persons_language_with_a_way_on(world):
    handover = await accepted(world, language="tr")
    await end(world.context, world.staff["amal"], handover.id, "done", None)
    said = await told(world, handover)
    assert said["handover.ended"] == "KIM Case Management talebinizi tamamladı. Her şey halledildi."
    assert "bir insanla konuşabilirsiniz" in said["handover.after.person"]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("done", "other"), ("not_done", None), ("partly_done", None), ("", None), ("gone", None), ("not_done", "tired")],
)
async def test_nothing_ends_without_an_outcome_and_fails_without_a_reason(world, outcome, reason):
    handover = await accepted(world)
    with pytest.raises(Invalid):
        await end(world.context, world.staff["amal"], handover.id, outcome, reason)
    assert (await world.stored(Handover, handover.id)).status == "accepted"


async def test_what_has_ended_is_a_number_in_the_inbox_for_thirty_days_and_nothing_else(world):
    handover = await accepted(world)
    await end(world.context, world.staff["amal"], handover.id, "done", None)
    with pytest.raises(NotFound):
        await open_case(world.context, world.staff["amal"], handover.case_id)
    assert (await world.stored(Consent, handover.consent_id)).revoked_at == world.watch()
    for days, there in ((29, True), (2, False)):
        world.watch.forward(days=days)
        found = await inbox(world.context, world.staff["amal"])
        assert found.handovers == []
        assert [(row.reference, row.outcome) for row in found.ended] == (
            [(handover.reference, "done")] if there else []
        )
    assert (await inbox(world.context, world.staff["carla"])).ended == []


async def test_the_first_contact_is_noted_once_and_only_after_accepting(world):
    handover = await world.handover("kim")
    with pytest.raises(IllegalState):
        await contacted(world.context, world.staff["amal"], handover.id)
    await accept(world.context, world.staff["amal"], handover.id)
    await contacted(world.context, world.staff["amal"], handover.id)
    first = world.watch()
    world.watch.forward(hours=1)
    await contacted(world.context, world.staff["bert"], handover.id)
    assert (await world.stored(Handover, handover.id)).first_contact_at == first
    assert (await kinds(world, handover)).count("contact.first") == 1


async def test_what_was_only_asked_for_goes_to_the_desk_when_another_service_is_named(world):
    handover = await world.handover("kim", language="de")
    await redirect(
        world.context, world.staff["amal"], handover.id, world.services["jmd"].id, "better_placed", " intern "
    )
    stored = await world.stored(Handover, handover.id)
    assert (stored.status, stored.redirect_to_id) == ("redirected", world.services["jmd"].id)
    assert stored.responded_at == world.watch()
    said = await told(world, handover)
    assert "Jugendmigrationsdienst" in said["handover.redirected"]
    assert "intern" not in "".join(said.values())
    with pytest.raises(NotFound):
        await open_case(world.context, world.staff["amal"], handover.case_id)
    with pytest.raises(NotFound):
        await open_case(world.context, world.staff["carla"], handover.case_id)
    assert (await world.stored(CaseRecord, handover.case_id)).holder_team_id is None


async def test_what_was_accepted_stays_with_its_team_after_another_service_was_named(world):
    handover = await accepted(world)
    await redirect(world.context, world.staff["amal"], handover.id, world.services["jmd"].id, "moved")
    opened = await open_case(world.context, world.staff["amal"], handover.case_id)
    assert opened.progress.holder == "KIM Case Management"
    assert (opened.progress.sent_on.service, opened.progress.sent_on.state) == ("Jugendmigrationsdienst", "asked")
    assert (await world.stored(Handover, handover.id)).status == "accepted"


@pytest.mark.parametrize("reason", ["", "because"])
async def test_sending_on_needs_a_reason_of_the_list(world, reason):
    handover = await world.handover("kim")
    with pytest.raises(Invalid):
        await redirect(world.context, world.staff["amal"], handover.id, world.services["jmd"].id, reason)


@pytest.mark.parametrize("to", ["kim", "desk", None, "foreign", "no_inbox"])
async def test_a_case_is_sent_on_only_to_a_service_here_that_takes_handovers(world, to):
    handover = await world.handover("kim")
    if to == "no_inbox":
        async with world.context.database.writing() as session:
            await session.execute(update(Service).where(Service.destination == "JMD").values(team_id=None))
    target = {"foreign": handover.id, "no_inbox": world.services["jmd"].id, None: None}
    service = target[to] if to in target else world.services[to].id
    with pytest.raises(Invalid):
        await redirect(world.context, world.staff["amal"], handover.id, service, REDIRECT_REASONS[0])


async def test_people_who_keep_their_paper_back_are_not_sent_to_who_has_to_report(world):
    handover = await world.handover("kim")
    async with world.context.database.writing() as session:
        await session.execute(update(Service).where(Service.destination == "JMD").values(no_reporting_duty=False))
    with pytest.raises(Invalid):
        await redirect(world.context, world.staff["amal"], handover.id, world.services["jmd"].id, "not_responsible")


async def test_asking_back_says_who_asks_and_waits_for_the_answer(world):
    handover = await world.handover("kim", language="de", transcript=False)
    before = await world.stored(Conversation, handover.conversation_id)
    await ask_back(world.context, world.staff["amal"], handover.id, "  Haben Sie ein Zeugnis?\r\n ")
    lines = (await world.messages(handover.conversation_id))[-3:]
    assert [(line.sender, line.key) for line in lines] == [
        ("system", "handover.asked_back"), ("staff", None), ("system", "ask.asked_back"),
    ]  # fmt: skip
    assert (await world.stored(CaseRecord, handover.case_id)).open_question == "asked_back"
    after = await world.stored(Conversation, handover.conversation_id)
    assert (after.owner, after.epoch) == ("assistant", before.epoch + 1)
    with pytest.raises(StillAsked):
        await ask_back(world.context, world.staff["bert"], handover.id, "Noch etwas?")
    opened = await open_case(world.context, world.staff["amal"], handover.case_id)
    assert [text_of(line, opened.vault) for line in opened.messages] == ["Haben Sie ein Zeugnis?"]
    assert [asked.state for asked in opened.progress.asked] == ["waiting"]


async def test_nobody_asks_back_past_a_colleague_who_talks_with_the_person(world):
    handover = await accepted(world)
    await take_over(world.context, world.staff["bert"], handover.case_id, 0)
    with pytest.raises(Attended):
        await ask_back(world.context, world.staff["amal"], handover.id, "Haben Sie ein Zeugnis?")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
async def test_a_question_has_words_and_a_bounded_length(world, text):
    handover = await world.handover("kim")
    with pytest.raises(Invalid):
        await ask_back(world.context, world.staff["amal"], handover.id, text)


@pytest.mark.parametrize("name", ["carla", "dora", "eve"])
async def test_nobody_but_the_team_does_anything_with_a_handover(world, name):
    handover = await accepted(world)
    somebody = world.staff[name]
    for attempt in (
        contacted(world.context, somebody, handover.id),
        end(world.context, somebody, handover.id, "done", None),
        redirect(world.context, somebody, handover.id, world.services["jmd"].id, "moved"),
        ask_back(world.context, somebody, handover.id, "Frage?"),
    ):
        with pytest.raises(NotFound):
            await attempt
    stored = await world.stored(Handover, handover.id)
    assert (stored.status, stored.first_contact_at, stored.redirect_to_id) == ("accepted", None, None)


async def test_remarks_have_a_bounded_length(world):
    handover = await accepted(world)
    for attempt in (
        end(world.context, world.staff["amal"], handover.id, "done", None, "x" * (NOTE_MAX + 1)),
        redirect(
            world.context, world.staff["amal"], handover.id, world.services["jmd"].id, "moved", "x" * (NOTE_MAX + 1)
        ),
    ):
        with pytest.raises(Invalid):
            await attempt


async def test_everything_is_written_down_for_the_audit(world):
    handover = await accepted(world)
    await ask_back(world.context, world.staff["amal"], handover.id, "Frage?")
    await contacted(world.context, world.staff["amal"], handover.id)
    await redirect(world.context, world.staff["amal"], handover.id, world.services["jmd"].id, "moved")
    await end(world.context, world.staff["amal"], handover.id, *(OUTCOMES[0], None))
    expected = ["handover.accepted", "handover.asked_back", "contact.first", "handover.redirected", "handover.ended"]
    assert [action for action in await world.audited() if action in expected] == expected


async def test_the_desk_reads_what_became_of_it_and_the_remarks_that_were_meant_for_it(world):
    ended, sent = await accepted(world), await world.handover("kim")
    await end(world.context, world.staff["amal"], ended.id, "not_done", "no_capacity", "Ab Mai wieder")
    await redirect(
        world.context, world.staff["amal"], sent.id, world.services["jmd"].id, "better_placed", "Mit JMD besprochen"
    )
    await decline(world.context, world.staff["amal"], (await world.handover("kim")).id, "other")
    async with world.context.database.writing() as session:
        await session.execute(update(CaseRecord).values(person_wanted_at=world.watch(), person_wanted_reason="asked"))
    for handover, expected in (
        (ended, ("ended", "not_done", "no_capacity", None, "Ab Mai wieder")),
        (sent, ("redirected", None, "better_placed", "Jugendmigrationsdienst", "Mit JMD besprochen")),
    ):
        await take_over(world.context, world.staff["dora"], handover.case_id, await epoch(world, handover))
        (one,) = (await open_case(world.context, world.staff["dora"], handover.case_id)).earlier
        assert (one.status, one.outcome, one.reason, one.to, one.remark) == expected


async def epoch(world: World, handover: Handover) -> int:
    return (await world.stored(Conversation, handover.conversation_id)).owner_epoch


async def test_the_end_gives_a_conversation_in_which_the_service_answered_back_to_the_assistant(world):
    handover = await accepted(world)
    await take_over(world.context, world.staff["amal"], handover.case_id, 0)
    await end(world.context, world.staff["amal"], handover.id, "done", None)
    assert (await world.stored(Conversation, handover.conversation_id)).owner == "assistant"


async def test_the_end_leaves_the_desk_in_the_conversation(world):
    handover = await accepted(world)
    async with world.context.database.writing() as session:
        await session.execute(update(CaseRecord).values(person_wanted_at=world.watch(), person_wanted_reason="asked"))
    await take_over(world.context, world.staff["dora"], handover.case_id, 0)
    await end(world.context, world.staff["amal"], handover.id, "done", None)
    stored = await world.stored(Conversation, handover.conversation_id)
    assert (stored.owner, stored.owner_staff_id) == ("person", world.staff["dora"].id)
