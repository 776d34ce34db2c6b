"""What is translated, and who sees it: only what staff may read, only what is in another language, on request alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend.cases.facts import FactBook
from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.handovers.reading import follow_case
from backend.handovers.responses import accept
from backend.privacy.erasure import erase
from backend.privacy.retention import CONTACT_DAYS, overdue
from backend.transcripts.models import TRANSLATION, Conversation, TranslationTask
from backend.transcripts.service import locked, record_person, text_of
from backend.transcripts.takeover import take_over, write
from backend.transcripts.translations import keep, take, want
from tests.backend.console.world import World, a_world

ON = {"translate_url": "http://translator.test"}


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path, **ON) as made:
        yield made


async def wanted(world: World) -> list[tuple[str, str]]:
    """The texts that are to be translated, and into what."""
    return [(job.text, job.into) for job in reversed(await take(world.context, 50))]


async def says(world: World, conversation_id, text: str, language: str | None = None) -> None:
    async with world.context.database.writing() as session:
        conversation = await locked(session, conversation_id)
        vault = await world.context.vault(session, conversation.case_id)
        record_person(
            session, conversation, vault, text=text, chosen=None, client_id=text, now=world.watch(), language=language
        )


async def translate_all(world: World) -> None:
    for job in await take(world.context, 50):
        await keep(world.context, job, f"Deutsch: {job.text}")


async def test_nothing_is_asked_for_until_somebody_who_may_read_it_opens_it(world):
    handover = await world.handover()
    assert await wanted(world) == []
    await world.opened(world.staff["amal"], handover.case_id)
    assert await wanted(world) == [("أنا في السادسة والعشرين", "de"), ("لا، عمري 27 <b>سنة</b>", "de")]


async def test_where_no_translator_is_set_nothing_is_ever_asked_for(tmp_path):
    async with a_world(tmp_path) as world:
        handover = await world.handover()
        await accept(world.context, world.staff["amal"], handover.id)
        await take_over(world.context, world.staff["amal"], handover.case_id, 0)
        await write(world.context, world.staff["amal"], handover.case_id, "Guten Tag")
        await world.opened(world.staff["amal"], handover.case_id)
        assert await wanted(world) == []
        keys = [message.key for message in await world.messages(handover.conversation_id)]
        assert "staff.translated" not in keys


async def test_opening_twice_asks_once(world):
    handover = await world.handover()
    for _ in range(2):
        await world.opened(world.staff["amal"], handover.case_id)
    assert len(await wanted(world)) == 2


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("У мене немає лікаря", "uk", True),
        ("Ich brauche Hilfe", "de", False),
        ("0176 1234567", None, False),
        ("🙏", None, False),
        ("م", None, False),
        ("Preciso de ajuda", "pt", True),
    ],
)
async def test_only_words_in_another_language_are_translated(world, text, language, asked):
    handover = await world.handover()
    await says(world, handover.conversation_id, text, language)
    await world.opened(world.staff["amal"], handover.case_id)
    assert ((text, "de") in await wanted(world)) is asked


async def test_a_transcript_that_was_not_released_is_not_translated(world):
    handover = await world.handover(transcript=False)
    await accept(world.context, world.staff["amal"], handover.id)
    await take_over(world.context, world.staff["amal"], handover.case_id, 0)
    await says(world, handover.conversation_id, "شكرا جزيلا")
    await world.opened(world.staff["amal"], handover.case_id)
    assert await wanted(world) == [("شكرا جزيلا", "de")]


async def test_a_fact_in_own_words_is_translated_for_whoever_gets_the_facts_alone(world):
    handover = await world.handover(transcript=False)
    await says(world, handover.conversation_id, "أريد أن أعمل ممرضة")
    async with world.context.database.writing() as session:
        conversation = await session.get_one(Conversation, handover.conversation_id)
        case = await session.get_one(CaseRecord, handover.case_id)
        vault = await world.context.vault(session, case.id)
        line = (await world.messages(conversation.id))[-1]
        await (await FactBook.of(session, case, vault)).record(
            "goal", text_of(line, vault), "stated", line.id, world.watch()
        )
        consent = update(Consent).where(Consent.case_id == case.id)
        await session.execute(consent.values(attributes=["goal", "needs"]))
    opened = await world.opened(world.staff["amal"], handover.case_id)
    assert opened.messages == []
    await translate_all(world)
    opened = await world.opened(world.staff["amal"], handover.case_id)
    assert [line.language for line in opened.translations.lines.values()] == ["de"]


async def test_a_translation_is_seen_by_nobody_who_may_not_see_its_original(world):
    """The desk read everything while it answered; a service that got no transcript sees nothing of it, also if the
    translations were made while its own people were talking."""
    handover = await world.handover(transcript=False)
    await accept(world.context, world.staff["amal"], handover.id)
    await take_over(world.context, world.staff["amal"], handover.case_id, 0)
    async with world.context.database.writing() as session:
        vault = await world.context.vault(session, handover.case_id)
        lines = await world.messages(handover.conversation_id)
        await want(session, vault, lines, "de", world.watch())
    await translate_all(world)
    opened = await world.opened(world.staff["amal"], handover.case_id)
    assert opened.translations.lines == {}
    assert all(message.kind != TRANSLATION for message in opened.messages)


async def test_a_page_that_follows_hears_of_a_translation(world):
    handover = await world.handover()
    amal = world.staff["amal"]
    seen = (await world.opened(amal, handover.case_id)).last_seq
    assert await follow_case(world.context, amal, handover.case_id, seen) is None
    await translate_all(world)
    followed = await follow_case(world.context, amal, handover.case_id, seen)
    assert followed is not None
    assert len(followed.translations.lines) == 2
    assert await follow_case(world.context, amal, handover.case_id, followed.last_seq) is None


async def test_a_person_who_reads_german_gets_the_german_itself(world):
    for language in ("de", "de-x-simple"):
        case, _ = await world.case(language=language, wanted="asked")
        await take_over(world.context, world.staff["dora"], case.id, 0)
        await write(world.context, world.staff["dora"], case.id, "Guten Tag")
    assert await wanted(world) == []


async def test_staff_who_write_in_the_language_of_the_person_are_translated_for_their_colleagues_alone(world):
    case, conversation = await world.case(language="ar", wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    await write(world.context, world.staff["dora"], case.id, "مرحبا بكم", "ar")
    assert await wanted(world) == []
    await world.opened(world.staff["dora"], case.id)
    assert ("مرحبا بكم", "de") in await wanted(world)
    assert (await world.messages(conversation.id))[-1].language == "ar"


async def test_taking_over_tells_the_person_that_a_machine_translates(world):
    for language, told in (("ar", True), ("de", False)):
        case, conversation = await world.case(language=language, wanted="asked")
        await take_over(world.context, world.staff["dora"], case.id, 0)
        keys = [message.key for message in await world.messages(conversation.id)]
        assert ("staff.translated" in keys) is told


async def test_a_translation_keeps_no_case_longer(world):
    case, conversation = await world.case(language="ar", wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    await world.opened(world.staff["dora"], case.id)
    before = (await world.stored(Conversation, conversation.id)).last_active_at
    world.watch.forward(days=CONTACT_DAYS - 1)
    await translate_all(world)
    after = await world.stored(Conversation, conversation.id)
    assert after.last_active_at == before
    async with world.context.database.reading() as session:
        assert await overdue(session, world.watch() + timedelta(days=2)) == [case.id]


async def test_erasing_a_case_takes_its_translations_along(world):
    handover = await world.handover()
    await world.opened(world.staff["amal"], handover.case_id)
    await translate_all(world)
    async with world.context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=world.watch())
        assert (await session.execute(select(TranslationTask))).first() is None
    assert await world.messages(handover.conversation_id) == []


async def test_a_text_that_needed_no_translation_leaves_no_line(world):
    handover = await world.handover()
    await world.opened(world.staff["amal"], handover.case_id)
    for job in await take(world.context, 50):
        await keep(world.context, job, job.text)
    opened = await world.opened(world.staff["amal"], handover.case_id)
    assert opened.translations.lines == {}
    assert set(opened.translations.states.values()) == {"done"}
