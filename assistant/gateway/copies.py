"""The copy of everything that is stored about somebody, put into words twice."""

from pydantic import BaseModel

from assistant.gateway.bilingual import Bilingual, LineOut, RowOut
from backend.privacy.copies import Agreed, Copy, Line
from backend.transcripts.models import Message
from backend.transcripts.rendering import Renderer
from locales.catalogs import Catalogs
from locales.languages import SOURCE
from locales.wording import Wording


class ConsentOut(BaseModel):
    """A consent, with the text as it was shown and the German one."""

    rows: list[RowOut]
    text: LineOut


class SaidOut(BaseModel):
    """A message: who said it, when, and what. ``language`` of ``text.own``, whatever the page's is."""

    who: LineOut
    at: LineOut
    text: LineOut
    language: str
    direction: str


class CopyOut(BaseModel):
    """The page. Sections without anything in them are left out by whoever shows it."""

    language: str
    direction: str
    title: LineOut
    made: LineOut
    answers_label: LineOut
    answers: list[RowOut]
    earlier_label: LineOut
    earlier: list[RowOut]
    consents_label: LineOut
    consents: list[ConsentOut]
    handovers_label: LineOut
    handovers: list[RowOut]
    messages_label: LineOut
    messages: list[SaidOut]


class CopyRenderer:
    """Renders copies for people who speak one language."""

    def __init__(self, catalogs: Catalogs, language: str) -> None:
        self._catalogs = catalogs
        self._words = Bilingual(catalogs, language)

    def page(self, copy: Copy) -> CopyOut:
        """The page in both languages."""
        say = self._words.say
        made = Wording("copy.made", {"when": {"datetime": copy.made_at.isoformat()}, "operator": copy.operator})
        return CopyOut(
            language=self._words.language.code,
            direction=self._words.language.direction,
            title=say(Wording("copy.title")),
            made=say(made),
            answers_label=say(Wording("slip.answers")),
            answers=self._rows(copy.answers),
            earlier_label=say(Wording("copy.earlier")),
            earlier=self._rows(copy.earlier),
            consents_label=say(Wording("copy.consents")),
            consents=[self._consent(agreed) for agreed in copy.consents],
            handovers_label=say(Wording("copy.handovers")),
            handovers=self._rows(copy.handovers),
            messages_label=say(Wording("ui.log_label")),
            messages=self._messages(copy),
        )

    def _rows(self, lines: tuple[Line, ...]) -> list[RowOut]:
        return [self._words.row(line.label, line.text) for line in lines]

    def _consent(self, agreed: Agreed) -> ConsentOut:
        """The two texts are those that were kept, never worded anew."""
        return ConsentOut(rows=self._rows(agreed.lines), text=self._words.both(agreed.shown, agreed.german))

    def _messages(self, copy: Copy) -> list[SaidOut]:
        own = Renderer(self._catalogs, copy.vault, self._words.language.code)
        german = Renderer(self._catalogs, copy.vault, SOURCE)
        return [self._said(message, own, german) for message in copy.messages]

    def _said(self, message: Message, own: Renderer, german: Renderer) -> SaidOut:
        shown = own.message(message)
        return SaidOut(
            who=self._words.say(Wording.of("ui", f"sender_{message.sender}")),
            at=self._words.line({"datetime": message.created_at.isoformat()}),
            text=self._words.both(shown.text, german.text(message)),
            language=shown.language,
            direction=shown.direction,
        )
