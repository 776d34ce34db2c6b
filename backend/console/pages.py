"""Puts pages together: templates, the texts of a language, and the headers that are the console's own."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from locales.catalogs import Catalogs
from locales.languages import SOURCE, Language, all_languages, find
from locales.wording import Param, Wording

FOLDER = Path(__file__).parent / "templates"

#: What is stricter here than in the headers that every answer carries: scripts, styles and pictures come from files of
#: our own, never from a page, and browsers that know no policy show it in no frame either.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
}


def console_languages() -> tuple[Language, ...]:
    """The languages in which staff can read the console."""
    return tuple(language for language in all_languages() if language.console)


def preferred(header: str) -> str:
    """The console language that a browser asks for first; German if it asks for none of them."""
    known = {language.code for language in console_languages()}
    asked = (part.partition(";")[0].strip().partition("-")[0].lower() for part in header.split(","))
    return next((code for code in asked if code in known), SOURCE)


class Texts:
    """The texts of one language, as templates use them; what people said is shown to staff in German."""

    def __init__(self, catalogs: Catalogs, language: str) -> None:
        self._catalogs = catalogs
        self.language = language

    def t(self, key: str, **params: Param) -> str:
        """A text by its key."""
        return self._catalogs.text(key, self.language, params)

    def t_of(self, *parts: str, **params: Param) -> str:
        """A member of a family of texts."""
        return self._catalogs.say(Wording.of(*parts, **params), self.language)

    def shown(self, param: Param) -> str:
        """A parameter that stands alone."""
        return self._catalogs.param(param, self.language)

    def moment(self, when: datetime) -> str:
        """A moment as people write it."""
        return self.shown({"datetime": when.isoformat()})

    def named(self, code: str) -> str:
        """The name of a language."""
        return self.shown({"language": code})


class Pages:
    """Renders templates; everything that comes from people is escaped."""

    def __init__(self, catalogs: Catalogs) -> None:
        self.catalogs = catalogs
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, language: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        """A page or a part of one, in a language of the console."""
        return HTMLResponse(self.part(template, language, values), status)

    def part(self, template: str, language: str, values: Mapping[str, Any]) -> Markup:
        """The same as text, to be put into another page: also in a language that the console is not read in."""
        texts = Texts(self.catalogs, language)
        body = self._environment.get_template(template).render(
            **values,
            t=texts.t,
            t_of=texts.t_of,
            worded=texts.shown,
            moment=texts.moment,
            named=texts.named,
            page_language=find(language),
            console_languages=console_languages(),
        )
        return Markup(body)  # noqa: S704  its values were escaped
