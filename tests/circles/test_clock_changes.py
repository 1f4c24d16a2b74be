"""Sessions across the clock changes of three countries: letters and pages tell each reader the same hour of hers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.test import Client

from circles.actions.sessions import schedule_series
from events.models import SignUp
from tests.factories import circle, edition, participant, person
from wic.accounts.models import User
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
BEFORE = datetime(2026, 8, 3, 9, tzinfo=UTC)
# Morocco's clocks go back for good on 20 September 2026, Lebanon's on 25 October, Egypt's on 30 October. The mentor
# lives in Morocco, and keeps her 17:00.
HOURS = {
    "Africa/Casablanca": ["17:00"] * 6,
    "Africa/Cairo": ["19:00", "20:00", "20:00", "19:00", "19:00", "19:00"],
    "Asia/Beirut": ["19:00", "20:00", "19:00", "19:00", "19:00", "19:00"],
}


def hours_in(text: str) -> list[str]:
    return re.findall(r"(\d\d:\d\d) \w+ time", text)[:6]


def test_each_reads_the_same_hours_wherever_she_looks(as_user: AsUser, clock: time_machine.Traveller) -> None:
    call = edition(starts_on=date(2026, 8, 1), ends_on=date(2027, 2, 28))
    clock.move_to(BEFORE)
    mentor, *mentees = [
        participant(call, person(time_zone=zone), kind="mentee" if number else "mentor", full_name=f"Reader {number}")
        for number, zone in enumerate(HOURS)
    ]
    room = circle(mentor, mentees)
    planned = schedule_series(
        room,
        on=date(2026, 8, 26),
        at=time(17),
        zone="Africa/Casablanca",
        minutes=60,
        meeting_url="https://converse.example.org/x",
        count=6,
        by=mentor.user,
        now=BEFORE,
    )
    told: dict[str, dict[str, list[str]]] = {}
    for her in (mentor, *mentees):
        browser, zone = as_user(her.user), her.user.time_zone
        letter = Letter.objects.get(kind="circles/sessions_planned", to=her.user.email)
        keys = [each.event.sign_ups.get(participant=her).join_key for each in planned]
        told[zone] = {
            "letter": hours_in(letter.text),
            "letter as mail programs show it": hours_in(letter.html),
            "room": hours_in(browser.get(f"/en/circles/{room.public_id}/").content.decode()),
            "her page": hours_in(browser.get("/en/me/").content.decode()),
            "way in": [hours_in(Client().get(f"/join/{key}/").content.decode())[0] for key in keys],
        }
    rolls = [SignUp.objects.get(event=each.event, participant=mentor).join_key for each in planned]
    told["Africa/Casablanca"]["roll"] = [
        hours_in(Client().get(f"/roll-call/{key}/").content.decode())[0] for key in rolls
    ]
    assert told == {zone: dict.fromkeys(told[zone], HOURS[zone]) for zone in HOURS}
