"""Taking up what is due, and noting what came of it: each a short transaction, with the sending in between."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import events
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.delivery import outbox
from backend.delivery.models import OutboxItem
from backend.delivery.parcels import CannotGo, Parcel, pack
from backend.handovers.access import desk_teams
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import say
from locales.wording import Wording


@dataclass(frozen=True)
class Job:
    """A try that has begun; ``key`` stays the same for all tries of an item."""

    item_id: uuid.UUID
    parcel: Parcel

    @property
    def key(self) -> str:
        """What a recipient knows a repetition by."""
        return str(self.item_id)


@dataclass(frozen=True)
class Failure:
    """Why a try came to nothing: one of ``TROUBLES``, with the HTTP status if somebody answered."""

    trouble: str
    status: int | None = None
    #: No further try would mend it.
    for_good: bool = False


async def take(context: Context, most: int) -> list[Job]:
    """Begin a try of what is due, at most so many. Looks before it writes: mostly there is nothing."""
    now = context.clock()
    async with context.database.reading() as session:
        if not await outbox.is_anything_due(session, now):
            return []
    jobs, failed = [], []
    async with context.database.writing() as session:
        for item in await outbox.due(session, now, most):
            outbox.begin_try(item, now)
            try:
                parcel = await pack(context, session, item)
            except CannotGo as why:
                failed.append((item.id, Failure(why.trouble, for_good=why.for_good)))
                continue
            if parcel is None:
                await session.delete(item)
            else:
                jobs.append(Job(item.id, parcel))
    for item_id, failure in failed:
        await note_failed(context, item_id, failure)
    return jobs


async def note_delivered(context: Context, item_id: uuid.UUID) -> None:
    """A partner has got it. The person is told that what they agreed to has arrived."""
    async with context.database.writing() as session:
        found = await _held(session, context, item_id)
        if found is None:
            return
        item, file, handover = found
        item.state, item.done_at, item.trouble, item.status = "sent", context.clock(), None, None
        if file and handover and item.event == "handover.requested":
            codes = {"way": item.way}
            events.note(
                session, file.case, "handover.delivered", file.now, events.SYSTEM, about=handover.id, codes=codes
            )
            if _is_awaited(item, handover):
                await _tell(file, handover, Wording("status.requested"))
    if file:
        await context.bus.publish(f"conversation:{file.conversation.id}")
    await context.bus.publish(outbox.TOPIC)  # the next of the same handover may go


async def note_failed(context: Context, item_id: uuid.UUID, failure: Failure) -> None:
    """A try came to nothing; the next comes by itself. After the last one staff look, and the person is told."""
    async with context.database.writing() as session:
        found = await _held(session, context, item_id)
        if found is None:
            return
        item, file, handover = found
        item.trouble, item.status = failure.trouble, failure.status
        if not (failure.for_good or outbox.is_last_try(item)):
            return
        item.state, item.done_at = "dead", context.clock()
        if file and handover and _is_awaited(item, handover):
            file.want_person("decision")
            await _tell(file, handover, Wording("status.stuck"))
        topics = [f"team:{desk.id}" for desk in await desk_teams(session, item.tenant_id)]
    if file:
        topics.append(f"conversation:{file.conversation.id}")
    for topic in topics:
        await context.bus.publish(topic)


async def _held(
    session: AsyncSession, context: Context, item_id: uuid.UUID
) -> tuple[OutboxItem, CaseFile | None, Handover | None] | None:
    """An item that still waits, locked, with its case if its handover is open; the conversation is locked first, as
    everywhere. None if it was taken back meanwhile, or somebody else has noted it."""
    query = select(Handover).join(OutboxItem, OutboxItem.handover_id == Handover.id).where(OutboxItem.id == item_id)
    handover = (await session.execute(query)).scalar_one_or_none()
    file = await _file(session, context, handover) if handover else None
    if file:
        await session.refresh(handover)
    locked = select(OutboxItem).where(OutboxItem.id == item_id, OutboxItem.state == "waiting").with_for_update()
    item = (await session.execute(locked)).scalar_one_or_none()
    if item is None:
        return None
    lies = handover is not None and file is not None and handover.status in OPEN
    return (item, file, handover) if lies else (item, None, None)


async def _file(session: AsyncSession, context: Context, handover: Handover) -> CaseFile | None:
    try:
        return await CaseFile.open(session, context, handover.conversation_id)
    except NotFound:
        return None  # erased meanwhile


def _is_awaited(item: OutboxItem, handover: Handover) -> bool:
    """Whether the person waits for this to arrive: whoever has answered has got it, whatever became of the try."""
    return item.event == "handover.requested" and handover.status == "requested"


async def _tell(file: CaseFile, handover: Handover, how: Wording) -> None:
    service = await file.session.get_one(Service, handover.service_id)
    name = Wording.of("destination", service.destination, "name").to_json()
    params = {"service": name, "reference": handover.reference}
    utterance = Utterance(key=how.key, params=params, kind="status")
    say(file.session, file.conversation, file.vault, file.context.catalogs, utterance, now=file.now, sender="system")
