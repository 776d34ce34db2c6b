"""The report on handovers, from the log of events."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from assistant.cli.app import app, configured, say, stop
from backend.console.pages import console_languages
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.organisations.directory import tenant_by_key
from backend.reporting.reading import Days, reports
from backend.reporting.sheet import Speaker
from backend.reporting.table import BYS
from locales.languages import SOURCE


@app.command()
def report(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the handovers.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of the handovers.")],
    csv: Annotated[Path | None, typer.Option(help="File to write, instead of showing it.")] = None,
    language: Annotated[str, typer.Option(help="Language of the headings: de or en.")] = SOURCE,
) -> None:
    """What became of handovers, counted from the log of events; small numbers are not shown."""
    if language not in {spoken.code for spoken in console_languages()}:
        stop(f"There are no headings in {language!r}.")
    try:
        days = Days(first=first.date(), last=last.date())
    except ValidationError:
        stop("The last day comes before the first.")
    sheet = asyncio.run(_sheet(days, language))
    if csv is None:
        say(sheet.decode("utf-8-sig").rstrip())
        return
    try:
        csv.write_bytes(sheet)
    except OSError as error:
        stop(f"{csv} cannot be written: {error.strerror}.")
    say(f"Wrote {csv}.")


async def _sheet(days: Days, language: str) -> bytes:
    settings = configured()
    try:
        context = Context.from_settings(settings)
    except OSError as error:
        stop(f"The master key cannot be read: {error.strerror}. Look at LOTSE_MASTER_KEY_FILE.")
    try:
        async with context.database.reading() as session:
            tenant = await tenant_by_key(session, settings.tenant)
        found = await reports(context, tenant.id, days, *BYS)
    except NotFound:
        stop(f"There is no tenant {settings.tenant}; load it first (lotse seed).")
    except SQLAlchemyError as error:
        stop(f"The database is not usable: {str(error).splitlines()[0]}. Look at LOTSE_DATABASE_URL.")
    finally:
        await context.close()
    return Speaker(context.catalogs, language, settings.report_smallest).csv(found)
