"""Each gate over the texts of the directory is shown by breaking a whole and clean one in one place."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.offers import texts
from backend.offers.__main__ import app
from locales.languages import find

HERE = "backend/offers/data"
GERMAN_OFFERS = f"{HERE}/templates/01_language.toml"
GERMAN_ANSWERS = f"{HERE}/articles/texts/de.toml"
OFFERS, ANSWERS, PAPERS = (f"{HERE}/{folder}/en.toml" for folder in ("templates/texts", "articles/texts", "documents"))
ARABIC_ANSWERS, EASY_ANSWERS = (f"{HERE}/articles/texts/{code}.toml" for code in ("ar", "de-x-simple"))

DIRECTORY = {
    GERMAN_OFFERS: """\
[[template]]
id = "course"
official = "Sprachkurs"
name = "Deutsch am Abend"
summary = "Ein Kurs mit 600 Stunden. Er kostet 2,29 Euro je Stunde. Das Jobcenter hilft."
""",
    OFFERS: """\
[course]
name = "German in the evening"
summary = "A course with 600 hours. It costs 2.29 euros per hour. The job centre (Jobcenter) helps."
""",
    f"{HERE}/templates/texts/ar.toml": """\
[course]
name = "دورة مسائية"
summary = "دورة من 600 ساعة. تكلّف 2.29 يورو للساعة. يساعد مركز العمل (Jobcenter)."
""",
    f"{HERE}/templates/texts/de-x-simple.toml": """\
[course]
name = "Deutsch am Abend"
summary = "Das ist ein Kurs mit 600 Stunden.\\nEr kostet 2,29 Euro für 1 Stunde.\\nDas Jobcenter hilft."
""",
    f"{HERE}/articles/articles.toml": '[[article]]\nid = "emergency"\n',
    GERMAN_ANSWERS: """\
[emergency]
title = "Notfall"
question = "Wen rufe ich an?"
keywords = ["Notfall", "112"]
text = "Rufen Sie 112 an. Der Anruf ist kostenlos. Mehr steht auf www.example.org."
""",
    ANSWERS: """\
[emergency]
title = "Emergency"
question = "Whom do I call?"
keywords = ["emergency", "Notfall", "112"]
text = "Call 112. The call is free. There is more on www.example.org."
""",
    ARABIC_ANSWERS: """\
[emergency]
title = "حالة طارئة"
question = "بمن أتصل؟"
keywords = ["طوارئ", "Notfall"]
text = "اتصل بالرقم 112. الاتصال مجاني. التفاصيل على www.example.org."
""",
    EASY_ANSWERS: """\
[emergency]
title = "Notfall"
question = "Wen rufe ich an?"
keywords = ["Notfall", "Hilfe"]
text = "Rufen Sie 112 an.\\nDer Anruf ist kostenlos.\\nMehr steht auf www.example.org."
""",
    f"{HERE}/documents/de.toml": 'passport = "Reisepass"\n',
    PAPERS: 'passport = "Passport"\n',
    f"{HERE}/documents/ar.toml": 'passport = "جواز سفر"\n',
    f"{HERE}/documents/de-x-simple.toml": 'passport = "Reise·pass"\n',
}


class Directory:
    """A small directory in four languages, its files written and changed by their path."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path, text in DIRECTORY.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), "utf-8")

    def problems(self) -> list[str]:
        spoken = [find(code) for code in ("de", "en", "ar", "de-x-simple")]
        return [str(problem) for problem in texts.check(self.root / HERE, spoken)]


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(tmp_path)


