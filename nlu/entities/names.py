"""Where names come from: the data of each language, CLDR, the municipalities of the Land, and the configured places."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

from nlu.entities import tables
from nlu.entities.countries import country_phrases, language_phrases
from nlu.text.normalise import fold

KINDS = ("residence_title", "benefit", "case_management", "organisation", "document", "relation", "job", "german_level")
ARABIC_CLITICS = ("", "ال", "ب", "ل", "و", "بال", "لل", "وال", "عال", "من")
SEPARATORS = str.maketrans("-/_", "   ")  # of equal length, so that offsets stay
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}
ANY_LANGUAGE = "*"
NRW = tables.DATA / "nrw_municipalities.csv"

Places = Mapping[str, Sequence[str]]
"""Key of a municipality -> its names and aliases, in any script."""

Meaning = tuple[str, str]
"""Type and value, as an entity has them."""


def names(places: Places) -> Iterator[tuple[str, Meaning, str]]:
    """(language, meaning, phrase) of everything that has a name."""
    for language in tables.languages():
        for kind in KINDS:
            found = tables.by_language(kind)[language]
            yield from ((language, (kind, value), phrase) for value, phrase in found)
        yield from ((language, ("country", code), phrase) for code, phrase in country_phrases(language))
        yield from ((language, ("language", code), phrase) for code, phrase in language_phrases(language))
        for name, phrase in tables.by_language("place")[language]:
            yield language, ("place", _key_of(name, places)), phrase
    yield from ((ANY_LANGUAGE, ("place", key), name) for key, name in _place_names(places))


def _key_of(name: str, places: Places) -> str:
    """The configured towns go by their key; the others of the Land by their official name."""
    folded = fold(name).text
    return next((key for key, own in places.items() if own and fold(own[0]).text == folded), name)


def _place_names(places: Places) -> Iterator[tuple[str, str]]:
    for key, own in places.items():
        yield from ((key, name) for name in own)
    for name in municipalities():
        key = _key_of(name, places)
        yield from ((key, spelling) for spelling in (name, *_short_forms(name)))


def municipalities() -> list[str]:
    """The 396 municipalities of North Rhine-Westphalia (annex of the MietNEinV, BGBl. I 2021 p. 3739)."""
    with NRW.open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


def _short_forms(name: str) -> Iterator[str]:
    """ "Halle (Westf.)", "Mülheim an der Ruhr", "Horn-Bad Meinberg" as people say them."""
    plain = re.split(r" \(| an der | am | a\.d\.|, ", name)[0]
    if plain != name:
        yield plain
    if any(umlaut in name.lower() for umlaut in UMLAUTS):
        yield "".join(UMLAUTS.get(letter, letter) for letter in plain.lower())


def surfaces(name: str) -> set[str]:
    """How a name can look in a folded text: as it is, and with Arabic clitics in front of an Arabic name."""
    folded = fold(name).text.translate(SEPARATORS)
    folded = " ".join(folded.split())
    if not "\u0621" <= folded[:1] <= "\u064a":
        return {folded}
    bare = folded.removeprefix("ال")
    return {folded, *(clitic + bare for clitic in ARABIC_CLITICS)}
