"""Tenants, keys and the database."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.cli.app import app, configured, db, need_rules, say, stop
from backend.core.clock import system_clock
from backend.core.database import Database
from backend.core.errors import NotFound
from backend.migrations import run as migrations
from backend.offers.upkeep import entrusting
from backend.organisations.accounts import hash_password
from backend.organisations.directory import tenant_by_key
from backend.organisations.funding import fund
from backend.organisations.models import FUNDINGS, Tenant
from backend.privacy.sealing import MasterKey
from backend.responsibility.locality import Misconfigured
from backend.seeds import load

staff = typer.Typer(no_args_is_help=True, help="Members of staff.")
app.add_typer(staff, name="staff")


@app.command()
def seed(file: Annotated[Path, typer.Argument(help="TOML file with a tenant.")]) -> None:
    """Migrate the database and load a tenant from a file; its staff get a first password, which is shown once."""
    password = secrets.token_urlsafe(12)

    async def work() -> bool:
        database = Database(configured().database)
        try:
            await migrations.upgrade(database)
            return await load.seed(database, load.read(file), hash_password, password)
        finally:
            await database.close()

    need_rules()
    try:
        loaded = asyncio.run(work())
    except Misconfigured as error:
        stop(f"{file}: {error}")
    if loaded:
        say(f"Loaded. First password of its staff, shown only now: {password}")
    else:
        say("This tenant is there already; nothing was changed.")


@app.command()
def configure(file: Annotated[Path, typer.Argument(help="TOML file with the tenant and its municipalities.")]) -> None:
    """Take over what a tenant and its municipalities set otherwise (``settings`` in the file); it holds at once."""

    async def work() -> bool:
        database = Database(configured().database)
        try:
            return await load.configure(database, load.read(file))
        finally:
            await database.close()

    need_rules()
    try:
        known = asyncio.run(work())
    except Misconfigured as error:
        stop(f"{file}: {error}")
    except NotFound:
        stop(f"{file}: one of the municipalities is not there; nothing was changed.")
    if not known:
        stop(f"{file}: there is no such tenant; load it first (lotse seed).")
    say("The settings hold now.")


@app.command()
def entrust(
    organization: Annotated[str, typer.Argument(help="Key of an organisation of the directory of offers.")],
    team: Annotated[str, typer.Argument(help="Key of a team.")],
    end: Annotated[bool, typer.Option("--end", help="No longer.")] = False,
) -> None:
    """Let the members of a team keep the entries of an organisation in the console."""
    _for_tenant(lambda session, tenant: entrusting.entrust(session, system_clock, tenant, organization, team, ends=end))
    say(f"{team} {'no longer keeps' if end else 'keeps'} the entries of {organization}.")


@app.command()
def coordinator(
    login: Annotated[str, typer.Argument(help="Login of a member of staff.")],
    end: Annotated[bool, typer.Option("--end", help="No longer.")] = False,
) -> None:
    """Let a member of staff keep every entry of the directory of offers in the console."""
    _for_tenant(lambda session, tenant: entrusting.appoint(session, system_clock, tenant, login, ends=end))
    say("This member of staff is no coordinator any more." if end else "This member of staff is a coordinator now.")


@staff.command("fund")
def fund_post(
    login: Annotated[str, typer.Argument(help="Login of a member of staff.")],
    source: Annotated[str, typer.Argument(help=f"One of: {', '.join(FUNDINGS)}.")],
) -> None:
    """Say out of which money a post is paid; posts of JMD, MBE and teachers at the KI manage no cases of KIM."""
    if source not in FUNDINGS:
        stop(f"No post is paid out of {source!r}; one of: {', '.join(FUNDINGS)}.")
    _for_tenant(lambda session, tenant: fund(session, system_clock, tenant, login, source))
    say(f"This post is paid out of: {source}.")


def _for_tenant(work: Callable[[AsyncSession, Tenant], Awaitable[None]]) -> None:
    settings = configured()

    async def inside() -> None:
        database = Database(settings.database)
        try:
            async with database.writing() as session:
                await work(session, await tenant_by_key(session, settings.tenant))
        finally:
            await database.close()

    try:
        asyncio.run(inside())
    except NotFound:
        stop("One of these is not there; nothing was changed.")
    except SQLAlchemyError as error:
        stop(f"The database is not usable: {str(error).splitlines()[0]}. Look at LOTSE_DATABASE_URL.")


@app.command()
def key(
    file: Annotated[Path, typer.Argument(help="Where the key is to be; never in a backup of the database.")],
) -> None:
    """Make a master key. Without it nothing that is sealed can be read again: keep a copy in a safe place."""
    if file.exists():
        stop(f"{file} is there already; a master key is never written over.")
    MasterKey.from_file(file, create=True)
    say(f"Made {file}, readable by its owner alone.")


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the head of the schema."""
    asyncio.run(migrations.upgrade(Database(configured().database)))


@db.command("check")
def db_check() -> None:
    """Fail if the models differ from the migrated schema; looks at a fresh database."""

    async def work() -> None:
        scratch = configured().var / "check.sqlite3"
        scratch.parent.mkdir(parents=True, exist_ok=True)
        scratch.unlink(missing_ok=True)
        database = Database(f"sqlite+aiosqlite:///{scratch}")
        try:
            await migrations.upgrade(database)
            await migrations.check(database)
        finally:
            await database.close()
            for left in scratch.parent.glob("check.sqlite3*"):
                left.unlink()

    try:
        asyncio.run(work())
    except CommandError as error:
        stop(f"Models and migrations differ: {error}")
    say("Models and migrations agree.")
