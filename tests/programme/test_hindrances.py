"""Dates that hinder somebody: each kind alone, and what is left in peace."""

from dataclasses import replace
from datetime import date, time

import pytest

from programme.dates import Activity, Closed, Country, DateWarning, EditionFacts, Occasion, Weight
from programme.hindrances import Wall, check_calendar, wall_time

KENYA = Country("KE", "Kenya", frozenset({6, 7}), "Africa/Nairobi")
EGYPT = Country("EG", "Egypt", frozenset({5, 6}), "Africa/Cairo")
MOROCCO = Country("MA", "Morocco", frozenset({6, 7}), "Africa/Casablanca")
NIGERIA = Country("NG", "Nigeria", frozenset({6, 7}), "Africa/Lagos")
# A season in which nothing hinders anybody: after Ramadan, results on a Wednesday.
SOUND = EditionFacts(
    starts_on=date(2026, 4, 7),
    ends_on=date(2026, 10, 31),
    results_on=date(2026, 4, 1),
    offer_days=7,
    sessions_planned=6,
    countries=(KENYA, EGYPT, MOROCCO, NIGERIA),
)


def keynote(on: date, *, at: time = time(14), zone: str = "UTC", title: str = "A talk") -> Occasion:
    return Occasion("inspire", "Keynote webinar", title, on, at, zone, is_public=True)


def only(facts: EditionFacts) -> DateWarning:
    (warning,) = check_calendar(facts)
    return warning


def test_nothing_is_said_where_nothing_hinders() -> None:
    assert check_calendar(replace(SOUND, occasions=(keynote(date(2026, 5, 6)),))) == []


def test_contradictions_come_first() -> None:
    early = replace(SOUND, results_on=date(2026, 4, 10))
    assert [(warning.code, warning.weight) for warning in check_calendar(early)] == [
        ("begins_before_selection", Weight.CONTRADICTION),
        ("results_on_a_weekend", Weight.CARE),
    ]


# --- weekends and closed days ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "where"),
    [
        (date(2026, 4, 2), None),  # Thursday
        (date(2026, 4, 3), "Egypt"),
        (date(2026, 4, 4), "4 of the 4 countries and territories (Kenya, Egypt, Morocco and others)"),
        (date(2026, 4, 5), "Kenya, Morocco, Nigeria"),
        (date(2026, 4, 6), None),
    ],
)
def test_results_on_a_weekend_in_some_of_the_countries(on: date, where: str | None) -> None:
    found = check_calendar(replace(SOUND, results_on=on, starts_on=date(2026, 4, 20)))
    assert [(warning.code, warning.dates) for warning in found] == ([("results_on_a_weekend", (on,))] if where else [])
    assert [where] * len(found) == [warning.sentence.partition("weekend in ")[2].rstrip(".") for warning in found]


def test_the_remedy_is_a_day_on_which_all_of_them_work() -> None:
    friday = replace(SOUND, results_on=date(2026, 4, 3), closed=frozenset({Closed("KE", date(2026, 4, 6))}))
    warning = only(friday)
    assert warning.sentence == "The results are announced on Friday 3 April 2026, a day of the weekend in Egypt."
    assert warning.remedy == "The next day on which people work in all of them is Tuesday 7 April 2026."


def test_where_they_never_all_work_the_remedy_says_so() -> None:
    always = Country("XX", "Nowhere", frozenset({1, 2, 3, 4, 5, 6, 7}), "UTC")
    assert only(replace(SOUND, countries=(always,))).remedy.startswith("Choose a day on which people work in most")


def test_results_on_a_closed_day() -> None:
    warning = only(replace(SOUND, closed=frozenset({Closed("EG", SOUND.results_on)})))
    assert (warning.code, warning.dates) == ("results_on_a_closed_day", (SOUND.results_on,))
    assert "a closed day in Egypt." in warning.sentence
    assert warning.remedy == "The next day on which people work in all of them is Thursday 2 April 2026."


def test_a_closed_day_of_a_country_that_is_not_served_hinders_nobody() -> None:
    assert check_calendar(replace(SOUND, closed=frozenset({Closed("FR", SOUND.results_on)}))) == []


def test_what_takes_place_on_a_closed_day() -> None:
    on = date(2026, 6, 1)
    facts = replace(
        SOUND,
        occasions=(keynote(on), keynote(date(2026, 6, 2), title="Another")),
        activities=(Activity("Circles begin", on),),
        closed=frozenset({Closed("KE", on), Closed("NG", on), Closed("EG", date(2026, 6, 3))}),
    )
    assert [(warning.code, warning.sentence) for warning in check_calendar(facts)] == [
        ("closed_day", "“A talk” is on 1 June 2026, a closed day in Kenya, Nigeria."),
        ("closed_day", "“Circles begin” is on 1 June 2026, a closed day in Kenya, Nigeria."),
    ]


# --- Ramadan ---------------------------------------------------------------------------------------------------------
# Expected from 18 February to 19 March 2026.
WINTER = replace(SOUND, results_on=date(2026, 1, 6), starts_on=date(2026, 1, 13), ends_on=date(2026, 7, 31))


