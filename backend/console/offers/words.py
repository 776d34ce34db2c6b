"""Values of entries in the language of whoever looks after them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from backend.console.wordings import Words
from backend.offers.templates import documents
from locales.catalogs import Catalogs
from locales.errors import ParamError
from locales.wording import Wording


class OfferWords:
    """The texts of one language. ``towns``: names by key."""

    def __init__(self, catalogs: Catalogs, language: str, towns: Mapping[str, str]) -> None:
        self._catalogs = catalogs
        self._language = language
        self._words = Words(catalogs, language)
        self._towns = towns
        #: How the values of a field are told.
        self._told: Mapping[str, Callable[[Any], str]] = {
            "fields": self.field, "needs": self.need, "languages": self.spoken, "documents": self.document,
            "municipalities": self.town, "cost": self.cost, "status": self.status, "ages_of": self.ages_of,
            "assured_on": self.day, "valid_until": self.day, "hours": self._hours, "dates": self._date,
            "places": self._place,
        }  # fmt: skip

    def label(self, field: str) -> str:
        """What a field is called."""
        return self._of("label", field)

    def field(self, code: str) -> str:
        """A field of action."""
        return self._of("field", code)

    def need(self, code: str) -> str:
        """A concern."""
        return self._words.value("needs", code)

    def spoken(self, code: str) -> str:
        """The name of a language; a code that nobody has a name for stays as it is."""
        try:
            return self._param({"language": code})
        except ParamError:
            return code

    def document(self, code: str) -> str:
        """A paper to bring."""
        return documents(self._language).get(code, code)

    def town(self, key: str) -> str:
        """The name of a town."""
        return self._towns.get(key, key)

    def cost(self, code: str) -> str:
        """What it costs, as newcomers read it."""
        return self._catalogs.say(Wording.of("offer", "cost", code), self._language)

    def accessibility(self, code: str) -> str:
        """What helps people with a disability, as newcomers read it."""
        return self._catalogs.say(Wording.of("offer", "accessibility", code), self._language)

    def status(self, code: str) -> str:
        """A status of the standard."""
        return self._of("status", code.replace(" ", "_"))

    def ages_of(self, code: str) -> str:
        """Whose ages are meant."""
        return self._of("ages_of", code)

    def weekday(self, code: str) -> str:
        """A day of the week."""
        return self._param({"weekday": code})

    def day(self, iso: str) -> str:
        """A date."""
        return self._param({"date": iso})

    def value(self, field: str, value: Any) -> str:
        """A value of a field as the history shows it."""
        if value in (None, "", []):
            return self._of("history", "nothing")
        if isinstance(value, bool):
            return self._words.value(field, value)
        told = self._told.get(field, str)
        if isinstance(value, list):
            return self._words.listed([told(item) for item in value])
        return told(value)

    def in_order(self, codes: Iterable[str], told: Callable[[str], str]) -> list[tuple[str, str]]:
        """Codes with their words, in the order of the words."""
        return sorted(((code, told(code)) for code in codes), key=lambda pair: pair[1].casefold())

    def _hours(self, opening: Mapping[str, str]) -> str:
        days = {"list": [{"weekday": day} for day in opening["byday"].split(",")]}
        opens, closes = {"time": opening["opens_at"]}, {"time": opening["closes_at"]}
        return self._catalogs.say(
            Wording("contact.hours", {"days": days, "opens": opens, "closes": closes}), self._language
        )

    def _date(self, when: Mapping[str, str]) -> str:
        return self._param({"datetime": when["start"]})

    def _place(self, place: Mapping[str, str]) -> str:
        return f"{place['name']}, {place['street']}, {place['postal_code']} {place['city']}"

    def _of(self, *parts: str) -> str:
        return self._catalogs.say(Wording.of("console", "offers", *parts), self._language)

    def _param(self, value: Any) -> str:
        return self._catalogs.param(value, self._language)
