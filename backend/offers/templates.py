"""Typical offers, as they exist in most towns of the Land: facts and words to start an entry from, in every language.

Read once from ``data/templates``; a wrong entry stops the program with its file and name.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from backend.offers.eligibility import FaultyCondition, Suits, condition
from backend.offers.schemas import Cost, FieldOfAction, Strict, Words
from backend.responsibility.loading import rulebook
from locales.languages import SOURCE

DATA = Path(__file__).parent / "data"
_WORDS = ("name", "summary", "who", "register", "cost_note")


class FaultyTemplates(ValueError):
    """A file of the templates cannot be used; says which entry, and why."""


class _Row(Strict):
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    official: str
    fields: tuple[FieldOfAction, ...] = Field(min_length=1, max_length=3)
    needs: tuple[str, ...] = ()
    name: str
    summary: str
    who: str
    register_: Annotated[str, Field(alias="register")]
    cost: Cost = "unknown"
    cost_note: str = ""
    documents: tuple[str, ...] = ()
    open_to_all: bool = False
    when: str | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    #: Whose ages those are: of a child, they say nothing about the person who asks, and ``when`` alone decides.
    ages_of: Literal["person", "child"] = "person"
    anonymous: bool = False
    #: Made for people who have come from elsewhere; else it is there for everybody, and for them too.
    for_newcomers: bool = False
    predecessor: tuple[str, ...] = ()
    successor: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    #: Not checked against a source, or differing from town to town.
    unsure: bool = False


@dataclass(frozen=True)
class Template:
    """A typical offer."""

    id: str
    #: Its official German name.
    official: str
    fields: tuple[str, ...]
    needs: tuple[str, ...]
    cost: Cost
    documents: tuple[str, ...]
    open_to_all: bool
    anonymous: bool
    for_newcomers: bool
    suits: Suits
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    overlaps: tuple[str, ...]
    unsure: bool
    #: By language.
    words: Mapping[str, Words]


@cache
def templates() -> Mapping[str, Template]:
    """Every typical offer by its id. Raises ``FaultyTemplates``."""
    return _read(DATA / "templates")


def _read(folder: Path) -> Mapping[str, Template]:
    translations = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("texts/*.toml"))}
    found: dict[str, Template] = {}
    for path in sorted(folder.glob("[0-9]*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["template"]:
            where = f"{path.name}, {entry.get('id')}"
            template = _template(entry, translations, where)
            if template.id in found:
                raise FaultyTemplates(f"{where}: there twice")
            found[template.id] = template
    _check_references(found)
    return found


def _template(entry: Mapping[str, Any], translations: Mapping[str, Any], where: str) -> Template:
    try:
        row = _Row.model_validate(entry)
        condition(row.when)
        words = {SOURCE: {name: entry.get(name, "") for name in _WORDS}}
        words |= {language: texts[row.id] for language, texts in translations.items() if row.id in texts}
        in_words = {language: Words.model_validate(texts) for language, texts in words.items()}
    except (ValidationError, FaultyCondition) as error:
        raise FaultyTemplates(f"{where}: {error}") from error
    unknown = set(row.needs) - set(rulebook().needs)
    unknown |= set(row.documents) - set(documents(SOURCE))
    if unknown:
        raise FaultyTemplates(f"{where}: unknown {', '.join(sorted(unknown))}")
    own_ages = row.ages_of == "person" and (row.minimum_age, row.maximum_age) != (None, None)
    if row.open_to_all and (row.when or own_ages):
        raise FaultyTemplates(f"{where}: open to all, and not to all")
    return Template(
        id=row.id,
        official=row.official,
        fields=row.fields,
        needs=row.needs,
        cost=row.cost,
        documents=row.documents,
        open_to_all=row.open_to_all,
        anonymous=row.anonymous,
        for_newcomers=row.for_newcomers,
        suits=Suits(row.when, row.minimum_age, row.maximum_age, row.ages_of),
        predecessors=row.predecessor,
        successors=row.successor,
        overlaps=row.overlaps,
        unsure=row.unsure,
        words=in_words,
    )


def _check_references(found: Mapping[str, Template]) -> None:
    for template in found.values():
        named = {*template.predecessors, *template.successors, *template.overlaps}
        unknown = named - set(found)
        if unknown:
            raise FaultyTemplates(f"{template.id}: no such template: {', '.join(sorted(unknown))}")


@cache
def documents(language: str) -> Mapping[str, str]:
    """What is to be brought, by its id, in a language; German where it is not translated."""
    folder = DATA / "documents"
    german: dict[str, str] = tomllib.loads((folder / f"{SOURCE}.toml").read_text("utf-8"))
    own = folder / f"{language}.toml"
    return german | (tomllib.loads(own.read_text("utf-8")) if own.exists() else {})
