"""A small project with three languages, whole and clean, for each test to break in one place."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from locales import check, languages, plurals
from locales.languages import FOLDER, Language

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plural}\\n"\n\n'

GERMAN = """\
#. The assistant asks; {service} is the name of an office.
msgid "ask.letter"
msgstr "Haben Sie einen Brief von {service} bekommen? Rufen Sie 0221 123 456 an: https://example.org/brief"

#. A button below a question.
msgid "choice.yes"
msgstr "Ja"

#. name: of an office
msgid "office.name"
msgstr "Jobcenter"

#. The assistant tells how many offers there are; {n} is that number.
msgid "offer.count"
msgid_plural "offer.count"
msgstr[0] "Ich habe ein Angebot gefunden."
msgstr[1] "Ich habe {n} Angebote gefunden."
"""
ENGLISH = """\
msgctxt "ask.letter"
msgid "Haben Sie einen Brief von {service} bekommen? Rufen Sie 0221 123 456 an: https://example.org/brief"
msgstr "Did you get a letter from {service}? Call 0221 123456: https://example.org/brief"

msgctxt "choice.yes"
msgid "Ja"
msgstr "Yes"

msgctxt "office.name"
msgid "Jobcenter"
msgstr "Jobcenter"

msgctxt "offer.count"
msgid "Ich habe ein Angebot gefunden."
msgid_plural "Ich habe {n} Angebote gefunden."
msgstr[0] "I have found one offer."
msgstr[1] "I have found {n} offers."
"""
ARABIC = """\
msgctxt "ask.letter"
msgid "Haben Sie einen Brief von {service} bekommen? Rufen Sie 0221 123 456 an: https://example.org/brief"
msgstr "هل وصلتك رسالة من {service}؟ اتصل على الرقم 0221 123456: https://example.org/brief"

msgctxt "choice.yes"
msgid "Ja"
msgstr "نعم"

msgctxt "office.name"
msgid "Jobcenter"
msgstr "Jobcenter"

msgctxt "offer.count"
msgid "Ich habe ein Angebot gefunden."
msgid_plural "Ich habe {n} Angebote gefunden."
msgstr[0] "لم أجد أي عرض."
msgstr[1] "وجدت عرضًا واحدًا."
msgstr[2] "وجدت عرضين."
msgstr[3] "وجدت {n} عروض."
msgstr[4] "وجدت {n} عرضًا."
msgstr[5] "وجدت {n} عرض."
"""
CONSOLE_GERMAN = """\
#. Heading of the page with new cases.
msgid "console.inbox.title"
msgstr "Neue Fälle"
"""
CONSOLE_ENGLISH = """\
msgctxt "console.inbox.title"
msgid "Neue Fälle"
msgstr "New cases"
"""
PYTHON = """\
def ask(service, code):
    return Wording("ask.letter", {"service": service}), Wording("choice.yes"), Wording.of("office", code)
"""
PAGE = """<h1>{{ t("console.inbox.title") }}</h1><p>{{ t("offer.count", n=offers) }}</p>"""


@dataclass(frozen=True)
class Project:
    """A project's folder, its files written and changed by their path."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "locales"

    def catalog(self, code: str, domain: str = "messages") -> str:
        return f"locales/{code}/LC_MESSAGES/{domain}.po"

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new))

    def problems(self) -> list[str]:
        return [str(problem) for problem in check.check(self.root, self.folder)]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    texts = {"de": (GERMAN, CONSOLE_GERMAN), "en": (ENGLISH, CONSOLE_ENGLISH), "ar": (ARABIC, None)}
    for code, (messages, console) in texts.items():
        head = HEAD.format(plural=_plural(languages.find(code)))
        made.write(made.catalog(code), head + messages)
        if console is not None:
            made.write(made.catalog(code, "console"), head + console)
    made.write("locales/languages.toml", first_languages(3))
    made.write("actions/letter.py", PYTHON)
    made.write("backend/console/templates/inbox.html", PAGE)
    return made


def first_languages(number: int) -> str:
    """The beginning of the real list: German, English, Arabic."""
    head, *rows = (FOLDER / "languages.toml").read_text("utf-8").split("[[language]]")
    return "[[language]]".join([head, *rows[:number]])


def _plural(language: Language) -> str:
    return plurals.to_gettext(language.locale.plural_form)
