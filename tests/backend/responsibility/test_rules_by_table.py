"""The rules of responsibility, row by row.

The tables in `table/` were read off the law and the agreements between the services, not off the program: each row says
in a sentence who somebody is and who must be named. A row states only what follows with certainty; the rest is free.
"""

import datetime
import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest

from backend.responsibility.interchange import route

FOLDER = Path(__file__).parent / "table"
WORDS: dict[str, list[Any]] = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
RULES = {*WORDS["rules"], *(f"T-{need}" for need in WORDS["needs_with_an_owner"])}
NO_REPORTING_DUTY = set(WORDS["no_reporting_duty"])
LED_TO = NO_REPORTING_DUTY | set(WORDS["other_destinations"])
DESTINATIONS = LED_TO | set(WORDS["only_stands_in"])
IN_PROCEDURE = {"aufenthaltsgestattung", "duldung"}

Row = dict[str, Any]


def _rows() -> list[Row]:
    rows = []
    for path in sorted(path for path in FOLDER.glob("*.toml") if path.stem != "words"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        rows += [{"ref_date": table["ref_date"], **row, "table": path.stem} for row in table["rows"]]
    return rows


ROWS = _rows()


def _named(result: dict[str, Any]) -> list[str]:
    """Everybody the result names, the primary first."""
    return ([result["primary"]] if result["primary"] else []) + list(result["secondary"])


def _faults(expect: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """What the result says otherwise than the row, each as a sentence; none if it says the same."""
    named = _named(result)
    faults = [
        f"{key} is {result[key]!r}, not {expect[key]!r}"
        for key in ("status", "primary", "rule", "urgent", "question")
        if key in expect and result[key] != expect[key]
    ]
    if "primary" in expect and result["status"] == "ask":
        faults.append(f"it asks {result['question']!r} where it must decide")
    faults += [f"{code} is missing" for code in expect.get("includes", ()) if code not in named]
    faults += [f"{code} must not be named" for code in expect.get("excludes", ()) if code in named]
    start = expect.get("secondary_starts", [])
    if list(result["secondary"])[: len(start)] != start:
        faults.append(f"the secondary ones start with {result['secondary']}, not with {start}")
    return faults


def _report(row: Row, result: dict[str, Any], faults: list[str]) -> str:
    """One text to read when a row fails: the sentence, who it is about, what is wrong, how the rules went."""
    return "\n".join(
        [
            f"{row['table']}.toml: {row['name']} ({row['ref_date']})",
            f"  attributes: {row['attributes']}",
            *(f"  - {fault}" for fault in faults),
            f"  rule {result['rule']}, status {result['status']}, names {_named(result)}",
            f"  trace: {result['trace']}",
        ]
    )


def _answer(row: Row) -> dict[str, Any]:
    return route({"attributes": row["attributes"], "ref_date": row["ref_date"]})


def _each_row() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", ROWS, ids=[f"{row['table']}: {row['name']}" for row in ROWS])


@_each_row()
def test_the_row_holds(row: Row) -> None:
    result = _answer(row)
    faults = _faults(row["expect"], result)
    assert not faults, _report(row, result, faults)


def _exceptions_without_papers(rule: str) -> set[str]:
    """Who may be named to people without papers besides those who need not report, by the rule that fired."""
    if rule.startswith("S"):
        return {"MENSCH", "POLICE_110", "JUGENDAMT"}
    return {"MENSCH"} | {"M1": {"JUGENDAMT"}, "L4b": {"KI_SCHULE"}}.get(rule, set())


def _faults_without_papers(row: Row, result: dict[str, Any]) -> list[str]:
    attributes = row["attributes"]
    if not attributes.get("title_refused") and attributes.get("residence_title") != "none_undocumented":
        return []
    others = set(_named(result)) - NO_REPORTING_DUTY - _exceptions_without_papers(result["rule"])
    return [f"{code} must report people without papers" for code in sorted(others)]


def _faults_of_all(row: Row, result: dict[str, Any]) -> list[str]:
    named, title = _named(result), row["attributes"].get("residence_title")
    checks = {
        "somebody is named twice": len(set(named)) < len(named),
        "somebody is no destination": not DESTINATIONS.issuperset(named),
        "it asks, but not what": result["status"] == "ask" and not result["question"],
        "it decides, but names nobody": result["status"] != "ask" and not named,
        "danger is urgent": result["rule"].startswith("S") and not result["urgent"],
        "the Jobcenter is never for people in the procedure": "JOBCENTER" in named and title in IN_PROCEDURE,
        "the youth migration service ends with the 27th birthday": "JMD" in named and _at_least_27(row),
    }
    return [fault for fault, found in checks.items() if found]


@_each_row()
def test_what_holds_for_every_row(row: Row) -> None:
    result = _answer(row)
    faults = _faults_of_all(row, result) + _faults_without_papers(row, result)
    assert not faults, _report(row, result, faults)


def _at_least_27(row: Row) -> bool:
    if "birth_date" not in row["attributes"]:
        return False
    born = datetime.date.fromisoformat(row["attributes"]["birth_date"])
    now = datetime.date.fromisoformat(row["ref_date"])
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day)) >= 27


@pytest.mark.parametrize("need", [None, *WORDS["needs_with_an_owner"], "everyday", "family_reunification"])
def test_guards_hold_for_every_title_and_age(need: str | None) -> None:
    """Rows are examples; what may not be named must hold for all of them, whatever else is known."""
    for title, born, more in itertools.product(WORDS["titles"], (None, *WORDS["births"]), WORDS["circumstances"]):
        attributes = {"needs": [need]} if need else {}
        attributes |= {} if title == "title_refused" else {"residence_title": title}
        attributes |= {"title_refused": True} if title == "title_refused" else {}
        attributes |= {"birth_date": born} if born else {}
        row = {"table": "all", "name": "guards", "ref_date": "2026-03-02", "attributes": {**attributes, **more}}
        result = _answer(row)
        faults = _faults_of_all(row, result) + _faults_without_papers(row, result)
        assert not faults, _report(row, result, faults)


def test_every_name_is_there_once() -> None:
    names = [(row["table"], row["name"]) for row in ROWS]
    assert len(set(names)) == len(names), sorted({name for name in names if names.count(name) > 1})


def test_a_row_uses_known_words_only() -> None:
    for row in ROWS:
        assert set(row) == {"table", "name", "ref_date", "attributes", "expect"}, row["name"]
        known = {"status", "primary", "rule", "urgent", "question", "includes", "excludes", "secondary_starts"}
        assert row["expect"].keys() <= known, row["name"]


def test_every_rule_is_reached_by_a_row() -> None:
    assert RULES - {row["expect"].get("rule") for row in ROWS} == set()


def test_every_destination_is_named_by_a_row() -> None:
    named = set()
    for row in ROWS:
        expect = row["expect"]
        named |= {expect.get("primary"), *expect.get("includes", ()), *expect.get("secondary_starts", ())}
    assert LED_TO - named == set()
