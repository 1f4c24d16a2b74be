"""The date check: what it names, and what it does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from programme.dates import (
    Activity,
    EditionFacts,
    Occasion,
    Period,
    Weight,
    check_dates,
    facts_of,
    sessions_that_fit,
    shifted,
)
from programme.models import Edition, Window
from tests.factories import NOW, edition
from wic import places
from wic.rehearsal.editions import make_edition

SOUND = EditionFacts(
    starts_on=date(2026, 4, 7),
    ends_on=date(2026, 10, 31),
    results_on=date(2026, 4, 1),
    offer_days=7,
    sessions_planned=6,
    periods=(Period(Window.Audience.MENTEES, datetime(2026, 3, 20, 23, 59, 59, tzinfo=UTC)),),
    activities=(Activity("First training", date(2026, 4, 20)),),
)


def codes(facts: EditionFacts) -> list[str]:
    return [warning.code for warning in check_dates(facts)]


@pytest.mark.django_db
def test_the_circular_of_2021_contradicts_itself_three_times() -> None:
    call = Edition.objects.with_calendar().get(pk=make_edition(year=2021, begins=None, by=None, now=NOW).pk)
    assert [
        (warning.code, warning.sentence, warning.dates, warning.remedy) for warning in check_dates(facts_of(call))
    ] == [
        (
            "results_before_close",
            "The results are announced on 30 March 2021, but mentees can apply until 31 March 2021.",
            (date(2021, 3, 30), date(2021, 3, 31)),
            "Announce the results after 31 March 2021, or close the registration earlier.",
        ),
        (
            "begins_before_selection",
            "The programme begins on 8 March 2021, before the participants are selected on 30 March 2021.",
            (date(2021, 3, 8), date(2021, 3, 30)),
            "Open to the public what takes place before 30 March 2021, and hold trainings and circles after it.",
        ),
        (
            "sessions_do_not_fit",
            (
                "6 circle sessions a month apart do not fit between 6 April 2021, when the offers are answered, "
                "and 31 August 2021: there is room for 5."
            ),
            (date(2021, 4, 6), date(2021, 8, 31)),
            "Hold two sessions in one month.",
        ),
    ]


def test_sound_dates_are_left_alone() -> None:
    assert codes(SOUND) == []


def test_mentors_may_register_after_the_results() -> None:
    late = Period(Window.Audience.MENTORS, datetime(2026, 5, 1, 23, 59, 59, tzinfo=UTC))
    assert codes(replace(SOUND, periods=(*SOUND.periods, late))) == []


def test_results_on_the_last_day_come_too_early() -> None:
    last_day = Period(Window.Audience.MENTEES, datetime(2026, 4, 1, 23, 59, 59, tzinfo=UTC))
    assert codes(replace(SOUND, periods=(last_day,))) == ["results_before_close"]


def test_a_training_before_the_selection() -> None:
    early = replace(SOUND, starts_on=date(2026, 4, 1), activities=(Activity("Kick-off", date(2026, 3, 31)),))
    (warning,) = check_dates(early)
    assert (warning.code, warning.dates) == ("activity_before_selection", (date(2026, 3, 31), date(2026, 4, 1)))


@pytest.mark.parametrize(("is_public", "found"), [(False, ["activity_before_selection"]), (True, [])])
def test_what_is_open_to_the_public_may_come_before_the_selection(found: list[str], *, is_public: bool) -> None:
    keynote = Occasion("inspire", "Keynote", "A talk", date(2026, 3, 31), time(14), "UTC", is_public)
    assert codes(replace(SOUND, starts_on=date(2026, 4, 1), occasions=(keynote,))) == found


def test_a_period_that_ends_within_the_day() -> None:
    noon = Period(Window.Audience.MENTEES, datetime(2026, 3, 20, 12, 0, tzinfo=UTC))
    (warning,) = check_dates(replace(SOUND, periods=(noon,)))
    assert warning.sentence == "A registration period ends on 20 March 2026 at 12:00, not at the end of the day."
    assert warning.weight == Weight.CARE


@pytest.mark.parametrize(("second", "found"), [(58, ["closes_within_the_day"]), (59, [])])
def test_the_last_minute_is_the_end_of_the_day(second: int, found: list[str]) -> None:
    late = Period(Window.Audience.MENTEES, datetime(2026, 3, 20, 23, second, tzinfo=UTC))
    assert codes(replace(SOUND, periods=(late,))) == found


@pytest.mark.parametrize(
    ("ends_on", "remedy"),
    [
        (date(2026, 9, 7), "Hold two sessions in one month."),
        (date(2026, 7, 31), "Hold two sessions a month in 2 of the months."),
        (date(2026, 6, 30), "Hold two sessions a month in 3 of the months."),
        (date(2026, 5, 31), "Plan fewer sessions, or let the programme end later."),
    ],
)
def test_the_remedy_for_sessions_that_do_not_fit(ends_on: date, remedy: str) -> None:
    (warning,) = check_dates(replace(SOUND, ends_on=ends_on))
    assert (warning.code, warning.remedy) == ("sessions_do_not_fit", remedy)


@pytest.mark.parametrize(
    ("first", "last", "room"),
    [
        (date(2021, 4, 6), date(2021, 8, 31), 5),
        (date(2021, 4, 6), date(2021, 9, 6), 6),
        (date(2021, 4, 6), date(2021, 4, 6), 1),
        (date(2021, 12, 15), date(2022, 1, 14), 1),
        (date(2021, 4, 6), date(2021, 4, 5), 0),
        (date(2021, 4, 6), date(2020, 4, 6), 0),
    ],
)
def test_room_for_sessions_a_month_apart(first: date, last: date, room: int) -> None:
    assert sessions_that_fit(first, last) == room


@pytest.mark.django_db
def test_a_milestone_stands_for_its_pillar_until_its_events_are_planned() -> None:
    call = edition()
    call.milestones.create(on=date(2026, 4, 9), title_en="Six trainings", pillar="train")
    call.milestones.create(on=date(2026, 4, 12), title_en="First session", pillar="empower")
    call.milestones.create(on=date(2026, 3, 8), title_en="Launch")
    training = Occasion("train", "Training", "Risk", date(2026, 4, 9), time(14), "UTC", is_public=False)
    assert [activity.title for activity in facts_of(call).activities] == ["Six trainings", "First session"]
    assert [activity.title for activity in facts_of(call, occasions=[training]).activities] == ["First session"]


@pytest.mark.django_db
def test_countries_come_from_the_regions() -> None:
    countries = {country.code: country for country in facts_of(edition(regions=("ARB",))).countries}
    assert set(countries) == {code for code, _name in places.choices(["ARB"])}
    egypt = countries["EG"]
    assert (egypt.name, egypt.weekend, egypt.zone) == ("Egypt", frozenset({5, 6}), "Africa/Cairo")


def test_a_year_later_every_date_moves_and_the_walls_clock_stays() -> None:
    zurich = ZoneInfo("Europe/Zurich")
    closes_at = datetime(2026, 3, 20, 23, 59, 59, tzinfo=zurich)  # a winter's evening; two weeks later it is summer
    keynote = Occasion("inspire", "Keynote", "A talk", date(2026, 4, 20), time(14), "Europe/Zurich", is_public=True)
    facts = replace(SOUND, periods=(Period(Window.Audience.MENTEES, closes_at),), occasions=(keynote,))
    later = shifted(facts, timedelta(weeks=2), closed=[])
    assert (later.starts_on, later.ends_on, later.results_on) == (
        date(2026, 4, 21),
        date(2026, 11, 14),
        date(2026, 4, 15),
    )
    assert later.periods[0].closes_at.isoformat() == "2026-04-03T23:59:59+02:00"
    assert (later.activities[0].on, later.occasions[0].on) == (date(2026, 5, 4), date(2026, 5, 4))
    assert later.occasions[0].at == time(14)
