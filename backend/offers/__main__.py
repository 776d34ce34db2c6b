"""``python -m backend.offers check``: the tool of everybody who writes or translates texts of the directory."""

from pathlib import Path
from typing import Annotated

import typer

from backend.offers import texts
from locales.languages import FOLDER

Root = Annotated[Path, typer.Option(help="The project's folder, with backend/ in it.")]
HERE = FOLDER.parent

app = typer.Typer(help="The texts of the directory: see locales/README.md.", add_completion=False)


@app.callback()
def directory() -> None:
    """Keeps the name of the command, which a single one would lose."""


@app.command()
def check(root: Root = HERE) -> None:
    """Fail, with file, entry, field and a hint, when a text is missing, unknown or damaged."""
    problems = texts.check(root / "backend" / "offers" / "data")
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo(f"{len(problems)} problems", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="python -m backend.offers")
