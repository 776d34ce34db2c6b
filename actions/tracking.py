"""Where a handover stands: what was passed on to whom, since when, until when, and what comes next."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from actions.given import given
from backend.cases.models import CaseRecord
from backend.cases.slip import keeps_silent
from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers import service as handovers
from backend.handovers.models import Handover
from backend.handovers.standing import RAN_OUT, in_a_sentence, told_state
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from backend.transcripts.schemas import Item, Utterance
from locales.wording import Param, Wording


async def tell(session: AsyncSession, context: Context, handover: Handover, *, at_home: bool) -> Utterance:
    """One handover in a sentence with its lines. Names of what was passed on, never values.

    ``at_home``: in the conversation that it was made in. By number and code anywhere else, what could betray somebody
    is not told.
    """
    service = await session.get_one(Service, handover.service_id)
    vault = await context.vault(session, handover.case_id)
    if not at_home:
        case = await session.get_one(CaseRecord, handover.case_id)
        if await keeps_silent(session, case, vault, service.destination):
            return Utterance(key="status.kept_back", params={"reference": handover.reference}, kind="status")
    consent = await session.get_one(Consent, handover.consent_id)
    passed_on = handovers.passed_on(vault, handover, consent)
    told = await in_a_sentence(session, handover, consent, service)
    items = (*given(consent, passed_on, ran_out=told_state(handover, consent) == RAN_OUT), *_course(handover))
    return Utterance(key=told.key, params={**told.params}, kind="status", items=items)


def _course(handover: Handover) -> Iterable[Item]:
    if handover.responded_at and handover.status != "revoked":
        yield _line("answered", {"date": local_date(handover.responded_at).isoformat()})
    if handover.status in OPEN:
        yield _line("next", next_step(handover).to_json())


def _line(what: str, value: Param) -> Item:
    return Item(label=Wording.of("status.label", what).to_json(), value=value)


def next_step(handover: Handover) -> Wording:
    """What comes next while it lies with somebody."""
    if handover.contact_missing:
        return Wording("status.next.contact_missing")
    if handover.first_contact_at:
        return Wording("status.next.in_contact")
    if handover.status == "accepted":
        return Wording("status.next.contact")
    if handover.due_at:
        return Wording("status.next.answer_by", {"date": {"date": local_date(handover.due_at).isoformat()}})
    return Wording("status.next.answer")
