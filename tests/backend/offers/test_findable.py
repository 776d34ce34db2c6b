"""What can be found by words: each language that an offer or an article has, and nothing of another subject."""

from datetime import date

from backend.offers.articles import Article, ArticleWords
from backend.offers.drafts import service_in_standard
from backend.offers.entries import Entry as OfferEntry
from backend.offers.findable import articles_to_find, offers_to_find
from backend.offers.index import Entry
from backend.offers.models import Offer
from backend.offers.schemas import Words
from tests.support.offers import draft

TEXTS = {
    "de": Words(name="Kurs", summary="Ein Kurs.", who="Für alle", register="Anrufen", cost_note="Frei"),
    "en": Words(name="Course", summary="A course."),
}


def test_an_offer_is_found_by_its_name_and_what_it_is_in_each_of_its_languages() -> None:
    service, extension = service_in_standard("kreis", draft("kurs", words=TEXTS))
    assert list(offers_to_find([OfferEntry(Offer(), service, extension)])) == [
        Entry("offer", "kurs", "de", "Kurs", "Ein Kurs."),
        Entry("offer", "kurs", "en", "Course", "A course."),
    ]


def test_an_article_is_found_by_title_question_and_the_words_that_people_use() -> None:
    words = ArticleWords(title="Konto", question="Wie bekomme ich ein Konto?", text="So.", keywords=("Bank", "Karte"))
    article = Article("konto", "everyday", (), (), (), False, (), date(2026, 3, 2), {"de": words})
    assert list(articles_to_find([article])) == [
        Entry("article", "konto", "de", "Konto\nWie bekomme ich ein Konto?\nBank\nKarte", "So.")
    ]
