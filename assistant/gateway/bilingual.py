"""Pages on which everything stands twice: in the person's language, and in German for whoever reads it with them."""

from pydantic import BaseModel

from locales.catalogs import Catalogs
from locales.languages import SOURCE, find
from locales.wording import Param, Wording


class LineOut(BaseModel):
    """A text in the person's language; ``german`` unless it says the same."""

    own: str
    german: str | None


class RowOut(BaseModel):
    """A line with a word before it."""

    label: LineOut
    text: LineOut


class Bilingual:
    """Puts texts into one language and into German."""

    def __init__(self, catalogs: Catalogs, language: str) -> None:
        self.language = find(language)
        self._catalogs = catalogs

    def say(self, wording: Wording) -> LineOut:
        """A wording."""
        return self.both(self._catalogs.say(wording, self.language.code), self._catalogs.say(wording, SOURCE))

    def line(self, value: Param) -> LineOut:
        """A parameter."""
        return self.both(self._catalogs.param(value, self.language.code), self._catalogs.param(value, SOURCE))

    def row(self, label: Param, text: Param) -> RowOut:
        """A parameter with one before it."""
        return RowOut(label=self.line(label), text=self.line(text))

    def both(self, own: str, german: str) -> LineOut:
        """German is left out where the person reads German, and where it is the same, as an address or a number."""
        same = self.language.is_german or _bare(own) == _bare(german)
        return LineOut(own=own, german=None if same else german)


def _bare(text: str) -> str:
    """Without the marks that set it apart from what runs the other way."""
    return text.strip("\u2066\u2067\u2068\u2069")
