"""What the demo tells beside its seasons."""

from datetime import date, datetime, timedelta

import pytest

from programme.models import ClosedDay, Interest, Question, Update
from programme.rules import is_translated
from tests.factories import NOW
from wic.rehearsal.editions import make_edition
from wic.rehearsal.notices import post_updates, wait_for_a_call, write_closed_days, write_general_questions

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "ar")


def test_updates_are_posted_on_their_days_and_not_before() -> None:
    call = make_edition(year=2026, begins=date(2026, 3, 2), by=None, now=NOW - timedelta(days=30))
    post_updates(call, by=None, until=NOW)
    opened = datetime(2026, 2, 20, 9, tzinfo=call.tz)
    assert list(Update.objects.values_list("title_en", "posted_at")) == [("Registration is open", opened)]


def test_everything_of_2021_is_told_in_three_languages() -> None:
    call = make_edition(year=2021, begins=None, by=None, now=NOW)
    post_updates(call, by=None, until=NOW)
    write_general_questions(by=None, now=NOW)
    call.refresh_from_db()  # publishing has read it before they were posted
    told = [*call.updates.all(), *Question.objects.asked_of(call), *call.partners.all(), *call.passages.all()]
    assert [call.updates.count(), Question.objects.asked_of(call).count(), call.partners.count()] == [3, 8, 3]
    assert [row for row in told for language in LANGUAGES if not is_translated(row, language)] == []


def test_closed_days_are_of_the_year_and_named_in_three_languages() -> None:
    write_closed_days(2027, by=None, now=NOW)
    kenyan = ClosedDay.objects.filter(country="KE").order_by("on")
    assert [day.on for day in kenyan] == [date(2027, 1, 1), date(2027, 5, 1), date(2027, 6, 1), date(2027, 12, 12)]
    assert [day for day in ClosedDay.objects.all() for language in LANGUAGES if not is_translated(day, language)] == []


def test_some_wait_for_a_call() -> None:
    wait_for_a_call(now=NOW)
    assert sorted(Interest.objects.values_list("region", "state")) == [
        ("AMS", "confirmed"),
        ("ASP", "confirmed"),
        ("EUR", "asked"),
    ]
