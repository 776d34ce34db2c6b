"""A handover as its page reads for a partner without an account."""

from dataclasses import dataclass
from typing import Any

from backend.cases.questions import APPOINTMENT
from backend.console.views import Line, contact_warnings, line_of, named
from backend.delivery.reading import Handed
from backend.delivery.schemas import ReleasedFact
from backend.handovers.responses import NOTE_MAX
from backend.handovers.states import DECLINE_REASONS, FAILURES, OUTCOMES
from backend.transcripts.drafts import TEXT_MAX
from locales.catalogs import Catalogs
from locales.languages import SOURCE, find


@dataclass(frozen=True)
class HandedView:
    """What the templates read; the fields that ``CaseView`` has too mean the same."""

    opened: Handed
    facts: list[ReleasedFact]
    appointment: list[ReleasedFact]
    interpreter: bool
    contact_warnings: list[str]
    also_named: str | None
    lines: list[Line]
    reads_foreign: bool
    wrote_last_in: str


def page_values(opened: Handed, catalogs: Catalogs) -> dict[str, Any]:
    """A handover put into words, and what its forms offer."""
    return {
        "case": _view(opened, catalogs),
        "handover": opened.handover,
        "conversation": opened.conversation,
        "decline_reasons": DECLINE_REASONS,
        "outcomes": OUTCOMES,
        "failures": FAILURES,
        "note_max": NOTE_MAX,
        "text_max": TEXT_MAX,
    }


def _view(opened: Handed, catalogs: Catalogs) -> HandedView:
    released, language = opened.released, opened.conversation.language
    facts = {fact.attribute: fact for fact in released.facts}
    asked = [message.language for message in opened.messages if message.sender == "staff"]
    return HandedView(
        opened=opened,
        facts=[fact for fact in released.facts if fact.attribute not in APPOINTMENT],
        appointment=[fact for fact in released.facts if fact.attribute in APPOINTMENT],
        interpreter="barriers" in facts and "interpreter" in facts["barriers"].value,
        contact_warnings=contact_warnings({"contact": released.contact.model_dump()}),
        also_named=named(catalogs, released.also_named),
        lines=[line_of(opened, catalogs, message) for message in opened.messages],
        reads_foreign=not find(language).is_german,
        wrote_last_in=language if language in asked[-1:] else SOURCE,
    )
