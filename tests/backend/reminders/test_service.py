"""Mails that tell of news: to whom, when, how often, and not a word of what it is."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.mail.outbox import NotSent
from backend.reminders import service as reminders
from backend.reminders.models import Reminder
from backend.transcripts.models import Conversation
from backend.transcripts.service import messages_after, record_person
from locales.languages import offered
from tests.conftest import FixedClock
from tests.support.cases import new_conversation

REACHED = {"contact_channel": "email", "contact_value": "x@mail.example", "contact_shared": "private"}
SENDER = "post@nachricht.example"


@dataclass
class FakeOutbox:
    """Keeps what it is given, or refuses it."""

    refuses: bool = False
    sent: list[EmailMessage] = field(default_factory=list)

    async def send(self, message: EmailMessage) -> None:
        if self.refuses:
            raise NotSent("no answer")
        self.sent.append(message)


@dataclass
class Person:
    """Somebody with a conversation, for whom there may be news."""

    context: Context
    clock: FixedClock
    outbox: FakeOutbox
    conversation: Conversation

    async def says(self, **facts: object) -> None:
        async with self.context.database.writing() as session:
            file = await CaseFile.open(session, self.context, self.conversation.id)
            source = (await messages_after(session, self.conversation.id))[0].id
            for attribute, value in facts.items():
                await file.facts.record(attribute, value, "chosen", source, file.now)

    async def has_news(self, event: reminders.Event = "handover") -> None:
        async with self.context.database.writing() as session:
            reminders.put(session, self.conversation, event, uuid.uuid4(), self.clock())

    async def comes_back(self) -> None:
        async with self.context.database.writing() as session:
            file = await CaseFile.open(session, self.context, self.conversation.id)
            record_person(
                session, file.conversation, file.vault, text="Hallo", chosen=None, client_id="1", now=self.clock()
            )

    async def told(self, **later: float) -> int:
        self.clock.forward(**(later or {"minutes": 15}))
        return await reminders.send_due(self.context, reminders.ways(self.context, self.outbox))

    async def waiting(self) -> int:
        async with self.context.database.reading() as session:
            rows = (await session.execute(select(Reminder).where(Reminder.sent_at.is_(None)))).scalars()
            return len(list(rows))


def posted(context: Context, **more: object) -> Context:
    """With a neutral sender and a page to link to."""
    settings = {"mail_neutral_from": SENDER, "public_url": "https://seite.example/", **more}
    return replace(context, settings=context.settings.model_copy(update=settings))


@pytest.fixture
async def person(either_context: Context, clock: FixedClock) -> Person:
    context = posted(either_context)
    return Person(context, clock, FakeOutbox(), (await new_conversation(context, "ar"))[0])


@pytest.mark.parametrize("language", [language.code for language in offered()])
async def test_the_mail_tells_that_there_is_something_and_where_and_nothing_else(
    context: Context, clock: FixedClock, language: str
) -> None:
    made = posted(context)
    person = Person(made, clock, FakeOutbox(), (await new_conversation(made, language))[0])
    await person.says(**REACHED)
    await person.has_news()
    assert await person.told() == 1
    (mail,) = person.outbox.sent
    assert (mail["To"], mail["From"]) == ("x@mail.example", SENDER)
    text = f"{mail['Subject']} {mail.get_content()}"
    assert f"https://seite.example/?l={language}" in text
    for word in ("Lotse", "Kreis", "Musterland", "KIM", "Integration", "Migration", "Beratung", "Anfrage", "Amt"):
        assert word.lower() not in text.lower()
    for key in ("ui.service_name", "value.needs.asylum_procedure", "status.label.next", "ui.sender_staff"):
        assert context.catalogs.text(key, language, {}).lower() not in text.lower()


async def test_one_mail_for_all_news_and_no_second_one_within_a_day(person: Person) -> None:
    await person.says(**REACHED)
    await person.has_news()
    await person.has_news("staff")
    assert await person.told() == 1
    assert await person.told() == 0
    await person.has_news("staff")
    assert await person.told() == 0
    assert await person.waiting() == 0
    await person.has_news("follow_up")
    assert await person.told(days=1) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {**REACHED, "contact_shared": "shared"},
        {"contact_channel": "email", "contact_value": "x@mail.example"},
        {**REACHED, "contact_channel": "phone", "contact_value": "+492214710999"},
        {**REACHED, "contact_allowed": "call_only"},
        {"contact_channel": "chat_only"},
    ],
)
async def test_nobody_is_written_to_who_has_not_chosen_it_or_whose_mails_others_read(
    person: Person, facts: dict[str, str]
) -> None:
    await person.says(**facts)
    await person.has_news()
    assert await person.told() == 0
    assert (person.outbox.sent, await person.waiting()) == ([], 0)


async def test_whoever_is_there_is_not_written_to(person: Person) -> None:
    await person.says(**REACHED)
    await person.has_news()
    await person.comes_back()
    assert await person.told() == 0


async def test_nobody_is_written_to_at_night(person: Person) -> None:
    await person.says(**REACHED)
    person.clock.now = datetime(2026, 3, 28, 18, 59, tzinfo=UTC)  # 19:59; the clocks go forward in this night
    await person.has_news()
    assert await person.told() == 0
    person.clock.now = datetime(2026, 3, 29, 5, 59, tzinfo=UTC)  # 7:59
    assert await person.told(seconds=0) == 0
    assert await person.told(minutes=1) == 1


async def test_what_could_not_be_sent_is_tried_again_for_some_hours_and_then_given_up(person: Person) -> None:
    await person.says(**REACHED)
    await person.has_news()
    person.outbox.refuses = True
    for _ in range(reminders.MOST_TRIES - 1):
        assert await person.told(hours=1) == 0
        assert await person.waiting() == 1
    assert await person.told(hours=1) == 0
    assert await person.waiting() == 0
    person.outbox.refuses = False
    assert await person.told(hours=1) == 0


@pytest.mark.parametrize("missing", [{"mail_neutral_from": ""}, {"public_url": ""}])
async def test_without_a_neutral_sender_or_a_page_nobody_is_written_to(
    context: Context, clock: FixedClock, missing: dict[str, str]
) -> None:
    made = posted(context, **missing)
    person = Person(made, clock, FakeOutbox(), (await new_conversation(made))[0])
    await person.says(**REACHED)
    await person.has_news()
    assert await person.told() == 0
