"""Editions that are made of 2021: its dates in the order of a season, which its own were not."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from programme.dates import check_dates, facts_of
from programme.models import Edition
from tests.factories import NOW
from wic.rehearsal import editions
from wic.rehearsal.editions import make_edition

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1820)  # by whole weeks, to 2 March 2026


def made(begins: date | None) -> Edition:
    call = make_edition(year=begins.year if begins else 2021, begins=begins, by=None, now=NOW)
    return Edition.objects.with_calendar().get(pk=call.pk)


def days_of(call: Edition) -> list[date]:
    """Registration ends, the results, the circles meet."""
    told = {milestone.title_en: milestone.on for milestone in call.milestones.all()}
    closed = {call.local(window.closes_at).date() for window in call.windows.all()}
    assert told["Results, by e-mail"] == call.local(call.results_at).date()
    return [*closed, told["Results, by e-mail"], told["Every mentee meets her circle"]]


def test_results_come_after_the_last_day_of_the_call_and_circles_after_the_answers() -> None:
    call = made(date(2026, 3, 2))
    assert days_of(call) == [date(2021, 3, 31) + LATER, date(2021, 4, 6) + LATER, date(2021, 4, 19) + LATER]
    assert days_of(call)[1] + timedelta(days=call.offer_days) < days_of(call)[2]
    said = {warning.code for warning in check_dates(facts_of(call))}
    assert said & {"results_before_close", "activity_before_selection"} == set()


def results_are_not_on_their_day(data: dict[str, Any]) -> None:
    data["edition"]["results_at"] += timedelta(days=1)


def results_are_told_twice(data: dict[str, Any]) -> None:
    data["milestones"].append(data["milestones"][2])


def circles_never_meet(data: dict[str, Any]) -> None:
    data["milestones"] = [milestone for milestone in data["milestones"] if milestone.get("pillar") != "empower"]


@pytest.mark.parametrize("change", [results_are_not_on_their_day, results_are_told_twice, circles_never_meet])
def test_a_source_whose_results_or_circles_are_not_found_makes_no_edition(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], None]
) -> None:
    data = editions.source()
    change(data)
    monkeypatch.setattr(editions, "source", lambda: data)
    with pytest.raises(ValueError, match="unpack"):
        made(date(2026, 3, 2))


def test_the_days_are_those_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    data = editions.source()
    data["edition"]["results_at"] += timedelta(days=1)
    data["milestones"][2]["on"] += timedelta(days=1)
    monkeypatch.setattr(editions, "source", lambda: data)
    assert days_of(made(date(2026, 3, 2)))[1] == date(2021, 4, 7) + LATER


def test_2021_itself_is_told_as_it_was() -> None:
    assert days_of(made(None)) == [date(2021, 3, 31), date(2021, 3, 30), date(2021, 4, 12)]
