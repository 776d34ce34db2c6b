"""Each gate is shown by breaking a clean project in one place."""

import pytest
from typer.testing import CliRunner

from locales.__main__ import app

GERMAN, ENGLISH, ARABIC = (f"locales/{code}/LC_MESSAGES/messages.po" for code in ("de", "en", "ar"))
CONSOLE, CONSOLE_ENGLISH = (f"locales/{code}/LC_MESSAGES/console.po" for code in ("de", "en"))
LETTER = "Haben Sie einen Brief von {service} bekommen? Rufen Sie 0221 123 456 an: https://example.org/brief"


def test_a_whole_project_has_no_problems(project):
    assert project.problems() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        ("actions/letter.py", '"choice.yes"', '"choice.no"', "actions/letter.py:2: choice.no: no German text"),
        ("actions/letter.py", '"office", code', '"place", code', "actions/letter.py:2: place.*: no German text"),
        ("actions/letter.py", 'Wording("choice.yes")', "None", f"{GERMAN}: choice.yes: used nowhere"),
        (GERMAN, "#. A button below a question.\n", "", "choice.yes: no comment for translators"),
        (GERMAN, "#. A button below a question.\n", "#. max: 40\n", "choice.yes: no comment for translators"),
        (GERMAN, 'msgstr "Ja"', 'msgstr "\\"Ja\\""', "choice.yes: straight quotation marks"),
        (GERMAN, 'msgstr "Ja"', 'msgstr ""', "choice.yes: no German text: fill"),
        (GERMAN, 'msgid "choice.yes"', '#, fuzzy\nmsgid "choice.yes"', "choice.yes: German is the source"),
        (GERMAN, 'msgstr "Ja"', 'msgstr "Ja {Name"', "choice.yes: a brace that belongs to no placeholder"),
        (GERMAN, 'msgstr "Ja"', f'msgstr "{"Ja" * 21}"', "choice.yes: 42 characters, but only 40 fit"),
        (GERMAN, 'msgid "choice.yes"', '#. max: ten\nmsgid "choice.yes"', '"max: ten" is not a number'),
        (GERMAN, 'msgid "choice.yes"', 'msgid "Choice"', "Choice: a key looks like"),
        (GERMAN, 'msgid "choice.yes"', 'msgid "console.yes"', "console.yes: belongs into console.po"),
        (GERMAN, 'msgid "choice.yes"', 'msgid "ask.letter"', f"{GERMAN}: ask.letter: stands here twice"),
        (GERMAN, "{n} Angebote", "viele Angebote", "offer.count: the plural form must show the number"),
        (GERMAN, '"offer.count"', '"ui.count"', "ui.count: texts of the page have no plural forms"),
        (GERMAN, "ein Angebot", "ein {kind}", "offer.count: placeholder lost: {kind}"),
        (ENGLISH, 'msgctxt "choice.yes"', 'msgctxt "choice.old"', f"{ENGLISH}: choice.yes: missing"),
        (
            ENGLISH,
            'msgctxt "choice.yes"',
            'msgctxt "choice.old"',
            f"{ENGLISH}: choice.old: no German text has this key",
        ),
        (ENGLISH, 'msgctxt "choice.yes"\n', "", f"{ENGLISH}: choice.yes: missing"),
        (ENGLISH, 'msgid "Ja"', 'msgid "Jawohl"', "choice.yes: made from an older German text"),
        (ARABIC, 'msgctxt "choice.yes"', '#, fuzzy\nmsgctxt "choice.yes"', "choice.yes: the German text has changed"),
        (ARABIC, 'msgstr "نعم"', 'msgstr ""', "choice.yes: not translated"),
        (ARABIC, 'msgstr[4] "وجدت {n} عرضًا."', 'msgstr[4] ""', "offer.count: not translated"),
        (ARABIC, 'msgstr "نعم"', 'msgstr "Yes"', "choice.yes: no letter in the script of Arabic"),
        (ENGLISH, 'msgstr "Yes"', 'msgstr "Ja"', "choice.yes: still the German text"),
        (ENGLISH, 'msgstr "Yes"', 'msgstr "Yes bitte"', "choice.yes: German left over: bitte"),
        (ENGLISH, 'msgstr "Yes"', 'msgstr "«Yes»"', "choice.yes: quotation marks « »"),
        (ARABIC, "؟", "?", "ask.letter: the mark ?: this language writes ؟"),
        (ENGLISH, 'msgstr "Yes"', f'msgstr "{"Yes" * 14}"', "choice.yes: 42 characters, but only 40 fit"),
        (ENGLISH, "from {service}", "from them", "ask.letter: placeholder lost: {service}"),
        (
            ENGLISH,
            "from {service}",
            "from {service} {name}",
            "ask.letter: placeholder unknown to the German text: {name}",
        ),
        (ENGLISH, "I have found {n}", "I have found {n", "offer.count: a brace that belongs to no placeholder"),
        (ARABIC, "0221 123456", "0221 123465", "ask.letter: numbers changed"),
        (ARABIC, "0221 123456", "٠٢٢١ ١٢٣٤٥٦", "ask.letter: numbers changed"),
        (ENGLISH, 'Call 0221 123456: https://example.org/brief"', 'Call 0221 123456."', "ask.letter: links changed"),
        (ENGLISH, 'brief"\n\nmsgctxt', 'letter"\n\nmsgctxt', "ask.letter: links changed"),
        (ARABIC, "(n == 1)", "(n == 3)", "messages.po: Plural-Forms: not the CLDR plural rule"),
        (CONSOLE_ENGLISH, 'msgstr "New cases"', 'msgstr ""', f"{CONSOLE_ENGLISH}: console.inbox.title: not translated"),
        (CONSOLE, 'msgid "console.inbox.title"', 'msgid "inbox.title"', "inbox.title: belongs into messages.po"),
    ],
)
def test_each_gate_closes(project, path, old, new, problem):
    project.replace(path, old, new)
    assert any(problem in found for found in project.problems()), project.problems()


