"""The personal address: open in its window, one button, and the meeting's own link nowhere."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from events.actions import NotOpen, confirm, join, note_attendance, register, remind_all
from events.models import Attendance, Event, SignUp
from registration.actions.participants import leave
from tests.events.test_register import VISITOR
from tests.factories import NOW, circle, edition, event, participant, session, staff
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

STARTS = NOW + timedelta(days=1)


def place() -> SignUp:
    return register(event(edition(), starts_at=STARTS, minutes=45), **VISITOR)


@pytest.mark.parametrize(
    ("minutes", "seconds", "is_open"), [(-15, -1, False), (-15, 0, True), (0, 0, True), (45, 0, True), (45, 1, False)]
)
def test_the_doors_open_and_close_to_the_second(minutes: int, seconds: int, is_open: bool) -> None:
    sign_up = place()
    moment = STARTS + timedelta(minutes=minutes, seconds=seconds)
    if is_open:
        assert join(sign_up, now=moment) == "https://meet.example.org/secret"
        assert Attendance.objects.get().source == "check_in"
    else:
        with pytest.raises(NotOpen):
            join(sign_up, now=moment)
        assert Attendance.objects.count() == 0


def test_joining_twice_is_one_presence_and_the_roll_call_has_the_last_word() -> None:
    sign_up = place()
    join(sign_up, now=STARTS)
    join(sign_up, now=STARTS + timedelta(minutes=5))
    sign_up.refresh_from_db()
    assert (sign_up.checked_in_at, Attendance.objects.count()) == (STARTS, 1)
    note_attendance(sign_up, is_present=False, source="roll_call", by=None, now=STARTS)
    assert Attendance.objects.get().is_present is False


def test_the_page_shows_a_button_and_leads_on(clock) -> None:
    sign_up = register(event(edition(), starts_at=STARTS, minutes=45), **VISITOR | {"language": "en"})
    address = f"/join/{sign_up.join_key}/"
    browser = Client()
    early = browser.get(address)
    assert "The doors open 15 minutes before the beginning." in early.content.decode()
    clock.move_to(STARTS)
    shown = browser.get(address)
    assert "meet.example.org" not in shown.content.decode() + str(shown.headers)
    # No other site learns this address. "no-referrer" would go too far: a browser then calls the form's origin null.
    assert shown.headers["Referrer-Policy"] == "same-origin"
    entered = browser.post(address)
    assert (entered.status_code, entered.url) == (302, "https://meet.example.org/secret")


def test_a_place_at_what_is_over_is_not_given_back(clock: time_machine.Traveller) -> None:
    sign_up = place()
    clock.move_to(STARTS + timedelta(hours=1))
    for ask in (Client().get, Client().post):
        answer = ask(f"/join/{sign_up.join_key}/cancel/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/join/{sign_up.join_key}/")
    sign_up.refresh_from_db()
    assert sign_up.state == "registered"


def test_who_has_left_the_programme_does_not_enter(clock) -> None:
    call = edition()
    mentee, mentor = participant(call), participant(call, kind="mentor")
    session(circle(mentor, [mentee]), starts_at=STARTS)
    sign_up = SignUp.objects.get(participant=mentee)
    leave(mentee, by=mentee.user, now=NOW)
    with pytest.raises(NotOpen):
        join(sign_up, now=STARTS)
    assert Client().get(f"/join/{sign_up.join_key}/").status_code == 404
    assert not Event.objects.open_to(mentee.user).exists()


def test_the_desk_reads_nobodys_address(as_user) -> None:
    call = edition()
    sign_up = register(event(call, starts_at=STARTS), **VISITOR)
    confirm(sign_up, now=NOW)
    remind_all(now=STARTS - timedelta(hours=1))
    mentor = participant(call, kind="mentor")
    session(circle(mentor, [participant(call)]), starts_at=STARTS)
    keys = set(SignUp.objects.values_list("join_key", flat=True))
    desk = as_user(staff())
    kinds = {"events/registered", "events/reminder", "circles/session_planned"}
    letters = Letter.objects.filter(kind__in=kinds)
    assert {letter.kind for letter in letters} == kinds
    for letter in letters:
        assert any(key in letter.text for key in keys)
        shown = desk.get(f"/admin/mail/letter/{letter.pk}/change/").content.decode()
        assert not [key for key in keys if key in shown]


def test_an_unknown_key_is_not_found() -> None:
    assert Client().get("/join/not-a-key/").status_code == 404
    assert Client().get(f"/roll-call/{place().join_key}/").status_code == 404
