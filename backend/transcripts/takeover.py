"""A person answers instead of the assistant: take over, write, give back or close.

Whoever takes over says which state of ownership they looked at (``seen_epoch``). So of two at once one wins, and a
colleague can still relieve somebody on purpose, having seen who it is.
"""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.events import note
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Conflict, Invalid, NotFound
from backend.handovers.access import Sight, visible_case
from backend.organisations.models import Staff
from backend.privacy import audit
from backend.reminders import service as reminders
from backend.transcripts import drafts, translations
from backend.transcripts.drafts import TEXT_MAX
from backend.transcripts.models import TRANSLATION, Conversation, Message
from backend.transcripts.schemas import Choice, Do, Utterance
from backend.transcripts.service import locked, say, write_as_staff
from locales.languages import SOURCE, find, is_known
from locales.wording import Wording

#: Key of what the person is told when somebody takes over.
TOOK_OVER = "staff.took_over"
#: After a talk with staff: the assistant asks what was still open.
GO_ON = Choice(id="go_on", label=Wording("choice.go_on").to_json(), do=Do(intent="repeat"), icon="go_on")
#: After a goodbye: it may come back.
PERSON = Choice(id="person", label=Wording("choice.person").to_json(), do=Do(intent="ask_human"), icon="person")

#: The answers stand in the transcript for staff to read; a machine does nothing with them.
INTERPRETER = tuple(
    Choice(id=answer, label=Wording.of("choice", label).to_json(), do=Do(intent="repeat"), icon=answer)
    for answer, label in (("yes", "interpreter_yes"), ("no", "interpreter_no"))
)


class NotYours(Conflict):
    """Somebody else answers in this conversation now, or the assistant does again."""

    wording = Wording("console.conflict.not_yours")


class Unread(Conflict):
    """The person has written something that whoever wants to leave has not seen yet."""

    wording = Wording("console.conflict.unread")


async def take_over(context: Context, staff: Staff, case_id: uuid.UUID, seen_epoch: int) -> None:
    """From now on this member of staff answers; late answers of the assistant are dropped.

    Raises ``NotFound`` for a case that is not theirs or not taken on yet, ``NotYours`` if ownership has changed since.
    """
    async with context.database.writing() as session:
        sight, conversation = await _hold(context, session, staff, case_id)
        if not sight.may_take_over:
            raise NotFound
        if conversation.answered_by(staff.id):
            return
        if conversation.owner_epoch != seen_epoch:
            raise NotYours
        _change_owner(conversation, staff.id)
        await tell(context, session, conversation, Wording(TOOK_OVER, {"team": sight.team.name}))
        if context.settings.translates and not find(conversation.language).is_german:
            await tell(context, session, conversation, Wording("staff.translated"))
        write_down(context, session, staff, conversation, "conversation.taken_over")
    await wake(context, sight)


async def write(context: Context, staff: Staff, case_id: uuid.UUID, text: str, language: str = SOURCE) -> None:
    """Send what a member of staff wrote, in a language that Lotse speaks.

    Raises ``NotFound``, ``NotYours`` without a takeover, ``Invalid``.
    """
    text = fit_to_send(text, language)
    async with context.database.writing() as session:
        sight, conversation = await _hold(context, session, staff, case_id)
        if not conversation.answered_by(staff.id):
            raise NotYours
        vault, now = await context.vault(session, case_id), context.clock()
        message = write_as_staff(session, conversation, vault, text, language=language, author_id=staff.id, now=now)
        await drafts.drop(session, staff, case_id)
        reminders.put(session, conversation, "staff", message.id, now)
        write_down(context, session, staff, conversation, "conversation.written")
        if context.settings.translates:
            await session.flush()
            await translations.want(session, vault, [message], conversation.language, now)
    await wake(context, sight)
    await context.bus.publish(translations.TOPIC)


def fit_to_send(text: str, language: str) -> str:
    """What a member of staff wrote, as it is sent. Raises ``Invalid``, and ``NotFound`` for an unknown language."""
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise Invalid(Wording("console.write.empty"))
    if len(text) > TEXT_MAX:
        raise Invalid(Wording("console.write.too_long", {"max": TEXT_MAX}))
    if not is_known(language):
        raise NotFound
    return text


