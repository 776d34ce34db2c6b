"""A case put together to be given out; each time that it is, is written down."""

import uuid

from backend.consent.models import Consent
from backend.consent.service import may_report
from backend.console.exports.schemas import Agreed, CaseExport, Handed, Sibling, Spoken
from backend.console.views import CaseView, Line, view_of
from backend.core.clock import local_date
from backend.core.context import Context
from backend.delivery.parcels import released
from backend.handovers.models import Handover
from backend.handovers.reading import open_case
from backend.merging.links import joined, taken_on
from backend.organisations.models import Staff

FORMAT, VERSION = "lotse-case", 1
EXPORTED = "case.exported"


async def export_case(context: Context, staff: Staff, case_id: uuid.UUID) -> CaseExport:
    """What the team that has accepted a case may see of it; that it was given out is written down.

    Raises ``NotFound`` unless one of their teams has accepted it, on a consent in force.
    """
    async with context.database.reading() as session:
        await taken_on(session, staff, case_id, local_date(context.clock()))
    view = view_of(await open_case(context, staff, case_id, EXPORTED), context.catalogs, staff)
    async with context.database.reading() as session:
        today = local_date(context.clock())
        handover = await taken_on(session, staff, case_id, today)
        consent = await session.get_one(Consent, handover.consent_id)
        package = await released(context, session, handover)
        together = await joined(session, staff, case_id, today)
    return CaseExport.model_validate(
        {
            "format": FORMAT,
            "version": VERSION,
            "exported_at": context.clock(),
            "case_id": case_id,
            "handover": _handed(handover),
            "consent": _agreed(consent),
            "released": package,
            "transcript": [_spoken(line) for line in _lines(view, consent)],
            "together_with": [
                Sibling(case_id=one.handover.case_id, reference=one.handover.reference)
                for one in together
                if one.handover.case_id != case_id
            ],
        }
    )


def _handed(handover: Handover) -> Handed:
    return Handed.model_validate(
        {
            "id": handover.id,
            "status": handover.status,
            "accepted_at": handover.responded_at,
            "first_contact_at": handover.first_contact_at,
            "rule": handover.rule_id,
            "rules_version": handover.rules_version,
            "decided_on": handover.decided_on,
        }
    )


def _lines(view: CaseView, consent: Consent) -> list[Line]:
    """Who also belongs to the first-contact desk may read more here than the service may be given."""
    beyond = view.opened.sight.attended and not consent.includes_transcript
    return [] if beyond else view.lines


def _agreed(consent: Consent) -> Agreed:
    return Agreed(
        id=consent.id,
        given_at=consent.given_at,
        valid_until=consent.valid_until,
        purpose=consent.purpose,
        attributes=consent.attributes,
        includes_transcript=consent.includes_transcript,
        reports_back=may_report(consent),
    )


def _spoken(line: Line) -> Spoken:
    machine = line.translated.text if line.translated else None
    return Spoken.model_validate(
        {
            "number": line.seq,
            "at": line.when,
            "sender": line.sender,
            "kind": line.kind,
            "language": line.language,
            "text": line.text,
            "german": line.german or machine,
            "by_machine": line.german is None and machine is not None,
        }
    )
