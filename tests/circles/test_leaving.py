"""Who has left the programme has left her circle’s room."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from circles.actions.places import close_circle, name_coordinator
from circles.actions.room import write_to_circle
from circles.models import Circle, CirclePlace
from registration.actions.participants import leave
from tests.factories import NOW, circle, edition, participant, session, staff
from wic.accounts.models import User
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]


def statuses(browser: Client, *addresses: str) -> list[int]:
    return [browser.get(address).status_code for address in addresses]


def test_the_room_is_closed_to_a_mentee_and_a_mentor_who_have_left(as_user: AsUser) -> None:
    call = edition()
    mentee, stays, mentor = participant(call), participant(call), participant(call, kind="mentor")
    room = f"/en/circles/{circle(mentor, [mentee, stays]).public_id}/"
    assert statuses(as_user(mentee.user), room) == [200]
    assert statuses(as_user(mentor.user), room, f"{room}schedule/") == [200, 200]
    for gone in (mentee, mentor):
        leave(gone, by=gone.user, now=NOW)
    assert statuses(as_user(mentee.user), room, "/en/me/") == [404, 200]
    assert statuses(as_user(mentor.user), room, f"{room}schedule/") == [404, 404]
    assert statuses(as_user(stays.user), room) == [200]


def test_the_way_out_stands_on_her_page_until_she_has_taken_it(as_user: AsUser, clock: object) -> None:
    mentee = participant(edition())
    way = f'href="/en/places/{mentee.public_id}/leave/"'
    assert way in as_user(mentee.user).get("/en/me/").content.decode()
    leave(mentee, by=mentee.user, now=NOW)
    after = as_user(mentee.user).get("/en/me/").content.decode()
    assert ("/leave/" in after, "Whom to write to" in after) == (False, True)


def test_a_mentor_who_has_left_is_written_nothing_and_her_circle_is_told(as_user: AsUser) -> None:
    call = edition()
    mentee, other, mentor = participant(call), participant(call), participant(call, kind="mentor", full_name="Ngozi")
    hers = circle(mentor, [mentee, other])
    room = f"/en/circles/{hers.public_id}/"
    before = as_user(mentee.user).get(room)
    assert (before.context["circle"].waits_for_mentor, before.context["people"][0]["is_mentor"]) == (False, True)
    leave(mentor, by=mentor.user, now=NOW)
    hers = Circle.objects.get(pk=hers.pk)
    write_to_circle(hers, text="What now?", by=mentee.user, now=NOW)
    assert Letter.objects.filter(kind="circles/message").values_list("to", flat=True).get() == other.user.email
    page = as_user(mentee.user).get(room)
    assert page.context["circle"].waits_for_mentor is True
    assert [person["is_mentor"] for person in page.context["people"]] == [False, False]
    assert "Your mentor has left the programme" in page.content.decode()
    assert "Ngozi" not in page.content.decode()
    home = as_user(mentee.user).get("/en/me/").content.decode()
    assert "Ngozi" not in home
    assert "Your mentor has left; the circle waits for a new one." in home
    coordinator = staff()
    name_coordinator(hers, coordinator, by=coordinator, now=NOW)
    read = as_user(coordinator).get(room).content.decode()
    assert "Your mentor has left the programme" not in read
    assert "The mentor has left, and the circle waits for a new one." in read
    close_circle(hers, by=coordinator, now=NOW)  # as a proposal does that mends it
    assert "The mentor has left" not in as_user(coordinator).get(room).content.decode()


def test_what_was_before_she_came_is_not_about_her(as_user: AsUser, clock: time_machine.Traveller) -> None:
    call = edition()
    first, late, mentor = participant(call), participant(call), participant(call, kind="mentor")
    hers = circle(mentor, [first])
    session(hers)
    CirclePlace.objects.create(circle=hers, participant=late, since=NOW)
    clock.shift(timedelta(days=1))
    seen = {her: as_user(her.user).get(f"/en/circles/{hers.public_id}/").context["past"][0] for her in (first, late)}
    assert (seen[first].state, seen[late].state) == ("Who was there is not noted yet", "")
