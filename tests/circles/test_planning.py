"""The mentor’s planning: hours to choose from, sessions in a row, moving, calling off."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client

from circles.actions.places import close_circle
from circles.actions.room import NotAMember
from circles.actions.sessions import (
    OutsideTheEdition,
    ReasonNeeded,
    TooLate,
    call_off_session,
    call_roll,
    move_session,
    schedule_series,
    schedule_session,
)
from circles.models import Circle, Session
from events.models import Attendance, Event, SignUp
from tests.factories import NOW, circle, edition, event, participant, person, session
from tests.racing import at_once, outcomes
from wic.accounts.actions import change_profile
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
TOMORROW = NOW + timedelta(days=1)
SECRET = "https://converse.example.org/secret"


def room() -> Circle:
    call = edition()
    mentor = participant(call, person(time_zone="Asia/Amman"), kind="mentor", full_name="Salma Haddad", country="JO")
    people = [participant(call, person(time_zone="Africa/Nairobi"), full_name=f"Mentee {n}") for n in (1, 2)]
    return circle(mentor, people)


def hour(on: date = date(2026, 3, 4), at: time = time(11), **more: object) -> dict[str, object]:
    return {"on": on, "at": at, "zone": "Africa/Nairobi", "minutes": 60, "by": None, "now": NOW} | more


def letters(kind: str) -> dict[str, Letter]:
    return {letter.to: letter for letter in Letter.objects.filter(kind=f"circles/{kind}")}


# --- refusals --------------------------------------------------------------------------------------------------------
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_double_click_plans_once() -> None:
    in_room = room()
    found = outcomes(at_once([lambda: schedule_session(in_room, **hour(), meeting_url=SECRET)] * 4))
    assert (found, Session.objects.count(), len(letters("session_planned"))) == ({"done": 1, "PlannedAlready": 3}, 1, 3)


def test_what_was_called_off_can_be_planned_again_at_its_hour() -> None:
    in_room = room()
    of = schedule_session(in_room, **hour(), meeting_url=SECRET)
    call_off_session(of, by=in_room.mentor.user, now=NOW)
    assert schedule_session(in_room, **hour(), meeting_url=SECRET).number == 2


def test_no_session_of_a_circle_that_is_closed() -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    close_circle(Circle.objects.get(pk=in_room.pk), by=None, now=NOW)
    for verb, about, more in (
        (schedule_session, in_room, {"meeting_url": SECRET}),
        (schedule_series, in_room, {"meeting_url": SECRET, "count": 2}),
        (move_session, of, {}),
    ):
        with pytest.raises(NotAMember):
            verb(about, **hour(**more))
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("on", "at", "refusal"),
    [
        (date(2026, 3, 2), time(11, 59), TooLate),
        (date(2021, 3, 4), time(12), TooLate),
        (date(2026, 9, 1), time(12), OutsideTheEdition),
    ],
)
def test_no_session_in_the_past_or_after_the_programme(on: date, at: time, refusal: type[Exception]) -> None:
    in_room = room()
    with pytest.raises(refusal):
        schedule_session(in_room, **hour(on, at), meeting_url=SECRET)
    with pytest.raises(refusal):
        schedule_series(in_room, **hour(on, at), meeting_url=SECRET, count=2)
    assert (Session.objects.count(), Event.objects.count()) == (0, 0)


def test_a_session_may_begin_at_once() -> None:
    assert schedule_session(room(), **hour(date(2026, 3, 2), time(12)), meeting_url=SECRET).event.starts_at == NOW


def test_a_double_click_moves_once() -> None:
    in_room = room()
    of = schedule_session(in_room, **hour(), meeting_url=SECRET)
    for _click in range(2):
        move_session(of, **hour(date(2026, 3, 5)) | {"by": in_room.mentor.user})
    of.event.refresh_from_db()
    assert (of.event.sequence, Letter.objects.filter(kind="circles/session_moved").count()) == (1, 3)


def test_who_has_moved_reads_her_hours_on_the_clock_and_in_the_language_of_today(client: Client) -> None:
    in_room = room()
    of = schedule_session(in_room, **hour(), meeting_url=SECRET)
    her = in_room.mentor.user
    about = {"name": her.name, "country": her.country, "by": her, "now": NOW}
    change_profile(her, language="fr", time_zone="Africa/Dakar", **about)
    move_session(of, **hour(date(2026, 3, 5)) | {"by": her})
    letter = letters("session_moved")[her.email]
    assert (letter.language, "08:00 (Dakar, heure locale)" in letter.text) == ("fr", True)
    key = of.event.sign_ups.get(participant=in_room.mentor).join_key
    assert "08:00 (Dakar, heure locale)" in client.get(f"/roll-call/{key}/").content.decode()


def test_the_circles_own_sessions_are_named_and_what_cannot_be_is_said_first(as_user: AsUser) -> None:
    in_room = room()
    session(in_room, starts_at=TOMORROW)  # 12:00 in Amman, on a Tuesday, for an hour
    browser, address = as_user(in_room.mentor.user), f"/en/circles/{in_room.public_id}/"
    hour = {"on": "2026-03-03", "at": "12:30", "minutes": 60, "count": 1, "meeting_url": SECRET}
    inside = browser.post(f"{address}schedule/", hour).context
    assert list(inside["clashes"]) == ["At the same time: Circle session 1."]
    own = browser.post(f"{address}sessions/1/", {name: hour[name] for name in ("on", "at", "minutes")})
    assert own.status_code == 302  # it does not stand in its own way
    for changed, said in (
        ({"on": "2026-02-28"}, "This hour is already past. Please choose a later one."),  # a Saturday
        ({"on": "2026-03-07", "count": 12}, "The programme is over by then. Please choose an earlier day."),
        ({}, "A session of this circle is planned at this hour already."),
    ):
        context = browser.post(f"{address}schedule/", hour | changed).context
        assert (list(context["clashes"]), context["form"].non_field_errors()) == ([], [said])


def test_a_link_that_is_not_safe_is_told_why(as_user: AsUser) -> None:
    in_room = room()
    sent = {"on": "2026-03-04", "at": "11:00", "minutes": 60, "meeting_url": "http://meet.example.org/x"}
    page = as_user(in_room.mentor.user).post(f"/en/circles/{in_room.public_id}/schedule/", sent)
    assert page.context["form"].errors == {"meeting_url": ["The link must begin with https://."]}


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_at_either_end_of_the_calendar_no_session_is_planned(as_user: AsUser, on: str) -> None:
    in_room = room()
    session(in_room, starts_at=TOMORROW)
    sent = {"on": on, "at": "23:59", "minutes": 60, "count": 12, "meeting_url": SECRET}
    browser, address = as_user(in_room.mentor.user), f"/en/circles/{in_room.public_id}/"
    pages = [browser.post(f"{address}{where}/", sent) for where in ("schedule", "sessions/1")]
    assert [list(page.context["form"].errors) for page in pages] == [["on"], ["on"]]


@pytest.mark.parametrize(("today", "days"), [(date(2026, 8, 20), 11), (date(2026, 8, 31), 0), (date(2026, 10, 1), 0)])
def test_no_hour_is_proposed_after_the_programme(
    as_user: AsUser, clock: time_machine.Traveller, today: date, days: int
) -> None:
    in_room = room()
    clock.move_to(datetime.combine(today, time(9), tzinfo=UTC))
    page = as_user(in_room.mentor.user).get(f"/en/circles/{in_room.public_id}/times/")
    proposed = [each["on"] for each in page.context["proposals"]]
    assert (bool(proposed), max(proposed, default="") <= "2026-08-31") == (days > 0, True)
    assert ("There is no day left" in page.content.decode()) == (days == 0)


# --- in a row --------------------------------------------------------------------------------------------------------
def test_six_monthly_sessions_at_once_and_one_letter_each() -> None:
    in_room = room()
    planned = schedule_series(in_room, **hour(), meeting_url=SECRET, count=6)
    assert [(of.number, of.event.local_date.isoformat()) for of in planned] == [
        (1, "2026-03-04"),
        (2, "2026-04-01"),
        (3, "2026-05-06"),
        (4, "2026-06-03"),
        (5, "2026-07-01"),
        (6, "2026-08-05"),
    ]
    told = letters("sessions_planned")
    assert len(told) == 3
    assert letters("session_planned") == {}
    for to, letter in told.items():
        own = SignUp.objects.filter(email=to).values_list("join_key", flat=True)
        assert [key for key in own if f"/join/{key}/" not in letter.text + letter.html] == []
        assert letter.text.count("/roll-call/") == (6 if to == in_room.mentor.user.email else 0)
        assert letter.secret
    assert AuditRow.objects.filter(action="circles.session.scheduled").count() == 6


def test_a_row_that_ends_after_the_programme_is_not_begun() -> None:
    with pytest.raises(OutsideTheEdition):
        schedule_series(room(), **hour(), meeting_url=SECRET, count=7)
    assert (Session.objects.count(), Letter.objects.filter(kind__startswith="circles/").count()) == (0, 0)


# --- moving ----------------------------------------------------------------------------------------------------------
def test_a_session_is_moved_and_everybody_is_told() -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    SignUp.objects.update(reminded_at=NOW)
    moved = move_session(of, **hour(date(2026, 3, 5), time(18)) | {"by": in_room.mentor.user})
    event = Event.objects.get(pk=of.event_id)
    assert (event.starts_at.isoformat(), event.sequence, moved.event.zone) == (
        "2026-03-05T15:00:00+00:00",
        1,
        "Africa/Nairobi",
    )
    assert set(letters("session_moved")) == set(event.sign_ups.values_list("email", flat=True))
    assert set(event.sign_ups.values_list("reminded_at", flat=True)) == {None}
    assert AuditRow.objects.filter(action="circles.session.moved").get().facts == {"number": 1}


def test_a_session_that_began_or_was_called_off_is_not_moved() -> None:
    in_room = room()
    begun, off = session(in_room), session(in_room, starts_at=TOMORROW)
    call_off_session(off, by=in_room.mentor.user, now=NOW)
    for of in (begun, off):
        with pytest.raises(TooLate):
            move_session(of, **hour(date(2026, 3, 5)) | {"by": in_room.mentor.user})
    with pytest.raises(TooLate):
        call_off_session(begun, by=in_room.mentor.user, now=NOW)
    with pytest.raises(TooLate):
        move_session(session(in_room, starts_at=TOMORROW), **hour(date(2026, 3, 1)) | {"by": in_room.mentor.user})
    assert letters("session_moved") == {}


def test_what_is_called_off_is_told_and_keeps_its_number(as_user: AsUser) -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    call_off_session(of, by=in_room.mentor.user, now=NOW)
    assert Event.objects.get(pk=of.event_id).state == "cancelled"
    assert Letter.objects.filter(kind="events/called_off").count() == 3
    assert session(in_room, starts_at=TOMORROW).number == 2
    page = as_user(in_room.places.first().participant.user).get(f"/en/circles/{in_room.public_id}/").content.decode()
    assert "Called off" in page


# --- corrections -----------------------------------------------------------------------------------------------------
def test_to_change_a_roll_call_takes_a_reason() -> None:
    of = session(room())
    places = {place.name: place for place in of.event.sign_ups.all()}
    call_roll(of, present=[places["Mentee 1"].pk], by=None, now=NOW)
    call_roll(of, present=[places["Mentee 1"].pk], by=None, now=NOW)  # the same again needs none
    for reason in ("", "gossip"):
        with pytest.raises(ReasonNeeded):
            call_roll(of, present=[places["Mentee 2"].pk], reason=reason, by=None, now=NOW)
    call_roll(of, present=[places["Mentee 1"].pk, places["Mentee 2"].pk], reason="came_late", by=None, now=NOW)
    told = {
        note.sign_up.name: AuditRow.objects.about(note).newest_first()[0].facts for note in Attendance.objects.all()
    }
    assert told["Mentee 2"] == {"is_present": True, "source": "roll_call", "reason": "came_late"}
    assert told["Mentee 1"] == {"is_present": True, "source": "roll_call"}


# --- the pages -------------------------------------------------------------------------------------------------------
def test_the_hours_in_common_lead_to_the_form(as_user: AsUser) -> None:
    in_room = room()
    browser = as_user(in_room.mentor.user)
    address = f"/en/circles/{in_room.public_id}/"
    page = browser.get(f"{address}times/")
    best = page.context["proposals"][0]
    assert (best["able"], best["clashes"], len(best["people"])) == ("3 of 3 can come", (), 3)
    form = browser.get(f"{address}schedule/?on={best['on']}&at={best['at']}&count=1").context["form"]
    assert form.initial == {"on": best["on"], "at": best["at"], "count": "1"}
    assert browser.get(f"{address}times/?all").context["count"] == 6


def test_a_clash_is_named_before_it_is_planned_all_the_same(as_user: AsUser) -> None:
    in_room = room()
    event(in_room.edition, title_en="A keynote", starts_at=TOMORROW)
    browser, address = as_user(in_room.mentor.user), f"/en/circles/{in_room.public_id}/schedule/"
    typed = {"on": "2026-03-03", "at": "12:00", "minutes": "60", "meeting_url": SECRET}
    page = browser.post(address, typed)
    assert (page.status_code, list(page.context["clashes"]), Session.objects.count()) == (
        200,
        ["At the same time: A keynote."],
        0,
    )
    assert browser.post(address, typed | {"anyway": "1"}).status_code == 302
    assert Session.objects.count() == 1


def test_a_session_is_changed_on_its_page(as_user: AsUser) -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    other = participant(in_room.edition, kind="mentor")
    browser, address = as_user(in_room.mentor.user), f"/en/circles/{in_room.public_id}/sessions/1/"
    assert browser.get(address).context["form"].initial["at"] == time(12)
    assert browser.post(address, {"on": "2026-03-04", "at": "18:00", "minutes": "90"}).status_code == 302
    of.event.refresh_from_db()
    assert of.event.starts_at.isoformat() == "2026-03-04T15:00:00+00:00"
    nobody = browser.post(f"{address}stand-in/", {"mentor": ""}, follow=True)
    assert str([*nobody.context["messages"]][-1]) == "Please choose the mentor who stands in for you."
    assert browser.post(f"{address}stand-in/", {"mentor": other.pk}).status_code == 302
    of.refresh_from_db()
    assert of.substitute == other
    assert browser.post(f"{address}call-off/").status_code == 302
    of.event.refresh_from_db()
    assert of.event.state == "cancelled"
    assert not browser.get(address).context["is_ahead"]


def test_a_move_into_somebodys_night_is_asked_first(as_user: AsUser) -> None:
    in_room = room()
    of = session(in_room, starts_at=TOMORROW)
    browser, address = as_user(in_room.mentor.user), f"/en/circles/{in_room.public_id}/sessions/1/"
    typed = {"on": "2026-03-04", "at": "22:30", "minutes": "60"}
    page = browser.post(address, typed)
    of.event.refresh_from_db()
    names = ("Salma Haddad", "Mentee 1", "Mentee 2")
    assert page.context["clashes"] == [f"For {name} it is in the night: Wednesday 22:30." for name in names]
    assert of.event.starts_at == TOMORROW
    assert browser.post(address, typed | {"anyway": "1"}).status_code == 302


def test_months_without_a_session_are_named_to_the_mentor(as_user: AsUser) -> None:
    in_room = room()
    session(in_room, starts_at=TOMORROW)
    pages = {
        her.pk: as_user(her).get(f"/en/circles/{in_room.public_id}/").context["empty_months"]
        for her in (in_room.mentor.user, in_room.places.first().participant.user)
    }
    assert [len(months) for months in pages.values()] == [5, 0]


def test_access_needs_are_shown_to_who_plans_without_a_name(as_user: AsUser) -> None:
    call = edition()
    mentor = participant(call, kind="mentor")
    in_room = circle(mentor, [participant(call, access_needs="Captions, please"), participant(call)])
    page = as_user(mentor.user).get(f"/en/circles/{in_room.public_id}/times/")
    assert page.context["needs"] == ["Captions, please"]


def test_who_does_not_come_is_not_sent_to_a_page_that_is_not_there() -> None:
    of = session(room(), starts_at=TOMORROW)
    key = of.event.sign_ups.get(name="Mentee 1").join_key
    answer = Client().post(f"/join/{key}/cancel/", follow=True)
    assert (answer.status_code, "No place is kept for you at this session" in answer.content.decode()) == (200, True)
