"""How fast the console's pages are with 10,000 cases, and which indexes the databases use for them.

Run ``python -m tests.backend.worklists.speed``: it makes the cases in SQLite and in PostgreSQL (some minutes), asks for
each page again and again, and prints a table. With ``--explain`` it prints the plan of each query instead. The results
stand in docs/benchmarks.md.
"""

import asyncio
import random
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, event, insert, text
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.casework.reading import my_cases, reminders
from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.handovers import brief
from backend.handovers.inbox import inbox
from backend.handovers.models import Handover
from backend.privacy.models import CaseKey
from backend.transcripts.models import Conversation, Message
from backend.worklists.agenda import agenda
from backend.worklists.asked import NOBODY, YES, Asked
from backend.worklists.lists import listing
from backend.worklists.sources import SOURCES
from tests.backend.console.world import World, a_world
from tests.system import services

CASES, BATCH, TIMES = 10_000, 1_000, 15
LANGUAGES = ("ar", "uk", "tr", "fa", "ru", "en", "de")
TOWNS = tuple(f"Musterort {number}" for number in range(20))
#: Nine of ten are still open, half of them accepted, most of them the case managers'.
TEAMS, STATUSES = ("kim", "kim", "kim", "jmd"), ("requested", "accepted", "ended", *("requested", "accepted") * 4)
NEEDS = ("language", "work", "housing", "debt", "school")

type Rows = dict[type[Any], list[dict[str, Any]]]


def made_up(world: World, numbers: range, chance: random.Random) -> Rows:
    """Cases as rows: nobody behind them, and packages that open."""
    rows: Rows = {table: [] for table in (CaseRecord, CaseKey, Conversation, Message, Consent, Handover)}
    for number in numbers:
        for table, row in _case(world, number, chance).items():
            rows[table].append(row)
    return rows


def _case(world: World, number: int, chance: random.Random) -> dict[type[Any], dict[str, Any]]:
    now, team, status = world.watch(), chance.choice(TEAMS), chance.choice(STATUSES)
    case, talk, line, consent = (uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(4))
    vault, wrapped = world.context.master_key.new_vault(case)
    since = now - timedelta(minutes=chance.randrange(60 * 24 * 60))
    holder = chance.choice((world.staff["amal"].id, world.staff["bert"].id, None)) if team == "kim" else None
    accepted, town = status == "accepted", {"key": "ort", "name": chance.choice(TOWNS)}
    needs = chance.sample(NEEDS, 2)
    package = {"attributes": {"needs": needs, "municipality": town, "goal": "x" * 500}, "facts": [], "contact": {}}
    shown = brief.brief_of(package)
    waits = chance.random() < 0.1
    language = chance.choice(LANGUAGES)
    ids = {"case_id": case, "tenant_id": world.tenant.id}
    return {
        CaseRecord: {
            "id": case, "tenant_id": world.tenant.id, "municipality_id": world.town.id, "created_at": since,
            "state": "contact", "mode": "full", "misses": 0, "facts_revision": 1,
            "holder_team_id": world.teams[team].id if accepted else None, "holder_id": holder if accepted else None,
            "review_on": local_date(now) + timedelta(days=chance.randrange(-3, 90)) if accepted else None,
            "person_wanted_at": since if waits else None,
            "person_wanted_reason": chance.choice(("asked", "danger", "letter")) if waits else None,
        },
        CaseKey: {"case_id": case, "wrapped": wrapped},
        Conversation: {
            "id": talk, "case_id": case, "token_hash": uuid.UUID(int=number).hex * 2, "channel": "web",
            "language": language, "created_at": since, "last_active_at": since,
        },
        Message: {
            "id": line, "conversation_id": talk, "case_id": case, "seq": 1, "sender": "person", "kind": "text",
            "language": language, "text": vault.seal("message.text", "Guten Tag"), "created_at": since,
        },
        Consent: {
            "id": consent, "case_id": case, "service_id": world.services[team].id, "attributes": ["needs"],
            "includes_transcript": False,
            "text_version": 2, "language": language, "text_shown": vault.seal("consent.text_shown", "…"),
            "text_german": vault.seal("consent.text_german", "…"), "source_message_id": line, "given_at": since,
            "valid_until": local_date(now) + timedelta(days=365),
        },
        Handover: {
            **ids, "id": uuid.UUID(int=chance.getrandbits(128), version=4), "conversation_id": talk,
            "service_id": world.services[team].id, "team_id": world.teams[team].id, "consent_id": consent,
            "status": status, "urgent": chance.random() < 0.1, "reference": f"{number:04d}-DEMO",
            "code_hash": "0" * 64, "package": vault.seal("handover.package", package), "fields": list(shown.fields),
            "town": shown.town, "facts_revision": 1, "rule_id": "K1", "rules_version": "2026-03",
            "decided_on": local_date(since), "requested_at": since, "due_at": since + timedelta(days=61),
            "responded_at": since if status != "requested" else None,
            "responded_by_id": holder if status != "requested" else None,
            "ended_at": now - timedelta(days=chance.randrange(60)) if status == "ended" else None,
            "outcome": "done" if status == "ended" else None,
        },
    }  # fmt: skip


