"""The record names the mentor who called the roll, though her address asks for no sign-in."""

import pytest
from django.test import Client

from events.models import Attendance, SignUp
from tests.factories import circle, edition, participant, session
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
