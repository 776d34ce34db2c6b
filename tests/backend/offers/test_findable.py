"""What can be found by words: each language that an offer has, and nothing of another subject."""

from backend.offers.drafts import service_in_standard
from backend.offers.entries import Entry as OfferEntry
from backend.offers.findable import offers_to_find
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
        Entry("kurs", "de", "Kurs", "Ein Kurs."),
        Entry("kurs", "en", "Course", "A course."),
    ]
