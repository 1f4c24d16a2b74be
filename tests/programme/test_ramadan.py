"""The tabular calendar beside what was declared when the moon had been sighted."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from programme.ramadan import Ramadan, expected_ramadans

# First and last days as declared in Saudi Arabia.
DECLARED = [
    (date(2020, 4, 24), date(2020, 5, 23)),
    (date(2021, 4, 13), date(2021, 5, 12)),
    (date(2022, 4, 2), date(2022, 5, 1)),
    (date(2023, 3, 23), date(2023, 4, 20)),
    (date(2024, 3, 11), date(2024, 4, 9)),
    (date(2025, 3, 1), date(2025, 3, 29)),
]
DAY = timedelta(days=1)


@pytest.mark.parametrize(("first", "last"), DECLARED)
def test_it_is_a_day_off_at_most(first: date, last: date) -> None:
    (expected,) = expected_ramadans(date(first.year, 1, 1), date(first.year, 12, 31))
    assert abs(expected.first - first) <= DAY
    assert abs(expected.last - last) <= DAY


def test_it_is_the_calendar_that_others_call_islamic_civil() -> None:
    """First days by ICU's islamic-civil."""
    found = [ramadan.first.isoformat() for ramadan in expected_ramadans(date(2026, 1, 1), date(2030, 12, 31))]
    assert found == ["2026-02-18", "2027-02-08", "2028-01-28", "2029-01-16", "2030-01-06", "2030-12-26"]


def test_every_one_from_2020_to_2032() -> None:
    found = list(expected_ramadans(date(2020, 1, 1), date(2032, 12, 31)))
    assert len(found) == 14  # twice in 2030
    assert {(ramadan.last - ramadan.first).days for ramadan in found} == {29}
    gaps = {(later.first - earlier.first).days for earlier, later in pairwise(found)}
    assert gaps == {354, 355}


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2021, 5, 12), date(2021, 8, 1), 1),
        (date(2021, 5, 13), date(2021, 8, 1), 0),
        (date(2021, 1, 1), date(2021, 4, 12), 0),
        (date(2021, 1, 1), date(2021, 4, 13), 1),
        (date(2030, 1, 1), date(2030, 12, 31), 2),
        (date(2021, 4, 20), date(2021, 4, 20), 1),
        (date(2021, 8, 1), date(2021, 7, 1), 0),
    ],
)
def test_both_ends_of_the_span_belong_to_it(first: date, last: date, count: int) -> None:
    assert len(list(expected_ramadans(first, last))) == count


def test_its_days() -> None:
    month = Ramadan(date(2021, 4, 13), date(2021, 5, 12))
    assert [day in month for day in (date(2021, 4, 12), month.first, month.last, date(2021, 5, 13))] == [
        False,
        True,
        True,
        False,
    ]