async def fill(world: World) -> None:
    """Ten thousand cases, with what a page asks of them."""
    chance = random.Random(20261122)
    for begin in range(0, CASES, BATCH):
        rows = made_up(world, range(begin, begin + BATCH), chance)
        async with world.context.database.writing() as session:
            for table, some in rows.items():
                await session.execute(insert(table), some)
    async with world.context.database.writing() as session:
        await session.execute(text("ANALYZE"))


def pages(world: World) -> Mapping[str, Callable[[], Awaitable[object]]]:
    """What is asked for, as the routes ask."""
    context, amal, dora = world.context, world.staff["amal"], world.staff["dora"]

    def a_list(**asked: str) -> Callable[[], Awaitable[object]]:
        return lambda: listing(context, amal, Asked.of({"list": "team", **asked}))

    async def last_page() -> object:
        shown = await listing(context, amal, Asked(list="team", sort="newest"))
        return await listing(context, amal, Asked(list="team", sort="oldest", after=shown.after or ""))

    return {
        "inbox": lambda: inbox(context, amal),
        "inbox of the desk": lambda: inbox(context, dora),
        "list of the team": a_list(),
        "list, by deadline": a_list(sort="due"),
        "list, far behind": last_page,
        "list, one language": a_list(language="fa"),
        "list, one town": a_list(town=TOWNS[3]),
        "list, urgent, with nobody": a_list(urgent=YES, holder=NOBODY),
        "list of the desk": lambda: listing(context, dora, Asked(list="waiting")),
        "list of what was ended": a_list(list="ended"),
        "agenda": lambda: agenda(context, amal, tuple(SOURCES.values())),
        "own cases": lambda: my_cases(context, amal),
        "re-assessments due": lambda: reminders(context, amal),
    }


async def timed(act: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Milliseconds that it takes, and those of them that this process worked: with SQLite, all of the work."""
    started, worked = perf_counter(), process_time()
    await act()
    return 1000 * (perf_counter() - started), 1000 * (process_time() - worked)


async def measured(name: str, world: World) -> AsyncIterator[str]:
    """The rows of one database."""
    for what, act in pages(world).items():
        await act()
        took, worked = zip(*[await timed(act) for _ in range(TIMES)], strict=True)
        slow = quantiles(took, n=20)[-1]
        yield f"| {name} | {what} | {median(took):.0f} | {slow:.0f} | {median(worked):.0f} |"


async def explained(name: str, world: World) -> AsyncIterator[str]:
    """The plan of every query of every page."""
    word = "EXPLAIN QUERY PLAN " if name == "SQLite" else "EXPLAIN "
    for what, act in pages(world).items():
        asked: list[tuple[str, Any]] = []

        def note(
            _connection: Connection, _cursor: DBAPICursor, statement: str, values: Any, _context: ExecutionContext,
            _many: bool, asked: list[tuple[str, Any]] = asked,
        ) -> None:  # fmt: skip
            asked.append((statement, values))

        engine = world.context.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        await act()
        event.remove(engine, "before_cursor_execute", note)
        yield f"## {name}: {what}"
        async with AsyncSession(world.context.database.engine) as session:
            connection = await session.connection()
            for statement, values in asked:
                plan = await connection.exec_driver_sql(word + statement, values)
                yield "\n".join([statement.partition("FROM")[2][:200].replace("\n", " "), *map(_told, plan), ""])


def _told(row: Any) -> str:
    return f"    {row[-1]}"


async def report(show: Callable[[str, World], AsyncIterator[str]]) -> AsyncIterator[str]:
    """The same of both databases."""
    with tempfile.TemporaryDirectory() as folder, services.postgres() as server:
        for name, url in (("SQLite", ""), ("PostgreSQL", server.new_database())):
            async with a_world(Path(folder), database_url=url) as world:
                await fill(world)
                async for line in show(name, world):
                    yield line


async def _print() -> None:
    if "--explain" in sys.argv:
        show = explained
    else:
        show = measured
        sys.stdout.write("| database | page | median ms | 95 % within ms | work ms |\n|---|---|---:|---:|---:|\n")
    async for line in report(show):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_print())
