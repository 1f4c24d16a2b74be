"""Another mentor leads one session of a circle, or need not any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from circles.actions.sessions import CannotStandIn, TooLate, lead_again, name_substitute
from circles.models import Circle
from events.actions import cancel_registration
from events.models import Attendance
from registration.actions.participants import leave
from tests.factories import NOW, circle, edition, participant, person, session
from wic.accounts.models import User
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
TOMORROW = NOW + timedelta(days=1)


def room() -> Circle:
    call = edition()
    mentor = participant(call, person(time_zone="Asia/Amman"), kind="mentor", full_name="Salma Haddad", country="JO")
    people = [participant(call, person(time_zone="Africa/Nairobi"), full_name=f"Mentee {n}") for n in (1, 2)]
    return circle(mentor, people)


def letters(kind: str) -> dict[str, Letter]:
    return {letter.to: letter for letter in Letter.objects.filter(kind=f"circles/{kind}")}


def test_a_mentor_who_stands_in_joins_and_calls_the_roll(clock: time_machine.Traveller) -> None:
    in_room = room()
    Circle.objects.update(language="ar")  # which is not the language that she reads
    of = session(in_room, starts_at=TOMORROW)
    other = participant(in_room.edition, kind="mentor", full_name="Huda Saleh")
    name_substitute(of, other, by=in_room.mentor.user, now=NOW)
    place = of.event.sign_ups.get(participant=other)
    letter = letters("stand_in")[other.user.email]
    assert [
        part for part in (f"/join/{place.join_key}/", f"/roll-call/{place.join_key}/") if part not in letter.text
    ] == []
    assert "the circle of Salma Haddad. The circle speaks Arabic" in " ".join(letter.text.split())
    clock.move_to(TOMORROW)
    present = [place.pk, of.event.sign_ups.get(name="Mentee 1").pk]
    assert Client().post(f"/roll-call/{place.join_key}/", {"present": present}).status_code == 302
    noted = {note.sign_up.name: note.is_present for note in Attendance.objects.all()}
    assert noted == {"Huda Saleh": True, "Mentee 1": True, "Mentee 2": False, "Salma Haddad": False}


def test_who_need_not_stand_in_any_more_is_told_and_her_circle_reads_who_leads(as_user: AsUser) -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    first, second = (
        participant(in_room.edition, kind="mentor", full_name=name) for name in ("Huda Saleh", "Lina Omar")
    )
    browser, address = as_user(in_room.mentor.user), f"/en/circles/{in_room.public_id}/"
    mentee = as_user(in_room.places.first().participant.user)
    leading = []
    stand_in = f"{address}sessions/1/stand-in/"
    for sent in ({"mentor": first.pk}, {"mentor": second.pk}, {"myself": "1"}):
        assert browser.post(stand_in, sent).status_code == 302
        [line] = mentee.get(address).context["coming"]
        leading.append(line.note)
    assert leading == ["Huda Saleh leads this session.", "Lina Omar leads this session.", ""]
    over = letters("stand_in_over")
    assert sorted(over) == sorted([first.user.email, second.user.email])
    assert "Salma Haddad" in over[first.user.email].text
    gone = Client().get(f"/join/{of.event.sign_ups.get(participant=first).join_key}/").content.decode()
    assert "No place is kept for you at this session" in gone
    with pytest.raises(CannotStandIn):
        lead_again(of, by=in_room.mentor.user, now=NOW)


def test_who_stood_in_before_has_no_key_any_more() -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    first, second = (participant(in_room.edition, kind="mentor") for _ in range(2))
    for mentor in (first, second):
        name_substitute(of, mentor, by=in_room.mentor.user, now=NOW)
    keys = {place.participant: place.join_key for place in of.event.sign_ups.all()}
    assert Client().get(f"/roll-call/{keys[first]}/").status_code == 404
    assert Client().get(f"/roll-call/{keys[second]}/").status_code == 200


def test_who_was_to_stand_in_and_has_left_keeps_no_place_and_gets_no_letter() -> None:
    in_room = room()
    of, other = session(in_room, starts_at=TOMORROW), participant(in_room.edition, kind="mentor")
    name_substitute(of, other, by=in_room.mentor.user, now=NOW)
    leave(other, by=other.user, now=NOW)
    of = lead_again(of, by=in_room.mentor.user, now=NOW)
    assert (of.substitute, of.event.sign_ups.get(participant=other).state) == (None, "cancelled")
    assert letters("stand_in_over") == {}


def test_a_double_click_asks_her_once() -> None:
    in_room = room()
    of, other = session(in_room, starts_at=TOMORROW), participant(in_room.edition, kind="mentor")
    for _click in range(2):
        assert name_substitute(of, other, by=in_room.mentor.user, now=NOW).substitute == other
    assert Letter.objects.filter(kind="circles/stand_in").count() == 1
    place = of.event.sign_ups.get(participant=other)
    cancel_registration(place, now=NOW)
    name_substitute(of, other, by=in_room.mentor.user, now=NOW)
    place.refresh_from_db()
    assert (place.state, Letter.objects.filter(kind="circles/stand_in").count()) == ("registered", 2)


def test_who_stood_in_before_can_be_asked_again() -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    first, second = (participant(in_room.edition, kind="mentor") for _ in range(2))
    for mentor in (first, second, first):
        name_substitute(of, mentor, by=in_room.mentor.user, now=NOW)
    states = dict(of.event.sign_ups.values_list("participant", "state"))
    assert (states[first.pk], states[second.pk]) == ("registered", "cancelled")
    key = of.event.sign_ups.get(participant=first).join_key
    assert Client().get(f"/roll-call/{key}/").status_code == 200


def test_who_does_not_come_to_stand_in_is_replaced() -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    first, second = (participant(in_room.edition, kind="mentor") for _ in range(2))
    name_substitute(of, first, by=in_room.mentor.user, now=NOW)
    cancel_registration(of.event.sign_ups.get(participant=first), now=NOW)  # by the link in her letter
    assert name_substitute(of, second, by=in_room.mentor.user, now=NOW).substitute == second


def test_only_another_mentor_of_the_edition_stands_in() -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    gone = participant(in_room.edition, kind="mentor")
    leave(gone, by=gone.user, now=NOW)
    for wrong in (in_room.mentor, participant(in_room.edition), gone):
        with pytest.raises(CannotStandIn):
            name_substitute(of, wrong, by=in_room.mentor.user, now=NOW)
    begun = session(in_room)
    with pytest.raises(TooLate):
        name_substitute(begun, participant(in_room.edition, kind="mentor"), by=in_room.mentor.user, now=NOW)
    assert letters("stand_in") == {}
