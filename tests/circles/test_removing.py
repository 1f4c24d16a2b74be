"""A file is removed: asked first, and pressed twice it is no error."""

from collections.abc import Callable

import pytest
from django.test import Client

from circles.models import RoomFile
from tests.circles.test_room import mentees, room
from tests.factories import room_parts
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_removing_is_asked_first_and_a_second_click_finds_nothing(as_user: Callable[[User], Client]) -> None:
    of = room()
    one, other = mentees(of)
    browser, key = as_user(one.user), room_parts(of, one)["file"]
    address = f"/en/circles/{of.public_id}/files/{key}/remove/"
    assert (browser.get(address).context["file"], RoomFile.objects.count()) == (RoomFile.objects.get(), 1)
    refused = as_user(other.user).post(address, follow=True)
    told = [browser.post(address, follow=True) for _click in range(2)]
    assert [str(message) for page in (refused, *told) for message in page.context["messages"]] == [
        "Only who shared a file, or the mentor, can remove it.",
        "The file is removed.",
        "This file is no longer there.",
    ]
    assert RoomFile.objects.count() == 0
