"""Who learns what of a request: the log of the case, open pages, and the person in the chat."""

from backend.cases import events
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.handovers.coordination import topic as coordination
from backend.interpreting.models import InterpreterRequest
from backend.organisations.models import Staff, Team
from backend.privacy import audit
from backend.reminders import service as reminders
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import say
from locales.wording import Wording


def note(file: CaseFile, staff: Staff, request: InterpreterRequest, kind: events.Kind) -> None:
    """Write it down for the audit and for the case, in codes."""
    actor: events.Actor = ("staff", staff.id)
    audit.record(
        file.session,
        file.context.clock,
        tenant_id=request.tenant_id,
        actor=actor,
        action=kind,
        subject=("interpreter_request", request.id),
    )
    codes = {"topic": request.topic, "way": request.way}
    events.note(file.session, file.case, kind, file.now, actor, about=request.id, codes=codes)


async def tell_found(file: CaseFile, request: InterpreterRequest) -> None:
    """Say to the person that somebody interprets: when and by which way, not who."""
    await _tell(file, request, Wording.of("interpreter_found", request.way))


async def tell_cancelled(file: CaseFile, request: InterpreterRequest) -> None:
    """Say to the person that whoever was found does not come."""
    await _tell(file, request, Wording("interpreter.cancelled"))


async def wake(context: Context, request: InterpreterRequest) -> None:
    """The page of the conversation, the team that has asked, and whoever looks for somebody."""
    pool = f"team:{request.pool_team_id}" if request.pool_team_id else coordination(request.tenant_id)
    for topic in (f"conversation:{request.conversation_id}", f"team:{request.team_id}", pool):
        await context.bus.publish(topic)


async def _tell(file: CaseFile, request: InterpreterRequest, what: Wording) -> None:
    team = await file.session.get_one(Team, request.team_id)
    params = {"team": team.name, "when": {"datetime": request.starts_at.isoformat()}}
    utterance = Utterance(key=what.key, params=params, kind="status")
    told = say(
        file.session, file.conversation, file.vault, file.context.catalogs, utterance, now=file.now, sender="system"
    )
    reminders.put(file.session, file.conversation, "staff", told.id, file.now)
