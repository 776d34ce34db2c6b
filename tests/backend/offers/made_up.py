"""Offers by the thousand for measurements: typical offers under names that nobody has, in towns of the demo."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backend.offers.drafts import Draft, OrganizationDraft, PlaceDraft, from_template
from backend.offers.schemas import MOST_LETTERS, Words
from backend.offers.templates import Template, templates

ORGANIZATIONS = 500
OWN_WORDS = 6
SYLLABLES = ("ba", "del", "fi", "gor", "hu", "kem", "lo", "mira", "nu", "pal", "qui", "ros", "stu", "tav", "wen", "zo")
#: In the open sea, like the demo's.
LATITUDE, LONGITUDE, DEGREES = 54.0, 5.0, 0.3


@dataclass(frozen=True)
class MadeUp:
    """An offer, and the words that no other kind of offer has."""

    draft: Draft
    own: tuple[str, ...]


def organizations() -> Iterator[OrganizationDraft]:
    """Who makes the offers."""
    for number in range(ORGANIZATIONS):
        yield OrganizationDraft(key=f"verein-{number}", name=f"Musterverein {number}", description="Frei erfunden.")


def made_up(many: int, towns: Sequence[str], languages: Sequence[str], assured_on: date) -> Iterator[MadeUp]:
    """The same offers at every run. ``towns``: keys of the towns in which they take place."""
    chance = random.Random(20261122)
    kinds = list(templates().values())
    for number in range(many):
        own = tuple(_word(chance) for _ in range(OWN_WORDS))
        yield MadeUp(_draft(number, kinds[number % len(kinds)], own, towns, languages, assured_on, chance), own)


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3))


def _draft(
    number: int,
    kind: Template,
    own: tuple[str, ...],
    towns: Sequence[str],
    languages: Sequence[str],
    assured_on: date,
    chance: random.Random,
) -> Draft:
    said = from_template(kind)
    said["words"] = {code: _named(words, own) for code, words in kind.words.items() if code in languages}
    place = PlaceDraft(
        key=f"haus-{number}",
        name=f"Haus {own[0].title()}",
        street=f"Musterweg {number}",
        postal_code="00000",
        city=own[1].title(),
        town=chance.choice(towns),
        latitude=LATITUDE + chance.uniform(0, DEGREES),
        longitude=LONGITUDE + chance.uniform(0, DEGREES),
    )
    return Draft(
        key=f"{kind.id}-{number}",
        organization=f"verein-{number % ORGANIZATIONS}",
        places=(place,),
        assured_on=assured_on,
        **said,
    )


def _named(words: Words, own: tuple[str, ...]) -> Words:
    name = f"{' '.join(own[:2]).title()}: {words.name}"[: MOST_LETTERS["name"]]
    summary = f"{words.summary} {' '.join(own[2:])}"[: MOST_LETTERS["summary"]]
    return words.model_copy(update={"name": name, "summary": summary})
