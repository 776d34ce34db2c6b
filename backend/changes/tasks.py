"""The tasks of a case: opened when a change is noticed, once; dropped when what they were noticed from is gone.

A task moves nobody: whoever holds the case goes on holding it until somebody else has accepted it (R51).
"""

import hashlib
import hmac
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import events
from backend.cases.file import CaseFile
from backend.changes.models import ChangeTask, MeasureDecision
from backend.changes.noticing import Change, Seen, notice
from backend.changes.timing import Timing, timings
from backend.privacy.sealing import Vault
from backend.responsibility.locality import Misconfigured

logger = logging.getLogger(__name__)
FIELD = "change.detail"


@dataclass(frozen=True)
class Party:
    """A destination before or after a change, and the service that it means there."""

    code: str
    service_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Detail:
    """What a task keeps sealed."""

    on: date
    dated: bool
    old: tuple[Party, ...]
    new: tuple[Party, ...]
    unverified: tuple[str, ...] = ()

    @property
    def way(self) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """From whom to whom."""
        return self.old, self.new


def seen(file: CaseFile) -> Seen:
    """A case as changes are noticed in it, now."""
    place = file.facts.value("municipality")
    outside = isinstance(place, dict) and place.get("key") is None  # a town of another Kreis
    found = {code: file.directory.service(code) for code in file.directory.codes if not outside}
    services = {code: service.id for code, service in found.items() if service}
    return Seen(file.facts.for_decision(), file.today, file.locality, services)


def usable_timings(settings: Mapping[str, Any]) -> Mapping[str, Timing]:
    """The tenant's days; where they cannot be used none of them is, and the log says so."""
    try:
        return timings(settings)
    except Misconfigured as error:
        logger.error("settings of changes are not used: %s", error)
        return timings({})


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> Sequence[ChangeTask]:
    """The tasks of a case, the first first."""
    query = select(ChangeTask).where(ChangeTask.case_id == case_id).order_by(ChangeTask.opened_at, ChangeTask.id)
    return (await session.execute(query)).scalars().all()


def detail_of(task: ChangeTask, vault: Vault) -> Detail:
    """What the task keeps sealed, opened."""
    kept = vault.open(FIELD, task.detail)
    old, new = (tuple(Party(code, _id(service)) for code, service in kept[side]) for side in ("old", "new"))
    return Detail(date.fromisoformat(kept["on"]), kept["dated"], old, new, tuple(kept["unverified"]))


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


async def follow(file: CaseFile, before: Seen | None = None) -> None:
    """Look through a case whose facts have changed, or whose day may have come; opens and drops tasks.

    ``before``: the case before its latest facts were told. Until somebody has been named there is nothing that could
    change, and in information mode nothing is kept.
    """
    file.case.changes_looked_on = file.today
    if file.case.mode == "information":
        await _forget(file)
    elif file.case.told_revision is not None:
        await _compare(file, seen(file), before)


async def _forget(file: CaseFile) -> None:
    for table in (MeasureDecision, ChangeTask):
        await file.session.execute(delete(table).where(table.case_id == file.case.id))


async def _compare(file: CaseFile, now: Seen, before: Seen | None) -> None:
    days = usable_timings(file.tenant.settings)
    tasks = list(await of_case(file.session, file.case.id))
    found = notice(now, before)
    for change in found:
        if not change.dated or change.on - days[change.kind].notice <= now.day:
            _take(file, tasks, change, _detail(change, now, before), days[change.kind])
    noticed = {_mark(file, change) for change in found}
    for task in tasks:
        detail = detail_of(task, file.vault)
        if task.state == "open" and detail.dated and detail.on > now.day and task.mark not in noticed:
            _drop(file, task)
    await file.session.flush()


def _detail(change: Change, now: Seen, before: Seen | None) -> Detail:
    earlier = before if before and not change.dated else now
    old = tuple(Party(code, earlier.services.get(code)) for code in change.old)
    new = tuple(Party(code, now.services.get(code)) for code in change.new)
    return Detail(change.on, change.dated, old, new, change.unverified)


def _take(file: CaseFile, tasks: list[ChangeTask], change: Change, detail: Detail, days: Timing) -> None:
    """Open a task for a change, unless there is one; a change that follows from facts overtakes the one before it."""
    mark = _mark(file, change)
    same = next((task for task in tasks if task.mark == mark), None)
    if same is not None:
        if not change.dated:
            _correct(file, same, change, detail)
        return
    if not change.dated:
        former = [task for task in tasks if task.kind == change.kind]
        if former and detail_of(former[-1], file.vault).way == detail.way:
            return
        for task in former:
            if task.state == "open" and not detail_of(task, file.vault).dated:
                _drop(file, task)
    tasks.append(_open(file, change, detail, mark, days))


def _correct(file: CaseFile, task: ChangeTask, change: Change, detail: Detail) -> None:
    """The same was told otherwise on the same day: a slip is put right, and what is taken back is dropped."""
    kept = detail_of(task, file.vault)
    closed_by_somebody = task.state == "done" or task.closed_by_id is not None
    if closed_by_somebody or (task.state == "open" and kept.way == detail.way):
        return
    if task.state == "open" and kept.way == detail.way[::-1]:
        _drop(file, task)
        return
    if task.state == "dropped":
        _note(file, task, "task.opened")
    task.state, task.closed_at, task.told_at = "open", None, None
    _describe(file, task, change, detail)


def _open(file: CaseFile, change: Change, detail: Detail, mark: str, days: Timing) -> ChangeTask:
    settled = file.today + days.settle
    task = ChangeTask(
        id=uuid.uuid4(),
        tenant_id=file.case.tenant_id,
        case_id=file.case.id,
        kind=change.kind,
        mark=mark,
        due_on=min(settled, max(file.today, change.on)) if change.dated else settled,
        state="open",
        opened_at=file.now,
    )
    _describe(file, task, change, detail)
    file.session.add(task)
    _note(file, task, "task.opened")
    return task


def _describe(file: CaseFile, task: ChangeTask, change: Change, detail: Detail) -> None:
    task.old_service_id = next((party.service_id for party in detail.old if party.service_id), None)
    task.new_service_id = next((party.service_id for party in detail.new if party.service_id), None)
    task.attributes = sorted(change.attributes)
    task.sources = [str(fact) for fact in file.facts.ids(change.attributes)]
    task.detail = file.vault.seal(
        FIELD,
        {
            "on": detail.on.isoformat(),
            "dated": detail.dated,
            "old": [[party.code, str(party.service_id) if party.service_id else None] for party in detail.old],
            "new": [[party.code, str(party.service_id) if party.service_id else None] for party in detail.new],
            "unverified": list(detail.unverified),
        },
    )


def _drop(file: CaseFile, task: ChangeTask) -> None:
    task.state, task.closed_at = "dropped", file.now
    _note(file, task, "task.dropped")


def _note(file: CaseFile, task: ChangeTask, kind: events.Kind) -> None:
    events.note(file.session, file.case, kind, file.now, events.SYSTEM, about=task.id, codes={"kind": task.kind})


def _mark(file: CaseFile, change: Change) -> str:
    key = file.context.master_key.derive("change marks")
    return hmac.new(key, f"{file.case.id}/{change.kind}/{change.on}".encode(), hashlib.sha256).hexdigest()
