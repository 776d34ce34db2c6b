"""Whoever once got a handover is told of its end, though it goes another way by now, or to another service."""

import pytest
from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.consent import service as consents
from backend.core.context import Context
from backend.handovers import service as handovers
from backend.handovers.models import Handover
from backend.handovers.redirecting import redirect
from backend.handovers.responses import accept
from backend.organisations.models import Service, Staff, TeamMember
from backend.transcripts.service import record_person
from tests.assistant.delivering.test_webhook import deliver
from tests.conftest import FixedClock
from tests.support.partners import PartnerSystem, agree, correct, decided, hand_over, partner_system, revoke


@pytest.fixture
def partner():
    with partner_system() as made:
        yield made


async def into_the_inbox(context: Context, clock: FixedClock, partner: PartnerSystem) -> Handover:
    """It went to the partner's system first; by a new agreement it lies in the inbox of the partner's team now."""
    await agree(context, "webhook", url=partner.url)
    handover = await hand_over(context)
    await deliver(context)
    clock.forward(minutes=1)
    await agree(context, "inbox")
    await correct(context, handover, age=36)
    async with context.database.reading() as session:
        moved = await session.get_one(Handover, handover.id)
    assert (moved.way, moved.team_id is None) == ("inbox", False)
    clock.forward(minutes=1)
    return moved


def told(partner: PartnerSystem) -> list[str]:
    return [event["type"] for event in partner.taken.values()]


async def test_what_moved_into_an_inbox_is_taken_back_where_it_was_before_too(
    either_context: Context, clock: FixedClock, partner: PartnerSystem
):
    handover = await into_the_inbox(either_context, clock, partner)
    await revoke(either_context, handover)
    await deliver(either_context)
    assert told(partner) == ["handover.requested", "handover.revoked"]


async def test_who_sent_somebody_on_is_told_when_the_other_service_has_them(
    either_context: Context, clock: FixedClock, partner: PartnerSystem
):
    context = either_context
    former = await into_the_inbox(context, clock, partner)
    staff = await member(context, former)
    await accept(context, staff, former.id)
    async with context.database.reading() as session:
        other = (await session.execute(select(Service).where(Service.destination == "KIM"))).scalars().one()
    await redirect(context, staff, former.id, other.id, "better_placed")
    new = await agreed_to(context, former, other)
    await deliver(context)
    assert told(partner) == ["handover.requested"]  # it is still theirs
    await accept(context, await member(context, new), new.id)
    await deliver(context)
    assert told(partner) == ["handover.requested", "handover.revoked"]


async def agreed_to(context: Context, former: Handover, service: Service) -> Handover:
    """The person says yes to the other service."""
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, former.conversation_id)
        yes = record_person(
            session, file.conversation, file.vault, text="Ja", chosen=None, client_id="yes", now=file.now
        )
        await session.flush()
        consent = await consents.give(file, service, yes, {**consents.offer(file, service), "answer": "yes"})
        new = (await handovers.hand_over(file, service, consent, decided(file.today))).handover
    assert new.redirected_from_id == former.id
    return new


async def member(context: Context, handover: Handover) -> Staff:
    async with context.database.reading() as session:
        query = select(Staff).join(TeamMember, TeamMember.staff_id == Staff.id)
        return (await session.execute(query.where(TeamMember.team_id == handover.team_id))).scalars().first()
