"""A file is removed: asked first, and pressed twice it is no error."""

from collections.abc import Callable

import pytest
from django.test import Client

from circles.actions.places import name_coordinator
from circles.models import RoomFile
from tests.circles.test_room import mentees, room
from tests.factories import NOW, room_parts, staff
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_removing_is_asked_first_and_a_second_click_finds_nothing(as_user: Callable[[User], Client]) -> None:
    of = room()
    one, other = mentees(of)
    browser, key = as_user(one.user), room_parts(of, one)["file"]
    address = f"/en/circles/{of.public_id}/files/{key}/remove/"
    assert (browser.get(address).context["file"], RoomFile.objects.count()) == (RoomFile.objects.get(), 1)
    refused = [getattr(as_user(other.user), method)(address, follow=True) for method in ("get", "post")]
    told = [browser.post(address, follow=True) for _click in range(2)]
    assert [str(message) for page in (*refused, *told) for message in page.context["messages"]] == [
        "Only who shared a file, or the mentor, can remove it.",
        "Only who shared a file, or the mentor, can remove it.",
        "The file is removed.",
        "This file is no longer there.",
    ]
    assert RoomFile.objects.count() == 0


def test_the_way_to_it_is_shown_to_who_may(as_user: Callable[[User], Client]) -> None:
    of, desk = room(), staff()
    one, other = mentees(of)
    room_parts(of, one)
    name_coordinator(of, desk, by=desk, now=NOW)

    def is_shown(user: User) -> bool:
        return "/remove/" in as_user(user).get(f"/en/circles/{of.public_id}/files/").content.decode()

    assert [is_shown(user) for user in (one.user, of.mentor.user, other.user, desk)] == [True, True, False, False]