def test_a_whole_directory_has_no_problems(directory: Directory) -> None:
    assert directory.problems() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        # whole
        (ANSWERS, 'title = "Emergency"\n', "", "emergency.title: missing"),
        (ANSWERS, '"Emergency"', '""', "emergency.title: missing"),
        (ANSWERS, 'keywords = ["emergency", "Notfall", "112"]\n', "", "emergency.keywords: missing"),
        (PAPERS, "passport", "pasport", "passport: missing"),
        (PAPERS, "passport", "pasport", "pasport: there is no such entry"),
        (OFFERS, "[course]", "[curse]", "curse: there is no such entry"),
        (OFFERS, "summary", "sumary", "course.sumary: the German entry has no such field"),
        (GERMAN_ANSWERS, 'title = "', 'titel = "', "emergency.titel: there is no such field"),
        (GERMAN_ANSWERS, "[emergency]", "[emergencies]", "emergencies: there is no such entry"),
        (GERMAN_ANSWERS, "[emergency]", "[emergencies]", "emergency: missing"),
        (PAPERS, '"Passport"', "7", "passport: not a text"),
        (ANSWERS, '"Emergency"', "[7]", "emergency.title: not a text"),
        (OFFERS, "[course]\n", "course = 7\n", "course.summary: missing"),
        # its own words
        (ARABIC_ANSWERS, "حالة طارئة", "Emergency", "emergency.title: no letter in the script of Arabic"),
        (PAPERS, '"Passport"', '"Reisepass"', "passport: still the German text"),
        (OFFERS, "It costs", "Es ist costs", "course.summary: German left over: ist"),
        (ARABIC_ANSWERS, "بمن أتصل؟", "بمن أتصل?", "emergency.question: the mark ?"),
        (ARABIC_ANSWERS, "مجاني", "مجانی", "emergency.text: the letters ی"),
        (ANSWERS, "The call is", "The “call„ is", "emergency.text: quotation marks „"),
        (GERMAN_OFFERS, '"Deutsch am Abend"', "'Deutsch am \"Abend\"'", "course.name: quotation marks"),
        (OFFERS, "The job centre (Jobcenter)", "The office", "course.summary: Jobcenter is called"),
        (OFFERS, "job centre (Jobcenter)", "job centre", "people have to recognise the name Jobcenter"),
        (
            EASY_ANSWERS,
            "Der Anruf ist",
            "Der Anruf der vielen Menschen aus der ganzen Stadt in Not ist für alle",
            "words",
        ),
        (EASY_ANSWERS, "Der Anruf ist", "Der Anruf wäre", "emergency.text: subjunctive: wäre"),
        # as the German says
        (ANSWERS, "Call 112", "Call 121", "emergency.text: figures changed: lost 112, new 121"),
        (ANSWERS, "Call 112", "Call", "emergency.text: figures changed: lost 112"),
        (ARABIC_ANSWERS, "بالرقم 112", "بالرقم ١١٢", "emergency.text: figures changed"),
        (OFFERS, "2.29", "2.92", "course.summary: figures changed: lost 229, new 292"),
        (OFFERS, "A course", "1 course", "course.summary: figures changed: lost none, new 1"),
        (EASY_ANSWERS, "112", "12", "emergency.text: figures changed: lost 112"),
        (EASY_ANSWERS, "kostenlos", "13-mal kostenlos", "emergency.text: figures changed: lost none, new 13"),
        (ANSWERS, "www.example.org", "www.example.com", "emergency.text: links changed"),
        (ANSWERS, "The call is free", "Write to help@example.org", "emergency.text: links changed"),
        # fit to be shown
        (ANSWERS, "The call is", "{name}, the call is", "emergency.text: a brace"),
        (GERMAN_ANSWERS, "Der Anruf", "{name}, der Anruf", "emergency.text: a brace"),
        (PAPERS, "Passport", f"Passport {'of a kind ' * 9}", "passport: 99 characters, but only 90 fit"),
        (GERMAN_ANSWERS, "Notfall", "Notfall" * 20, "emergency.title: 140 characters, but only 120 fit"),
        # words that people ask with
        (ANSWERS, '["emergency", ', '["notfall", ', "emergency.keywords: a word stands there twice"),
        (ANSWERS, '["emergency", ', '[" ", ', "emergency.keywords: not a list of words"),
        (ARABIC_ANSWERS, '["طوارئ", ', "[", "emergency.keywords: no letter in the script of Arabic"),
        # files
        (ANSWERS, "[emergency]", "[emergency", "-: cannot be read"),
        (GERMAN_OFFERS, "[[template]]", "[[template]", "-: cannot be read"),
    ],
)
def test_what_is_broken_is_found_with_file_entry_and_field(
    directory: Directory, path: str, old: str, new: str, problem: str
) -> None:
    directory.replace(path, old, new)
    assert any(found.startswith(f"{path}: ") and problem in found for found in directory.problems())


def test_a_language_without_a_file_is_found(directory: Directory) -> None:
    (directory.root / PAPERS).unlink()
    assert [found.partition(": cannot")[0] for found in directory.problems()] == [f"{PAPERS}: -"]


def test_a_file_of_no_language_is_found(directory: Directory) -> None:
    (directory.root / PAPERS).with_name("eng.toml").write_text('passport = "Passport"\n', "utf-8")
    assert directory.problems() == [f"{HERE}/documents/eng.toml: -: no such language in languages.toml"]


def test_a_new_german_entry_is_missing_in_every_other_language(directory: Directory) -> None:
    directory.replace(f"{HERE}/documents/de.toml", "passport", 'cv = "Lebenslauf"\npassport')
    missing = [f"{HERE}/documents/{code}.toml: cv: missing: write it" for code in ("ar", "de-x-simple", "en")]
    assert directory.problems() == missing


def test_leichte_sprache_may_repeat_a_number_and_write_small_ones_in_digits(directory: Directory) -> None:
    directory.replace(EASY_ANSWERS, "Der Anruf", "112 hat 3 Ziffern.\\nDer Anruf")
    assert directory.problems() == []


def test_the_directory_of_this_project_is_whole_in_every_offered_language() -> None:
    told = CliRunner().invoke(app, ["check"])
    assert (told.exit_code, told.output) == (0, "")


def test_the_command_tells_what_it_finds_and_fails(directory: Directory) -> None:
    told = CliRunner().invoke(app, ["check", "--root", str(directory.root)])
    assert told.exit_code == 1
    assert f"{HERE}/documents/uk.toml: -: cannot be read" in told.stdout  # offered, and not in this directory