@pytest.mark.parametrize(
    "link", ["tel:+49221123456", "mailto:hilfe@example.org", "hilfe@example.org", "www.example.org"]
)
def test_every_kind_of_link_must_stay(project, link):
    for path in (GERMAN, ENGLISH, ARABIC):
        project.replace(path, "https://example.org/brief", link)
    assert project.problems() == []
    project.replace(ENGLISH, f'{link}"\n\nmsgctxt', f'{link}x"\n\nmsgctxt')
    assert any("ask.letter: links changed" in problem for problem in project.problems())


def test_the_same_number_may_be_spaced_differently_but_not_in_another_value(project):
    project.replace(ENGLISH, "0221 123456", "0221-12 34 56")
    assert project.problems() == []


def test_a_name_may_stay_german_only_while_it_is_marked(project):
    project.replace(GERMAN, "#. name: of an office", "#. Title of a page.")
    found = project.problems()
    assert any(f"{ENGLISH}: office.name: still the German text" in problem for problem in found)
    assert any(f"{ARABIC}: office.name: no letter in the script" in problem for problem in found)


def test_a_language_that_is_not_offered_may_have_gaps(project):
    project.replace(ARABIC, 'msgstr "نعم"', 'msgstr ""')
    project.replace("locales/languages.toml", "offered = true\nconsole = false", "offered = false\nconsole = false")
    assert project.problems() == []


def test_arabic_needs_no_texts_of_the_staff_console(project):
    assert not (project.root / project.catalog("ar", "console")).exists()
    assert project.problems() == []


def test_a_translation_that_stands_twice_is_found(project):
    project.write(ENGLISH, project.read(ENGLISH) + '\nmsgctxt "choice.yes"\nmsgid "Jo"\nmsgstr "Yep"\n')
    assert f"{ENGLISH}: choice.yes: stands here twice: keep one" in project.problems()


def test_a_file_that_cannot_be_parsed_is_a_problem_and_no_crash(project):
    project.write("actions/broken.py", "def (")
    assert any("actions/broken.py" in problem for problem in project.problems())


def test_the_command_fails_and_names_file_key_and_hint(project):
    project.replace(ENGLISH, 'msgstr "Yes"', 'msgstr ""')
    result = CliRunner().invoke(app, ["check", "--root", str(project.root)])
    assert result.exit_code == 1
    assert f"{ENGLISH}: choice.yes: not translated: fill every msgstr" in result.output


def test_the_command_is_silent_when_all_is_well(project):
    result = CliRunner().invoke(app, ["check", "--root", str(project.root)])
    assert (result.exit_code, result.output) == (0, "")


def test_the_status_tells_how_far_each_language_is(project):
    project.replace(ARABIC, 'msgstr "نعم"', 'msgstr ""')
    lines = CliRunner().invoke(app, ["status", "--root", str(project.root)]).output.splitlines()
    assert lines[2].split()[:6] == ["ar", "4", "texts", "1", "untranslated", "0"]
