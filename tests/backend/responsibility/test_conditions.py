"""The condition language: every operator and function in three values, and what is refused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from backend.responsibility.conditions import ALWAYS, Unreadable, Vocabulary, read
from backend.responsibility.truth import TRUE, Finding, Span, unknown

NAMES = frozenset({"a", "b", "n", "m", "title", "titles", "needs", "day", "unset"})
VOCABULARY = Vocabulary(NAMES, {"title": frozenset({"duldung", "abroad"}), "needs": frozenset({"work", "school"})})


class Told:
    """What somebody told; what is not among it is missing, and was not asked unless it is said so."""

    def __init__(self, told: Mapping[str, Any], not_said: frozenset[str] = frozenset()) -> None:
        self._told, self._not_said = told, not_said

    def find(self, name: str) -> Finding:
        return Finding(self._told[name]) if name in self._told else unknown(name)

    def known(self, name: str) -> bool:
        return name in self._told

    def unasked(self, name: str) -> bool:
        return name not in self._told and name not in self._not_said


def said(condition: str, not_said: frozenset[str] = frozenset(), **told: Any) -> tuple[Any, set[str]]:
    found = read(condition, VOCABULARY).evaluate(Told(told, not_said))
    return found.value if found.certain else None, set(found.missing)


def value(condition: str, **told: Any) -> Any:
    return said(condition, **told)[0]


@pytest.mark.parametrize(
    ("condition", "told", "expected"),
    [
        ("n == 18", {"n": 18}, True),
        ("n == 18", {"n": 17}, False),
        ("n != 18", {"n": 17}, True),
        ("n != 18", {"n": 18}, False),
        ("n < 18", {"n": 17}, True),
        ("n < 18", {"n": 18}, False),
        ("n <= 18", {"n": 18}, True),
        ("n <= 18", {"n": 19}, False),
        ("n > 18", {"n": 19}, True),
        ("n > 18", {"n": 18}, False),
        ("n >= 18", {"n": 18}, True),
        ("n >= 18", {"n": 17}, False),
        ("18 > n", {"n": 17}, True),
        ("n < m", {"n": 1, "m": 2}, True),
        ("12 <= n < 27", {"n": 12}, True),
        ("12 <= n < 27", {"n": 26}, True),
        ("12 <= n < 27", {"n": 11}, False),
        ("12 <= n < 27", {"n": 27}, False),
        ('title == "duldung"', {"title": "duldung"}, True),
        ('"duldung" == title', {"title": "abroad"}, False),
        ('title in ["duldung", "abroad"]', {"title": "abroad"}, True),
        ('title not in ["duldung"]', {"title": "abroad"}, True),
        ('title not in ["duldung"]', {"title": "duldung"}, False),
        ("title in titles", {"title": "duldung", "titles": frozenset({"duldung"})}, True),
        ('"work" in needs', {"needs": ("work", "school")}, True),
        ('"work" in needs', {"needs": ()}, False),
        ('"work" not in needs', {"needs": ()}, True),
        ("day < m", {"day": date(2026, 6, 30), "m": date(2026, 7, 1)}, True),
        ("a", {"a": True}, True),
        ("not a", {"a": True}, False),
        ("not a", {"a": False}, True),
        ("a == True", {"a": False}, False),
    ],
)
def test_what_is_known_is_compared(condition: str, told: Mapping[str, Any], expected: bool) -> None:
    assert said(condition, **told) == (expected, set())


@pytest.mark.parametrize(
    "condition",
    [
        "n == 1", "n != 1", "n < 1", "n <= 1", "n > 1", "n >= 1", "0 < n < 9", "1 in needs", "1 not in needs", "a",
        "not a",
        'title in ["duldung"]', 'title not in ["duldung"]', 'overlaps(needs, ["work"])', 'within(needs, ["work"])',
    ],
)  # fmt: skip
def test_a_condition_over_missing_data_is_open_and_says_what_is_missing(condition: str) -> None:
    (name,) = read(condition, VOCABULARY).names
    assert said(condition) == (None, {name})


@pytest.mark.parametrize(
    ("condition", "told", "expected"),
    [
        ("a and b", {"a": True, "b": True}, (True, set())),
        ("a and b", {"a": True, "b": False}, (False, set())),
        ("a and b", {"a": False}, (False, set())),
        ("b and a", {"a": False}, (False, set())),
        ("a and b", {"a": True}, (None, {"b"})),
        ("a and b", {}, (None, {"a", "b"})),
        ("a or b", {"a": False, "b": False}, (False, set())),
        ("a or b", {"a": True}, (True, set())),
        ("b or a", {"a": True}, (True, set())),
        ("a or b", {"a": False}, (None, {"b"})),
        ("a or b", {}, (None, {"a", "b"})),
        ("not (a and b)", {"a": False}, (True, set())),
        ("not (a or b)", {"b": False}, (None, {"a"})),
        ("a and n < 18 or b", {"a": True, "b": False}, (None, {"n"})),
        ("0 < n < m", {"n": 0}, (False, set())),
        ("0 < n < m", {"n": 5}, (None, {"m"})),
        ("n < m", {}, (None, {"n", "m"})),
    ],
)
def test_one_side_may_decide_alone(condition: str, told: Mapping[str, Any], expected: tuple[Any, set[str]]) -> None:
    assert said(condition, **told) == expected


@pytest.mark.parametrize(
    ("function", "told", "not_asked", "kept_back"),
    [("known(a)", True, False, False), ("unasked(a)", False, True, False), ("unanswered(a)", False, False, True)],
)
def test_told_not_asked_and_not_said_are_three_things(
    function: str, told: bool, not_asked: bool, kept_back: bool
) -> None:
    assert said(function, a=0) == (told, set())
    assert said(function) == (not_asked, set())
    assert said(function, not_said=frozenset("a")) == (kept_back, set())


@pytest.mark.parametrize(
    ("condition", "told", "expected"),
    [
        ("certainly(n < 18)", {"n": 17}, True),
        ("certainly(n < 18)", {"n": 18}, False),
        ("certainly(n < 18)", {}, False),
        ("not certainly(n < 18)", {}, True),
        ("certainly(not (n < 18))", {}, False),
        ("certainly(a and b)", {"a": False}, False),
        ("certainly(a or b)", {"a": True}, True),
    ],
)
def test_certainly_takes_what_is_open_for_not_established(
    condition: str, told: Mapping[str, Any], expected: bool
) -> None:
    assert said(condition, **told) == (expected, set())


@pytest.mark.parametrize(
    ("needs", "overlaps", "within"),
    [
        ((), False, False),
        (("work",), True, True),
        (("work", "school"), True, False),
        (("school",), False, False),
    ],
)
def test_sets_overlap_or_lie_within(needs: tuple[str, ...], overlaps: bool, within: bool) -> None:
    assert value('overlaps(needs, ["work"])', needs=needs) is overlaps
    assert value('within(needs, ["work"])', needs=needs) is within
    assert value("within(needs, titles)", needs=needs, titles=frozenset({"work", "school"})) is bool(needs)


@pytest.mark.parametrize(
    ("condition", "span", "expected"),
    [
        ("n < 18", Span(16, 17), True),
        ("n < 18", Span(17, 18), None),
        ("n < 18", Span(18, 19), False),
        ("18 > n", Span(17, 18), None),
        ("12 <= n < 27", Span(13, 14), True),
        ("12 <= n < 27", Span(26, 27), None),
        ("12 <= n < 27", Span(27, 28), False),
        ("n == 17", Span(17, 18), None),
        ("n != 17", Span(18, 19), True),
        ("n < m", Span(26, 27), None),
        ("m > n", Span(25, 26), True),
    ],
)
def test_an_age_between_two_numbers_is_open_only_at_a_boundary(
    condition: str, span: Span, expected: bool | None
) -> None:
    missing = {"birthday"} if expected is None else set()
    assert said(condition, n=span, m=27) == (expected, missing)


def test_an_open_birthday_gives_way_where_the_rest_decides() -> None:
    assert said("n < 18 and a", n=Span(17, 18), a=False) == (False, set())
    assert said("n < 18 and a", n=Span(17, 18)) == (None, {"birthday", "a"})
    assert said("certainly(n < 18)", n=Span(17, 18)) == (False, set())


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("height < 18", "unknown attribute or name: height"),
        ("known(height)", "unknown attribute or name: height"),
        ("a and weight or height", "unknown attribute or name: height, weight"),
        ("eval(a)", "unknown attribute or name: eval"),
        ('title == "married"', "title has no value married"),
        ('"married" == title', "title has no value married"),
        ('title in ["duldung", "married"]', "title has no value married"),
        ('title not in ["married", "blond"]', "title has no value blond, married"),
        ('"sport" in needs', "needs has no value sport"),
        ('overlaps(needs, ["sport"])', "needs has no value sport"),
        ('within(needs, ["work", "sport"])', "needs has no value sport"),
        ('a and (b or title == "married")', "title has no value married"),
        ("certainly(title == 'married')", "title has no value married"),
    ],
)
def test_unknown_names_and_values_are_refused_by_name(condition: str, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read(condition, VOCABULARY)


@pytest.mark.parametrize(
    "condition",
    [
        "", "a and", "n = 18", "a; b", "n <", "(a", "import os",  # no expression
        "n + 1 < 18", "-n < 18", "a if b else n", "lambda: a", "[a for a in b]", "{a}", "(a, b)", "f'{a}'",
        "a.real", "a[0]", "n := 3", "a is None", "a is not b", "None", "1.5 < n", "b'x' == a",
        "[n, 3]", "n in [m]", "n in [[1]]", "~a", "a @ b", "*a", "a.upper()", "a()",
        "known('a')", "known(a, b)", "known()", "unasked(1)", "unanswered(a < 1)", "known(x=a)",
        "certainly(a, b)", "certainly()", "overlaps(needs)", "within(needs, needs, needs)",
    ],
)  # fmt: skip
def test_whatever_is_not_of_the_language_is_refused(condition: str) -> None:
    with pytest.raises(Unreadable):
        read(condition, VOCABULARY)


def test_the_parts_of_a_long_and_are_known_one_by_one() -> None:
    assert read("a  and n<18 and (b or m == 1)", VOCABULARY).conjuncts == {"a", "n < 18", "b or m == 1"}
    assert read("a or b", VOCABULARY).conjuncts == {"a or b"}
    assert read("not a", VOCABULARY).conjuncts == {"not a"}


def test_how_a_condition_is_spaced_or_quoted_does_not_matter() -> None:
    written, otherwise = read('title=="duldung" and a', VOCABULARY), read("(title == 'duldung') and a", VOCABULARY)
    assert written.conjuncts == otherwise.conjuncts


def test_a_condition_knows_what_it_speaks_of_but_not_functions_as_names() -> None:
    assert read("certainly(known(a) and n < m)", VOCABULARY).names == {"a", "n", "m"}


def test_a_row_without_a_condition_always_holds_and_asks_for_less_than_any_other() -> None:
    assert ALWAYS.evaluate(Told({})) == TRUE
    assert read("a", VOCABULARY).conjuncts >= ALWAYS.conjuncts
