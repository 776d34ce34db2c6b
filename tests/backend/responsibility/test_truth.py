"""Three values: Kleene's tables, and which answers are missing where nothing can be said."""

import itertools

import pytest

from backend.responsibility.truth import FALSE, TRUE, UNKNOWN, Finding, Span, all_of, any_of, negation, unknown

OPEN = unknown("a")
#: false < unknown < true: "and" is the least of all, "or" the greatest, "not" turns the scale round.
SCALE = {False: FALSE, None: OPEN, True: TRUE}
RANK = {False: 0, None: 1, True: 2}


def value(finding: Finding) -> bool | None:
    return finding.value if finding.certain else None


@pytest.mark.parametrize("count", [1, 2, 3])
def test_and_is_the_least_and_or_the_greatest(count: int) -> None:
    for values in itertools.product(SCALE, repeat=count):
        findings = [SCALE[one] for one in values]
        assert value(all_of(findings)) is min(values, key=RANK.__getitem__)
        assert value(any_of(findings)) is max(values, key=RANK.__getitem__)


@pytest.mark.parametrize(("finding", "turned"), [(TRUE, False), (FALSE, True), (OPEN, None)])
def test_not_turns_what_is_known_and_keeps_what_is_open(finding: Finding, turned: bool | None) -> None:
    assert value(negation(finding)) is turned


def test_of_nothing_everything_holds_and_nothing_does() -> None:
    assert all_of([]) == TRUE
    assert any_of([]) == FALSE


def test_what_is_open_says_everything_that_is_missing() -> None:
    both = [unknown("a"), TRUE, unknown("b", "c")]
    assert all_of(both) == Finding(UNKNOWN, frozenset("abc"))
    assert any_of([unknown("a"), FALSE, unknown("b", "c")]) == Finding(UNKNOWN, frozenset("abc"))
    assert negation(unknown("a", "b")).missing == {"a", "b"}


def test_nothing_is_missing_where_one_value_decides() -> None:
    assert all_of([unknown("a"), FALSE]).missing == frozenset()
    assert any_of([unknown("a"), TRUE]).missing == frozenset()


def test_what_is_open_is_never_taken_for_true_or_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(OPEN.value)
    assert repr(UNKNOWN) == "UNKNOWN"


@pytest.mark.parametrize("plain", [0, "", (), None, False])
def test_an_empty_value_is_a_value(plain: object) -> None:
    assert Finding(plain).certain


@pytest.mark.parametrize(
    ("span", "least", "said"),
    [
        (Span(25, 26), 27, False),
        (Span(26, 27), 27, None),
        (Span(27, 28), 27, True),
        (Span(27, 27), 27, True),
        (Span(0, 120), 27, None),
    ],
)
def test_a_span_is_compared_number_by_number(span: Span, least: int, said: bool | None) -> None:
    found = span.compared(lambda number: number >= least)
    assert value(found) is said
    assert found.missing == (frozenset({"birthday"}) if said is None else frozenset())
