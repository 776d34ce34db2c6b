"""``python -m locales check | update | status``: the tools of everybody who writes or translates texts."""

from pathlib import Path
from typing import Annotated

import typer

from locales import check as checking
from locales import languages, pofiles
from locales import table as tables
from locales import update as updating

Root = Annotated[Path, typer.Option(help="The project's folder, with locales/ in it.")]
HERE = languages.FOLDER.parent

app = typer.Typer(help="Texts and languages: see locales/README.md.", add_completion=False)


@app.command()
def check(root: Root = HERE) -> None:
    """Fail, with file, key and a hint, when a text is missing, unused, outdated or damaged."""
    problems = checking.check(root, root / "locales")
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo(f"{len(problems)} problems", err=True)
        raise typer.Exit(1)


@app.command()
def update(root: Root = HERE) -> None:
    """Carry new and changed German texts into the other catalogs."""
    for path in updating.update(root / "locales"):
        typer.echo(str(path.relative_to(root)))


@app.command()
def status(root: Root = HERE) -> None:
    """Show how far each language is."""
    folder = root / "locales"
    for language in languages.read(folder):
        found = [
            entry
            for domain in pofiles.domains_of(language)
            for entry in pofiles.entries(pofiles.read(folder, language, domain))
        ]
        fuzzy = sum(entry.fuzzy for entry in found)
        empty = sum(not entry.complete for entry in found)
        shown = "offered" if language.offered else "not offered"
        typer.echo(
            f"{language.code:8}{len(found):5} texts {empty:5} untranslated {fuzzy:5} fuzzy   {language.review}, {shown}"
        )


@app.command()
def table(root: Root = HERE) -> None:
    """Print docs/languages.md: completeness, review and readability of each language."""
    typer.echo(tables.page(root / "locales"), nl=False)


if __name__ == "__main__":
    app(prog_name="python -m locales")
