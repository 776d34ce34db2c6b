"""What the first screen promises about keeping is kept."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.core.context import Context
from backend.handovers.models import Handover
from backend.organisations.models import Service
from backend.privacy.models import Erasure
from backend.privacy.retention import CONTACT_DAYS, end_consents, keep_promises
from backend.transcripts.models import Conversation, Message
from tests.conftest import FixedClock
from tests.support.cases import new_conversation


async def _cases(context: Context) -> int:
    async with context.database.reading() as session:
        return len((await session.execute(select(CaseRecord))).scalars().all())


@pytest.mark.parametrize(("days", "left"), [(CONTACT_DAYS, 1), (CONTACT_DAYS + 1, 0)])
async def test_a_contact_goes_when_its_time_is_over(context: Context, clock: FixedClock, days: int, left: int) -> None:
    await new_conversation(context)
    clock.forward(days=days)
    assert await keep_promises(context) == 1 - left
    assert await _cases(context) == left


async def test_what_was_passed_on_stays_as_long_as_the_consent_does(context: Context, clock: FixedClock) -> None:
    conversation, _ = await new_conversation(context)
    await _consent(context, conversation.case_id, clock, clock().date() + timedelta(days=180))
    clock.forward(days=180)
    assert await keep_promises(context) == 0
    clock.forward(days=2)
    assert await keep_promises(context) == 1


async def test_a_consent_that_has_run_out_ends_what_its_recipient_sees(context: Context, clock: FixedClock) -> None:
    conversation, _ = await new_conversation(context)
    consent = await _consent(context, conversation.case_id, clock, clock().date() + timedelta(days=10))
    await _handover(context, conversation, consent, clock)
    for days, status in ((10, "requested"), (1, "revoked")):
        clock.forward(days=days)
        await keep_promises(context)
        async with context.database.reading() as session:
            assert (await session.execute(select(Handover))).scalar_one().status == status


async def test_a_consent_given_anew_while_the_old_one_was_found_over_holds(
    context: Context, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation, _ = await new_conversation(context)
    consent = await _consent(context, conversation.case_id, clock, clock().date() + timedelta(days=10))
    await _handover(context, conversation, consent, clock)
    clock.forward(days=11)
    opened = CaseFile.open

    async def after_a_new_yes(session: AsyncSession, *where: Any) -> CaseFile:
        file = await opened(session, *where)
        await session.execute(update(Consent).values(valid_until=clock().date() + timedelta(days=180)))
        return file

    monkeypatch.setattr(CaseFile, "open", after_a_new_yes)
    await end_consents(context)
    async with context.database.reading() as session:
        assert (await session.execute(select(Handover))).scalar_one().status == "requested"


async def test_that_something_was_erased_is_kept_and_nothing_of_it(context: Context, clock: FixedClock) -> None:
    conversation, _ = await new_conversation(context)
    clock.forward(days=CONTACT_DAYS + 1)
    await keep_promises(context)
    async with context.database.reading() as session:
        erasure = (await session.execute(select(Erasure))).scalar_one()
    assert (erasure.case_id, erasure.requested_by) == (conversation.case_id, "retention")
    assert erasure.finished_at is not None


async def _handover(context: Context, conversation: Conversation, consent: Consent, clock: FixedClock) -> None:
    async with context.database.writing() as session:
        case = await session.get_one(CaseRecord, conversation.case_id)
        service = await session.get_one(Service, consent.service_id)
        vault = await context.vault(session, case.id)
        session.add(
            Handover(
                tenant_id=case.tenant_id, case_id=case.id, conversation_id=conversation.id, service_id=service.id,
                team_id=service.team_id, consent_id=consent.id, reference="AAAA-BBBB", code_hash="x",
                package=vault.seal("handover.package", {}), facts_revision=0, rule_id="L1", rules_version="1",
                decided_on=clock().date(), requested_at=clock(),
            )
        )  # fmt: skip


async def _consent(context: Context, case_id: uuid.UUID, clock: FixedClock, until: date) -> Consent:
    async with context.database.writing() as session:
        service = (await session.execute(select(Service).where(Service.destination == "JMD"))).scalar_one()
        source = (await session.execute(select(Message).where(Message.case_id == case_id))).scalars().first()
        vault = await context.vault(session, case_id)
        consent = Consent(
                case_id=case_id, service_id=service.id, attributes=[], includes_transcript=True, text_version=1,
                language="de", text_shown=vault.seal("x", ""), text_german=vault.seal("x", ""),
                source_message_id=source.id, given_at=clock(), valid_until=until,
        )  # fmt: skip
        session.add(consent)
    return consent
