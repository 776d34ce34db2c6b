"""Where a handover stands, as the person is told: one sentence for the chat, for other devices and for the copy."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.consent.models import Consent
from backend.delivery import outbox
from backend.handovers.models import Handover
from backend.organisations.models import Service
from locales.wording import Param, Wording

#: The consent has run out: that is not the same as taking it back.
RAN_OUT = "ran_out"


def told_state(handover: Handover, consent: Consent) -> str:
    """The status, or ``RAN_OUT``."""
    return RAN_OUT if handover.status == "revoked" and consent.revoked_at is None else handover.status


async def in_a_sentence(session: AsyncSession, handover: Handover, consent: Consent, service: Service) -> Wording:
    """Where it stands, and what became of it; what is still on its way to a partner is not said to be there."""
    params: dict[str, Param] = {
        "service": Wording.of("destination", service.destination, "name").to_json(),
        "reference": handover.reference,
    }
    if handover.outcome:
        params["outcome"] = Wording.of("handover.outcome", handover.outcome).to_json()
    state = told_state(handover, consent)
    told = await outbox.told_status(session, handover) if state == "requested" else state
    return Wording(Wording.of("status", told).key, params)
