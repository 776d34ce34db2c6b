"""``python -m backend.offers check|titles``: the tool of everybody who writes or translates texts of the directory."""

from pathlib import Path
from typing import Annotated

import typer

from backend.offers import texts
from backend.offers import titles as headings
from locales.languages import FOLDER

Root = Annotated[Path, typer.Option(help="The project's folder, with backend/ in it.")]
HERE = FOLDER.parent

app = typer.Typer(help="The texts of the directory: see locales/README.md.", add_completion=False)


@app.command()
def check(root: Root = HERE) -> None:
    """Fail, with file, entry, field and a hint, when a text is missing, unknown or damaged."""
    problems = texts.check(root / "backend" / "offers" / "data")
    for problem in problems:
        typer.echo(str(problem))
    stale = headings.stale(root)
    for path in stale:
        typer.echo(f"{path}: not what the texts say; bring it up to date: python -m backend.offers titles")
    if problems or stale:
        typer.echo(f"{len(problems) + len(stale)} problems", err=True)
        raise typer.Exit(1)


@app.command()
def titles(root: Root = HERE) -> None:
    """Write down what entries call themselves for the reading of messages, which learns it."""
    headings.write(root)


if __name__ == "__main__":
    app(prog_name="python -m backend.offers")
