"""A case goes step by step, in the program and in the database; and only a person makes a case of a contact."""

import uuid
from datetime import date
from itertools import product

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.cases.states import MANAGED, NEXT, STATES, UNMANAGED, may_follow, opens_case_management
from backend.casework.models import Agreement
from backend.core.context import Context
from backend.organisations.models import Staff, Team, Tenant
from backend.privacy.sealing import Sealed


def test_every_state_can_be_reached_and_left() -> None:
    assert set(NEXT) == set(STATES)
    assert set().union(*NEXT.values()) == set(STATES)
    assert all(NEXT.values())
    assert set(STATES) == MANAGED | UNMANAGED


@pytest.mark.parametrize(
    ("state", "wanted", "allowed"),
    [
        ("contact", "intake", True), ("contact", "assessment", False), ("contact", "monitoring", False),
        ("intake", "agreement", False), ("assessment", "agreement", True), ("agreement", "monitoring", False),
        ("monitoring", "re_assessment", True), ("re_assessment", "linking", True), ("closed", "monitoring", False),
        ("closed", "intake", True), ("intake", "contact", False), ("intake", "unknown", False),
    ],
)  # fmt: skip
def test_a_case_goes_by_the_book(state: str, wanted: str, allowed: bool) -> None:
    assert may_follow(state, wanted) is allowed


def test_only_from_a_contact_or_a_closed_case_is_case_management_opened() -> None:
    assert {pair for pair in product(STATES, STATES) if opens_case_management(*pair) and may_follow(*pair)} == {
        ("contact", "intake"),
        ("closed", "intake"),
    }


@pytest.mark.parametrize("opened", [True, False], ids=["by somebody", "by nobody"])
async def test_the_database_refuses_what_the_book_refuses(either_context: Context, opened: bool) -> None:
    async with either_context.database.writing() as session:
        staff = (await session.execute(select(Staff))).scalars().first() if opened else None
        tenant = (await session.execute(select(Tenant))).scalars().one()
        cases = {
            state: CaseRecord(
                id=uuid.uuid4(), tenant_id=tenant.id, state=state, opened_by_id=staff.id if staff else None,
                created_at=either_context.clock(), review_on=date(2026, 4, 1),
            )
            for state in STATES
        }  # fmt: skip
        session.add_all(cases.values())
        await session.flush()
        signer = (await session.execute(select(Staff))).scalars().first()
        for case in cases.values():
            await agree(session, case, signer)
    for state, wanted in product(STATES, STATES):
        allowed = state == wanted or may_follow(state, wanted)
        allowed = allowed and (opened or not opens_case_management(state, wanted))
        assert await moves(either_context, cases[state].id, state, wanted) is allowed, (state, wanted)


async def agree(session: AsyncSession, case: CaseRecord, staff: Staff) -> None:
    """Goals that were signed: what some steps need is there, so that the book alone decides here."""
    team = (await session.execute(select(Team))).scalars().first()
    agreement = Agreement(
        case_id=case.id, team_id=team.id, written_by_id=staff.id, written_at=case.created_at, language="de",
        text=Sealed(b"..."), state="draft",
    )  # fmt: skip
    session.add(agreement)
    for state in ("draft", "proposed", "agreed"):
        agreement.state = state
        agreement.source, agreement.agreed_on, agreement.recorded_by_id = "paper", date(2026, 3, 2), staff.id
        await session.flush()


async def moves(context: Context, case_id: uuid.UUID, state: str, wanted: str) -> bool:
    """Whether the database takes the step; it is taken back."""
    try:
        async with context.database.writing() as session:
            await session.execute(update(CaseRecord).where(CaseRecord.id == case_id).values(state=wanted))
            await session.rollback()
    except DBAPIError:
        return False
    return True
