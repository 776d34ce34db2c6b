"""What is spoken of a message, and how: digits of a phone number one by one, German names by a German voice."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from backend.transcripts.schemas import MessageOut
from locales import glossary
from locales.languages import Language

_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PHONE = re.compile(r"(?<![\d.])(?:\+\d[\d /-]{4,}\d|0\d[\d /-]{3,}\d|11\d(?: \d{3})?)(?!\d|\.\d)")
_LATIN = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}(?:[ -][A-Za-zÄÖÜäöüß]{2,})*")
_PAUSE = re.compile(r"\s*(?:\n|•|–)\s*")


def parts(message: MessageOut) -> Iterator[tuple[str, str]]:
    """(name, text) of everything on the page, in the order in which it is read out: numbers to call before words."""
    contacts = [(f"contact-{place}", _contact(contact)) for place, contact in enumerate(message.contacts)]
    text = [("text", message.text)] if message.text else []
    yield from (*contacts, *text) if message.kind == "safety" else (*text, *contacts)
    yield from ((f"offer-{place}", _offer(offer)) for place, offer in enumerate(message.offers))
    yield from ((f"item-{place}", f"{item['label']}: {item['value']}") for place, item in enumerate(message.items))
    yield from ((f"choice-{choice['id']}", str(choice["label"])) for choice in message.choices)


def _contact(contact: dict[str, object]) -> str:
    said = (contact.get(name) for name in ("name", "phone", "hours", "address", "why"))
    return "\n".join(str(words) for words in said if words)


def _offer(offer: dict[str, object]) -> str:
    told = ("name", "organization", "fit", "summary", "address", "next_date", "cost", "languages", "phone")
    return "\n".join(str(offer[name]) for name in told if offer.get(name))


def ssml(text: str, language: Language) -> str:
    """The text as speech markup for a voice of that language."""
    plain = _PAUSE.sub(". ", _MARKS.sub("", text)).strip(" .")
    digits = _PHONE.sub(lambda found: ", ".join(re.sub(r"\D", "", found[0])), plain)
    return f"<speak>{_with_german(escape(digits), language)}</speak>"


def _with_german(text: str, language: Language) -> str:
    """Offices keep their German sound: in Latin letters among others, or by their official names."""
    if language.is_german:
        return text
    if language.script != "Latn":
        return _LATIN.sub(_german, text)
    names = "|".join(map(re.escape, glossary.official_names()))
    return re.sub(rf"\b(?:{names})\b", _german, text)


def _german(found: re.Match[str]) -> str:
    return f'<voice xml:lang="de">{found[0]}</voice>'
