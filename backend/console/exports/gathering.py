"""A case put together to be given out, in one transaction with the entry that says so."""

import uuid

from backend.console.exports.schemas import Agreed, CaseExport, Handed, Sibling, Spoken
from backend.console.views import CaseView, Line, view_of
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.delivery.parcels import released
from backend.handovers.models import Handover
from backend.handovers.reading import open_case
from backend.merging.reading import beside
from backend.organisations.models import Staff

FORMAT, VERSION = "lotse-case", 1
EXPORTED = "case.exported"


async def export_case(context: Context, staff: Staff, case_id: uuid.UUID) -> CaseExport:
    """What the team that has accepted a case may see of it; that it was given out is written down.

    Raises ``NotFound`` unless one of their teams has accepted it, on a consent in force.
    """
    others = await beside(context, staff, case_id)
    if others is None:
        raise NotFound
    opened = await open_case(context, staff, case_id, EXPORTED)
    handover = opened.sight.handover
    if handover is None:
        raise NotFound
    async with context.database.reading() as session:
        package = await released(context, session, handover)
    view = view_of(opened, context.catalogs, staff)
    return CaseExport.model_validate(
        {
            "format": FORMAT,
            "version": VERSION,
            "exported_at": context.clock(),
            "case_id": case_id,
            "handover": _handed(handover),
            "consent": _agreed(view),
            "released": package,
            "transcript": [_spoken(line) for line in view.lines],
            "together_with": [
                Sibling(case_id=one.handover.case_id, reference=one.handover.reference)
                for one in others.together
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


def _agreed(view: CaseView) -> Agreed:
    sight = view.opened.sight
    if sight.consent is None:
        raise NotFound
    consent = sight.consent
    return Agreed(
        id=consent.id,
        given_at=consent.given_at,
        valid_until=consent.valid_until,
        purpose=consent.purpose,
        attributes=consent.attributes,
        includes_transcript=sight.reads_transcript,
        reports_back=sight.hears_back,
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
