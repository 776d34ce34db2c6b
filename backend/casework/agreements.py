"""Agreements on goals: drafted and proposed by staff, in force only by the person's yes, in the chat or on paper."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.events import PERSON, Actor, note
from backend.cases.file import CaseFile
from backend.casework import asking
from backend.casework.access import Work, working
from backend.casework.models import Agreement
from backend.casework.states import UNANSWERED, may_follow
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.organisations.models import Staff, Team
from backend.transcripts import translations
from backend.transcripts.models import Message
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import write_as_staff
from locales.languages import SOURCE, find, is_known
from locales.wording import Wording

TEXT_MAX = 2000


@dataclass(frozen=True)
class Words:
    """What is agreed on: goals, and who does what for them; in the language that staff write it in."""

    goals: str
    steps: str
    language: str = SOURCE


async def in_force(session: AsyncSession, case_id: uuid.UUID) -> Agreement | None:
    """What the person has agreed to and nobody has ended."""
    query = select(Agreement).where(Agreement.case_id == case_id, Agreement.state == "agreed")
    return (await session.execute(query)).scalar_one_or_none()


async def unanswered(session: AsyncSession, case_id: uuid.UUID) -> Agreement | None:
    """The draft or the proposal that there is."""
    query = select(Agreement).where(Agreement.case_id == case_id, Agreement.state.in_(UNANSWERED))
    return (await session.execute(query)).scalar_one_or_none()


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> list[Agreement]:
    """All agreements of a case, the latest first."""
    query = select(Agreement).where(Agreement.case_id == case_id).order_by(Agreement.written_at.desc(), Agreement.id)
    return list((await session.execute(query)).scalars())


async def draft(context: Context, staff: Staff, case_id: uuid.UUID, words: Words) -> None:
    """Write goals down, or write the draft anew; the person does not see it yet.

    Raises ``NotFound``, ``MayNotOwn``, ``IllegalState`` while a proposal waits for its answer, and ``Invalid``.
    """
    kept = _checked(words)
    async with working(context, staff, case_id, "agreement.drafted") as work:
        session, now = work.file.session, work.file.now
        found = await unanswered(session, case_id)
        if found is not None and found.state != "draft":
            raise IllegalState
        agreement = found or Agreement(id=uuid.uuid4(), case_id=case_id, state="draft")
        agreement.team_id, agreement.written_by_id, agreement.written_at = work.team.id, staff.id, now
        agreement.language = words.language
        agreement.text = work.file.vault.seal("agreement.text", kept)
        session.add(agreement)


async def propose(
    context: Context, staff: Staff, case_id: uuid.UUID, agreement_id: uuid.UUID, *, in_chat: bool
) -> None:
    """Put the draft to the person: as a question in the chat, or to be talked over and signed on paper.

    Raises ``NotFound``, ``MayNotOwn``, ``IllegalState``, and ``Invalid`` where nobody reads the chat any more.
    """
    async with working(context, staff, case_id, "agreement.proposed") as work:
        agreement = await _step(work, agreement_id, "proposed")
        if in_chat and work.file.conversation.ended_at:
            raise Invalid(Wording("console.casework.problem.chat_ended"))
        agreement.state, agreement.proposed_at, agreement.in_chat = "proposed", work.file.now, in_chat
        way = {"way": "chat" if in_chat else "paper"}
        note(
            work.file.session,
            work.case,
            "agreement.proposed",
            work.file.now,
            work.actor,
            about=agreement.id,
            codes=way,
        )
        if in_chat:
            await _ask(work, agreement)
    if in_chat:
        await context.bus.publish(translations.TOPIC)


async def agreed_on_paper(
    context: Context, staff: Staff, case_id: uuid.UUID, agreement_id: uuid.UUID, day: date | None
) -> None:
    """Record that the person has signed what was proposed; they are told, so that they can object.

    Raises ``NotFound``, ``MayNotOwn``, ``IllegalState``, and ``Invalid`` for no day or one before the draft or to come.
    """
    async with working(context, staff, case_id, "agreement.recorded") as work:
        agreement = await _step(work, agreement_id, "agreed")
        if day is None or day > work.file.today:
            raise Invalid(Wording("console.casework.problem.signed"))
        await _agree(work.file, agreement, work.actor, "paper")
        agreement.agreed_on, agreement.recorded_by_id = day, staff.id
        _close_question(work.file)
        work.tell("agreement.on_paper", day={"date": day.isoformat()})


async def withdraw(context: Context, staff: Staff, case_id: uuid.UUID, agreement_id: uuid.UUID) -> None:
    """Take a draft or a proposal back, or end what was agreed. Raises ``NotFound``, ``MayNotOwn``, ``IllegalState``."""
    async with working(context, staff, case_id, "agreement.ended") as work:
        agreement = await _step(work, agreement_id, "ended")
        agreement.state, agreement.ended_at = "ended", work.file.now
        _close_question(work.file)


async def end_all(work: Work) -> None:
    """Nothing that was drafted, proposed or agreed outlives the case management that it was for."""
    for agreement in await of_case(work.file.session, work.case.id):
        if may_follow(agreement.state, "ended"):
            agreement.state, agreement.ended_at = "ended", work.file.now
    _close_question(work.file)


async def awaited(session: AsyncSession, case_id: uuid.UUID) -> Agreement | None:
    """The proposal that waits for an answer in the chat, also one that the person wants to think about."""
    found = await unanswered(session, case_id)
    return found if found is not None and found.state == "proposed" and found.in_chat else None


async def asked_now(session: AsyncSession, case_id: uuid.UUID) -> bool:
    """Whether the chat asks for the answer by itself: not again while the person thinks about it."""
    found = await awaited(session, case_id)
    return found is not None and found.put_off_at is None


async def think_over(file: CaseFile) -> None:
    """The person comes back to what they wanted to think about."""
    found = await awaited(file.session, file.case.id)
    if found is not None:
        found.put_off_at = None


async def question(file: CaseFile) -> Utterance:
    """The question for the proposal that waits. Raises ``IllegalState`` if none does."""
    found = await awaited(file.session, file.case.id)
    if found is None:
        raise IllegalState
    team = await file.session.get_one(Team, found.team_id)
    return asking.question(found, file.vault, team.name)


async def answered(file: CaseFile, message: Message, agreement_id: uuid.UUID, answer: str) -> str | None:
    """Take the person's yes, no or "later" to a proposal in; ``message`` is the one in which they tapped it.

    Gives back the answer that holds; None if that text is not proposed any more.
    """
    agreement = await awaited(file.session, file.case.id)
    if agreement is None or agreement.id != agreement_id:
        return None
    if answer == "later":
        agreement.put_off_at = file.now
        return answer
    if answer == "yes":
        await _agree(file, agreement, PERSON, "chat")
    else:
        agreement.state, agreement.source, agreement.answered_at = "declined", "chat", file.now
        note(file.session, file.case, "agreement.refused", file.now, PERSON, about=agreement.id)
    agreement.source_message_id = message.id
    return answer


async def _agree(file: CaseFile, agreement: Agreement, actor: Actor, source: str) -> None:
    """The yes: of two agreements the later one holds."""
    former = await in_force(file.session, file.case.id)
    if former is not None:
        former.state, former.ended_at = "ended", file.now
        await file.session.flush()  # the database lets no two hold
    agreement.state, agreement.source, agreement.answered_at = "agreed", source, file.now
    note(file.session, file.case, "agreement.agreed", file.now, actor, about=agreement.id, codes={"source": source})


async def _step(work: Work, agreement_id: uuid.UUID, wanted: str) -> Agreement:
    """An agreement of this case, ready for the step; what it becomes is set by whoever knows the rest of it."""
    agreement = await work.file.session.get(Agreement, agreement_id, populate_existing=True)
    if agreement is None or agreement.case_id != work.case.id:
        raise NotFound
    if not may_follow(agreement.state, wanted):
        raise IllegalState
    return agreement


async def _ask(work: Work, agreement: Agreement) -> None:
    """The text as staff wrote it, to be translated where that is set up, then the question for the yes."""
    file = work.file
    question = asking.question(agreement, file.vault, work.team.name)
    if file.context.settings.translates and find(file.conversation.language).base != find(agreement.language).base:
        text = asking.as_text(agreement, file.vault)
        written = write_as_staff(
            file.session,
            file.conversation,
            file.vault,
            text,
            language=agreement.language,
            author_id=work.staff.id,
            now=file.now,
        )
        await file.session.flush()
        await translations.want(file.session, file.vault, [written], file.conversation.language, file.now)
    work.say(question)
    file.case.open_question, file.case.misses = asking.AGREEMENT, 0
    file.conversation.next_epoch()  # the tracker does not know of the question


def _close_question(file: CaseFile) -> None:
    """What is not proposed any more is not asked any more."""
    if file.case.open_question == asking.AGREEMENT:
        file.case.open_question = None
        file.conversation.next_epoch()


def _checked(words: Words) -> dict[str, str]:
    kept = {"goals": _tidy(words.goals), "steps": _tidy(words.steps)}
    if not kept["goals"]:
        raise Invalid(Wording("console.casework.problem.no_goals"))
    if any(len(text) > TEXT_MAX for text in kept.values()):
        raise Invalid(Wording("console.casework.problem.too_long", {"max": TEXT_MAX}))
    if not is_known(words.language):
        raise NotFound
    return kept


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()
