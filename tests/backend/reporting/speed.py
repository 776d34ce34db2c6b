"""How long a report takes over a log of 10,000 cases with 60,000 events.

Run ``python -m tests.backend.reporting.speed``: it fills SQLite and PostgreSQL and prints a table. The results stand in
docs/benchmarks.md.
"""

import asyncio
import random
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import insert, select

from backend.cases.models import CaseEvent
from backend.core.context import Context
from backend.organisations.models import Service
from backend.reporting.reading import Days, reports
from backend.reporting.table import BYS, By
from locales.catalogs import Catalogs
from tests.conftest import FixedClock, make_context
from tests.system import services

CASES = 10_000
YEAR = Days(first=date(2025, 1, 1), last=date(2025, 12, 31))
QUARTER = Days(first=date(2025, 4, 1), last=date(2025, 6, 30))
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
LANGUAGES = ("de", "en", "ar", "uk", "tr", "fa", "ru", "ro")
TRIES = 5
#: What becomes of a case: six events each.
ENDS = (
    ("case.held", "handover.accepted", "contact.first", "case.held", "handover.ended"),
    ("case.held", "handover.accepted", "handover.redirected", "contact.first", "handover.taken_over"),
    ("handover.delivered", "handover.overdue", "case.held", "handover.accepted", "contact.first"),
    ("handover.delivered", "handover.updated", "handover.overdue", "handover.asked_back", "handover.declined"),
)
CODES: dict[str, dict[str, Any]] = {
    "handover.declined": {"reason": "no_capacity"},
    "handover.ended": {"outcome": "done", "reason": None},
    "handover.redirected": {"reason": "better_placed", "to": "MBE", "times": 1},
}


def log(known: Sequence[Service], chance: random.Random) -> Iterator[dict[str, Any]]:
    """The events of a year."""
    for _ in range(CASES):
        service, about, case = chance.choice(known), uuid.uuid4(), uuid.uuid4()
        at = BEGIN + timedelta(minutes=chance.randrange(365 * 24 * 60))
        codes = {
            "service": str(service.id), "way": chance.choice(("inbox", "mail", "webhook")),
            "urgent": int(chance.random() < 0.2), "language": chance.choice(LANGUAGES),
        }  # fmt: skip
        for kind in ("handover.requested", *chance.choice(ENDS)):
            yield {
                "tenant_id": service.tenant_id, "case_id": case, "at": at, "kind": kind, "actor_kind": "staff",
                "about_id": about, "codes": codes if kind == "handover.requested" else CODES.get(kind, {}),
            }  # fmt: skip
            at += timedelta(hours=chance.randrange(1, 80))


async def fill(context: Context) -> uuid.UUID:
    """Ten thousand cases; gives the tenant."""
    async with context.database.writing() as session:
        known = list((await session.execute(select(Service))).scalars())
        await session.execute(insert(CaseEvent), list(log(known, random.Random(7))))
    return known[0].tenant_id


async def measured(name: str, url: str) -> AsyncIterator[str]:
    """The rows of one database."""
    with tempfile.TemporaryDirectory() as folder:
        clock = FixedClock(datetime(2026, 3, 2, tzinfo=UTC))
        where = url or f"sqlite+aiosqlite:///{folder}/speed.sqlite3"
        context = await make_context(where, clock, Catalogs.load(), Path(folder))
        try:
            tenant = await fill(context)
            cases: tuple[tuple[str, Days, tuple[By, ...]], ...] = (
                ("a year, by service", YEAR, ("service",)), ("a quarter, by service", QUARTER, ("service",)),
                ("a year, every breakdown", YEAR, BYS),
            )  # fmt: skip
            for what, days, bys in cases:
                took = [await _seconds(context, tenant, days, bys) for _ in range(TRIES)]
                yield f"| {name} | {what} | {median(took):.1f} | {max(took):.1f} |"
        finally:
            await context.close()


async def _seconds(context: Context, tenant: uuid.UUID, days: Days, bys: tuple[By, ...]) -> float:
    started = perf_counter()
    await reports(context, tenant, days, *bys)
    return perf_counter() - started


async def _print() -> None:
    sys.stdout.write("| database | report | median s | longest s |\n|---|---|---:|---:|\n")
    async for line in measured("SQLite", ""):
        sys.stdout.write(line + "\n")
    with services.postgres() as server:
        async for line in measured("PostgreSQL", server.new_database()):
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    asyncio.run(_print())
