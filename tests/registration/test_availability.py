"""When she is free: seven days of three parts, and single hours for whom that is too coarse."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from circles.rules.hours import Diary, has_time
from programme.models import Edition
from registration.actions.applications import save
from registration.models import Application
from registration.rules.answers import taken_over
from registration.rules.availability import (
    hours_of,
    in_words,
    is_finer,
    parts_of,
    refined,
    spans,
    whole_parts_of,
)
from tests.factories import NOW, application, draft, edition, person
from wic.accounts.models import User

AsUser = Callable[[User], Client]
FORM, HOURS = "/en/2026/apply/mentee/", "/en/2026/apply/mentee/hours/"
MONDAY_18_20 = [18, 19]


# --- the rules -------------------------------------------------------------------------------------------------------
def test_parts_say_whole_parts() -> None:
    morning = hours_of([(0, "morning")])
    assert (morning, parts_of(morning), is_finer(morning)) == ([8, 9, 10, 11], [(0, "morning")], False)


@pytest.mark.parametrize("hours", [[18], [8, 9, 10, 11, 12], [6], [167]])
def test_single_hours_are_finer(hours: list[int]) -> None:
    assert is_finer(hours)


def test_a_part_that_stays_ticked_keeps_its_hours() -> None:
    assert refined([(0, "evening")], MONDAY_18_20) == MONDAY_18_20


def test_a_new_part_is_free_as_a_whole_and_one_no_longer_ticked_is_gone() -> None:
    assert refined([(1, "morning")], MONDAY_18_20) == [32, 33, 34, 35]


def test_hours_that_the_form_has_no_box_for_stay() -> None:
    assert refined([(0, "evening")], [5, 6, 18, 19, 23]) == [5, 6, 18, 19, 23]
    assert refined([], [5, 6, 18]) == [5, 6]


def test_it_reads_as_parts_or_as_hours() -> None:
    words = in_words([*hours_of([(0, "morning"), (0, "evening")]), 24 + 6, 24 + 7, 24 + 18, 24 + 23])
    assert words.splitlines() == ["Monday: Morning, Evening", "Tuesday: 06:00–08:00, 18:00–19:00, 23:00–24:00"]


def test_spans() -> None:
    assert (spans([]), spans(range(24)), spans([0, 2, 3])) == ([], ["00:00–24:00"], ["00:00–01:00", "02:00–04:00"])


def test_in_another_edition_only_whole_parts_are_taken_over() -> None:
    answers = {"availability": [8, 9, 10, 11, 18], "topics": [], "goal": ""}
    assert taken_over(answers, topics=[], was=[], extra=[])["availability"] == [8, 9, 10, 11]


def weeks(seed: int) -> list[list[int]]:
    random = Random(seed)
    return [random.sample(range(168), random.randrange(168)) for _week in range(100)]


def test_leaving_the_form_as_it_is_changes_nothing() -> None:
    for hours in weeks(1):
        assert refined(parts_of(hours), hours) == sorted(hours)


def test_what_is_ticked_is_what_the_form_shows_afterwards() -> None:
    for known, other in zip(weeks(2), weeks(3), strict=True):
        ticked = parts_of(other)
        assert parts_of(refined(ticked, known)) == ticked
        assert set(whole_parts_of(known)) <= set(parts_of(known))


# --- the pages -------------------------------------------------------------------------------------------------------
@pytest.fixture
def call() -> Edition:
    return edition()


def post(browser: Client, **answers: Any) -> Any:
    page = browser.get(FORM)
    return browser.post(FORM, {"revision": page.context["revision"], "availability": [], **answers})


def kept() -> list[int]:
    return Application.objects.get().availability


@pytest.mark.parametrize("kind", ["mentee", "mentor"])
@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_single_hours_are_chosen_on_a_page_of_their_own(call: Edition, kind: str, as_user: AsUser) -> None:
    begun = draft(call, kind=kind)
    browser = as_user(begun.user)
    page = browser.get(HOURS.replace("mentee", kind))
    assert [box.value for _begins, boxes in page.context["form"].rows for box in boxes if box.is_ticked] == [
        8,
        9,
        10,
        11,
    ]
    assert "The hours are those of this clock: Nairobi" in page.content.decode()
    response = browser.post(page.wsgi_request.path, {"revision": begun.revision, "availability": ["19", "18", "167"]})
    assert response["Location"] == f"{FORM.replace('mentee', kind)}#section-availability"
    assert kept() == [18, 19, 167]
    html = browser.get(FORM.replace("mentee", kind)).content.decode()
    assert "You have chosen single hours: Monday: 18:00–20:00; Sunday: 23:00–24:00." in html


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_the_form_saves_what_is_typed_and_leads_there(call: Edition, as_user: AsUser) -> None:
    browser = as_user(person())
    assert post(browser, full_name="Amina Wanjiku", hours="1")["Location"] == HOURS
    assert Application.objects.get().full_name == "Amina Wanjiku"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_saving_the_form_keeps_them(call: Edition, as_user: AsUser) -> None:
    browser = as_user(draft(call, availability=MONDAY_18_20).user)
    post(browser, availability=["0-evening"], post="Lead")
    assert (kept(), Application.objects.get().post) == (MONDAY_18_20, "Lead")
    post(browser, availability=["0-evening", "1-morning"])
    assert kept() == [18, 19, 32, 33, 34, 35]
    post(browser, availability=[])
    assert kept() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_so_does_what_a_script_saves(call: Edition, as_user: AsUser) -> None:
    begun = draft(call, availability=MONDAY_18_20)
    response = as_user(begun.user).post(
        f"{FORM}save/availability/", {"revision": begun.revision, "availability": ["0-evening", "2-morning"]}
    )
    assert (response.status_code, kept()) == (200, [18, 19, 56, 57, 58, 59])


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_another_device_is_not_overwritten_unseen(call: Edition, as_user: AsUser) -> None:
    begun = draft(call)
    browser = as_user(begun.user)
    old = begun.revision
    save(begun, answers={"availability": [5]}, revision=old, by=None, now=NOW)
    response = browser.post(HOURS, {"revision": old, "availability": ["18"]})
    assert "from another page in the meantime" in response.content.decode()
    assert kept() == [5]
    browser.post(HOURS, {"revision": response.context["application"].revision, "availability": ["18"]})
    assert kept() == [18]


@pytest.mark.parametrize("typed", [["168"], ["-1"], ["x"], ["\x00"], ["1" * 5000], ["0", "١٨٠"]])
@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_hours_that_no_week_has(call: Edition, typed: list[str], as_user: AsUser) -> None:
    begun = draft(call)
    response = as_user(begun.user).post(HOURS, {"revision": begun.revision, "availability": typed})
    assert (response.status_code, kept()) == (200, [8, 9, 10, 11])
    assert "Please choose from the table." in response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_nobody_elses_and_not_after_the_close(call: Edition, as_user: AsUser, clock: Any) -> None:
    begun = draft(call)
    assert as_user(person()).get(HOURS).status_code == 404
    clock.shift(11 * 86_400)
    browser = as_user(begun.user)
    for response in (browser.get(HOURS), browser.post(HOURS, {"revision": begun.revision, "availability": ["1"]})):
        assert response["Location"] == "/en/2026/apply/"
    assert kept() == [8, 9, 10, 11]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_her_copy_says_the_hours(call: Edition, as_user: AsUser) -> None:
    sent = application(call, availability=MONDAY_18_20)
    assert "Monday: 18:00–20:00" in as_user(sent.user).get(f"{FORM}sent/").content.decode()


# --- what they are for -----------------------------------------------------------------------------------------------
def test_a_session_fits_single_hours_on_either_side_of_a_clock_change() -> None:
    """19:00 in Cairo is 17:00 UTC in winter, and 16:00 once summer time has begun on 24 April 2026."""
    her = Diary("Her", "EG", ZoneInfo("Africa/Cairo"), frozenset([19]))
    winter, summer = datetime(2026, 4, 20, 17, tzinfo=UTC), datetime(2026, 4, 27, 16, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert (has_time(her, winter, hour), has_time(her, summer, hour)) == (True, True)
    assert not has_time(her, summer + hour, hour)
    assert not has_time(her, winter, hour + timedelta(minutes=15))
