"""Records in and out: what a record may say, and which field a bad one is refused for."""

import json
from datetime import date
from typing import Any

import pytest

from backend.responsibility.interchange import LONGEST_TEXT, BadRecord, facts_of, read, route
from backend.responsibility.loading import rulebook
from backend.responsibility.model import Known

DAY = "2026-03-02"
TODAY = date(2026, 3, 2)


def refused(record: Any) -> BadRecord:
    with pytest.raises(BadRecord) as error:
        route(record)
    return error.value


@pytest.mark.parametrize("record", [None, [], "text", 3])
def test_a_record_is_an_object(record: Any) -> None:
    assert refused(record).field == "record"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"ref_date": DAY, "atributes": {}}, "atributes"),
        ({"ref_date": DAY, "b": 1, "a": 1}, "a"),
        ({"ref_date": DAY, 1: 1}, "1"),
        ({"attributes": {}}, "ref_date"),
        ({"attributes": {}, "ref_date": None}, "ref_date"),
        ({"attributes": {}, "ref_date": "yesterday"}, "ref_date"),
        ({"attributes": {}, "ref_date": "2026-02-29"}, "ref_date"),
        ({"attributes": {}, "ref_date": "02.03.2026"}, "ref_date"),
        ({"attributes": {}, "ref_date": 20260302}, "ref_date"),
        ({"attributes": None, "ref_date": DAY}, "attributes"),
        ({"attributes": [], "ref_date": DAY}, "attributes"),
        ({"attributes": "age", "ref_date": DAY}, "attributes"),
    ],
)
def test_a_bad_record_is_refused_for_its_field(record: dict[str, Any], field: str) -> None:
    assert refused(record).field == field


BAD_VALUES: list[tuple[str, Any]] = [
    ("height", 180),
    ("residence_title", "married"),
    ("residence_title", 3),
    ("residence_title", ["duldung"]),
    ("residence_title", ""),
    ("case_management", True),
    ("needs", "work"),
    ("needs", ["sport"]),
    ("needs", [1]),
    ("needs", {"work": True}),
    ("urgency_flags", "fgm"),
    ("urgency_flags", [None]),
    ("unaccompanied", "yes"),
    ("unaccompanied", 1),
    ("title_refused", "perhaps"),
    ("age", "30"),
    ("age", 30.0),
    ("age", True),
    ("age", -1),
    ("age", 121),
    ("birth_date", "30"),
    ("birth_date", "1999-13"),
    ("birth_date", "1999-02-29"),
    ("birth_date", "2.3.1999"),
    ("birth_date", 1999),
    ("birth_date", ["1999"]),
    ("birth_date", "2026-03-03"),
    ("birth_date", "2027"),
    ("birth_date", "1900-01-01"),
    ("sec24_first_issued", "April"),
    ("sec24_first_issued", "2025-04"),
    ("title_valid_until", 0),
    ("nationality", "u1"),
    ("nationality", "Ukraine"),
    ("nationality", 3),
    ("children", {"age": 3}),
    ("children", 2),
    ("children", ["3"]),
    ("children", [{"name": "x"}]),
    ("children", [{"age": -1}]),
    ("children", [{"age": "3"}]),
    ("children", [{"age": True}]),
    ("children", [{"age": 7, "school_place": "no"}]),
    ("children", [{"kita_place": None}]),
    ("municipality", 5),
    ("municipality", "x" * (LONGEST_TEXT + 1)),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES, ids=lambda v: str(v)[:30])
def test_a_bad_value_is_refused_for_its_attribute_and_never_repeated(name: str, value: Any) -> None:
    error = refused({"attributes": {name: value}, "ref_date": DAY})
    assert error.field == name
    assert error.problem
    assert str(error) == f"{name}: {error.problem}"
    if isinstance(value, str) and len(value) > 2:
        assert value not in error.problem


@pytest.mark.parametrize(
    ("birth_date", "age", "fits"),
    [
        ("1999-03-02", 27, True),
        ("1999-03-02", 26, False),
        ("1999-03", 26, True),
        ("1999-03", 27, True),
        ("1999-03", 28, False),
        ("1999", 25, False),
    ],
)
def test_an_age_beside_a_birth_date_must_be_the_right_one(birth_date: str, age: int, fits: bool) -> None:
    record = {"attributes": {"birth_date": birth_date, "age": age}, "ref_date": DAY}
    if fits:
        assert read(record)[0].value("age") == age
    else:
        assert refused(record).field == "age"


def test_a_hundred_and_twenty_years_are_enough() -> None:
    assert read({"attributes": {"birth_date": "1906-03-02"}, "ref_date": DAY})[0].asked("birth_date")
    assert refused({"attributes": {"birth_date": "1905-03-02"}, "ref_date": DAY}).field == "birth_date"


def test_null_is_not_asked() -> None:
    facts = facts_of(dict.fromkeys(rulebook().attributes), TODAY)
    assert not facts.by_attribute


@pytest.mark.parametrize("name", sorted(rulebook().attributes))
@pytest.mark.parametrize("status", ["refused", "unknown"])
def test_not_wanting_to_say_and_not_knowing_stay_two_things(name: str, status: str) -> None:
    facts = facts_of({name: status}, TODAY)
    assert facts.by_attribute == {name: Known(None, status)}
    assert facts.asked(name)
    assert facts.value(name) is None
    assert facts.refused(name) is (status == "refused")


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (["fgm", "fgm"], ("fgm",)),
        (["meteorite"], ("deadline_7d",)),
        (["meteorite", "flood"], ("deadline_7d",)),
        (["fgm", "meteorite"], ("fgm", "deadline_7d")),
        ([], ()),
    ],
)
def test_a_flag_that_nobody_knows_is_a_deadline(given: list[str], taken: tuple[str, ...]) -> None:
    assert facts_of({"urgency_flags": given}, TODAY).value("urgency_flags") == taken


