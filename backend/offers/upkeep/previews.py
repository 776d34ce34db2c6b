"""An offer as somebody sees it of whom nothing is known yet: a card before anybody has asked."""

from datetime import date, datetime

from backend.core.clock import local_date
from backend.offers import hsds
from backend.offers.cards import card
from backend.offers.eligibility import Fit, Suits, fit
from backend.offers.entries import Entry
from backend.offers.matching import Match
from backend.offers.models import Offer
from backend.offers.schemas import Extension
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import Facts
from backend.responsibility.world import World
from backend.transcripts.schemas import OfferCard
from locales.languages import base_of


def preview(service: hsds.Service, extension: Extension, organization: str, language: str, now: datetime) -> OfferCard:
    """The card in a language. ``organization``: name of who makes the offer."""
    assured = date.fromisoformat(service.assured_date) if service.assured_date else None
    entry = Entry(Offer(key=extension.key, assured_on=assured), service, extension)
    suits = Suits(extension.when, service.minimum_age, service.maximum_age, extension.ages_of)
    nobody = World(rulebook(), Facts(), local_date(now), Locality())
    found = Fit("fits") if extension.open_to_all else fit(suits, nobody)
    spoken = {spoken.code for spoken in service.languages or ()}
    return card(entry, Match(extension.key, found, None, base_of(language) in spoken), organization, language, now)
