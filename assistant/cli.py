"""``lotse``: serve, train, seed, talk, and what concerns the database. Speaks to operators, in English."""

import asyncio
import errno
import json
import secrets
import shutil
import socket
import sys
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from assistant import routing
from assistant.engine.places import Places
from assistant.engine.training import TrainingFailed, ensure_model
from assistant.serving import Served, run
from assistant.terminal import talk_to
from backend.core.clock import local_date, system_clock
from backend.core.database import Database
from backend.core.errors import NotFound
from backend.core.settings import ROOT, Settings
from backend.migrations import run as migrations
from backend.organisations import directory
from backend.organisations.accounts import hash_password
from backend.privacy.sealing import MasterKey
from backend.responsibility import handbook
from backend.responsibility.checks import unexplained
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Misconfigured
from backend.responsibility.sources import FaultyRules
from backend.seeds import load
from locales.catalogs import Catalogs
from locales.languages import SOURCE, offered

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they print local variables, and those may be somebody's words
    help="Lotse: first contact, intake, handover.",
)
db = typer.Typer(no_args_is_help=True, help="The database schema.")
app.add_typer(db, name="db")

LEAST_FREE_BYTES = 200 * 1024 * 1024


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _say(sentence: str) -> None:
    typer.echo(sentence)
    sys.stdout.flush()


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Fictitious Kreis with known passwords.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Start everything: pages, API, console, dialogue."""
    given = {key: value for key, value in {"host": host, "port": port, "demo": demo or None}.items() if value}
    settings = Settings().model_copy(update=given)
    _refuse_unsafe(settings)
    _need_rules()
    _need_room(settings.var)
    _need_port(settings)
    _need_key(settings)
    asyncio.run(_prepare(settings))
    model = _model(settings)
    served = Served(settings, _places(settings), model, secrets.token_urlsafe(32))
    if not run(served, lambda: _welcome(settings)):
        _stop("Lotse could not start; the lines above say why.")


def _welcome(settings: Settings) -> None:
    address = f"http://{settings.host}:{settings.port}"
    _say(f"\nLotse is up.\n  Chat:     {address}/\n  Console:  {address}/console\n  API:      {address}/openapi.json")
    if settings.demo:
        _say(f"  Demo logins (password: {load.DEMO_PASSWORD}):")
        for staff in load.read()["staff"]:
            _say(f"    {staff['login']}  ({', '.join(staff['teams'])})")
    _say("The dialogue engine needs about 20 seconds more. Stop with Ctrl-C.")


def _refuse_unsafe(settings: Settings) -> None:
    local = settings.host == "localhost" or (_is_ip(settings.host) and ip_address(settings.host).is_loopback)
    if settings.demo and not local:
        _stop(f"The demo has known passwords and listens on this machine only, not on {settings.host}.")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _need_room(var: Path) -> None:
    try:
        var.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(var).free
    except OSError as error:
        _stop(f"Cannot write to {var}: {error.strerror}. Set LOTSE_VAR to a folder that may be written to.")
    if free < LEAST_FREE_BYTES:
        _stop(f"Only {free // 2**20} MB are free in {var}; Lotse needs {LEAST_FREE_BYTES // 2**20}. Make room there.")


def _need_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                _stop(f"Port {settings.port} is in use. Stop what uses it, or choose another: lotse serve --port 8001")
            _stop(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.")


def _need_key(settings: Settings) -> None:
    """With a database of its own an installation brings its own key; only the embedded mode makes one by itself."""
    if settings.database_url and not settings.master_key_path.is_file():
        _stop(f"There is no master key at {settings.master_key_path}. Make one: lotse key {settings.master_key_path}")


async def _prepare(settings: Settings) -> None:
    database = Database(settings.database)
    try:
        await migrations.upgrade(database)
        if settings.demo and await load.seed(database, load.read(), hash_password, load.DEMO_PASSWORD):
            _say("Loaded the demo data: Kreis Musterland.")
        async with database.reading() as session:
            await directory.tenant_by_key(session, settings.tenant)
    except NotFound:
        _stop(f"There is no tenant {settings.tenant!r} in the database. Load one: lotse seed FILE, or try --demo.")
    except (SQLAlchemyError, CommandError) as error:
        _stop(f"The database is not usable: {str(error).splitlines()[0]}. Look at LOTSE_DATABASE_URL.")
    finally:
        await database.close()


def _places(settings: Settings) -> Places:
    return Places(root=ROOT, var=settings.var)


def _model(settings: Settings) -> Path:
    try:
        return ensure_model(_places(settings), _say)
    except TrainingFailed as failed:
        _stop(str(failed))


@app.command()
def train() -> None:
    """Train the dialogue model if its inputs have changed."""
    settings = Settings()
    _need_room(settings.var)
    _say(str(_model(settings)))


@app.command()
def seed(file: Annotated[Path, typer.Argument(help="TOML file with a tenant.")]) -> None:
    """Migrate the database and load a tenant from a file; its staff get a first password, which is shown once."""
    password = secrets.token_urlsafe(12)

    async def work() -> bool:
        database = Database(Settings().database)
        try:
            await migrations.upgrade(database)
            return await load.seed(database, load.read(file), hash_password, password)
        finally:
            await database.close()

    _need_rules()
    try:
        loaded = asyncio.run(work())
    except Misconfigured as error:
        _stop(f"{file}: {error}")
    if loaded:
        _say(f"Loaded. First password of its staff, shown only now: {password}")
    else:
        _say("This tenant is there already; nothing was changed.")


@app.command()
def configure(file: Annotated[Path, typer.Argument(help="TOML file with the tenant and its municipalities.")]) -> None:
    """Take over what a tenant and its municipalities set otherwise (``settings`` in the file); it holds at once."""

    async def work() -> bool:
        database = Database(Settings().database)
        try:
            return await load.configure(database, load.read(file))
        finally:
            await database.close()

    _need_rules()
    try:
        known = asyncio.run(work())
    except Misconfigured as error:
        _stop(f"{file}: {error}")
    except NotFound:
        _stop(f"{file}: one of the municipalities is not there; nothing was changed.")
    if not known:
        _stop(f"{file}: there is no such tenant; load it first (lotse seed).")
    _say("The settings hold now.")


@app.command()
def talk(
    file: Annotated[Path | None, typer.Argument(help="One line per message; a number or #id takes a choice.")] = None,
    language: Annotated[str, typer.Option(help="Language of the conversation.")] = "de",
    url: Annotated[str, typer.Option(help="Where Lotse is served.")] = "http://127.0.0.1:8000",
) -> None:
    """Chat in the terminal with a Lotse that is being served."""
    raise typer.Exit(talk_to(url, language, file))


@app.command()
def route(
    file: Annotated[Path, typer.Argument(help="JSON lines; - for standard input.", allow_dash=True)],
    language: Annotated[str, typer.Option(help="Language of the reasons.")] = "de",
    local: Annotated[Path | None, typer.Option(help="A tenant's file: what its municipalities set otherwise.")] = None,
) -> None:
    """Who is responsible: one constellation a line in, one decision a line out. Exit code 1 if a line is faulty."""
    if language not in {known.code for known in offered()}:
        _stop(f"There is no language {language}.")
    _need_rules()
    faulty = False
    with sys.stdin if str(file) == "-" else file.open(encoding="utf-8") as lines:
        towns = _localities(local)
        explain = routing.in_words(Catalogs.load(), language)
        for answer in routing.answers(lines, explain, towns, local_date(system_clock())):
            faulty |= answer["status"] == "error"
            _say(json.dumps(answer, ensure_ascii=False))
    raise typer.Exit(1 if faulty else 0)


@app.command()
def rules() -> None:
    """Check the rules of responsibility and print them as Markdown: what stands in docs/responsibility-rules.md."""
    book, catalogs = rulebook(), Catalogs.load()
    missing = unexplained(book, lambda key: catalogs.has(key, SOURCE))
    if missing:
        _stop(f"These texts are missing: {', '.join(missing)}")
    _say(handbook.markdown(book, catalogs))


def _localities(file: Path | None) -> Mapping[str, Locality]:
    try:
        return routing.localities(file)
    except Misconfigured as error:
        _stop(f"{file}: {error}")


def _need_rules() -> None:
    """Stop unless the rules can be read and every text that a decision may need is there in every language."""
    try:
        book = rulebook()
    except FaultyRules as error:
        _stop(f"The rules of responsibility are refused. {error}")
    catalogs = Catalogs.load()
    for language in offered():
        missing = unexplained(book, lambda key, code=language.code: catalogs.has(key, code))  # type: ignore[misc]  # bound now
        if missing:
            _stop(f"Texts are missing in {language.code}: {', '.join(missing)}")


@app.command()
def key(
    file: Annotated[Path, typer.Argument(help="Where the key is to be; never in a backup of the database.")],
) -> None:
    """Make a master key. Without it nothing that is sealed can be read again: keep a copy in a safe place."""
    if file.exists():
        _stop(f"{file} is there already; a master key is never written over.")
    MasterKey.from_file(file, create=True)
    _say(f"Made {file}, readable by its owner alone.")


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the head of the schema."""
    asyncio.run(migrations.upgrade(Database(Settings().database)))


@db.command("check")
def db_check() -> None:
    """Fail if the models differ from the migrated schema; looks at a fresh database."""

    async def work() -> None:
        scratch = Settings().var / "check.sqlite3"
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
        _stop(f"Models and migrations differ: {error}")
    _say("Models and migrations agree.")
