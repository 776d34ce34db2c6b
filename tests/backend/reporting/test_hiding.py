"""Small numbers are not shown, and no total betrays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reporting.hiding import Shown, Whole, published

PARTS = ("a", "b", "c", "d", "e")


def shown(parts: list[int], smallest: int = 5, *, whole: int | None = None) -> tuple[Shown, list[Shown]]:
    """A total and its parts, as they are shown."""
    names = PARTS[: len(parts)]
    counts = {"all": sum(parts) if whole is None else whole, **dict(zip(names, parts, strict=True))}
    found = published(counts, [Whole("all", names)], smallest)
    return found["all"], [found[name] for name in names]


@pytest.mark.parametrize(
    ("parts", "whole", "expected"),
    [
        ([0, 0], 0, [0, 0]),
        ([5, 9], 10, [5, 5]),
        ([12, 3], 15, [10, "few"]),
        ([12, 0], 10, [10, 0]),
        ([3, 0], "few", ["few", "few"]),  # what is within few is few, also where there is none
        ([4, 4], 5, ["few", "few"]),
        ([4, 4, 4, 4, 4], "withheld", ["few"] * 5),  # 20 is four times five or more: all of them four
        ([5, 1, 1, 1, 1], "withheld", [5, *["few"] * 4]),  # nine at most: each of them one
        ([5, 1, 1, 1, 2], 10, [5, *["few"] * 4]),
    ],
)
def test_what_is_shown_of_a_total_and_its_parts(parts, whole, expected):
    assert shown(parts) == (whole, expected)


def test_with_a_smallest_of_one_everything_is_shown_as_it_is():
    assert shown([1, 0, 2], 1) == (3, [1, 0, 2])


def test_what_counts_a_part_of_something_few_is_few():
    found = published({"all": 3, "late": 0, "often": 1}, [Whole("all", within=("late", "often"))], 5)
    assert found == {"all": "few", "late": "few", "often": "few"}


def test_of_a_part_that_is_shown_nowhere_only_the_least_is_known():
    wholes = [Whole("all", (*PARTS, "nowhere"))]
    least = {"all": 9, **dict(zip(PARTS, (5, 1, 1, 1, 1), strict=True))}
    assert published(least, wholes, 5)["all"] == "withheld"
    most = {"all": 20, **dict.fromkeys(PARTS, 4)}
    assert published(most, wholes, 5)["all"] == 20


def possible(one: Shown, smallest: int, *, within_few: bool) -> range:
    """Every number that may be shown so, as somebody reasons who knows the rules."""
    if isinstance(one, int):
        return range(one, one + smallest) if one else range(1)
    return range(0 if within_few else 1, smallest)


@given(st.lists(st.integers(0, 24), min_size=2, max_size=4), st.integers(3, 6))
def test_no_small_number_can_be_worked_out_from_a_total_and_the_other_parts(parts, smallest):
    whole, found = shown(parts, smallest)
    within_few = whole == "few"
    ranges = [possible(one, smallest, within_few=within_few) for one in found]
    sums = range(10**6) if whole == "withheld" else possible(whole, smallest, within_few=False)
    for position, one in enumerate(found):
        if one != "few":
            continue
        others = [other for place, other in enumerate(ranges) if place != position]
        least, most = sum(other[0] for other in others), sum(other[-1] for other in others)
        fitting = [n for n in ranges[position] if n + least <= sums[-1] and n + most >= sums[0]]
        assert len(fitting) > 1, (whole, found)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=5), st.integers(1, 9))
def test_what_is_shown_is_never_more_than_there_is_and_never_a_number_below_the_smallest(parts, smallest):
    for count, one in zip(parts, shown(parts, smallest)[1], strict=True):
        if isinstance(one, int):
            assert one <= count < one + smallest
            assert one == 0 or one >= smallest
