"""The roll call by the mentor's personal address: whose word it was, how long it works, why it was corrected."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from events.models import Attendance, SignUp
from registration.actions.participants import leave
from tests.factories import NOW, circle, edition, participant, session
from wic.accounts.models import User
from wic.audit.models import AuditRow

pytestmark = pytest.mark.django_db


def test_whose_word_it_was(clock: object) -> None:
    call = edition()
    mentor = participant(call, kind="mentor")
    session(circle(mentor, [participant(call)]))
    Client().post(f"/roll-call/{SignUp.objects.get(participant=mentor).join_key}/", {"present": []})
    assert set(Attendance.objects.values_list("noted_by", flat=True)) == {mentor.user.pk}
    rows = AuditRow.objects.filter(action="events.attendance.noted")
    assert {row.actor_pk for row in rows} == {str(mentor.user.pk)}


def test_who_has_left_calls_no_roll(clock: object) -> None:
    call = edition()
    mentor = participant(call, kind="mentor")
    session(circle(mentor, [participant(call)]))
    address = f"/roll-call/{SignUp.objects.get(participant=mentor).join_key}/"
    leave(mentor, by=mentor.user, now=NOW)
    assert [Client().get(address).status_code, Client().post(address, {"present": []}).status_code] == [404, 404]
    assert not Attendance.objects.exists()


def test_two_weeks_after_the_session_the_address_alone_is_not_enough(
    clock: time_machine.Traveller, as_user: Callable[[User], Client]
) -> None:
    call = edition()
    mentor, mentee = participant(call, kind="mentor"), participant(call)
    event = session(circle(mentor, [mentee])).event
    address = f"/roll-call/{SignUp.objects.get(participant=mentor).join_key}/"
    clock.move_to(event.ends_at + timedelta(days=14))
    assert Client().get(address).status_code == 200
    clock.shift(1)
    for browser in (Client(), as_user(mentee.user)):
        for late in (browser.get(address), browser.post(address, {"present": []})):
            assert late.templates[0].name == "circles/roll_call_over.html"
            assert f"/account/sign-in/?next={address}" in late.content.decode()
    assert not Attendance.objects.exists()
    assert as_user(mentor.user).post(address, {"present": []}).status_code == 302
    assert Attendance.objects.count() == 2


def test_a_correction_is_shown_with_its_reason(clock: object, as_user: Callable[[User], Client]) -> None:
    """To the mentor on the roll, and to the mentee herself; what was not changed is not noted again."""
    call = edition()
    mentor, mentee = participant(call, kind="mentor"), participant(call, full_name="Ruth Banda")
    event = session(room := circle(mentor, [mentee])).event
    address = f"/roll-call/{SignUp.objects.get(participant=mentor).join_key}/"
    hers = SignUp.objects.get(participant=mentee)
    Client().post(address, {"present": []})
    assert Client().get(address).context["corrections"] == []
    Client().post(address, {"present": [hers.pk], "reason": "connection"})
    assert Client().get(address).context["corrections"] == [
        ("Ruth Banda", "She took part in spite of a bad line"),
    ]
    assert AuditRow.objects.filter(action="events.attendance.noted").count() == 3
    with time_machine.travel(event.ends_at + timedelta(minutes=1), tick=False):
        [line] = as_user(mentee.user).get(f"/en/circles/{room.public_id}/").context["past"]
    assert (line.state, line.note) == (
        "You were there",
        "Corrected after the roll call. The mentor’s reason: She took part in spite of a bad line",
    )
