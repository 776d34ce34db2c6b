"""Agreements with organisations: recording, ending, listing."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.cli.app import app, configured, say, stop
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.handovers import cooperation
from backend.handovers.cooperation import Keeper, Terms
from backend.organisations.directory import tenant_by_key
from backend.organisations.models import Tenant

group = typer.Typer(no_args_is_help=True, help="Agreements with organisations: without one nothing is handed over.")
app.add_typer(group, name="cooperation")

type Work[Made] = Callable[[AsyncSession, Context, Tenant], Awaitable[Made]]
By = Annotated[str, typer.Option(help="Name of whoever records this.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@group.command()
def add(
    organization: Annotated[str, typer.Argument(help="Name of an organisation.")],
    way: Annotated[str, typer.Option(help="inbox, mail, webhook or slip.")],
    reference: Annotated[str, typer.Option(help="Where the signed paper is.")],
    by: By,
    service: Annotated[str | None, typer.Option(help="Name of the one service; otherwise all but its offices.")] = None,
    mail: Annotated[str | None, typer.Option(help="Address for the way mail.")] = None,
    url: Annotated[str | None, typer.Option(help="Address for the way webhook.")] = None,
    since: Day = None,
    until: Day = None,
) -> None:
    """Record an agreement. For a webhook a secret is made, and shown once."""

    async def work(session: AsyncSession, context: Context, tenant: Tenant) -> cooperation.Entered:
        begins = since.date() if since else local_date(context.clock())
        last = until.date() if until else None
        told = {"way": way, "since": begins, "until": last, "reference": reference, "email": mail, "url": url}
        return await cooperation.enter(
            session, _keeper(context, by), tenant, Terms.model_validate(told), organization, service
        )

    try:
        entered = _for_tenant(work)
    except ValidationError as error:
        stop(f"This cannot be recorded: {error.errors()[0]['msg']}.")
    say(f"Recorded: {entered.cooperation_id}")
    if entered.secret:
        say(f"Secret for both sides, shown only now: {entered.secret}")


@group.command()
def end(
    agreement: Annotated[uuid.UUID, typer.Argument(help="Its number, as lotse cooperation list shows it.")],
    by: By,
    last: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it holds; today otherwise.")
    ] = None,
) -> None:
    """Let an agreement end."""

    async def work(session: AsyncSession, context: Context, tenant: Tenant) -> None:
        day = last.date() if last else local_date(context.clock())
        await cooperation.end(session, _keeper(context, by), tenant, agreement, day)

    _for_tenant(work)
    say("This agreement ends.")


@group.command("list")
def list_() -> None:
    """Every agreement, also those that are over."""

    async def work(session: AsyncSession, _: Context, tenant: Tenant) -> list[cooperation.Listed]:
        return await cooperation.of_tenant(session, tenant.id)

    for one in _for_tenant(work):
        row = one.row
        days = f"{row.since} to {row.until}" if row.until else f"since {row.since}"
        where = row.email or row.url or ""
        told = (f"{row.id}", f"{one.organization} / {one.service or '*'}", f"{row.way} {where}".strip(), days)
        say("  ".join((*told, row.reference or "(no paper named)")))


def _keeper(context: Context, name: str) -> Keeper:
    return Keeper(context.clock, context.master_key, name)


def _for_tenant[Made](work: Work[Made]) -> Made:
    settings = configured()

    async def inside() -> Made:
        context = Context.from_settings(settings)
        try:
            async with context.database.writing() as session:
                return await work(session, context, await tenant_by_key(session, settings.tenant))
        finally:
            await context.close()

    try:
        return asyncio.run(inside())
    except NotFound:
        stop("One of these is not there, or its name is not the only one of its kind; nothing was changed.")
    except OSError as error:
        stop(f"The master key cannot be read: {error.strerror}. Look at LOTSE_MASTER_KEY_FILE.")
    except SQLAlchemyError as error:
        stop(f"The database is not usable: {str(error).splitlines()[0]}. Look at LOTSE_DATABASE_URL.")
