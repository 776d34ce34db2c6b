"""What holds whatever is told, on whatever day: by random lives, on both databases."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.cases.events import of_case as events_of
from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.changes import settling, tasks
from backend.changes.models import ChangeTask
from backend.changes.reading import changes, open_change
from backend.changes.sweep import look_through
from backend.changes.tasks import detail_of
from backend.core.context import Context
from backend.core.errors import Invalid
from backend.organisations.models import Staff, Team, TeamMember
from backend.transcripts.models import Conversation
from tests.conftest import FixedClock
from tests.support.cases import told_conversation

LIFE: dict[str, tuple[Any, ...]] = {
    "residence_title": ("aufenthaltsgestattung", "duldung", "refugee_25_1_2a", "student_16", "none_undocumented"),
    "benefits_drawn": ("asylblg", "sgb2", "sgb12", "alg1", "none"),
    "lives_in": ("state_reception", "municipality", "private"),
    "birth_date": ("1999-05-02", "1999-04-11", "2008-04-20", "1980-01-01"),
    "title_valid_until": ("2026-04-01", "2026-05-20", "2028-01-01"),
    "case_management": ("none", "jmd", "jugendamt", "mbe"),
    "municipality": (
        {"key": "neudorf", "name": "Neudorf"}, {"key": "musterstadt", "name": "Musterstadt"},
        {"key": None, "name": "Bonn"},
    ),
}  # fmt: skip
BEGINNING = {"needs": ["everyday"], "age": 30, "residence_title": "subsidiary_25_2b", "benefits_drawn": "sgb2"}
STEPS = 24


async def _tell(context: Context, file: CaseFile, chance: random.Random) -> None:
    before = tasks.seen(file)
    attribute = chance.choice(sorted(LIFE))
    source = file.facts.all()[0].source_message_id
    await file.facts.record(attribute, chance.choice(LIFE[attribute]), "stated", source, file.now)
    await file.look_around()
    await tasks.follow(file, before)


async def _named(context: Context, **facts: Any) -> Conversation:
    """Somebody who wants help has been told who is responsible for these facts."""
    conversation, _ = await told_conversation(context, "de", **facts)
    async with context.database.writing() as session:
        (await session.get_one(CaseRecord, conversation.case_id)).mode = "full"
    return conversation


async def _staff_of_desk(context: Context) -> Staff:
    async with context.database.reading() as session:
        desk = select(Team.id).where(Team.key == "desk").scalar_subquery()
        member = select(TeamMember.staff_id).where(TeamMember.team_id == desk).limit(1).scalar_subquery()
        return (await session.execute(select(Staff).where(Staff.id == member))).scalar_one()


@pytest.mark.parametrize("seed", range(3))
async def test_no_change_has_two_tasks_and_none_is_settled_over_an_open_question_and_nobody_lets_go(
    either_context: Context, clock: FixedClock, seed: int
) -> None:
    context, chance = either_context, random.Random(seed)
    conversation = await _named(context, **BEGINNING)
    staff = await _staff_of_desk(context)
    for _ in range(STEPS):
        async with context.database.writing() as session:
            await _tell(context, await CaseFile.open(session, context, conversation.id), chance)
        clock.forward(days=chance.choice((0, 0, 1, 8, 30)))
        await look_through(context)
        for row in await changes(context, staff):
            if chance.random() < 0.3:
                await _settle(context, staff, row.task_id, chance)
        found = await _holds(context, conversation.case_id)
    assert len(found) > 2, "a life without changes proves nothing"


async def _settle(context: Context, staff: Staff, task_id: Any, chance: random.Random) -> None:
    """Decide about some of the measures, and try to be done."""
    measures = (await open_change(context, staff, task_id)).measures
    for one in measures:
        if chance.random() < 0.6:
            await settling.decide(context, staff, task_id, one.measure.key, chance.choice(("continue", "end")))
    decided = (await open_change(context, staff, task_id)).measures
    try:
        await settling.finish(context, staff, task_id)
    except Invalid:
        assert any(one.decision is None for one in decided)
    else:
        assert all(one.decision for one in decided)


async def _holds(context: Context, case_id: Any) -> Sequence[ChangeTask]:
    async with context.database.reading() as session:
        case = await session.get_one(CaseRecord, case_id)
        vault = await context.vault(session, case_id)
        found = (await session.execute(select(ChangeTask).where(ChangeTask.case_id == case_id))).scalars().all()
        happened = Counter(event.kind for event in await events_of(session, case_id))
    days = Counter((task.kind, detail_of(task, vault).on) for task in found)
    assert max(days.values(), default=1) == 1
    assert case.holder_team_id is None  # the desk, which is somebody
    closed = happened["task.done"] + happened["task.dropped"]
    assert happened["task.opened"] - closed == sum(task.state == "open" for task in found)
    undated = Counter(task.kind for task in found if task.state == "open" and not detail_of(task, vault).dated)
    assert max(undated.values(), default=1) == 1
    return found


async def test_a_look_costs_the_same_whatever_there_is_beside_the_case(either_context: Context) -> None:
    """Only those are opened whose week is over; the day of a look, and no day of the person's, says so."""
    context = either_context
    for _ in range(3):
        await _named(context, **BEGINNING, birth_date="1999-05-02")
    assert await look_through(context) == 3
    async with context.database.writing() as session:
        cases = (await session.execute(select(CaseRecord))).scalars().all()
        assert {case.changes_looked_on for case in cases} == {date(2026, 3, 2)}
        cases[0].changes_looked_on = date(2026, 3, 2) - timedelta(days=7)
    assert await look_through(context) == 1
