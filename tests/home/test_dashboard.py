"""A person's own page: which sections there are, and what they say."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import NOW, edition, person, staff
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]
ADDRESS = "/en/me/"


def sections(browser: Client) -> list[str]:
    found = browser.get(ADDRESS).context["sections"]
    return [section.template.removeprefix("home/sections/").removesuffix(".html") for section in found]


def section(browser: Client, name: str) -> dict[str, object]:
    found = browser.get(ADDRESS).context["sections"]
    return next(each.context for each in found if each.template == f"home/sections/{name}.html")


def test_a_stranger_signs_in_first(client: Client) -> None:
    response = client.get(ADDRESS)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('accounts:sign-in')}?next={ADDRESS}")


def test_somebody_new_is_told_of_the_open_call(as_user: SignIn) -> None:
    call = edition()
    browser = as_user(person())
    assert sections(browser) == ["invitation", "profile"]
    html = browser.get(ADDRESS).content.decode()
    assert "Women in Cyber 2026 is open" in html
    assert reverse("registration:apply", args=[call.slug]) in html


def test_somebody_new_while_no_call_is_open(as_user: SignIn) -> None:
    browser = as_user(person())
    assert "The next edition is being prepared" in browser.get(ADDRESS).content.decode()
    call = edition(opens_at=NOW - timedelta(days=9), closes_at=NOW - timedelta(days=1))
    html = browser.get(ADDRESS).content.decode()
    assert "Nothing waits for you at the moment" in html
    assert reverse("events:calendar", args=[call.slug]) in html


def test_a_draft_waits_for_her(as_user: SignIn) -> None:
    begun = factories.draft(edition())
    browser = as_user(begun.user)
    assert sections(browser) == ["applications", "profile"]
    assert "Your application has not been sent yet" in browser.get(ADDRESS).content.decode()


def test_an_offer_comes_first(as_user: SignIn) -> None:
    sent = factories.application(edition())
    held = factories.offer(sent)
    browser = as_user(sent.user)
    assert sections(browser) == ["offers", "profile"]
    html = browser.get(ADDRESS).content.decode()
    assert "A place is held for you" in html
    assert reverse("registration:offer", args=[held.public_id]) in html


def test_what_asks_something_of_her_comes_before_what_does_not(as_user: SignIn) -> None:
    her = person()
    factories.application(edition("2026"), her)
    factories.draft(edition("2026-autumn", code="WIC26B"), her, now=NOW - timedelta(days=1))
    filed = section(as_user(her), "applications")["filed"]
    assert [standing.key for _application, standing in filed] == ["draft", "in_review"]


def test_the_next_call_is_mentioned_to_somebody_of_an_earlier_one(as_user: SignIn) -> None:
    past = edition("2025", code="WIC25", starts_on=date(2025, 3, 1), ends_on=date(2025, 8, 31))
    sent = factories.application(past)
    past.windows.update(opens_at=NOW - timedelta(days=400), closes_at=NOW - timedelta(days=300))
    edition("2026")
    browser = as_user(sent.user)
    assert sections(browser) == ["applications", "invitation", "profile"]
    assert section(browser, "invitation")["is_new"] is False


def test_a_mentee_sees_her_circle_and_her_dates_on_her_clock(as_user: SignIn) -> None:
    call = edition()
    her = person(time_zone="Africa/Nairobi", name="Amina Wanjiku")
    mentor = factories.participant(call, kind="mentor")
    mentee = factories.participant(call, her)
    room = factories.circle(mentor, [mentee])
    meeting = factories.session(room, starts_at=NOW + timedelta(days=2))
    factories.event(call, starts_at=NOW + timedelta(days=1))
    factories.event(call, starts_at=NOW - timedelta(days=1))
    factories.event(call, kind="training", audience="mentors", starts_at=NOW + timedelta(days=1))
    browser = as_user(her)
    assert sections(browser) == ["applications", "circles", "dates", "profile"]
    html = browser.get(ADDRESS).content.decode()
    assert [event.title for event in section(browser, "dates")["events"]] == ["A keynote", meeting.event.title]
    assert "Wednesday 4 March 2026, 12:00 Nairobi time (09:00 UTC)" in html
    assert reverse("circles:circle", args=[room.public_id]) in html
    assert reverse("events_plain:join", args=[meeting.event.sign_ups.get(participant=mentee).join_key]) in html
    assert "converse.example.org" not in html  # the meeting's own link
    assert "Good to see you, Amina Wanjiku" in html
    assert [event.title for event in section(as_user(mentor.user), "dates")["events"]] == [
        "A keynote",
        "A keynote",
        meeting.event.title,
    ]


def test_a_certificate_can_be_downloaded(as_user: SignIn) -> None:
    mentee = factories.participant(edition())
    issued = factories.certificate(mentee)
    browser = as_user(mentee.user)
    assert sections(browser) == ["applications", "certificates", "profile"]
    assert reverse("certificates:download", args=[issued.code]) in browser.get(ADDRESS).content.decode()


def test_staff_find_their_desk(as_user: SignIn) -> None:
    edition()
    browser = as_user(staff())
    assert sections(browser) == ["desk", "profile"]
    assert reverse("admin:index") in browser.get(ADDRESS).content.decode()


def test_nobody_sees_what_is_hers(as_user: SignIn) -> None:
    call = edition()
    mentor, mentee = factories.participant(call, kind="mentor"), factories.participant(call)
    factories.session(factories.circle(mentor, [mentee]), starts_at=NOW + timedelta(days=2))
    factories.certificate(mentee)
    factories.offer(factories.application(call))
    assert sections(as_user(person())) == ["invitation", "profile"]


@pytest.mark.parametrize("others", [1, 30])
def test_what_it_asks_of_the_database(
    as_user: SignIn, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call = edition(seats=99)
    mentor, mentee = factories.participant(call, kind="mentor"), factories.participant(call)
    room = factories.circle(mentor, [mentee])
    for day in range(1, 4):
        factories.session(room, starts_at=NOW + timedelta(days=day))
    for _number in range(others):
        factories.application(call)
    browser = as_user(mentee.user)
    browser.get(ADDRESS)
    with django_assert_num_queries(14):
        browser.get(ADDRESS)


@pytest.mark.parametrize("number", [1, 2])
def test_another_circle_asks_nothing_more_of_the_database(
    as_user: SignIn, clock: time_machine.Traveller, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """She is in one and leads another, of the next edition; in both it is asked how it goes."""
    her, rooms = person(), []
    for kind, year in (("mentee", "2026"), ("mentor", "2025"))[:number]:
        call = edition(slug=year, code=f"WIC{year}", seats=99)
        one = factories.participant(call, her, kind=kind)
        other = factories.participant(call, kind="mentor" if kind == "mentee" else "mentee")
        mentor, mentee = (other, one) if kind == "mentee" else (one, other)
        rooms.append(factories.circle(mentor, [mentee]))
    clock.move_to(datetime(2026, 6, 2, 9, tzinfo=UTC))
    browser = as_user(her)
    assert section(browser, "circles")["circles"] == [(room, True) for room in rooms]
    with django_assert_num_queries(15):
        browser.get(ADDRESS)
