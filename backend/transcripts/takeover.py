"""A person answers instead of the assistant: take over, write, give back.

Whoever takes over says which state of ownership they looked at (``seen_epoch``). So of two at once one wins, and a
colleague can still relieve somebody on purpose, having seen who it is.
"""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Conflict, Invalid, NotFound
from backend.handovers.access import Sight, visible_case
from backend.organisations.models import Staff
from backend.privacy import audit
from backend.reminders import service as reminders
from backend.transcripts import translations
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Choice, Do, Utterance
from backend.transcripts.service import locked, say, write_as_staff
from locales.languages import SOURCE, find, is_known
from locales.wording import Wording

TEXT_MAX = 4000
#: After a talk with staff: the assistant asks what was still open.
GO_ON = Choice(id="go_on", label=Wording("choice.go_on").to_json(), do=Do(intent="repeat"), icon="go_on")


class NotYours(Conflict):
    """Somebody else answers in this conversation now, or the assistant does again."""

    wording = Wording("console.conflict.not_yours")


async def take_over(context: Context, staff: Staff, case_id: uuid.UUID, seen_epoch: int) -> None:
    """From now on this member of staff answers; late answers of the assistant are dropped.

    Raises ``NotFound`` for a case that is not theirs or not taken on yet, ``NotYours`` if ownership has changed since.
    """
    async with context.database.writing() as session:
        sight, conversation = await _hold(context, session, staff, case_id)
        if not sight.may_take_over:
            raise NotFound
        if _is_mine(conversation, staff):
            return
        if conversation.owner_epoch != seen_epoch:
            raise NotYours
        _change_owner(conversation, staff.id)
        await _tell(context, session, conversation, Wording("staff.took_over", {"team": sight.team.name}))
        if context.settings.translates and not find(conversation.language).is_german:
            await _tell(context, session, conversation, Wording("staff.translated"))
        _audit(context, session, staff, conversation, "conversation.taken_over")
    await _wake(context, sight)


async def write(context: Context, staff: Staff, case_id: uuid.UUID, text: str, language: str = SOURCE) -> None:
    """Send what a member of staff wrote, in a language that Lotse speaks.

    Raises ``NotFound``, ``NotYours`` without a takeover, ``Invalid``.
    """
    text = fit_to_send(text, language)
    async with context.database.writing() as session:
        sight, conversation = await _hold(context, session, staff, case_id)
        if not _is_mine(conversation, staff):
            raise NotYours
        vault, now = await context.vault(session, case_id), context.clock()
        message = write_as_staff(session, conversation, vault, text, language=language, author_id=staff.id, now=now)
        reminders.put(session, conversation, "staff", message.id, now)
        _audit(context, session, staff, conversation, "conversation.written")
        if context.settings.translates:
            await session.flush()
            await translations.want(session, vault, [message], conversation.language, now)
    await _wake(context, sight)
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


async def give_back(context: Context, staff: Staff, case_id: uuid.UUID) -> bool:
    """The assistant answers again, and the person no longer waits. Raises ``NotFound``, ``NotYours``.

    Gives back whether the case stays theirs to see: a service keeps what it took on, the desk keeps nothing.
    """
    async with context.database.writing() as session:
        sight, conversation = await _hold(context, session, staff, case_id)
        if not _is_mine(conversation, staff):
            raise NotYours
        _change_owner(conversation, None)
        sight.case.person_answered_at = context.clock()
        await _tell(context, session, conversation, Wording("staff.gave_back", {"team": sight.team.name}), GO_ON)
        _audit(context, session, staff, conversation, "conversation.given_back")
    await _wake(context, sight)
    return sight.handover is not None


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


def _is_mine(conversation: Conversation, staff: Staff) -> bool:
    return conversation.owner == "person" and conversation.owner_staff_id == staff.id


def _change_owner(conversation: Conversation, staff_id: uuid.UUID | None) -> None:
    conversation.owner = "person" if staff_id else "assistant"
    conversation.owner_staff_id = staff_id
    conversation.owner_epoch += 1
    conversation.next_epoch()  # what was said meanwhile is not in the tracker


async def _tell(
    context: Context, session: AsyncSession, conversation: Conversation, what: Wording, *choices: Choice
) -> None:
    vault = await context.vault(session, conversation.case_id)
    utterance = Utterance(key=what.key, params=dict(what.params), kind="status", choices=choices)
    say(session, conversation, vault, context.catalogs, utterance, now=context.clock(), sender="system")


def _audit(context: Context, session: AsyncSession, staff: Staff, conversation: Conversation, action: str) -> None:
    audit.record(
        session,
        context.clock,
        tenant_id=staff.tenant_id,
        actor=("staff", staff.id),
        action=action,
        subject=("conversation", conversation.id),
    )


async def _wake(context: Context, sight: Sight) -> None:
    for topic in sight.topics:
        await context.bus.publish(topic)
