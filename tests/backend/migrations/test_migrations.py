"""The schema: models and migrations agree, up and down, on both databases; transcripts cannot be changed."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Uuid, bindparam, delete, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from assistant.gateway.reception import open_conversation
from backend.core.context import Context
from backend.core.database import Database
from backend.handovers.models import Cooperation
from backend.migrations import run as migrations
from backend.privacy.erasure import erase
from backend.transcripts.models import Conversation, Message
from locales.catalogs import Catalogs
from tests.conftest import FixedClock, make_context
from tests.support.cases import new_conversation


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite3'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    made = Database(url, pool_size=2)
    yield made
    await made.close()


async def _tables(database: Database) -> set[str]:
    def look(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}

    async with database.engine.begin() as connection:
        return await connection.run_sync(look)


async def test_the_models_are_what_the_migrations_make(database: Database) -> None:
    await migrations.upgrade(database)
    await migrations.check(database)


async def test_migrating_down_leaves_nothing_and_up_again_makes_the_same(database: Database) -> None:
    await migrations.upgrade(database)
    before = await _tables(database)
    await migrations.downgrade(database)
    assert await _tables(database) == set()
    await migrations.upgrade(database)
    assert await _tables(database) == before
    await migrations.check(database)


@pytest.fixture
async def context(url: str, clock: FixedClock, catalogs: Catalogs, tmp_path: Path) -> AsyncIterator[Context]:
    made = await make_context(url, clock, catalogs, tmp_path)
    yield made
    await made.close()


async def test_a_message_cannot_be_changed(context: Context) -> None:
    await new_conversation(context)
    with pytest.raises(DBAPIError, match="append-only"):
        async with context.database.writing() as session:
            await session.execute(update(Message).values(kind="text"))


async def test_a_message_cannot_be_deleted(context: Context) -> None:
    await new_conversation(context)
    with pytest.raises(DBAPIError, match="append-only"):
        async with context.database.writing() as session:
            await session.execute(delete(Message))


async def test_an_erasure_takes_its_own_case_and_no_other(context: Context, clock: FixedClock) -> None:
    gone, _ = await new_conversation(context)
    kept, _ = await new_conversation(context)
    async with context.database.writing() as session:
        await erase(session, gone.case_id, requested_by="person", now=clock())
    async with context.database.reading() as session:
        assert await session.get(Conversation, gone.id) is None
        assert await session.get(Conversation, kept.id) is not None
        left = await session.execute(text("SELECT count(*) FROM message"))
        assert left.scalar_one() > 0


async def test_a_conversation_without_a_case_is_refused_by_the_database(context: Context, clock: FixedClock) -> None:
    stray = Conversation(
        case_id=uuid.uuid4(), channel="web", language="de", token_hash="x", created_at=clock(), last_active_at=clock()
    )
    with pytest.raises(IntegrityError):
        async with context.database.writing() as session:
            session.add(stray)


async def test_a_message_cannot_belong_to_another_case_than_its_conversation(context: Context) -> None:
    one, _ = await new_conversation(context)
    other, _ = await new_conversation(context)
    async with context.database.reading() as session:
        vault = await context.vault(session, one.case_id)
    stray = Message(
        conversation_id=one.id, case_id=other.case_id, seq=99, sender="person", kind="text",
        language="de", text=vault.seal("message.text", "x"), created_at=context.clock(),
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        async with context.database.writing() as session:
            session.add(stray)


async def test_the_tag_of_a_meeting_point_is_kept_with_its_conversation(context: Context) -> None:
    conversation, _ = await open_conversation(
        context, language="de", channel="web", municipality="neudorf", origin="treff-am-markt"
    )
    async with context.database.reading() as session:
        assert (await session.get_one(Conversation, conversation.id)).origin == "treff-am-markt"


async def test_what_was_handed_over_before_there_were_agreements_goes_on(database: Database) -> None:
    await migrations.upgrade(database, "0d5f3b8e71aa")
    rows = (
        "INSERT INTO tenant (id, key, name, operator, settings) VALUES (:one, 'k', 'K', 'K', '[]')",
        "INSERT INTO organization (id, tenant_id, name) VALUES (:one, :one, 'V')",
        "INSERT INTO team (id, tenant_id, key, name) VALUES (:one, :one, 't', 'T')",
        "INSERT INTO service (id, tenant_id, organization_id, destination, name, schedule, languages, "
        "no_reporting_duty, team_id) VALUES (:one, :one, :one, 'MBE', 'M', '[]', '[]', false, :one), "
        "(:two, :one, :one, 'ABH', 'A', '[]', '[]', false, NULL)",
    )
    ids = {"one": uuid.UUID(int=1), "two": uuid.UUID(int=2)}
    async with database.engine.begin() as connection:
        for row in rows:
            named = [bindparam(name, value, Uuid()) for name, value in ids.items() if f":{name}" in row]
            await connection.execute(text(row).bindparams(*named))
    await migrations.upgrade(database)
    query = select(Cooperation.service_id, Cooperation.way, Cooperation.reference, Cooperation.until)
    async with database.engine.connect() as connection:
        assert (await connection.execute(query)).all() == [(ids["one"], "inbox", "", None)]