async def give_back(context: Context, staff: Staff, case_id: uuid.UUID, seen: int | None = None) -> bool:
    """The assistant answers again, and the person no longer waits.

    ``seen``: number of the last line that was looked at. Raises ``NotFound``, ``NotYours``, ``Unread``.

    Gives back whether the case stays theirs to see: a service keeps what it took on, the desk keeps nothing.
    """
    async with context.database.writing() as session:
        sight, conversation = await leave(context, session, staff, case_id, seen)
        await tell(context, session, conversation, Wording("staff.gave_back", {"team": sight.team.name}), GO_ON)
        write_down(context, session, staff, conversation, "conversation.given_back")
    await wake(context, sight)
    return sight.handover is not None


async def close(context: Context, staff: Staff, case_id: uuid.UUID, seen: int | None = None) -> bool:
    """The first-contact desk has dealt with the concern: a goodbye, nothing is asked any more, the conversation stays.

    As ``give_back``; ``NotFound`` also for a service, which ends its handover instead.
    """
    async with context.database.writing() as session:
        sight, conversation = await leave(context, session, staff, case_id, seen)
        if not sight.desk:
            raise NotFound
        sight.case.open_question = None
        goodbye = "staff.closed_kiosk" if conversation.channel == "kiosk" else "staff.closed"
        await tell(context, session, conversation, Wording(goodbye, {"team": sight.team.name}), GO_ON, PERSON)
        write_down(context, session, staff, conversation, "conversation.closed")
    await wake(context, sight)
    return sight.handover is not None


async def offer_interpreter(context: Context, staff: Staff, case_id: uuid.UUID) -> None:
    """Ask, in the person's language, whether they may be called together with an interpreter; they answer by a tap.

    Raises ``NotFound``, ``NotYours``.
    """
    async with context.database.writing() as session:
        sight, conversation = await _hold(context, session, staff, case_id)
        if not conversation.answered_by(staff.id):
            raise NotYours
        asked = Wording("staff.interpreter", {"team": sight.team.name})
        await tell(context, session, conversation, asked, *INTERPRETER)
        wanted = {"language": conversation.language}
        note(session, sight.case, "interpreter.wanted", context.clock(), ("staff", staff.id), codes=wanted)
        write_down(context, session, staff, conversation, "conversation.interpreter_offered")
    await wake(context, sight)


async def leave(
    context: Context, session: AsyncSession, staff: Staff, case_id: uuid.UUID, seen: int | None
) -> tuple[Sight, Conversation]:
    """The assistant gets the conversation back; what the person has just written is not left to nobody.

    Raises ``NotFound``, ``NotYours``, ``Unread``.
    """
    sight, conversation = await _hold(context, session, staff, case_id)
    if not conversation.answered_by(staff.id):
        raise NotYours
    if seen is not None and await _written_since(session, conversation, seen):
        raise Unread
    _change_owner(conversation, None)
    sight.case.person_answered_at = context.clock()
    await drafts.drop(session, staff, case_id)
    return sight, conversation


async def _written_since(session: AsyncSession, conversation: Conversation, seen: int) -> bool:
    newer = select(Message.id).where(
        Message.conversation_id == conversation.id,
        Message.seq > seen,
        Message.sender == "person",
        Message.kind != TRANSLATION,
    )
    return (await session.execute(newer.limit(1))).first() is not None


async def _hold(
    context: Context, session: AsyncSession, staff: Staff, case_id: uuid.UUID
) -> tuple[Sight, Conversation]:
    """The conversation under its lock, and what may be seen now that whoever held the lock before is done."""
    today = local_date(context.clock())
    before = await visible_case(session, staff, case_id, today)
    conversation = await locked(session, before.conversation.id)
    sight = await visible_case(session, staff, case_id, today)
    if sight.conversation is not conversation:
        raise NotYours
    return sight, conversation


def _change_owner(conversation: Conversation, staff_id: uuid.UUID | None) -> None:
    conversation.owner = "person" if staff_id else "assistant"
    conversation.owner_staff_id = staff_id
    conversation.owner_epoch += 1
    conversation.next_epoch()  # what was said meanwhile is not in the tracker


async def tell(
    context: Context, session: AsyncSession, conversation: Conversation, what: Wording, *choices: Choice
) -> None:
    """Say it to the person, in the name of the system."""
    vault = await context.vault(session, conversation.case_id)
    utterance = Utterance(key=what.key, params=dict(what.params), kind="status", choices=choices)
    say(session, conversation, vault, context.catalogs, utterance, now=context.clock(), sender="system")


def write_down(context: Context, session: AsyncSession, staff: Staff, conversation: Conversation, action: str) -> None:
    """Into the audit."""
    audit.by_staff(session, context.clock, staff, action, ("conversation", conversation.id))


async def wake(context: Context, sight: Sight) -> None:
    """Have everybody look again who sees it."""
    for topic in sight.topics:
        await context.bus.publish(topic)
