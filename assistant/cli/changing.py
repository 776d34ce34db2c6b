"""Looking for changes that break help, beside what the running program does by itself."""

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from assistant.cli.app import app, configured, need_rules, say, stop
from backend.changes.sweep import look_through
from backend.core.context import Context
from backend.core.settings import Settings


@app.command("changes")
def look_for_changes() -> None:
    """Look through the cases that nobody has looked at for a week: birthdays, ends of titles, law that changes."""
    need_rules()
    try:
        looked = asyncio.run(_work(configured()))
    except SQLAlchemyError as error:
        stop(f"The database is not usable: {str(error).splitlines()[0]}. Look at LOTSE_DATABASE_URL.")
    say(f"Looked through {looked} {'case' if looked == 1 else 'cases'}.")


async def _work(settings: Settings) -> int:
    context = Context.from_settings(settings)
    try:
        return await look_through(context)
    finally:
        await context.close()
