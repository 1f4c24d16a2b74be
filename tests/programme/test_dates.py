"""The date check: what it names, and what it does not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from programme.dates import Activity, EditionFacts, Period, check_dates, facts_of, sessions_that_fit
from programme.models import Edition, Window
from tests.factories import NOW
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
    edition = Edition.objects.with_calendar().get(pk=make_edition(year=2021, begins=None, by=None, now=NOW).pk)
    assert [
        (warning.code, warning.sentence, warning.dates, warning.remedy) for warning in check_dates(facts_of(edition))
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


def test_a_period_that_ends_within_the_day() -> None:
    noon = Period(Window.Audience.MENTEES, datetime(2026, 3, 20, 12, 0, tzinfo=UTC))
    (warning,) = check_dates(replace(SOUND, periods=(noon,)))
    assert warning.sentence == "A registration period ends on 20 March 2026 at 12:00, not at the end of the day."


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
def test_the_command_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    edition = make_edition(year=2021, begins=None, by=None, now=NOW)
    call_command("check_edition", edition.slug)
    said = [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert said == ["results_before_close", "begins_before_selection", "sessions_do_not_fit"]


@pytest.mark.django_db
def test_the_command_knows_no_such_edition() -> None:
    with pytest.raises(CommandError, match="There is no edition with the address 1999"):
        call_command("check_edition", "1999")
