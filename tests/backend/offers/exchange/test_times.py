"""Opening hours and dates as people write them."""

from datetime import date, datetime

import pytest

from backend.core.clock import LOCAL_ZONE
from backend.offers.exchange.times import Unreadable, read_dates, read_day, read_hours, write_dates, write_hours
from tests.backend.offers.exchange.directory import vocabulary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo,Mi 09:00-12:00; Do 14:00-16:00", [("MO,WE", "09:00", "12:00"), ("TH", "14:00", "16:00")]),
        ("Mo-Fr 9-12 Uhr", [("MO,TU,WE,TH,FR", "09:00", "12:00")]),
        ("Mo.–Do.: 9.30–12.00", [("MO,TU,WE,TH", "09:30", "12:00")]),
        ("montag und Mittwoch 8:00 - 10:00", [("MO,WE", "08:00", "10:00")]),
        ("Sa 10:00-14:00\nSo 10:00-12:00", [("SA", "10:00", "14:00"), ("SU", "10:00", "12:00")]),
        ("MO,TU 09:00-12:00", [("MO,TU", "09:00", "12:00")]),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = read_hours(text, vocabulary())
    assert [(one.byday, one.opens_at, one.closes_at) for one in found] == expected
    assert read_hours(write_hours(found, vocabulary()), vocabulary()) == found


@pytest.mark.parametrize(
    "text",
    ["Mo", "09:00-12:00", "Xy 09:00-12:00", "Mo 12:00-09:00", "Mo 25:00-26:00", "Mo 9:75-10:00", "Fr-Mo 9-12",
     "Mo-Di-Mi 9-12", "Mo 9-12; Mo 9-14", "nach Vereinbarung", "Mo 9-12; geschlossen"],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_hours(text, vocabulary())


def test_dates_are_read_in_the_zone_of_the_place_across_summer_time_and_midnight() -> None:
    text = "28.03.2026 09:00-11:00; 29.03.2026, 9-11 Uhr; 31.12.2026 22:00 - 01.01.2027 02:00"
    found = read_dates(text)
    assert [(one.start, one.end) for one in found] == [
        (datetime(2026, 3, 28, 9, tzinfo=LOCAL_ZONE), datetime(2026, 3, 28, 11, tzinfo=LOCAL_ZONE)),
        (datetime(2026, 3, 29, 9, tzinfo=LOCAL_ZONE), datetime(2026, 3, 29, 11, tzinfo=LOCAL_ZONE)),
        (datetime(2026, 12, 31, 22, tzinfo=LOCAL_ZONE), datetime(2027, 1, 1, 2, tzinfo=LOCAL_ZONE)),
    ]
    assert read_dates(write_dates(found)) == found


def test_what_stands_there_twice_is_there_once() -> None:
    assert len(read_hours("Mo 9-12; Mo 09:00-12:00", vocabulary())) == 1
    assert len(read_dates("12.03.2026 9-12; 12.03.2026 09:00-12:00")) == 1


@pytest.mark.parametrize(
    "text",
    ["12.03.2026", "31.02.2026 09:00-11:00", "12.03.2026 11:00-09:00", "12.03.2026 11:00 - 11.03.2026 12:00", "x"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_dates(text)


@pytest.mark.parametrize("text", ["31.12.2026", "2026-12-31", "31.12.2026 00:00"])
def test_days_are_read_in_german_and_in_iso(text: str) -> None:
    assert read_day(text) == date(2026, 12, 31)
