"""A route slip put into words twice: for the person, and in German for whoever reads it at a counter."""

from urllib.parse import urljoin

import segno
from pydantic import BaseModel

from assistant.gateway.bilingual import Bilingual, LineOut, RowOut
from backend.cases.slip import Place, Row, Slip
from backend.transcripts.rendering import tel
from locales.catalogs import Catalogs
from locales.wording import Param, Wording

EMERGENCY = ("112", "110")


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
        self._words = Bilingual(catalogs, language)

    def page(self, slip: Slip, address: str) -> SlipOut:
        """The page in both languages; ``address``: where this service is found."""
        language, say = self._words.language, self._words.say
        made: dict[str, Param] = {"date": {"date": slip.made_on.isoformat()}, "operator": slip.operator}
        spoken: dict[str, Param] = {"language": {"language": language.base}}
        link = urljoin(address, f"?l={language.code}")
        return SlipOut(
            language=language.code,
            direction=language.direction,
            title=say(Wording("slip.title")),
            made=say(Wording("slip.made", made)),
            speaks=None if language.is_german else say(Wording("slip.speaks", spoken)),
            places_label=say(Wording("slip.places")),
            places=[self._place(place) for place in slip.places],
            steps_label=say(Wording("slip.steps")),
            steps=[say(step) for step in slip.steps],
            notices=[say(notice) for notice in slip.notices],
            dates=self._rows(slip.dates),
            references_label=say(Wording("handover.number")),
            references=self._rows(slip.references),
            answers_label=say(Wording("slip.answers")),
            answers=self._rows(slip.answers),
            emergency_label=say(Wording("ui.emergency_numbers")),
            emergency=[self._words.row(n, Wording.of("ui", f"emergency_{n}").to_json()) for n in EMERGENCY],
            guarded=slip.guarded,
            kept_back=slip.kept_back,
            address_label=say(Wording("slip.online")),
            address=address.removesuffix("/"),
            code=segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=2, light="#fff"),
        )

    def _place(self, place: Place) -> PlaceOut:
        link = tel(place.phone) if place.phone else None
        return PlaceOut(name=self._words.line(place.name), phone=place.phone, tel=link, rows=self._rows(place.rows))

    def _rows(self, rows: tuple[Row, ...]) -> list[RowOut]:
        return [self._words.row(row.label, row.text) for row in rows]
