"""Translations come beside everything else: what fails is tried again, what is lost taken up, nothing made twice."""

import asyncio

import pytest
from sqlalchemy import select

from assistant.translating.translator import TranslationRefused, TranslatorUnavailable
from assistant.translating.worker import TranslationWorker
from backend.privacy.erasure import erase
from backend.transcripts.models import TRANSLATION, TranslationTask
from backend.transcripts.service import text_of
from backend.transcripts.takeover import take_over, write
from backend.transcripts.translations import AGAIN_AFTER, DELAYS, take
from tests.backend.console.world import World, a_world

GREETING = "Guten Tag, wann haben Sie Zeit?"


class Translator:
    """Does what the test wants of it."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.asked: list[tuple[str, str, str]] = []
        self.was_asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()

    async def translate(self, text: str, source: str, into: str) -> str:
        self.asked.append((text, source, into))
        self.was_asked.set()
        await self.may_answer.wait()
        if self.failures:
            raise self.failures.pop(0)
        return f"{into}: {text}"

    async def aclose(self) -> None:
        pass


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path, translate_url="http://translator.test") as made:
        yield made


async def written(world: World, text: str = GREETING):
    """A conversation in Arabic to which somebody of the desk has written in German."""
    case, conversation = await world.case(language="ar", wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    await write(world.context, world.staff["dora"], case.id, text)
    return case, conversation


async def translations(world: World, conversation) -> list[tuple[str, str, str]]:
    lines = [message for message in await world.messages(conversation.id) if message.kind == TRANSLATION]
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, conversation.case_id)
        return [(line.sender, line.language, text_of(line, vault)) for line in lines]


async def states(world: World) -> list[str]:
    async with world.context.database.reading() as session:
        return list((await session.execute(select(TranslationTask.state))).scalars())


async def test_what_staff_write_comes_in_the_language_of_the_person(world):
    _, conversation = await written(world)
    translator = Translator()
    assert await TranslationWorker(world.context, translator).work()
    assert translator.asked == [(GREETING, "de", "ar")]
    assert await translations(world, conversation) == [("staff", "ar", f"ar: {GREETING}")]


async def test_a_text_is_translated_once(world):
    _, conversation = await written(world)
    translator = Translator()
    worker = TranslationWorker(world.context, translator)
    while await worker.work():
        world.watch.forward(hours=2)
    assert len(translator.asked) == len(await translations(world, conversation)) == 1


async def test_while_one_try_is_under_way_nobody_else_takes_the_same(world):
    await written(world)
    assert len(await take(world.context, 5)) == 1
    assert await take(world.context, 5) == []


async def test_what_a_process_took_up_and_never_finished_is_taken_up_again(world):
    _, conversation = await written(world)
    await take(world.context, 5)
    world.watch.forward(seconds=DELAYS[0].total_seconds() + 1)
    await TranslationWorker(world.context, Translator()).work()
    assert len(await translations(world, conversation)) == 1


async def test_an_answer_that_comes_twice_is_kept_once(world):
    _, conversation = await written(world)
    slow, quick = Translator(), Translator()
    slow.may_answer.clear()
    late = asyncio.create_task(TranslationWorker(world.context, slow).work())
    await slow.was_asked.wait()
    world.watch.forward(seconds=DELAYS[0].total_seconds() + 1)
    await TranslationWorker(world.context, quick).work()
    slow.may_answer.set()
    await late
    assert len(await translations(world, conversation)) == 1


async def test_a_translator_that_is_away_is_asked_again_later_and_then_given_up(world):
    _, conversation = await written(world)
    away = Translator(*[TranslatorUnavailable("status 500")] * (len(DELAYS) + 5))
    worker = TranslationWorker(world.context, away)
    assert await worker.work()
    assert not await worker.work()  # not at once
    for delay in DELAYS:
        world.watch.forward(seconds=delay.total_seconds() + 1)
        await worker.work()
    assert len(away.asked) == len(DELAYS)
    assert await states(world) == ["failed"]
    assert await translations(world, conversation) == []


async def test_what_was_given_up_is_wanted_again_when_somebody_opens_it_later(world):
    handover = await world.handover(language="ar")
    amal, refusing = world.staff["amal"], Translator(*[TranslationRefused("no")] * 9)
    await world.opened(amal, handover.case_id)
    while await TranslationWorker(world.context, refusing).work():
        pass
    assert set(await states(world)) == {"failed"}
    await world.opened(amal, handover.case_id)
    assert set(await states(world)) == {"failed"}
    world.watch.forward(hours=AGAIN_AFTER.total_seconds() / 3600 + 2)
    await world.opened(amal, handover.case_id)
    assert set(await states(world)) == {"wanted"}


async def test_what_will_never_be_translated_is_asked_once(world):
    await written(world)
    refusing = Translator(TranslationRefused("not this language"))
    await TranslationWorker(world.context, refusing).work()
    assert await states(world) == ["failed"]


async def test_a_case_that_was_erased_meanwhile_gets_nothing(world):
    case, _ = await written(world)
    translator = Translator()
    translator.may_answer.clear()
    working = asyncio.create_task(TranslationWorker(world.context, translator).work())
    await translator.was_asked.wait()
    async with world.context.database.writing() as session:
        await erase(session, case.id, requested_by="person", now=world.watch())
    translator.may_answer.set()
    assert await working
    assert await states(world) == []


async def test_the_page_of_the_person_is_woken(world):
    _, conversation = await written(world)
    async with world.context.bus.listen(f"conversation:{conversation.id}") as waiter:
        await TranslationWorker(world.context, Translator()).work()
        assert await waiter.wait(0.1)


async def test_the_operator_hears_once_that_the_translator_is_away_and_once_that_it_is_back(world, caplog):
    await written(world)
    caplog.set_level("INFO")
    worker = TranslationWorker(world.context, Translator(*[TranslatorUnavailable("status 500")] * 2))
    for delay in DELAYS:
        await worker.work()
        world.watch.forward(seconds=delay.total_seconds() + 1)
    told = [record.message for record in caplog.records if record.name == "assistant.translating.worker"]
    assert [("not there" in line, "again" in line) for line in told] == [(True, False), (False, True)]
    assert GREETING not in caplog.text


async def test_a_running_worker_begins_with_what_an_earlier_run_left_and_hears_of_more(world):
    _, conversation = await written(world)
    worker = TranslationWorker(world.context, Translator())
    worker.start()
    try:
        for wanted in (1, 2):
            for _ in range(200):
                if len(await translations(world, conversation)) == wanted:
                    break
                await asyncio.sleep(0.02)
            assert len(await translations(world, conversation)) == wanted
            await write(world.context, world.staff["dora"], conversation.case_id, f"Noch etwas, {wanted}.")
    finally:
        await worker.stop()


async def test_what_nobody_foresaw_is_told_to_the_operator(world, caplog):
    await written(world)
    translator = Translator(ZeroDivisionError("nobody thought of this"))
    worker = TranslationWorker(world.context, translator)
    worker.start()
    await asyncio.wait([worker._task], timeout=5)
    assert "translating has stopped" in caplog.text
    await worker.stop()
    assert GREETING not in caplog.text
