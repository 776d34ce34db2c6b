from io import BytesIO

import pytest

from locales import extract
from locales.errors import ExtractionError


def keys(method, source):
    return {key for _, _, key, _ in method(BytesIO(source.encode()))}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('Wording("ask.age", {"name": name})', {"ask.age"}),
        ('Wording("ask.age" if young else "ask.work")', {"ask.age", "ask.work"}),
        ('Wording.of("destination", code, "name")', {"destination.*.name"}),
        ('Wording.of("destination", *parts)', {"destination.*"}),
        ('Wording(f"ask.{attribute}")', {"ask.*"}),
        ("Wording(stored_key)", set()),
        ("Wording.of(anything, 'name')", set()),
        ('catalogs.text("error.general", language)', {"error.general"}),
        ('Question(key="ask.age", why_key="ask.age.why")', {"ask.age", "ask.age.why"}),
        ('{"key": "office.name", "params": {}}', {"office.name"}),
        (
            'class NotFound(Exception):\n    key = "error.not_found"\n    hint_key: str = "error.hint"',
            {"error.not_found", "error.hint"},
        ),
        ('Municipality(key="05315000")', set()),
        ('other("not.a.key")', set()),
    ],
)
def test_keys_in_python(source, found):
    assert keys(extract.from_python, source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{{ t("console.inbox.title", n=2) }}', {"console.inbox.title"}),
        ('{% if t("a.b" if x else "a.c") %}{% endif %}', {"a.b", "a.c"}),
        ('{{ t_of("destination", code, "name") }}', {"destination.*.name"}),
        ('{{ field(label_key="console.name") }}', {"console.name"}),
        ('<button data-t="ui.send" data-t-label="ui.send_label"></button>', {"ui.send", "ui.send_label"}),
    ],
)
def test_keys_in_templates(source, found):
    assert keys(extract.from_jinja, source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('el("p", {}, t("ui.send"))', {"ui.send"}),
        ("texts.t(mode === 'x.y' ? 'a.b' : 'a.c')", {"a.b", "a.c"}),
        ('tOf("mode", call(a, b), "name")', {"mode.*.name"}),
        ("t(`ui.sender_${sender}`)", {"ui.sender_*"}),
        ('`<b>${t("ui.bold", {n: 1})}</b>`', {"ui.bold"}),
        ('const buttons = [["why", "ui.why"], ["back", "ui.back"]];', {"ui.why", "ui.back"}),
        ('function t(key) { return texts["a.b"]; }', set()),
    ],
)
def test_keys_in_javascript(source, found):
    assert keys(extract.from_javascript, source) == found


def test_keys_in_responses_of_a_rasa_domain():
    source = "responses:\n  utter_greet:\n  - custom: {key: greet.hello}\n  - custom:\n      key: greet.again\n"
    assert keys(extract.from_yaml, source) == {"greet.hello", "greet.again"}


def test_keys_in_data_files():
    source = '[[question]]\nkey = "05315000"\nwhy_key = "ask.age.why"\n[question.more]\nkeyword = "no.key"\n'
    assert keys(extract.from_toml, source) == {"ask.age.why"}
    assert keys(extract.from_yaml, "- {code: X, name_key: offer.name, other: no.key}") == {"offer.name"}


def test_each_use_is_found_with_its_file_and_line(project):
    assert extract.Use("console.inbox.title", "backend/console/templates/inbox.html", 1) in extract.find_used(
        project.root
    )
    assert extract.Use("office.*", "actions/letter.py", 2) in extract.find_used(project.root)


@pytest.mark.parametrize("path", ["actions/a.py", "backend/a.html", "backend/a.toml", "assistant/a.yml"])
def test_a_file_that_cannot_be_parsed_is_named(project, path):
    project.write(path, "{% x = (: [")
    with pytest.raises(ExtractionError, match=path):
        extract.find_used(project.root)
