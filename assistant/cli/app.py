"""The command, and what all of its parts share: how it speaks, and what it needs before it does anything."""

import shutil
import sys
from pathlib import Path
from typing import NoReturn

import typer
from pydantic import ValidationError

from assistant.engine.places import Places
from assistant.engine.training import TrainingFailed, ensure_model
from assistant.translating.libretranslate import LibreTranslate, configured_translator
from backend.consent.recipients import recipients
from backend.core.settings import ROOT, Settings
from backend.mail.outbox import Outbox, configured_outbox
from backend.responsibility.checks import unexplained
from backend.responsibility.loading import rulebook
from backend.responsibility.sources import FaultyRules
from locales.catalogs import Catalogs
from locales.languages import offered

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they print local variables, and those may be somebody's words
    help="Lotse: first contact, intake, handover.",
)
db = typer.Typer(no_args_is_help=True, help="The database schema.")
app.add_typer(db, name="db")

LEAST_FREE_BYTES = 200 * 1024 * 1024


def stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def say(sentence: str) -> None:
    typer.echo(sentence)
    sys.stdout.flush()


def need_rules() -> None:
    """Stop unless the rules, and what recipients may be given, can be read and every text that a decision may need is
    there in every language."""
    try:
        book = rulebook()
        recipients()
    except FaultyRules as error:
        stop(f"The rules of responsibility are refused. {error}")
    catalogs = Catalogs.load()
    for language in offered():
        missing = unexplained(book, lambda key, code=language.code: catalogs.has(key, code))  # type: ignore[misc]  # bound now
        if missing:
            stop(f"Texts are missing in {language.code}: {', '.join(missing)}")


def need_room(var: Path) -> None:
    try:
        var.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(var).free
    except OSError as error:
        stop(f"Cannot write to {var}: {error.strerror}. Set LOTSE_VAR to a folder that may be written to.")
    if free < LEAST_FREE_BYTES:
        stop(f"Only {free // 2**20} MB are free in {var}; Lotse needs {LEAST_FREE_BYTES // 2**20}. Make room there.")


def configured() -> Settings:
    """The settings; stops with the name of the first that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        stop(f"LOTSE_{str(wrong['loc'][0]).upper()} cannot be used: {wrong['msg']}. See docs/operations.md.")


def translation_server(settings: Settings) -> LibreTranslate | None:
    try:
        return configured_translator(settings)
    except OSError as error:
        stop(f"The file of LOTSE_TRANSLATE_KEY_FILE cannot be read: {error.strerror}.")


def mail_server(settings: Settings) -> Outbox | None:
    try:
        return configured_outbox(settings)
    except OSError as error:
        stop(f"The file of LOTSE_MAIL_PASSWORD_FILE cannot be read: {error.strerror}.")


def places(settings: Settings) -> Places:
    return Places(root=ROOT, var=settings.var)


def trained(settings: Settings) -> Path:
    try:
        return ensure_model(places(settings), say)
    except TrainingFailed as failed:
        stop(str(failed))
