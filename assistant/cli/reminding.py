"""Telling organisations of entries of the directory that run out."""

import asyncio

import typer
from sqlalchemy.exc import SQLAlchemyError

from assistant.cli.app import app, configured, mail_server, say, stop
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.core.settings import Settings
from backend.mail.outbox import Outbox
from backend.offers.upkeep.reminders import Reminded, remind


@app.command("remind")
def send_reminders() -> None:
    """Send each organisation one mail about its entries that run out within 30 days. Exit code 1 if one
    was not sent."""
    settings = configured()
    outbox = mail_server(settings)
    if outbox is None:
        stop("No mail server is set (LOTSE_MAIL_HOST); no mail is sent.")
    try:
        found = asyncio.run(_work(settings, outbox))
    except NotFound:
        stop(f"There is no tenant {settings.tenant!r} in the database.")
    except SQLAlchemyError as error:
        stop(f"The database is not usable: {str(error).splitlines()[0]}. Look at LOTSE_DATABASE_URL.")
    for one in found:
        say(f"{one.organization}: {one.entries} {'entry' if one.entries == 1 else 'entries'}, {one.problem or 'sent'}")
    say(f"{sum(one.problem is None for one in found)} sent, {sum(one.problem is not None for one in found)} not sent.")
    raise typer.Exit(1 if any(one.problem for one in found) else 0)


async def _work(settings: Settings, outbox: Outbox) -> list[Reminded]:
    context = Context.from_settings(settings)
    try:
        return await remind(context, outbox)
    finally:
        await context.close()
