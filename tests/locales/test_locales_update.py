from babel.messages.pofile import read_po
from typer.testing import CliRunner

from locales.__main__ import app
from locales.update import update

NEW = '\n#. The assistant thanks.\nmsgid "thanks.short"\nmsgstr "Danke"\n'


def _message(project, code, key):
    with (project.root / project.catalog(code)).open("rb") as file:
        return next(message for message in read_po(file) if message.context == key)


def test_a_new_german_text_waits_for_translation_everywhere(project):
    project.write(project.catalog("de"), project.read(project.catalog("de")) + NEW)
    update(project.folder)
    for code in ("en", "ar"):
        message = _message(project, code, "thanks.short")
        assert (message.id, message.string, message.auto_comments) == ("Danke", "", ["The assistant thanks."])
        assert not message.fuzzy


def test_a_changed_german_text_makes_its_own_translation_fuzzy_however_different_it_is(project):
    project.replace(project.catalog("de"), 'msgstr "Ja"', 'msgstr "Einverstanden, so machen wir es"')
    update(project.folder)
    message = _message(project, "ar", "choice.yes")
    assert (message.id, message.string, message.fuzzy) == ("Einverstanden, so machen wir es", "نعم", True)


def test_a_text_never_gets_the_translation_of_a_similar_one(project):
    project.write(project.catalog("de"), project.read(project.catalog("de")) + NEW.replace("Danke", "Jaa"))
    update(project.folder)
    assert _message(project, "en", "thanks.short").string == ""


def test_a_text_that_is_gone_in_german_goes_everywhere(project):
    project.replace(project.catalog("de"), '#. name: of an office\nmsgid "office.name"\nmsgstr "Jobcenter"\n', "")
    update(project.folder)
    assert "office.name" not in project.read(project.catalog("ar"))


def test_a_text_that_begins_to_count_keeps_its_translation_as_a_draft(project):
    plural = 'msgid_plural "choice.yes"\nmsgstr[0] "Ja"\nmsgstr[1] "Ja, {n}"'
    project.replace(project.catalog("de"), 'msgstr "Ja"', plural)
    update(project.folder)
    message = _message(project, "ar", "choice.yes")
    assert (message.string, message.fuzzy) == (("نعم", "", "", "", "", ""), True)


def test_a_text_that_counts_no_more_keeps_its_first_form_as_a_draft(project):
    project.replace(
        project.catalog("de"),
        'msgid_plural "offer.count"\nmsgstr[0] "Ich habe ein Angebot gefunden."\nmsgstr[1] "Ich habe {n} Angebote',
        'msgstr "Ich habe ein Angebot',
    )
    update(project.folder)
    message = _message(project, "en", "offer.count")
    assert (message.string, message.fuzzy) == ("I have found one offer.", True)


def test_what_is_translated_and_noted_stays(project):
    project.replace(project.catalog("en"), 'msgctxt "choice.yes"', '# Short on purpose.\nmsgctxt "choice.yes"')
    update(project.folder)
    assert project.problems() == []
    assert "# Short on purpose." in project.read(project.catalog("en"))


def test_a_second_run_changes_nothing(project):
    long = "#. " + "a comment far longer than a line " * 10 + "\n"
    project.replace(project.catalog("de"), "#. A button below a question.\n", long)
    assert update(project.folder)
    before = project.read(project.catalog("ar"))
    assert update(project.folder) == []
    assert project.read(project.catalog("ar")) == before
    assert "POT-Creation-Date" not in before
    assert "#:" not in before


def test_the_order_of_the_german_catalog_is_kept(project):
    head, *texts = project.read(project.catalog("de")).rstrip().split("\n\n")
    project.write(project.catalog("de"), "\n\n".join([head, *reversed(texts)]) + "\n")
    update(project.folder)
    english = project.read(project.catalog("en"))
    assert english.index("offer.count") < english.index("ask.letter")


def test_a_new_language_gets_its_catalogs_with_the_plural_rule_of_cldr(project):
    for code in ("en", "ar"):
        (project.root / project.catalog(code)).unlink()
    result = CliRunner().invoke(app, ["update", "--root", str(project.root)])
    assert result.output.splitlines()[-1] == project.catalog("ar")
    assert not any("Plural-Forms" in problem for problem in project.problems())
    assert "nplurals=6" in project.read(project.catalog("ar"))