def test_months_of_circles_with_ramadan_in_them() -> None:
    warning = only(WINTER)
    assert (warning.code, warning.weight) == ("ramadan", Weight.CARE)
    assert warning.dates == (date(2026, 2, 18), date(2026, 3, 19))
    assert warning.sentence == (
        "Ramadan is expected from 18 February 2026 to 19 March 2026, in the months in which the circles meet."
    )
    assert "by the tabular Islamic calendar" in warning.remedy


def test_what_is_dated_in_ramadan_is_named() -> None:
    dated = replace(
        WINTER,
        occasions=(keynote(date(2026, 3, 19), title="Last day"), keynote(date(2026, 3, 20), title="The day after")),
        activities=(Activity("First session", date(2026, 2, 18)),),
    )
    assert only(dated).sentence.endswith("into it fall: “First session”, “Last day”.")


def test_ramadan_before_the_circles_meet_matters_only_to_what_is_dated() -> None:
    later = replace(SOUND, starts_on=date(2026, 3, 1), results_on=date(2026, 2, 24), offer_days=24)
    assert check_calendar(later) == []
    assert only(replace(later, occasions=(keynote(date(2026, 3, 10)),))).code == "ramadan"


def test_a_season_without_circles() -> None:
    assert check_calendar(replace(WINTER, sessions_planned=0)) == []


# --- clocks ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "at", "zone", "found"),
    [
        (date(2026, 3, 29), time(1, 59), "Europe/Zurich", Wall.ONCE),
        (date(2026, 3, 29), time(2, 0), "Europe/Zurich", Wall.MISSING),
        (date(2026, 3, 29), time(2, 59, 59), "Europe/Zurich", Wall.MISSING),
        (date(2026, 3, 29), time(3, 0), "Europe/Zurich", Wall.ONCE),
        (date(2026, 10, 25), time(1, 59), "Europe/Zurich", Wall.ONCE),
        (date(2026, 10, 25), time(2, 0), "Europe/Zurich", Wall.TWICE),
        (date(2026, 10, 25), time(3, 0), "Europe/Zurich", Wall.ONCE),
        (date(2026, 4, 24), time(0, 30), "Africa/Cairo", Wall.MISSING),
        (date(2026, 3, 29), time(2, 30), "UTC", Wall.ONCE),
    ],
)
def test_how_often_a_clock_shows_an_hour(on: date, at: time, zone: str, found: Wall) -> None:
    assert wall_time(on, at, zone) == found


def test_an_hour_that_is_skipped_is_a_contradiction() -> None:
    facts = replace(SOUND, countries=(), occasions=(keynote(date(2027, 3, 28), at=time(2, 30), zone="Europe/Zurich"),))
    warning = only(facts)
    assert (warning.code, warning.weight, warning.dates) == (
        "hour_does_not_exist",
        Weight.CONTRADICTION,
        (date(2027, 3, 28),),
    )


def test_an_hour_that_comes_twice() -> None:
    facts = replace(SOUND, countries=(), occasions=(keynote(date(2026, 10, 25), at=time(2, 30), zone="Europe/Zurich"),))
    assert (only(facts).code, only(facts).weight) == ("hour_exists_twice", Weight.CARE)


def series(*days: date, zone: str = "Europe/Zurich") -> tuple[Occasion, ...]:
    return tuple(keynote(on, zone=zone) for on in days)


def test_a_series_whose_hour_shifts_for_some() -> None:
    """Geneva's clocks are changed on 25 October, those of Kenya never, those of Egypt on 30 October."""
    facts = replace(SOUND, occasions=series(date(2026, 9, 16), date(2026, 10, 21), date(2026, 10, 28)))
    warning = only(facts)
    assert (warning.code, warning.weight) == ("hour_shifts", Weight.CARE)
    assert warning.dates == (date(2026, 10, 21), date(2026, 10, 28))
    assert "is not always the same hour in 4 of the 4 countries" in warning.sentence
    assert warning.sentence.endswith("Kenya: 15:00 at first, 16:00 from 28 October 2026 on.")


def test_where_the_clocks_change_alike_nobody_is_moved() -> None:
    facts = replace(
        SOUND, countries=(KENYA, NIGERIA), occasions=series(date(2026, 9, 16), date(2026, 10, 28), zone="Africa/Lagos")
    )
    assert check_calendar(facts) == []


def test_morocco_moves_its_clocks_in_ramadan() -> None:
    facts = replace(
        SOUND,
        countries=(MOROCCO, NIGERIA),
        sessions_planned=0,
        starts_on=date(2026, 1, 13),
        results_on=date(2026, 1, 6),
        occasions=series(date(2026, 2, 4), date(2026, 3, 4), zone="Africa/Lagos"),
    )
    assert [warning.code for warning in check_calendar(facts)] == ["ramadan", "hour_shifts"]
    assert "not always the same hour in Morocco." in check_calendar(facts)[1].sentence


def test_two_series_are_looked_at_each_for_itself() -> None:
    """One in summer, one in winter: neither shifts."""
    training = replace(keynote(date(2026, 10, 28), zone="Europe/Zurich"), kind="Training")
    facts = replace(SOUND, countries=(KENYA,), occasions=(*series(date(2026, 9, 16)), training))
    assert check_calendar(facts) == []
