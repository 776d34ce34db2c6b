"""Everything that can be found by words: each offer and each article, in every language that it has."""

from collections.abc import Iterable, Iterator

from backend.offers.articles import Article
from backend.offers.asked import asked
from backend.offers.entries import Entry as OfferEntry
from backend.offers.index import Entry

OFFER, ARTICLE = "offer", "article"


def offers_to_find(offers: Iterable[OfferEntry]) -> Iterator[Entry]:
    """Name, how people ask for its kind, and what it is; whom it is for and how to register hold words of other
    subjects."""
    for offer in offers:
        for language, words in offer.extension.texts.items():
            title = "\n".join((words.name, *_asked(language, OFFER, offer.extension.template)))
            yield Entry(OFFER, offer.extension.key, language, title, words.summary)


def articles_to_find(articles: Iterable[Article]) -> Iterator[Entry]:
    """Title and the words by which people look for it weigh more than the text."""
    for article in articles:
        for language, words in article.words.items():
            title = "\n".join((words.title, words.question, *words.keywords, *_asked(language, ARTICLE, article.id)))
            yield Entry(ARTICLE, article.id, language, title, words.text)


def _asked(language: str, kind: str, key: str | None) -> tuple[str, ...]:
    return asked(language).get(kind, {}).get(key or "", ())
