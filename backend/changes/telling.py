"""What a person is told of a change: what it is, from when, who is responsible then, what to do now. Keys, no words."""

from collections.abc import Collection, Iterable
from datetime import date

from backend.cases.file import CaseFile
from backend.changes.models import ChangeTask
from backend.changes.tasks import Detail, Party, detail_of, of_case, usable_timings
from backend.core.clock import local_date
from backend.organisations.models import Service, Team
from backend.responsibility.ages import completed_years
from backend.transcripts.schemas import Utterance
from locales.wording import Param, Wording

#: Says the same already, beside the decision.
ALREADY_SAID = {"benefit_law": "decision.apply_now"}
#: A message of its own for each kind; both birthdays have one.
KEYS = {
    "benefit_law": "change.benefit_law", "majority": "change.birthday", "youth_ends": "change.birthday",
    "moved": "change.moved", "title_ends": "change.title_ends",
}  # fmt: skip


async def tell(file: CaseFile, said: Collection[str] = ()) -> list[Utterance]:
    """What is to be told of the open tasks of a case now: what is new, and what the person is reminded of. Each once,
    and not after its day.

    ``said``: the keys of what is being said anyway.
    """
    days = usable_timings(file.tenant.settings)
    told: list[Utterance] = []
    for task in await of_case(file.session, file.case.id):
        if task.state != "open":
            continue
        detail = detail_of(task, file.vault)
        if task.told_at is None:
            task.told_at = file.now
            over = detail.dated and detail.on < file.today
            told += [] if over or ALREADY_SAID.get(task.kind) in said else await _words(file, task, detail)
        elif _is_to_be_reminded(file, task, detail.on, detail.on - days[task.kind].remind):
            task.reminded_at = file.now
            reminder = Wording("change.reminder", {"day": {"date": detail.on.isoformat()}})
            told += [_notice(reminder), *await _words(file, task, detail)]
    return [*told, await _contact(file)] if told else []


def _is_to_be_reminded(file: CaseFile, task: ChangeTask, on: date, remind_on: date) -> bool:
    told_before = task.told_at is not None and local_date(task.told_at) < remind_on
    return task.reminded_at is None and told_before and remind_on <= file.today < on


async def _words(file: CaseFile, task: ChangeTask, detail: Detail) -> list[Utterance]:
    params: dict[str, Param] = {
        "day": {"date": detail.on.isoformat()},
        "old": await names(file, detail.old),
        "new": await names(file, detail.new),
        **_particulars(file, task.kind, detail),
    }
    here = tuple(file.directory.contact(party.code) for party in detail.new if party.service_id)
    told = Utterance(key=KEYS[task.kind], params=params, kind="notice", contacts=here)
    return [told, _notice(Wording("change.unverified"))] if detail.unverified else [told]


def _particulars(file: CaseFile, kind: str, detail: Detail) -> dict[str, Param]:
    match kind:
        case "majority" | "youth_ends":
            born = date.fromisoformat(str(file.facts.value("birth_date")))
            return {"age": completed_years(born, detail.on)}
        case "moved":
            return {"town": file.facts.value("municipality")["name"]}
    return {}


async def names(file: CaseFile, parties: Iterable[Party]) -> Param:
    """What the offices are called, with the name of the one there."""
    return {"list": [await _name(file, party) for party in parties]}


async def _name(file: CaseFile, party: Party) -> Param:
    kind = Wording.of("destination", party.code, "name").to_json()
    service = await file.session.get(Service, party.service_id) if party.service_id else None
    return Wording("destination.local", {"name": kind, "local": service.name}).to_json() if service else kind


async def _contact(file: CaseFile) -> Utterance:
    """Whoever holds the case goes on holding it."""
    team = await file.session.get(Team, file.case.holder_team_id) if file.case.holder_team_id else None
    return _notice(Wording("change.contact", {"service": team.name if team else file.tenant.operator}))


def _notice(wording: Wording) -> Utterance:
    return Utterance(key=wording.key, params=dict(wording.params), kind="notice")
