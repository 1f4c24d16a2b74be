"""Hours in common: who could come when, on whose clock, across clock changes, and what else lies there."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from circles.rules.hours import (
    Busy,
    Closed,
    Diary,
    Surroundings,
    at_wall,
    clashes_of,
    has_time,
    monthly,
    months_without,
    nights_of,
    proposals,
    propose,
)

NAIROBI, CAIRO, KOLKATA = ZoneInfo("Africa/Nairobi"), ZoneInfo("Africa/Cairo"), ZoneInfo("Asia/Kolkata")
EVENINGS = frozenset(day * 24 + hour for day in range(7) for hour in range(17, 21))
HOUR = timedelta(hours=1)


def diary(
    name: str = "Amina", *, zone: ZoneInfo = NAIROBI, country: str = "KE", hours: frozenset[int] = EVENINGS
) -> Diary:
    return Diary(name, country, zone, hours)


@pytest.mark.parametrize(
    ("first", "dates"),
    [
        (date(2026, 3, 3), [date(2026, 3, 3), date(2026, 4, 7), date(2026, 5, 5)]),  # the first Tuesday
        (date(2026, 3, 31), [date(2026, 3, 31), date(2026, 4, 28), date(2026, 5, 26)]),  # a fifth one: the fourth
        (date(2026, 11, 16), [date(2026, 11, 16), date(2026, 12, 21), date(2027, 1, 18)]),
    ],
)
def test_once_a_month_on_the_same_day_of_the_same_week(first: date, dates: list[date]) -> None:
    assert monthly(first, 3) == dates


@pytest.mark.parametrize(
    ("zone", "at", "able"),
    [
        (NAIROBI, datetime(2026, 3, 3, 14, tzinfo=UTC), True),  # 17 to 18
        (NAIROBI, datetime(2026, 3, 3, 17, tzinfo=UTC), True),  # 20 to 21
        (NAIROBI, datetime(2026, 3, 3, 17, 30, tzinfo=UTC), False),  # runs into 21
        (KOLKATA, datetime(2026, 3, 3, 11, 30, tzinfo=UTC), True),  # 17 to 18
        (KOLKATA, datetime(2026, 3, 3, 11, tzinfo=UTC), False),  # 16:30
    ],
)
def test_she_has_time_in_every_hour_that_the_session_touches(zone: ZoneInfo, at: datetime, able: bool) -> None:
    assert has_time(diary(zone=zone), at, HOUR) is able


def test_of_who_told_no_hours_the_day_is_assumed() -> None:
    silent = diary(hours=frozenset())
    assert has_time(silent, datetime(2026, 3, 3, 9, tzinfo=UTC), HOUR)
    assert not has_time(silent, datetime(2026, 3, 3, 20, tzinfo=UTC), HOUR)


def test_a_clock_change_in_one_country_moves_her_hour_alone() -> None:
    """Egypt changes on 24 April 2026: the mentor in Nairobi keeps her hour, the mentee in Cairo reads another one."""
    starts = [at_wall(on, time(18), NAIROBI) for on in monthly(date(2026, 3, 3), 3)]
    mentor, mentee = propose(
        [diary(), diary("Dina", zone=CAIRO, country="EG")], starts, minutes=60, around=Surroundings()
    ).people
    assert [hour.hour for hour in mentor.hours] == [18, 18, 18]
    assert [hour.hour for hour in mentee.hours] == [17, 17, 18]
    assert [(hour.date(), hour.hour) for hour in mentee.changes] == [(date(2026, 3, 3), 17), (date(2026, 5, 5), 18)]
    assert (mentor.is_always_able, mentee.is_always_able) == (True, True)


def test_the_best_hour_comes_first() -> None:
    """Evenings on two clocks two hours apart share three hours; the mentor works from Sunday to Thursday."""
    people = [diary("Mentor", zone=KOLKATA, country="IN"), diary("Mentee")]
    found = proposals(people, first=date(2026, 3, 3), days=7, count=1, minutes=60, zone=KOLKATA, around=Surroundings())
    best = found[0]
    assert best.able == 2
    assert best.clashes == ()
    assert [proposal.able for proposal in found] == sorted((proposal.able for proposal in found), reverse=True)
    assert {hour.hour for person in best.people for hour in person.hours} <= set(range(17, 21))


def test_six_sessions_are_judged_on_each_of_their_dates() -> None:
    """From May on Cairo is an hour ahead: who is free from 17 to 18 only cannot come to all of them."""
    narrow = frozenset(day * 24 + 17 for day in range(7))
    starts = [at_wall(on, time(18), NAIROBI) for on in monthly(date(2026, 3, 3), 6)]
    mentee = propose([diary(zone=CAIRO, hours=narrow)], starts, minutes=60, around=Surroundings()).people[0]
    assert (mentee.able, mentee.is_always_able) == (2, False)


def test_clashes_are_named() -> None:
    starts_at = datetime(2026, 3, 6, 15, tzinfo=UTC)  # a Friday
    around = Surroundings(
        busy=(
            Busy("A keynote", starts_at - HOUR, starts_at + HOUR / 2),
            Busy("A training", starts_at + HOUR, starts_at + 2 * HOUR),  # begins when the session ends
        ),
        closed=(
            Closed(date(2026, 3, 6), "EG", "A feast"),
            Closed(date(2026, 3, 6), "MA", "Not theirs"),
            Closed(date(2026, 3, 7), "EG", "Another day"),
        ),
    )
    people = [diary(), diary("Dina", zone=CAIRO, country="EG"), diary("Mona", zone=CAIRO, country="EG")]
    assert clashes_of(people, starts_at, starts_at + HOUR, around) == [
        "At the same time: A keynote.",
        "6 March 2026 is a closed day: A feast.",
        "Friday 6 March 2026 is at the weekend. Countries: Egypt.",
    ]


def test_a_weekend_is_said_once_for_all_its_countries() -> None:
    starts_at = datetime(2026, 3, 6, 15, tzinfo=UTC)
    people = [diary(name, zone=CAIRO, country=country) for name, country in (("A", "EG"), ("B", "SD"), ("C", "KE"))]
    said = clashes_of(people, starts_at, starts_at + HOUR, Surroundings())
    assert said == ["Friday 6 March 2026 is at the weekend. Countries: Egypt · Sudan."]


@pytest.mark.parametrize(
    ("starts_at", "said"),
    [
        (datetime(2026, 3, 4, 18, tzinfo=UTC), []),  # from 21 to 22 in Nairobi
        (datetime(2026, 3, 4, 18, 30, tzinfo=UTC), ["For Amina it is in the night: Wednesday 21:30."]),
        (datetime(2026, 3, 4, 21, 30, tzinfo=UTC), ["For Amina it is in the night: Thursday 00:30."]),
        (datetime(2026, 3, 4, 3, tzinfo=UTC), ["For Amina it is in the night: Wednesday 06:00."]),
        (datetime(2026, 3, 4, 4, tzinfo=UTC), []),
    ],
)
def test_a_night_is_named_with_whose_it_is(starts_at: datetime, said: list[str]) -> None:
    at_work_then = frozenset(range(7 * 24))
    for others in ([], [diary("Night owl", hours=at_work_then)]):
        assert nights_of([diary(), *others], [starts_at], minutes=60) == said


def test_what_holds_for_all_dates_is_said_once() -> None:
    starts = [at_wall(on, time(23, 30), NAIROBI) for on in monthly(date(2026, 3, 3), 6)]
    assert nights_of([diary(), diary("Dina", zone=CAIRO)], starts, minutes=60) == [
        "For Amina it is in the night: Tuesday 23:30.",
        "For Dina it is in the night: Tuesday 22:30.",
        "For Dina it is in the night: Tuesday 23:30.",  # since her clocks were put forward
    ]


def test_months_without_a_session() -> None:
    starts = [datetime(2026, 3, 31, 23, tzinfo=UTC), datetime(2026, 5, 5, 12, tzinfo=UTC)]
    period = {"first": date(2026, 3, 10), "last": date(2026, 6, 1)}
    assert months_without(starts, **period, zone=ZoneInfo("UTC")) == [date(2026, 4, 1), date(2026, 6, 1)]
    assert months_without(starts, **period, zone=NAIROBI) == [date(2026, 3, 1), date(2026, 6, 1)]


def test_an_arabic_name_keeps_its_direction_beside_the_hour() -> None:
    begins = at_wall(date(2026, 3, 3), time(23, 30), NAIROBI)
    assert nights_of([diary("سلمى")], [begins], minutes=60) == [
        "For \u2068سلمى\u2069 it is in the night: Tuesday 23:30."
    ]
