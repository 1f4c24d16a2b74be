"""The record names the mentor who called the roll, though her address asks for no sign-in."""

import pytest
from django.test import Client

from events.models import Attendance, SignUp
from registration.actions.participants import leave
from tests.factories import NOW, circle, edition, participant, session
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