def test_an_unknown_flag_ends_with_a_person_on_the_same_day() -> None:
    answer = route({"attributes": {"urgency_flags": ["meteorite"]}, "ref_date": DAY})
    assert (answer["rule"], answer["primary"], answer["urgent"]) == ("S15", "MENSCH", True)


@pytest.mark.parametrize(("written", "taken"), [("UA", "UA"), ("UKR", "UA"), ("SYR", "SYR"), ("SY", "SY")])
def test_countries_have_two_or_three_letters(written: str, taken: str) -> None:
    assert facts_of({"nationality": written}, TODAY).value("nationality") == taken


@pytest.mark.parametrize("written", ["UA", "UKR"])
def test_who_comes_from_ukraine_goes_to_the_immigration_office_first(written: str) -> None:
    attributes = {"residence_title": "asylum_not_registered", "nationality": written, "needs": ["everyday"]}
    assert route({"attributes": attributes, "ref_date": DAY})["primary"] == "ABH"


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        ("needs", ["work", "housing", "work"], ("work", "housing")),
        ("needs", ("work",), ("work",)),
        ("birth_date", date(1999, 3, 2), "1999-03-02"),
        ("birth_date", "1999-03", "1999-03"),
        ("title_valid_until", "2026-03-09", date(2026, 3, 9)),
        ("title_valid_until", date(2026, 3, 9), date(2026, 3, 9)),
        ("children", [{"age": 7, "school_place": False}, {}], ({"age": 7, "school_place": False}, {})),
        ("benefits_drawn", "none", "none"),
        ("municipality", "Musterstadt", "Musterstadt"),
        ("disability", {"any": "thing"}, {"any": "thing"}),
    ],
)
def test_values_are_taken_in_the_types_of_the_rules(name: str, given: Any, taken: Any) -> None:
    assert facts_of({name: given}, TODAY).value(name) == taken


def test_the_day_of_the_record_goes_before_today() -> None:
    assert read({"ref_date": DAY}, date(2020, 1, 1))[1] == TODAY
    assert read({}, TODAY)[1] == TODAY
    assert read({"ref_date": TODAY, "id": "any"})[1] == TODAY


def test_a_question_names_what_is_asked_and_nobody() -> None:
    answer = route({"attributes": {"needs": ["work"]}, "ref_date": DAY})
    assert (answer["status"], answer["question"]) == ("ask", "residence_title")
    assert answer["primary"] is None
    assert answer["secondary"] == answer["notes"] == answer["unverified"] == []
    assert answer["reasons"] == {}


def test_a_decision_says_everything_that_it_is_made_of() -> None:
    attributes = {"birth_date": "1990-05-01", "residence_title": "duldung", "needs": ["work"]}
    answer = route({"attributes": attributes, "ref_date": DAY})
    assert {key: answer[key] for key in ("status", "primary", "rule", "question", "urgent")} == {
        "status": "decided",
        "primary": "AGENTUR",
        "rule": "T-work",
        "question": None,
        "urgent": False,
    }
    assert list(answer["reasons"]) == [answer["primary"], *answer["secondary"]]
    assert answer["rules_version"] == rulebook().version
    assert {step["kind"] for step in answer["trace"]} >= {"rule", "assumed"}


def test_who_refuses_what_decides_is_met_by_a_person() -> None:
    answer = route({"attributes": {"needs": "refused"}, "ref_date": DAY})
    assert (answer["status"], answer["primary"]) == ("human", "MENSCH")


def test_questions_and_decisions_have_the_same_keys_and_are_plain_json() -> None:
    asked = route({"attributes": {}, "ref_date": DAY})
    decided = route({"attributes": {"urgency_flags": ["fgm"]}, "ref_date": DAY})
    assert asked.keys() == decided.keys()
    assert json.loads(json.dumps([asked, decided])) == [asked, decided]


def test_reasons_are_said_in_the_words_that_are_wanted() -> None:
    record = {"attributes": {"urgency_flags": ["child_endangered"]}, "ref_date": DAY}
    keys = route(record)["reasons"]
    words = route(record, explain=lambda code, why: f"{code} because of {why.key}")["reasons"]
    assert keys["JUGENDAMT"] == "safety.S5"
    assert words["JUGENDAMT"] == "JUGENDAMT because of S5"


def decided_for(nationality: str, **attributes: Any) -> dict[str, Any]:
    person = {"age": 40, "needs": ["everyday"], "nationality": nationality, **attributes}
    return route({"attributes": person, "ref_date": "2026-03-02"})


@pytest.mark.parametrize("nationality", ["RO", "ro", "ROU", "CH", "NOR"])
def test_a_nationality_with_free_movement_stands_for_the_title_that_nobody_named(nationality: str) -> None:
    found = decided_for(nationality)
    assert (found["primary"], found["rule"]) == ("MBE", "L2")
    assert {"kind": "assumed", "subject": "residence_title", "result": "eu_citizen"} in found["trace"]


def test_a_nationality_decides_nothing_else() -> None:
    assert decided_for("SY")["question"] == decided_for("UA")["question"] == decided_for("DE")["question"]
    assert decided_for("RO", residence_title="duldung")["primary"] == "FLUECHTLINGSBERATUNG"
    assert decided_for("RO", title_refused=True)["status"] == "human"
