"""Starting the whole, and the models it needs."""

import asyncio
import errno
import secrets
import socket
from ipaddress import ip_address
from typing import Annotated

import typer
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from assistant.cli.app import (
    app,
    configured,
    mail_server,
    need_room,
    need_rules,
    places,
    say,
    stop,
    trained,
    translation_server,
)
from assistant.serving import Served, run
from backend.core.clock import system_clock
from backend.core.database import Database
from backend.core.errors import NotFound
from backend.core.settings import Settings
from backend.migrations import run as migrations
from backend.organisations import directory
from backend.organisations.accounts import hash_password
from backend.seeds import load, offers


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Fictitious Kreis with known passwords.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Start everything: pages, API, console, dialogue."""
    given = {key: value for key, value in {"host": host, "port": port, "demo": demo or None}.items() if value}
    settings = configured().model_copy(update=given)
    _refuse_unsafe(settings)
    need_rules()
    need_room(settings.var)
    _need_port(settings)
    _need_key(settings)
    asyncio.run(_prepare(settings))
    model = trained(settings)
    secret, mail = secrets.token_urlsafe(32), mail_server(settings)
    served = Served(settings, places(settings), model, secret, translation_server(settings), mail)
    if not run(served, lambda: _welcome(settings)):
        stop("Lotse could not start; the lines above say why.")


def _welcome(settings: Settings) -> None:
    address = f"http://{settings.host}:{settings.port}"
    say(f"\nLotse is up.\n  Chat:     {address}/\n  Console:  {address}/console\n  API:      {address}/openapi.json")
    if settings.demo:
        say(f"  Demo logins (password: {load.DEMO_PASSWORD}):")
        for staff in load.read()["staff"]:
            say(f"    {staff['login']}  ({', '.join(staff['teams'])})")
    say("The dialogue engine needs about 20 seconds more. Stop with Ctrl-C.")


def _refuse_unsafe(settings: Settings) -> None:
    local = settings.host == "localhost" or (_is_ip(settings.host) and ip_address(settings.host).is_loopback)
    if settings.demo and not local:
        stop(f"The demo has known passwords and listens on this machine only, not on {settings.host}.")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _need_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                stop(f"Port {settings.port} is in use. Stop what uses it, or choose another: lotse serve --port 8001")
            stop(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.")


def _need_key(settings: Settings) -> None:
    """With a database of its own an installation brings its own key; only the embedded mode makes one by itself."""
    if settings.database_url and not settings.master_key_path.is_file():
        stop(f"There is no master key at {settings.master_key_path}. Make one: lotse key {settings.master_key_path}")


async def _prepare(settings: Settings) -> None:
    database = Database(settings.database)
    try:
        await migrations.upgrade(database)
        if settings.demo and await load.seed(database, load.read(), hash_password, load.DEMO_PASSWORD):
            say("Loaded the demo data: Kreis Musterland.")
        async with database.writing() as session:
            tenant = await directory.tenant_by_key(session, settings.tenant)
            if settings.demo and await offers.load_demo(session, tenant, system_clock()):
                say("Loaded the demo's offers.")
    except NotFound:
        stop(f"There is no tenant {settings.tenant!r} in the database. Load one: lotse seed FILE, or try --demo.")
    except (SQLAlchemyError, CommandError) as error:
        stop(f"The database is not usable: {str(error).splitlines()[0]}. Look at LOTSE_DATABASE_URL.")
    finally:
        await database.close()


@app.command()
def train() -> None:
    """Train the dialogue model if its inputs have changed."""
    settings = configured()
    need_room(settings.var)
    say(str(trained(settings)))
