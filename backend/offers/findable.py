"""Everything that can be found by words: each offer and each article, in every language that it has."""

from collections.abc import Iterable, Iterator

from backend.offers.articles import Article
from backend.offers.entries import Entry as OfferEntry
from backend.offers.index import Entry

OFFER, ARTICLE = "offer", "article"


def offers_to_find(offers: Iterable[OfferEntry]) -> Iterator[Entry]:
    """Name and what it is; whom it is for and how to register hold words of other subjects."""
    for offer in offers:
        for language, words in offer.extension.texts.items():
            yield Entry(OFFER, offer.extension.key, language, words.name, words.summary)


def articles_to_find(articles: Iterable[Article]) -> Iterator[Entry]:
    """Title and the words by which people look for it weigh more than the text."""
    for article in articles:
        for language, words in article.words.items():
            title = "\n".join((words.title, words.question, *words.keywords))
            yield Entry(ARTICLE, article.id, language, title, words.text)
