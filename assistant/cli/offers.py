"""Bringing the directory of offers in and out."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.cli.app import app, configured, say, stop
from backend.core.clock import system_clock
from backend.core.database import Database
from backend.core.errors import Conflict, Invalid, NotFound
from backend.offers.exchange import files
from backend.offers.exchange.kept import read_kept
from backend.offers.exchange.plan import OfferPlan, Plan
from backend.offers.exchange.problems import Problem
from backend.offers.exchange.taking import File, Taker, compared, take_over
from backend.organisations import directory
from backend.organisations.models import Tenant
from locales.catalogs import Catalogs
from locales.languages import SOURCE, is_offered
from locales.wording import Wording

group = typer.Typer(no_args_is_help=True, help="The directory of offers: import, export, a template to fill in.")
app.add_typer(group, name="offers")

_MOST_LETTERS = 60
_MARKS = {"new": "+", "changed": "~"}

type Work[Made] = Callable[[AsyncSession, Tenant], Awaitable[Made]]
Named = Annotated[Path, typer.Argument(help="Its ending says what it is: .json, .zip (tables), .csv or .xlsx.")]


@group.command("import")
def import_(
    file: Named,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    source: Annotated[str | None, typer.Option(help="Whose offers these are; the file's name otherwise.")] = None,
    retire: Annotated[
        bool, typer.Option(help="Offers of this source that are not in the file become inactive.")
    ] = False,
    language: Annotated[str, typer.Option(help="Language in which faults are told.")] = SOURCE,
) -> None:
    """Take over a file of offers: all of it, or nothing. What was changed here by hand stays as it is."""
    if not is_offered(language):
        stop(f"There is no language {language}.")
    catalogs, given = Catalogs.load(), File.of(file.name, _content(file), source or "")

    async def work(session: AsyncSession, tenant: Tenant) -> Plan:
        kept = await read_kept(session, tenant)
        plan = await compared(given, kept, catalogs)
        if not (dry_run or plan.problems):
            await take_over(session, tenant, plan, Taker(system_clock()), catalogs, retire=retire)
        return plan

    plan = _with_directory(work, catalogs, language)
    _show(plan, catalogs, language)
    if plan.problems:
        stop(catalogs.say(Wording("console.offers.import.refused.problems", {"n": len(plan.problems)}), language))
    say("Nothing was written." if dry_run else "Taken over.")


@group.command("export")
def export(file: Named) -> None:
    """Write the whole directory to a file."""
    catalogs = Catalogs.load()

    async def work(session: AsyncSession, tenant: Tenant) -> tuple[int, bytes]:
        kept = await read_kept(session, tenant)
        return len(kept.offers), files.write(file.name, kept.offers.values(), kept, catalogs)

    count, data = _with_directory(work, catalogs, SOURCE)
    _write(file, data)
    say(f"Offers written to {file}: {count}.")


@group.command("template")
def template(
    file: Annotated[Path, typer.Argument(help=".xlsx, with drop-down lists and explanations, or .csv.")],
) -> None:
    """Write a sheet that can be filled in, with two made-up rows to look at and to delete."""
    catalogs = Catalogs.load()

    async def work(session: AsyncSession, tenant: Tenant) -> bytes:
        return files.template(file.name, await read_kept(session, tenant), catalogs)

    _write(file, _with_directory(work, catalogs, SOURCE))
    say(f"Wrote {file}.")


def _with_directory[Made](work: Work[Made], catalogs: Catalogs, language: str) -> Made:
    settings = configured()

    async def run() -> Made:
        database = Database(settings.database)
        try:
            async with database.writing() as session:
                return await work(session, await directory.tenant_by_key(session, settings.tenant))
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except NotFound:
        stop(f"There is no tenant {settings.tenant!r} in the database. Load one: lotse seed FILE.")
    except (Invalid, Conflict) as error:
        stop(catalogs.say(error.wording, language))
    except SQLAlchemyError as error:
        stop(f"The database is not usable: {str(error).splitlines()[0]}. Nothing was written.")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}.")


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}.")


def _show(plan: Plan, catalogs: Catalogs, language: str) -> None:
    for organization in plan.organizations:
        if organization.state in _MARKS:
            say(f"{_MARKS[organization.state]} organisation {organization.key}: {organization.name}")
    for offer in plan.offers:
        _show_offer(offer)
    for offer in plan.gone:
        say(f"- {offer.key}: {offer.name} (no longer in the file; inactive with --retire)")
    _tell("note", plan.notes, catalogs, language)
    _tell("fault", plan.problems, catalogs, language)
    say(", ".join(f"{count} {state}" for state, count in plan.counts.items()))


def _show_offer(offer: OfferPlan) -> None:
    if offer.state in _MARKS:
        say(f"{_MARKS[offer.state]} {offer.key}: {offer.name}")
    for change in offer.changes:
        say(f"    {change.path}: {_short(change.before)} -> {_short(change.after)}")
    for path in offer.local:
        say(f"    {offer.key}: {path} was changed here and stays")


def _tell(kind: str, problems: tuple[Problem, ...], catalogs: Catalogs, language: str) -> None:
    for problem in problems:
        say(f"{kind}: {catalogs.say(problem.sentence, language)}")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"
