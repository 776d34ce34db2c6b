"""Rulings, kept decisions and what turned on open law are the same on both databases."""

from datetime import date

import pytest
from sqlalchemy import select

from backend.cases.decisions import keep, of_case, reproduce
from backend.cases.file import CaseFile
from backend.console.affected import Affected, affected
from backend.core.context import Context
from backend.organisations.models import Staff
from backend.privacy.erasure import erase
from backend.responsibility.engine import decide
from backend.responsibility.locality import Locality, Ruling
from backend.responsibility.model import Decided, Facts
from backend.responsibility.rulings import rule, rulings
from tests.support.cases import new_conversation

DAY = date(2026, 8, 1)
OPEN_LAW = Facts.of(
    age=35, needs=("benefits",), residence_title="temp_protection_24", sec24_first_issued=date(2025, 9, 1),
    benefits_drawn="none",
)  # fmt: skip
CERTAIN = Facts.of(age=35, needs=("work",), residence_title="duldung")


@pytest.fixture
def context(either_context: Context) -> Context:
    """The same tests on both databases."""
    return either_context


async def kept(context: Context, facts: Facts) -> CaseFile:
    conversation, _ = await new_conversation(context)
    decided = decide(facts, DAY)
    assert isinstance(decided, Decided)
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation.id)
        await keep(file, decided, facts, Locality())
    return file


async def test_decisions_are_kept_counted_and_erased(context: Context) -> None:
    file, _ = await kept(context, OPEN_LAW), await kept(context, CERTAIN)
    async with context.database.reading() as session:
        staff = (await session.execute(select(Staff).limit(1))).scalar_one()
        assert await affected(session, staff, DAY) == {"lrag": Affected(1, (), 1)}
        [record] = await of_case(session, file.case.id)
        assert reproduce(record, file.vault).same_result
    async with context.database.writing() as session:
        await erase(session, file.case.id, requested_by="person", now=context.clock())
    async with context.database.reading() as session:
        assert await affected(session, staff, DAY) == {}


async def test_rulings_are_added_and_the_latest_holds(context: Context) -> None:
    async with context.database.reading() as session:
        staff = (await session.execute(select(Staff).limit(1))).scalar_one()
    for start in (date(2026, 7, 1), date(2026, 10, 1)):
        async with context.database.writing() as session:
            await rule(session, context.clock, staff, "lrag", "confirmed", start=start, source="BGBl. 1")
    async with context.database.reading() as session:
        assert await rulings(session, staff.tenant_id) == {"lrag": Ruling("confirmed", date(2026, 10, 1))}
