"""Who has left the programme has left her circle’s room."""

import pytest
from django.test import Client

from registration.actions.participants import leave
from tests.factories import NOW, circle, edition, participant

pytestmark = pytest.mark.django_db


def statuses(browser: Client, *addresses: str) -> list[int]:
    return [browser.get(address).status_code for address in addresses]


def test_the_room_is_closed_to_a_mentee_and_a_mentor_who_have_left(as_user) -> None:
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
