"""Asking back: a question of a service to the person, in the chat, without taking the conversation over.

The person is told who asks, and that the answer is for that service: question and answer are read there even if the
rest of the conversation was not released. They can keep the answer back.
"""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.cases.questions import ASKED_BACK, NO_ANSWER
from backend.core.context import Context
from backend.core.errors import Conflict
from backend.delivery.partners import Partner
from backend.handovers.models import AskBack, Handover
from backend.handovers.responses import note, opened, tell, wake
from backend.handovers.service import due_now
from backend.handovers.states import OPEN
from backend.organisations.models import Service, Staff
from backend.transcripts import translations
from backend.transcripts.schemas import Choice, Do, Utterance
from backend.transcripts.service import say, write_as_staff
from backend.transcripts.takeover import fit_to_send
from locales.languages import SOURCE
from locales.wording import Wording


class Attended(Conflict):
    """Somebody talks with the person at the moment: what they would be asked would be lost between the two."""

    wording = Wording("console.conflict.attended")


class StillAsked(Conflict):
    """The person has not answered the last question yet."""

    wording = Wording("console.conflict.still_asked")


async def ask_back(
    context: Context, who: Staff | Partner, handover_id: uuid.UUID, text: str, language: str = SOURCE
) -> AskBack:
    """Ask the person something. A first question before the handover is answered gives a new deadline for that.

    Raises ``NotFound`` if the handover is not their team's, ``Attended``, ``StillAsked``, ``Invalid``.
    """
    text = fit_to_send(text, language)
    async with context.database.writing() as session:
        handover, file = await opened(context, session, who, handover_id)
        if file.conversation.owner == "person":
            raise Attended
        before = await of_handover(session, handover.id)
        if any(asked.answered_at is None for asked in before):
            raise StillAsked
        service = await session.get_one(Service, handover.service_id)
        asked = await _asked(file, who, handover, service, text, language)
        if not before and handover.status == "requested":
            handover.due_at = due_now(file, service, urgent=handover.urgent)
        note(file, who, handover, "handover.asked_back")
    await wake(context, handover)
    await context.bus.publish(translations.TOPIC)
    return asked


async def _asked(
    file: CaseFile, who: Staff | Partner, handover: Handover, service: Service, text: str, language: str
) -> AskBack:
    """Who asks, the question in their own words, and the place for the answer. The dialogue begins afresh with it."""
    session, conversation, vault = file.session, file.conversation, file.vault
    tell(file, service, Wording("handover.asked_back"))
    author = None if isinstance(who, Partner) else who.id
    line = write_as_staff(session, conversation, vault, text, language=language, author_id=author, now=file.now)
    say(session, conversation, vault, file.context.catalogs, question(service), now=file.now, sender="system")
    await session.flush()
    if file.context.settings.translates:
        await translations.want(session, vault, [line], conversation.language, file.now)
    file.case.open_question, file.case.misses = ASKED_BACK, 0
    conversation.next_epoch()
    asked = AskBack(
        id=uuid.uuid4(), case_id=file.case.id, handover_id=handover.id, question_id=line.id, asked_at=file.now
    )
    session.add(asked)
    return asked


def question(service: Service) -> Utterance:
    """The question for the answer; what is asked stands above it."""
    keep_back = Choice(
        id=NO_ANSWER,
        label=Wording.of("value", ASKED_BACK, NO_ANSWER).to_json(),
        do=Do(intent="answer", attribute=ASKED_BACK, value=NO_ANSWER),
        style="quiet",
    )
    return Utterance(
        key="ask.asked_back",
        params={"service": service.name},
        kind="question",
        question=ASKED_BACK,
        why=True,
        choices=(keep_back,),
        input="text",
    )


async def waiting(file: CaseFile) -> tuple[AskBack, Service] | None:
    """The oldest question that the person has not answered, of a service with which the case still lies."""
    query = (
        select(AskBack, Service)
        .join(Handover, Handover.id == AskBack.handover_id)
        .join(Service, Service.id == Handover.service_id)
        .where(AskBack.case_id == file.case.id, AskBack.answered_at.is_(None), Handover.status.in_(OPEN))
        .order_by(AskBack.asked_at)
        .limit(1)
    )
    row = (await file.session.execute(query)).first()
    return (row[0], row[1]) if row else None


async def answer(file: CaseFile, line_id: uuid.UUID | None) -> Service | None:
    """The person has answered with a line of theirs, or keeps the answer back (None); gives who had asked, if anybody
    still does."""
    found = await waiting(file)
    if found is None:
        return None
    asked, service = found
    asked.answer_id, asked.answered_at = line_id, file.now
    return service


async def of_handover(session: AsyncSession, handover_id: uuid.UUID) -> list[AskBack]:
    """What a service has asked so far, in order."""
    query = select(AskBack).where(AskBack.handover_id == handover_id).order_by(AskBack.asked_at)
    return list((await session.execute(query)).scalars())
