"""What a person has allowed: what was passed on, what may come back, until when or until it was taken back (R54)."""

from backend.cases.presentation import label
from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.transcripts.schemas import Item, Param
from locales.wording import Wording


def given(consent: Consent, passed_on: list[str], *, ran_out: bool) -> tuple[Item, ...]:
    """The lines below where a handover stands. ``passed_on``: names of what it carries."""
    returns = Wording.of("value", "handover_return", "yes" if consent.returns else "no")
    lines = [
        ("given_on", _day(local_date(consent.given_at).isoformat())),
        ("given_what", {"list": [label(name) for name in passed_on]}),
        ("given_returns", returns.to_json()),
        _end(consent, ran_out=ran_out),
    ]
    return tuple(Item(label=Wording.of("label", name).to_json(), value=value) for name, value in lines)


def _end(consent: Consent, *, ran_out: bool) -> tuple[str, Param]:
    if consent.revoked_at:
        return "given_taken_back", _day(local_date(consent.revoked_at).isoformat())
    return ("given_ran_out" if ran_out else "given_until"), _day(consent.valid_until.isoformat())


def _day(day: str) -> Param:
    return {"date": day}
