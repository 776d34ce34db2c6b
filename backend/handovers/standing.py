"""Where a handover stands, as the person is told: one sentence for the chat, for other devices and for the copy."""

from backend.consent.models import Consent
from backend.handovers.models import Handover
from backend.organisations.models import Service
from locales.wording import Param, Wording

#: The consent has run out: that is not the same as taking it back.
RAN_OUT = "ran_out"


def told_state(handover: Handover, consent: Consent) -> str:
    """The status, or ``RAN_OUT``."""
    return RAN_OUT if handover.status == "revoked" and consent.revoked_at is None else handover.status


def in_a_sentence(handover: Handover, consent: Consent, service: Service) -> Wording:
    """Where it stands, and what became of it."""
    params: dict[str, Param] = {
        "service": Wording.of("destination", service.destination, "name").to_json(),
        "reference": handover.reference,
    }
    if handover.outcome:
        params["outcome"] = Wording.of("handover.outcome", handover.outcome).to_json()
    return Wording(Wording.of("status", told_state(handover, consent)).key, params)
