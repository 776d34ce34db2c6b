"""The card of an entry as newcomers see it, in any language."""

from markupsafe import Markup

from backend.console.signing import Console
from backend.offers import hsds
from backend.offers.schemas import Extension
from backend.offers.upkeep.previews import preview
from backend.transcripts.rendering import offer_in_words
from locales.languages import SOURCE, all_languages, find, is_known


def shown_in(language: str) -> str:
    """The language to show a card in: the one that was asked for, if it is one of ours."""
    return language if is_known(language) else SOURCE


def card_of(console: Console, service: hsds.Service, extension: Extension, organization: str, language: str) -> Markup:
    """The card, with words in that language and its direction. ``organization``: name of who makes the offer."""
    made = preview(service, extension, organization, language, console.context.clock())
    offer = offer_in_words(made, console.context.catalogs, language)
    return console.pages.part("offer_card.html", language, {"offer": offer, "card_language": find(language)})


def card_languages() -> list[tuple[str, str]]:
    """What the card can be shown in, each language by its own name."""
    return [(language.code, language.name) for language in all_languages()]
