"""Talking to Lotse from a terminal."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.app import app
from assistant.terminal import talk_to


@app.command()
def talk(
    file: Annotated[Path | None, typer.Argument(help="One line per message; a number or #id takes a choice.")] = None,
    language: Annotated[str, typer.Option(help="Language of the conversation.")] = "de",
    url: Annotated[str, typer.Option(help="Where Lotse is served.")] = "http://127.0.0.1:8000",
) -> None:
    """Chat in the terminal with a Lotse that is being served."""
    raise typer.Exit(talk_to(url, language, file))
