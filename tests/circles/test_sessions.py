"""A circle's session: planned by its mentor, joined by personal addresses, its roll called on a phone."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client

from circles.actions.places import members
from circles.actions.sessions import TooEarly, call_roll, schedule_session
from circles.models import Circle, Session
from events.actions import join
from events.models import Attendance, Event, SignUp
from registration.actions.participants import leave
from tests.factories import NOW, circle, edition, participant, person, session
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
STARTS = NOW + timedelta(days=2)
SECRET = "converse.example.org"


def room(*, mentees: int = 2) -> Circle:
    call = edition()
    mentor = participant(call, person(language="ar", time_zone="Asia/Amman"), kind="mentor", full_name="Salma Haddad")
    people = [
        participant(call, person(language="fr", time_zone="Africa/Nairobi"), full_name=f"Mentee {number}")
        for number in range(1, mentees + 1)
    ]
    return circle(mentor, people)


def planned(in_room: Circle, *, days_later: int = 0) -> Session:
    return schedule_session(
        in_room,
        on=date(2026, 3, 4) + timedelta(days=days_later),
        at=time(18, 0),
        zone="Asia/Amman",
        minutes=90,
        meeting_url=f"https://{SECRET}/secret",
        by=in_room.mentor.user,
        now=NOW,
    )


def place(of: Session, who: str) -> SignUp:
    return of.event.sign_ups.get(name=who)


# --- planning --------------------------------------------------------------------------------------------------------
def test_a_session_is_an_event_of_one_circle_on_its_mentors_clock() -> None:
    in_room = room()
    of = planned(in_room)
    event = of.event
    assert (of.number, event.kind, event.audience, event.state) == (1, "session", "circle", "published")
    assert (event.title_en, event.title_ar != "", event.meeting_url) == (
        "Circle session 1",
        True,
        f"https://{SECRET}/secret",
    )
    assert (event.starts_at.isoformat(), event.minutes) == ("2026-03-04T15:00:00+00:00", 90)
    assert AuditRow.objects.about(of).get().facts == {"number": 1}
    assert planned(in_room, days_later=1).number == 2


def test_each_member_has_a_place_and_a_letter_with_her_own_address_and_hour() -> None:
    of = planned(room())
    places = {sign_up.email: sign_up for sign_up in of.event.sign_ups.all()}
    letters = {letter.to: letter for letter in Letter.objects.filter(kind="circles/session_planned")}
    assert set(letters) == set(places) == {her.user.email for her in members(of.circle)}
    assert len({sign_up.join_key for sign_up in places.values()}) == 3
    for to, letter in letters.items():
        own, others = places[to], [sign_up for email, sign_up in places.items() if email != to]
        assert f"/join/{own.join_key}/" in letter.text
        assert [other for other in others if other.join_key in letter.text + letter.html] == []
        is_mentor = to == of.circle.mentor.user.email
        assert (f"/roll-call/{own.join_key}/" in letter.text) is is_mentor
        assert (letter.language, "18:00" in letter.text) == ("ar" if is_mentor else "fr", True)


def test_the_meetings_own_link_stands_nowhere(as_user: AsUser, clock: time_machine.Traveller) -> None:
    of = planned(room())
    written = "".join(letter.text + letter.html + letter.subject for letter in Letter.objects.all())
    told = "".join(str(row.facts) for row in AuditRow.objects.all())
    pages = "".join(
        as_user(her.user).get(address).content.decode()
        for her in members(of.circle)
        for address in (f"/en/circles/{of.circle.public_id}/", "/en/me/", "/en/2026/calendar/")
    )
    assert SECRET not in written + told + pages
    clock.move_to(of.event.starts_at)
    own = place(of, "Mentee 1")
    assert SECRET not in Client().get(f"/join/{own.join_key}/").content.decode()
    assert join(own, now=of.event.starts_at) == f"https://{SECRET}/secret"


def test_who_has_left_the_programme_is_not_invited() -> None:
    in_room = room()
    gone = in_room.places.first().participant
    leave(gone, by=gone.user, now=NOW)
    of = planned(in_room)
    assert sorted(of.event.sign_ups.values_list("name", flat=True)) == ["Mentee 2", "Salma Haddad"]


def test_only_the_mentor_plans_on_the_page(as_user: AsUser, clock: time_machine.Traveller) -> None:
    in_room = room()
    address = f"/en/circles/{in_room.public_id}/schedule/"
    typed = {"on": "2026-03-04", "at": "18:00", "minutes": "60", "meeting_url": f"https://{SECRET}/x"}
    mentee = in_room.places.first().participant.user
    assert as_user(mentee).post(address, typed).status_code == 404
    answer = as_user(in_room.mentor.user).post(address, typed)
    assert (answer.status_code, answer.url) == (302, f"/en/circles/{in_room.public_id}/")
    event = Event.objects.get(kind="session")
    assert (event.zone, event.starts_at.isoformat()) == ("Asia/Amman", "2026-03-04T15:00:00+00:00")


@pytest.mark.parametrize(
    ("field", "typed"), [("on", "4 March"), ("at", "noon"), ("minutes", "5"), ("meeting_url", "http://example.org")]
)
def test_a_slip_is_shown_and_nothing_planned(
    as_user: AsUser, clock: time_machine.Traveller, field: str, typed: str
) -> None:
    in_room = room(mentees=1)
    good = {"on": "2026-03-04", "at": "18:00", "minutes": "60", "meeting_url": f"https://{SECRET}/x"}
    page = as_user(in_room.mentor.user).post(f"/en/circles/{in_room.public_id}/schedule/", good | {field: typed})
    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
    assert Session.objects.count() == 0


def test_a_closed_circle_plans_no_more(as_user: AsUser, clock: time_machine.Traveller) -> None:
    in_room = room(mentees=1)
    Circle.objects.filter(pk=in_room.pk).update(state="closed", closed_at=NOW)
    assert as_user(in_room.mentor.user).get(f"/en/circles/{in_room.public_id}/schedule/").status_code == 404


# --- the roll call ---------------------------------------------------------------------------------------------------
def roll(of: Session) -> str:
    return f"/roll-call/{place(of, 'Salma Haddad').join_key}/"


def present(of: Session) -> dict[str, bool]:
    return {note.sign_up.name: note.is_present for note in Attendance.objects.filter(sign_up__event=of.event)}


def test_looking_notes_nothing_and_pressing_does(clock: time_machine.Traveller) -> None:
    of = planned(room())
    browser = Client()
    clock.move_to(of.event.starts_at)
    page = browser.get(roll(of))
    assert (page.status_code, present(of)) == (200, {})
    assert "Mentee 1" in page.content.decode()
    here = [place(of, "Mentee 1").pk, place(of, "Salma Haddad").pk]
    answer = browser.post(roll(of), {"present": here})
    assert (answer.status_code, answer.url) == (302, roll(of))
    assert present(of) == {"Mentee 1": True, "Mentee 2": False, "Salma Haddad": True}
    assert set(Attendance.objects.values_list("source", flat=True)) == {"roll_call"}
    assert AuditRow.objects.filter(action="events.attendance.noted").count() == 3


def test_it_can_be_corrected(clock: time_machine.Traveller) -> None:
    of = planned(room())
    clock.move_to(of.event.starts_at)
    browser = Client()
    browser.post(roll(of), {"present": [place(of, "Mentee 1").pk]})
    assert browser.get(roll(of)).context["form"].initial == {"present": [place(of, "Mentee 1").pk]}
    silent = browser.post(roll(of), {"present": [place(of, "Mentee 2").pk]})
    form = silent.context["form"]
    assert set(form.errors) == {"reason"}
    assert form["present"].value() == [str(place(of, "Mentee 2").pk)]  # what she ticked is not lost
    assert present(of)["Mentee 2"] is False
    browser.post(roll(of), {"present": [place(of, "Mentee 2").pk], "reason": "wrong_person"})
    assert present(of) == {"Mentee 1": False, "Mentee 2": True, "Salma Haddad": False}


def test_not_before_the_session_has_begun(clock: time_machine.Traveller) -> None:
    of = planned(room())
    clock.move_to(of.event.starts_at - timedelta(seconds=1))
    Client().post(roll(of), {"present": [place(of, "Mentee 1").pk]})
    assert present(of) == {}
    with pytest.raises(TooEarly):
        call_roll(of, present=[], by=None, now=of.event.starts_at - timedelta(seconds=1))


def test_a_place_at_another_event_is_not_noted(clock: time_machine.Traveller) -> None:
    in_room = room()
    of, other = planned(in_room), planned(in_room, days_later=1)
    clock.move_to(of.event.starts_at)
    page = Client().post(roll(of), {"present": [place(other, "Mentee 1").pk]})
    assert (page.status_code, present(of), present(other)) == (200, {}, {})


def test_a_mentees_key_calls_no_roll(clock: time_machine.Traveller) -> None:
    of = planned(room())
    clock.move_to(of.event.starts_at)
    address = f"/roll-call/{place(of, 'Mentee 1').join_key}/"
    for answer in (Client().get(address), Client().post(address, {"present": [place(of, "Mentee 1").pk]})):
        assert answer.status_code == 404
    assert present(of) == {}


def test_the_roll_call_keeps_its_address_to_itself(clock: time_machine.Traveller) -> None:
    page = Client().get(roll(planned(room())))
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert 'lang="ar"' in page.content.decode()


# --- the room --------------------------------------------------------------------------------------------------------
def test_the_room_is_for_its_members(as_user: AsUser, clock: time_machine.Traveller) -> None:
    in_room = room()
    address = f"/en/circles/{in_room.public_id}/"
    other = participant(in_room.edition, full_name="Somebody else")
    circle(participant(in_room.edition, kind="mentor"), [other], number=2)
    assert [as_user(her.user).get(address).status_code for her in members(in_room)] == [200, 200, 200]
    assert as_user(other.user).get(address).status_code == 404
    assert as_user(person()).get(address).status_code == 404


def test_who_has_left_has_no_key_to_the_room(as_user: AsUser, clock: time_machine.Traveller) -> None:
    in_room = room()
    moved, gone = (spot.participant for spot in in_room.places.order_by("pk"))
    in_room.places.filter(participant=moved).update(left_at=NOW)
    leave(gone, by=gone.user, now=NOW)
    for her in (moved, gone):
        assert as_user(her.user).get(f"/en/circles/{in_room.public_id}/").status_code == 404
        assert f"/circles/{in_room.public_id}/" not in as_user(her.user).get("/en/me/").content.decode()
    page = as_user(in_room.mentor.user).get(f"/en/circles/{in_room.public_id}/")
    assert [her["name"] for her in page.context["people"]] == ["Salma Haddad"]


def test_each_reads_the_hour_on_her_own_clock_and_finds_her_own_address(
    as_user: AsUser, clock: time_machine.Traveller
) -> None:
    in_room = room()
    of = schedule_session(
        in_room,
        on=date(2026, 3, 4),
        at=time(18, 0),
        zone="UTC",
        minutes=60,
        meeting_url=f"https://{SECRET}/secret",
        by=in_room.mentor.user,
        now=NOW,
    )
    address = f"/en/circles/{in_room.public_id}/"
    in_nairobi, in_amman = place(of, "Mentee 1"), place(of, "Salma Haddad")
    other = person(language="en", time_zone="America/New_York")
    in_room.places.create(participant=participant(in_room.edition, other), since=NOW)
    for user, hour in ((in_nairobi.participant.user, "21:00"), (in_amman.participant.user, "21:00"), (other, "13:00")):
        assert hour in as_user(user).get(address).content.decode()
    page = as_user(in_nairobi.participant.user).get(address).content.decode()
    assert f"/join/{in_nairobi.join_key}/" in page
    assert in_amman.join_key not in page


def test_a_past_session_says_whether_she_was_there(as_user: AsUser, clock: time_machine.Traveller) -> None:
    in_room = room()
    of = session(in_room)
    call_roll(of, present=[place(of, "Mentee 1").pk], by=None, now=NOW)
    clock.shift(timedelta(hours=2))
    said = {
        name: as_user(place(of, name).participant.user).get(f"/en/circles/{in_room.public_id}/").content.decode()
        for name in ("Mentee 1", "Mentee 2")
    }
    assert "You were there" in said["Mentee 1"]
    assert "You were not there" in said["Mentee 2"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_room_costs_the_same(
    as_user: AsUser, clock: time_machine.Traveller, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    in_room = room(mentees=count)
    for number in range(count):
        planned(in_room, days_later=number)
    browser = as_user(in_room.mentor.user)
    with django_assert_num_queries(10):
        browser.get(f"/en/circles/{in_room.public_id}/")
