"""`lotse route`: one constellation a line in, one decision a line out, with nothing but the rules and the texts."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.routing import localities
from backend.responsibility.engine import EVERYWHERE
from backend.responsibility.locality import Misconfigured
from backend.seeds.load import DEMO

WORK = {"attributes": {"birth_date": "1990-05-01", "residence_title": "duldung", "needs": ["work"]}}
SCHOOL = {"attributes": {"birth_date": "1990-05-01", "residence_title": "duldung", "needs": ["school"]}}
NOTHING: dict[str, Any] = {"attributes": {}}
SHELTER = {"attributes": {"residence_title": "none_undocumented", "urgency_flags": ["homeless_tonight"]}}
DAY = "2026-03-02"


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps({"ref_date": DAY, **record}) + "\n" for record in records)


def routed(text: str, *options: str) -> tuple[list[dict[str, Any]], int]:
    result = CliRunner().invoke(app, ["route", "-", *options], input=text)
    return answers(result), result.exit_code


def answers(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_standard_input_and_a_file_are_answered_alike(tmp_path: Path) -> None:
    file = tmp_path / "constellations.jsonl"
    file.write_text(lines(WORK, SCHOOL, NOTHING), encoding="utf-8")
    from_file = CliRunner().invoke(app, ["route", str(file)])
    assert answers(from_file) == routed(lines(WORK, SCHOOL, NOTHING))[0]
    assert from_file.exit_code == 0


def test_answers_come_in_the_order_of_the_lines() -> None:
    found, code = routed(lines(WORK, SCHOOL, NOTHING, WORK))
    assert [(answer["status"], answer["primary"]) for answer in found] == [
        ("decided", "AGENTUR"),
        ("decided", "KI_SCHULE"),
        ("ask", None),
        ("decided", "AGENTUR"),
    ]
    assert found[0] == found[3]
    assert code == 0


def test_empty_lines_are_no_records_but_count_as_lines() -> None:
    found, code = routed("\n" + lines(WORK) + "   \n\nnonsense\n")
    assert [answer["status"] for answer in found] == ["decided", "error"]
    assert found[1]["line"] == 5
    assert code == 1


def test_no_lines_have_no_answers() -> None:
    assert routed("") == ([], 0)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("nonsense", "record"),
        ("{", "record"),
        ("[1]", "record"),
        ("null", "record"),
        ('"text"', "record"),
        (json.dumps({"ref_date": "soon"}), "ref_date"),
        (json.dumps({"ref_date": DAY, "attributes": [1]}), "attributes"),
        (json.dumps({"ref_date": DAY, "attributes": {"residence_title": "married"}}), "residence_title"),
        (json.dumps({"ref_date": DAY, "attributes": {"municipality": 7}}), "municipality"),
        (json.dumps({"ref_date": DAY, "attributes": {"height": 7}}), "height"),
        (json.dumps({"ref_date": DAY, "hight": {}}), "hight"),
    ],
)
def test_a_faulty_line_is_named_and_the_others_are_answered(line: str, field: str) -> None:
    found, code = routed(lines(WORK) + line + "\n" + lines(SCHOOL))
    assert [answer["status"] for answer in found] == ["decided", "error", "decided"]
    assert (found[1]["line"], found[1]["field"]) == (2, field)
    assert found[1]["problem"]
    assert code == 1


def test_what_was_written_in_a_faulty_line_is_not_repeated() -> None:
    (found,), _ = routed(json.dumps({"ref_date": DAY, "attributes": {"residence_title": "Amal Muster"}}))
    assert "Muster" not in json.dumps(found)


def test_without_a_day_it_is_today() -> None:
    (found,), code = routed(json.dumps(WORK))
    assert (found["primary"], code) == ("AGENTUR", 0)


def test_reasons_are_said_in_the_language_that_is_wanted() -> None:
    said = {language: routed(lines(WORK), "--language", language)[0][0]["reasons"] for language in ("de", "en", "ar")}
    assert routed(lines(WORK))[0][0]["reasons"] == said["de"]
    assert len({json.dumps(reasons) for reasons in said.values()}) == 3
    for reasons in said.values():
        assert all(text and "{" not in text and not text.startswith("reason.") for text in reasons.values())


def test_letters_of_all_scripts_are_written_as_they_are() -> None:
    result = CliRunner().invoke(app, ["route", "-", "--language", "ar"], input=lines(WORK))
    assert "\\u" not in result.stdout
    assert any("\u0600" <= letter <= "\u06ff" for letter in result.stdout)


@pytest.mark.parametrize("language", ["tlh", "", "DE"])
def test_a_language_that_is_not_there_is_refused(language: str) -> None:
    result = CliRunner().invoke(app, ["route", "-", "--language", language], input=lines(WORK))
    assert result.exit_code == 1
    assert "no language" in result.stderr
    assert result.stdout == ""


def test_the_towns_of_a_tenant_are_known_by_key_and_name() -> None:
    towns = localities(DEMO)
    assert towns["musterstadt"] == towns["Musterstadt"]
    assert towns["musterstadt"].own_offices == {"ABH", "JUGENDAMT"}
    assert towns["neudorf"].own_offices == frozenset()
    assert towns[""].night_shelter == towns["neudorf"].night_shelter == "0221 4710199"
    assert localities(None) == {}


@pytest.mark.parametrize("town", ["Musterstadt", "neudorf", "nowhere", None])
def test_in_the_demo_kreis_the_same_services_answer_in_every_town(town: str | None) -> None:
    records = [{"attributes": {**record["attributes"], "municipality": town}} for record in (WORK, SCHOOL, SHELTER)]
    found, code = routed(lines(*records), "--local", str(DEMO))
    assert [answer["primary"] for answer in found] == ["AGENTUR", "KI_SCHULE", "FLUECHTLINGSBERATUNG"]
    assert code == 0


TENANT = """
[tenant]
key = "kreis"
name = "Kreis"
settings = { intake_model = "A", absent = ["JMD"] }

[[municipality]]
key = "bergheim"
name = "Bergheim"
settings = { intake_model = "B" }
"""


@pytest.mark.parametrize(
    ("town", "young", "adult"),
    [("Bergheim", "MBE", "FLUECHTLINGSBERATUNG"), ("bergheim", "MBE", "FLUECHTLINGSBERATUNG"), ("", "KIM", "KIM")],
)
def test_a_town_sets_its_own_over_those_of_its_kreis(tmp_path: Path, town: str, young: str, adult: str) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text(TENANT, encoding="utf-8")
    common = {"needs": ["everyday"], "residence_title": "duldung", "municipality": town}
    records = [{"attributes": {**common, "birth_date": born}} for born in ("2005-05-01", "1990-05-01")]
    found, _ = routed(lines(*records), "--local", str(file))
    assert [answer["primary"] for answer in found] == [young, adult]


def test_a_tenant_that_sets_what_the_rules_do_not_know_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text('[tenant]\nsettings = { colour = "red" }\n', encoding="utf-8")
    with pytest.raises(Misconfigured, match="unknown key: colour"):
        localities(file)


def test_nothing_is_opened_but_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No database, no folder for data: it can be tried anywhere."""
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    assert routed(lines(WORK))[1] == 0
    assert list(tmp_path.iterdir()) == []


def test_the_default_town_is_one_that_has_everything() -> None:
    assert EVERYWHERE.absent == EVERYWHERE.declined_by == frozenset()
    assert "rasa" not in sys.modules
