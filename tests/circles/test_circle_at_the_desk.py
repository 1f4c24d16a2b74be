"""A circle at the desk: who is in it, its dates, what its members need, and how many its mentor takes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from circles.actions.places import name_coordinator
from circles.actions.sessions import call_off_session
from circles.models import Circle, Repair
from programme.models import Edition
from registration.actions.participants import leave
from registration.models import Participant
from tests.factories import NOW, circle, edition, participant, session, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
AsUser = Callable[[User], Client]


def met(call: Edition) -> Circle:
    """A mentor and three mentees, of two regions."""
    mentor = participant(call, kind="mentor", capacity=4)
    people = [
        participant(call, country="KE", full_name="Amina", access_needs="Captions, please"),
        participant(call, country="KE", full_name="Wanjiru"),
        participant(call, country="EG", full_name="Salma", access_needs="A screen reader"),
    ]
    return circle(mentor, people)


def page(browser: Client, of: Circle) -> Any:
    return browser.get(f"/admin/circles/circle/{of.pk}/change/").context


def save(browser: Client, of: Circle, **changes: object) -> Any:
    return browser.post(f"/admin/circles/circle/{of.pk}/change/", {"coordinator": "", "most": "", **changes})


def test_each_office_reads_of_its_own_mentees_who_they_are_and_what_they_need(as_user: AsUser) -> None:
    of = met(edition(circle_min=2, circle_max=4))
    told = {}
    for name, user in (("all", staff()), ("africa", staff(Role.REGIONAL, region="AFR"))):
        seen = page(as_user(user), of)
        told[name] = ([person.certificate_name for person in seen["mentees"]], seen["elsewhere"], seen["needs"])
    assert told == {
        "all": (["Amina", "Salma", "Wanjiru"], 0, ["A screen reader", "Captions, please"]),
        "africa": (["Amina", "Wanjiru"], 1, ["Captions, please"]),
    }


def test_the_list_says_that_a_circle_waits_for_a_mentor(as_user: AsUser) -> None:
    of = met(edition(circle_min=2, circle_max=4))
    Participant.objects.filter(pk=of.mentor_id).update(certificate_name="سلمى حداد")
    name, browser = "سلمى حداد", as_user(staff())
    before = browser.get("/admin/circles/circle/").content.decode()
    leave(of.mentor, by=of.mentor.user, now=NOW)
    waits = f"\u2068{name}\u2069 (has left; the circle waits for a new mentor)"
    assert (name in before, waits in before) == (True, False)
    for address in ("", f"{of.pk}/change/"):
        assert waits in browser.get(f"/admin/circles/circle/{address}").content.decode()


def test_its_dates_say_what_is_called_off(as_user: AsUser) -> None:
    of = met(edition(circle_min=2, circle_max=4))
    stands, dropped = (session(of, starts_at=NOW + days * DAY) for days in (1, 2))
    call_off_session(dropped, by=of.mentor.user, now=NOW)
    seen = page(as_user(staff()), of)["sessions"]
    assert [(each.number, each.is_called_off) for each in seen] == [(stands.number, False), (dropped.number, True)]


def test_who_takes_fewer_than_she_has_asks_for_a_proposal(as_user: AsUser) -> None:
    call = edition(circle_min=2, circle_max=4)
    of, browser = met(call), as_user(staff())
    assert save(browser, of, most="0").context["adminform"].form.errors.keys() == {"most"}
    save(browser, of, most="3")
    assert (Circle.objects.get().most, Repair.objects.count()) == (3, 0)
    save(browser, of, most="2")
    asked = Repair.objects.get()
    assert [mentor["upper"] for mentor in asked.instance["mentors"]] == [2]
    save(browser, of)  # as she said when applying
    assert (Circle.objects.get().most, Repair.objects.count()) == (None, 1)


def test_its_coordinator_finds_the_way_to_its_pages(as_user: AsUser) -> None:
    of, coordinator, other = met(edition()), staff(), staff()
    name_coordinator(of, coordinator, by=coordinator, now=NOW)
    assert [page(as_user(user), of)["reads_room"] for user in (coordinator, other)] == [True, False]
    shown = as_user(coordinator).get(f"/admin/circles/circle/{of.pk}/change/").content.decode()
    assert f'href="/en/circles/{of.public_id}/"' in shown
