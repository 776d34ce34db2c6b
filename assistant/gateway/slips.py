"""A route slip put into words twice: for the person, and in German for whoever reads it at a counter."""

from urllib.parse import urljoin

import segno
from pydantic import BaseModel

from backend.cases.slip import Place, Row, Slip
from backend.transcripts.rendering import tel
from locales.catalogs import Catalogs
from locales.languages import SOURCE, find
from locales.wording import Param, Wording

EMERGENCY = ("112", "110")


class LineOut(BaseModel):
    """A text in the person's language; ``german`` unless it says the same."""

    own: str
    german: str | None


class RowOut(BaseModel):
    """A line with a word before it."""

    label: LineOut
    text: LineOut


class PlaceOut(BaseModel):
    """Somewhere to go or to call; ``tel`` is the link to its number."""

    name: LineOut
    phone: str | None
    tel: str | None
    rows: list[RowOut]


class SlipOut(BaseModel):
    """The page. ``guarded``: no answers can be added; ``kept_back``: less stands on it than was told."""

    language: str
    direction: str
    title: LineOut
    made: LineOut
    #: Which language the person speaks; None for German.
    speaks: LineOut | None
    places_label: LineOut
    places: list[PlaceOut]
    steps_label: LineOut
    steps: list[LineOut]
    notices: list[LineOut]
    dates: list[RowOut]
    references_label: LineOut
    references: list[RowOut]
    answers_label: LineOut
    answers: list[RowOut]
    emergency_label: LineOut
    emergency: list[RowOut]
    guarded: bool
    kept_back: bool
    #: Where this service is found, and the same as a QR code (an image as a data URI). Nothing in it is personal.
    address_label: LineOut
    address: str
    code: str


class SlipRenderer:
    """Renders route slips for people who speak one language."""

    def __init__(self, catalogs: Catalogs, language: str) -> None:
        self._catalogs = catalogs
        self._language = find(language)

    def page(self, slip: Slip, address: str) -> SlipOut:
        """The page in both languages; ``address``: where this service is found."""
        made: dict[str, Param] = {"date": {"date": slip.made_on.isoformat()}, "operator": slip.operator}
        spoken: dict[str, Param] = {"language": {"language": self._language.base}}
        link = urljoin(address, f"?l={self._language.code}")
        return SlipOut(
            language=self._language.code,
            direction=self._language.direction,
            title=self._say(Wording("slip.title")),
            made=self._say(Wording("slip.made", made)),
            speaks=None if self._language.is_german else self._say(Wording("slip.speaks", spoken)),
            places_label=self._say(Wording("slip.places")),
            places=[self._place(place) for place in slip.places],
            steps_label=self._say(Wording("slip.steps")),
            steps=[self._say(step) for step in slip.steps],
            notices=[self._say(notice) for notice in slip.notices],
            dates=self._rows(slip.dates),
            references_label=self._say(Wording("handover.number")),
            references=self._rows(slip.references),
            answers_label=self._say(Wording("slip.answers")),
            answers=self._rows(slip.answers),
            emergency_label=self._say(Wording("ui.emergency_numbers")),
            emergency=[self._row(Row(n, Wording.of("ui", f"emergency_{n}").to_json())) for n in EMERGENCY],
            guarded=slip.guarded,
            kept_back=slip.kept_back,
            address_label=self._say(Wording("slip.online")),
            address=address.removesuffix("/"),
            code=segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=2, light="#fff"),
        )

    def _place(self, place: Place) -> PlaceOut:
        link = tel(place.phone) if place.phone else None
        return PlaceOut(name=self._line(place.name), phone=place.phone, tel=link, rows=self._rows(place.rows))

    def _rows(self, rows: tuple[Row, ...]) -> list[RowOut]:
        return [self._row(row) for row in rows]

    def _row(self, row: Row) -> RowOut:
        return RowOut(label=self._line(row.label), text=self._line(row.text))

    def _say(self, wording: Wording) -> LineOut:
        code = self._language.code
        return self._both(self._catalogs.say(wording, code), self._catalogs.say(wording, SOURCE))

    def _line(self, value: Param) -> LineOut:
        return self._both(self._catalogs.param(value, self._language.code), self._catalogs.param(value, SOURCE))

    def _both(self, own: str, german: str) -> LineOut:
        """German is left out where the person reads German, and where it is the same, as an address or a number."""
        same = self._language.is_german or _bare(own) == _bare(german)
        return LineOut(own=own, german=None if same else german)


def _bare(text: str) -> str:
    """Without the marks that set it apart from what runs the other way."""
    return text.strip("\u2066\u2067\u2068\u2069")
