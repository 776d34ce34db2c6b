"""Offers that can be found by words: each of them, in every language that it has."""

from collections.abc import Iterable, Iterator

from backend.offers.entries import Entry as OfferEntry
from backend.offers.index import Entry


def offers_to_find(offers: Iterable[OfferEntry]) -> Iterator[Entry]:
    """Name and what it is; whom it is for and how to register hold words of other subjects."""
    for offer in offers:
        for language, words in offer.extension.texts.items():
            yield Entry(offer.extension.key, language, words.name, words.summary)
