"""The table of a report, from logs written by hand."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reporting.figures import COUNTS, ENDS, REASONS, SUMS, Spread, counted
from backend.reporting.hours import OpenHours
from backend.reporting.passages import STANDINGS, Entry, passages
from backend.reporting.table import BYS, By, Known, Line, Report, Terms, compiled, measured
from tests.backend.reporting.logs import STEPS, moment, together, went

MORNINGS = OpenHours(({"byday": "MO,TU,WE,TH,FR", "opens_at": "08:00", "closes_at": "12:00"},))
SERVICES = {
    "jmd": Known("Jugendmigrationsdienst", "Musterverband", "JMD", MORNINGS),
    "kim": Known("KIM Case Management", "Kreis Musterland", "KIM", MORNINGS),
    "mbe": Known("Migrationsberatung", "Musterverband", "MBE", MORNINGS),
}
MARCH = (date(2026, 3, 1), date(2026, 3, 31))
NOW = moment("2026-07-01T12:00")


def report(*handovers: list[Entry], by: By = "service", smallest: int = 1) -> Report:
    return of_log(together(*handovers), by, smallest)


def of_log(log: list[Entry], by: By, smallest: int) -> Report:
    return compiled(MARCH, by, measured(passages(log), SERVICES), Terms(NOW, 90, smallest))


def line(found: Report, name: str) -> Line:
    [one] = [each for each in found.lines if name in str(each.label)]
    return one


def told(one: Line) -> dict[str, object]:
    """What is not nought."""
    return {code: count for code, count in one.counts.items() if count}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), {"waiting": 1}),
        (("overdue",), {"waiting": 1, "overdue": 1}),
        (("accepted 2026-06-01T09:00",), {"accepted": 1, "in_work": 1}),
        (("accepted 2026-04-02T11:00",), {"accepted": 1, "in_work": 1, "without_outcome": 1}),
        (("accepted 2026-04-02T12:00",), {"accepted": 1, "in_work": 1}),  # ninety days ago, and not more
        (("declined",), {"declined": 1, "declined.no_capacity": 1}),
        (("sent on",), {"redirected": 1}),
        (("sent on again",), {"redirected": 1, "redirected_again": 1}),
        (("accepted", "done"), {"accepted": 1, "ended": 1, "ended.done": 1}),
        (("accepted", "sent on", "untold"), {"accepted": 1, "redirected": 1, "ended": 1, "ended.untold": 1}),
        (("accepted", "taken back"), {"accepted": 1, "revoked": 1}),
    ],
)
def test_what_a_handover_counts_as(steps, expected):
    found = report(went(*steps))
    assert told(found.total) == {"handed_over": 1, **expected}
    assert told(line(found, "Jugendmigrationsdienst")) == told(found.total)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("service", {"Jugendmigrationsdienst": 2, "Migrationsberatung": 1, "KIM Case Management": 1}),
        ("organization", {"Musterverband": 3, "Kreis Musterland": 1}),
        ("kind", {"destination.JMD.name": 2, "destination.MBE.name": 1, "destination.KIM.name": 1}),
        ("language", {"'ar'": 3, "'uk'": 1}),
        ("way", {"console.partners.way.inbox": 3, "console.partners.way.mail": 1}),
        ("urgency", {"console.report.urgency.urgent": 1, "console.report.urgency.usual": 3}),
    ],
)
def test_handovers_are_broken_down_by_what_is_asked(by, expected):
    found = report(went(), went(urgent=1, language="uk"), went(service="mbe", way="mail"), went(service="kim"), by=by)
    assert len(found.lines) == len(expected)
    assert {name: line(found, name).counts["handed_over"] for name in expected} == expected


def test_a_service_that_is_there_no_longer_is_a_line_of_its_own():
    found = report(went("accepted 2026-03-03T10:00"), went(service="gone"), went(service=None))
    assert line(found, "console.report.unknown").counts["handed_over"] == 2
    assert found.total.counts["handed_over"] == 3


def test_times_are_told_by_the_clock_and_by_opening_hours_and_the_first_contact_by_the_services_word():
    hours = ("03-02T11:00", "03-02T11:30", "03-03T09:00", "03-03T10:30", "03-09T09:00")
    handovers = [went(f"accepted 2026-{when}", f"reached 2026-{when}") for when in hours]
    asked_later = went("accepted 2026-03-02T11:00", "says yes 2026-03-30T09:00")
    times = report(*handovers, asked_later).total.times
    assert times["accepted"] == Spread(13, None)  # between 1.5 and 23 hours
    assert times["accepted_open"] == Spread(3, None)  # between 1.5 and 3
    assert times["contacted"] == Spread(23, None)
    assert times["contacted_open"] == Spread(3, None)


def test_nine_of_ten_are_told_only_where_it_is_nobodys_own():
    nine = [went(f"accepted 2026-03-02T{hour}:00") for hour in range(11, 20)]
    assert report(*nine).total.times["accepted"] == Spread(5, None)
    assert report(*nine, went("accepted 2026-03-09T10:00")).total.times["accepted"] == Spread(6, 25)
    assert report(*nine[:4], smallest=5).total.times["accepted"] is None


def test_small_numbers_are_hidden_and_the_total_does_not_betray_them():
    few = [went("declined", service="kim") for _ in range(2)]
    many = [went("accepted", "done") for _ in range(11)] + [went("declined") for _ in range(4)]
    found = report(*few, *many, smallest=5)
    kim, jmd = line(found, "KIM"), line(found, "Jugendmigrationsdienst")
    assert set(kim.counts.values()) == {"few"}
    assert {code: jmd.counts[code] for code in ("handed_over", "accepted", "ended", "declined")} == {
        "handed_over": 15, "accepted": 10, "ended": 10, "declined": "few",
    }  # fmt: skip
    assert (jmd.counts["ended.done"], jmd.counts["declined.no_capacity"]) == (10, "few")
    assert (found.total.counts["handed_over"], found.total.counts["declined"]) == (15, 5)


LOG = st.lists(
    st.tuples(
        st.lists(st.sampled_from(sorted(STEPS)), max_size=5), st.sampled_from([*SERVICES, "gone"]),
        st.sampled_from(["ar", "uk"]), st.sampled_from(["inbox", "mail"]), st.integers(0, 1), st.integers(0, 600),
    ),
    max_size=12,
)  # fmt: skip


def handovers_of(drawn) -> list[list[Entry]]:
    return [
        [
            entry._replace(at=entry.at + timedelta(hours=later))
            for entry in went(*steps, service=service, language=language, way=way, urgent=urgent)
        ]
        for steps, service, language, way, urgent, later in drawn
    ]


@given(LOG, st.sampled_from(BYS))
def test_all_sums_agree(drawn, by):
    """Whatever happens to handovers, each stands in one place, is in one line, and is counted once."""
    found = report(*handovers_of(drawn), by=by)
    for code in (*COUNTS, *REASONS, *ENDS):
        assert found.total.counts[code] == sum(one.counts[code] for one in found.lines)
    for one in (found.total, *found.lines):
        for whole in ("declined", "ended"):
            assert one.counts[whole] == sum(one.counts[part] for part in SUMS[whole])
    standing = counted(passages(together(*handovers_of(drawn))), NOW, 90)
    assert standing["handed_over"] == sum(standing[one] for one in STANDINGS) == len(drawn)


@given(LOG, st.sampled_from(BYS), st.randoms(use_true_random=False))
def test_the_order_of_different_handovers_does_not_matter(drawn, by, chance: random.Random):
    handovers = handovers_of(drawn)
    entries = together(*handovers)
    mixed = [
        next(left) for left in _shuffled([iter(one) for one in handovers], [len(one) for one in handovers], chance)
    ]
    first, second = of_log(entries, by, 5), of_log(mixed, by, 5)
    assert first.total == second.total
    assert sorted(map(str, first.lines)) == sorted(map(str, second.lines))


def _shuffled(iterators: list, lengths: list[int], chance: random.Random) -> list:
    """Each handover as often as it has entries, in any order."""
    turns = [one for one, length in zip(iterators, lengths, strict=True) for _ in range(length)]
    chance.shuffle(turns)
    return turns
