"""When Ramadan is expected: by the civil tabular Islamic calendar, a rule of arithmetic without tables.

It is the calendar that CLDR and ICU call islamic-civil: an epoch of Friday 16 July 622 (Julian) and a cycle of 30 years
of which the 2nd, 5th, 7th, 10th, 13th, 16th, 18th, 21st, 24th, 26th and 29th are leap years. Authorities declare the
month when the moon is sighted, so that it may begin or end a day earlier or later, and not on the same day everywhere.
What this says is "expected", never a promise; the tests have it beside what was declared in Saudi Arabia.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

RAMADAN, SHAWWAL = 9, 10
# The day before the first of Muharram of the year 1, 16 July 622 (Julian), counted as `date.toordinal` counts.
EPOCH = 227_014
DAYS_OF_A_YEAR = 354  # and a leap day in 11 years of 30
LEAP_YEARS, CYCLE = 11, 30


@dataclass(frozen=True, slots=True)
class Ramadan:
    first: date
    last: date

    def __contains__(self, on: date) -> bool:
        return self.first <= on <= self.last


def expected_ramadans(first: date, last: date) -> Iterator[Ramadan]:
    """Those that share a day with the span, both ends of which belong to it."""
    year = (first.toordinal() - EPOCH) * CYCLE // (DAYS_OF_A_YEAR * CYCLE + LEAP_YEARS)
    while (begins := _first_day_of(RAMADAN, year)) <= last:
        ends = _first_day_of(SHAWWAL, year) - timedelta(days=1)
        if ends >= first:
            yield Ramadan(begins, ends)
        year += 1


def _first_day_of(month: int, year: int) -> date:
    """Months have 30 and 29 days in turn; the leap day comes at the end of the year."""
    days_of_years = (year - 1) * DAYS_OF_A_YEAR + (3 + LEAP_YEARS * year) // CYCLE
    days_of_months = 30 * (month - 1) - (month - 1) // 2
    return date.fromordinal(EPOCH + days_of_years + days_of_months + 1)
