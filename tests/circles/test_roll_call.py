"""The roll call by the mentor's personal address: whose word it was, how long it works, why it was corrected."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.test import Client

from circles.actions.places import name_coordinator
from circles.actions.sessions import ReasonNeeded, call_off_session, call_roll
from circles.models import Session
from events.models import Attendance, SignUp
from registration.actions.participants import leave
from tests.factories import NOW, circle, edition, participant, session, staff
from tests.racing import at_once, overtaken
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
    mentor = participant(call, kind="mentor")
    event = session(circle(mentor, [participant(call)])).event
    address = f"/roll-call/{SignUp.objects.get(participant=mentor).join_key}/"
    clock.move_to(event.ends_at + timedelta(days=14))
    assert Client().get(address).status_code == 200
    clock.shift(1)
    for late in (Client().get(address), Client().post(address, {"present": []})):
        assert late.templates[0].name == "circles/roll_call_over.html"
        assert f"/account/sign-in/?next={address}" in late.content.decode()
    assert not Attendance.objects.exists()
    assert as_user(mentor.user).post(address, {"present": []}).status_code == 302
    assert Attendance.objects.count() == 2


def test_whoever_is_signed_in_as_somebody_else_notes_nothing_in_the_mentors_name(
    clock: object, as_user: Callable[[User], Client]
) -> None:
    call = edition()
    mentor, mentee = participant(call, kind="mentor", full_name="Aya Nasser"), participant(call)
    session(circle(mentor, [mentee]))
    address = f"/roll-call/{SignUp.objects.get(participant=mentor).join_key}/"
    browser = as_user(mentee.user)
    for page in (browser.get(address), browser.post(address, {"present": []})):
        assert page.templates[0].name == "circles/roll_call_of_another.html"
        assert "This roll call is for <bdi>Aya Nasser</bdi>" in page.content.decode()
    assert not Attendance.objects.exists()


def test_the_coordinator_calls_the_roll_where_the_mentor_has_left(
    clock: time_machine.Traveller, as_user: Callable[[User], Client]
) -> None:
    call = edition()
    mentor, mentee = participant(call, kind="mentor"), participant(call)
    room, desk, colleague = circle(mentor, [mentee]), staff(), staff()
    met = session(room)
    leave(mentor, by=mentor.user, now=NOW)
    name_coordinator(room, desk, by=desk, now=NOW)
    clock.move_to(met.event.ends_at + timedelta(minutes=1))
    inside, browser = f"/en/circles/{room.public_id}/", as_user(desk)
    address = f"{inside}sessions/1/roll-call/"
    assert [line.action_url for line in browser.get(inside).context["past"]] == [address]
    assert [line.action_url for line in as_user(mentee.user).get(inside).context["past"]] == [""]

    hers = SignUp.objects.get(participant=mentee)
    assert browser.post(address, {"present": [hers.pk]}).status_code == 302

    assert Attendance.objects.get(sign_up=hers).is_present is True
    assert {row.actor_pk for row in AuditRow.objects.filter(action="events.attendance.noted")} == {str(desk.pk)}
    turned = browser.post(address, {"present": []})
    assert turned.context["form"].errors == {"reason": ["You change what was noted before. Please say why."]}
    assert browser.post(address, {"present": [], "reason": "wrong_person"}).status_code == 302
    assert Attendance.objects.get(sign_up=hers).is_present is False
    for other in (colleague, mentee.user, mentor.user):
        assert as_user(other).post(address, {"present": [hers.pk], "reason": "other"}).status_code == 404
    desk.grants.update(ended_at=NOW)
    assert as_user(User.objects.get(pk=desk.pk)).get(address).status_code == 404


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
        "Corrected after the roll call. The reason: She took part in spite of a bad line",
    )


def test_of_a_session_that_was_called_off_no_roll_is_called(
    clock: time_machine.Traveller, as_user: Callable[[User], Client]
) -> None:
    call = edition()
    mentor, mentee = participant(call, kind="mentor"), participant(call)
    room, desk = circle(mentor, [mentee]), staff()
    name_coordinator(room, desk, by=desk, now=NOW)
    met = session(room, starts_at=NOW + timedelta(hours=1))
    address = f"/roll-call/{SignUp.objects.get(participant=mentor).join_key}/"
    call_off_session(met, by=mentor.user, now=NOW)
    clock.move_to(met.event.ends_at)
    said = "This session has been called off."
    for browser, page in ((Client(), address), (as_user(desk), f"/en/circles/{room.public_id}/sessions/1/roll-call/")):
        shown = browser.get(page).content.decode()
        assert (said in shown, "Note who was there" in shown) == (True, False)
        assert browser.post(page, {"present": []}).context["form"].non_field_errors() == [said]
    assert not Attendance.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_words_at_once_the_second_says_why(clock: object, as_user: Callable[[User], Client]) -> None:
    """The mentor's and the coordinator's: whoever comes second reads that it is noted already, and is asked."""
    call = edition()
    mentor, mentee = participant(call, kind="mentor"), participant(call)
    room, desk = circle(mentor, [mentee]), staff()
    name_coordinator(room, desk, by=desk, now=NOW)
    session(room)
    places = list(SignUp.objects.values_list("pk", flat=True))
    hers, theirs = (
        SignUp.objects.get(participant=mentor).join_key,
        f"/en/circles/{room.public_id}/sessions/1/roll-call/",
    )
    answers = at_once(
        [
            partial(as_user(mentor.user).post, f"/roll-call/{hers}/", {"present": places}),
            partial(as_user(desk).post, theirs, {"present": []}),
        ]
    )
    first, second = sorted(answers, key=lambda answer: answer.status_code, reverse=True)
    assert (first.status_code, second.status_code) == (302, 200)
    assert second.context["form"].errors == {"reason": ["You change what was noted before. Please say why."]}
    assert set(Attendance.objects.values_list("is_present", "reason")) == {(first is answers[0], "")}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_word_that_comes_while_another_is_noted_waits_for_it(clock: object) -> None:
    call = edition()
    mentor, mentee = participant(call, kind="mentor"), participant(call)
    met, other = session(circle(mentor, [mentee])), staff()
    places = list(SignUp.objects.values_list("pk", flat=True))
    again = Session.objects.select_related("event").get()
    found = overtaken(
        lambda: call_roll(met, present=places, by=mentor.user, now=NOW),
        lambda: call_roll(again, present=[], by=other, now=NOW),
    )
    assert isinstance(found, ReasonNeeded)
    assert set(Attendance.objects.values_list("is_present", "reason")) == {(True, "")}
