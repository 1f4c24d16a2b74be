"""How it goes: asked at two moments, answered in a minute; and the signs that a circle needs somebody."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from circles.actions.checkins import NotDue, ask_everybody, check_in, settle_alert, take_alert, watch
from circles.actions.places import close_circle, name_coordinator
from circles.actions.repairs import ask_for_repair, work_out
from circles.actions.room import NotAMember
from circles.actions.sessions import call_roll
from circles.models import Alert, CheckIn, Circle
from circles.models.checkins import Moment
from circles.rules.checkins import Sign, Situation, moment_due, signs
from registration.actions.participants import leave
from tests import factories
from tests.factories import NOW, circle, edition, participant, session, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal
from wic.mail.models import Letter

AsUser = Callable[[User], Client]
DAY = timedelta(days=1)
MIDDLE = datetime(2026, 6, 2, 9, tzinfo=UTC)  # of a programme from March to August
END = datetime(2026, 8, 20, 9, tzinfo=UTC)
Kind = Alert.Kind


# --- when it is due --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("held", "today", "due"),
    [
        (0, date(2026, 3, 2), None),
        (2, date(2026, 5, 30), None),
        (3, date(2026, 3, 2), Moment.MIDDLE),
        (0, date(2026, 6, 1), Moment.MIDDLE),
        (6, date(2026, 5, 1), Moment.END),
        (0, date(2026, 8, 17), Moment.END),
        (0, date(2026, 9, 30), Moment.END),
        (6, date(2026, 10, 1), None),
    ],
)
def test_half_of_the_sessions_or_of_the_time(held: int, today: date, due: Moment | None) -> None:
    period = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 8, 31)}
    assert moment_due(held=held, planned=6, today=today, **period) == due


# --- the signs -------------------------------------------------------------------------------------------------------
def situation(**changes: Any) -> Situation:
    """A circle in which all is well."""
    facts = {
        "mentor": 1,
        "is_led": True,
        "is_over": False,
        "opened_at": NOW - 100 * DAY,
        "minimum": 3,
        "mentees": 4,
        "changed_at": None,
        "met_at": NOW - 10 * DAY,
        "is_planned": True,
        "mentor_heard_at": NOW - 10 * DAY,
        "absences": {},
        "check_ins": (),
    }
    return Situation(**(facts | changes))


def missed(noted: str) -> tuple[tuple[datetime, bool], ...]:
    """A plus for each session she was at, the newest first."""
    return tuple((NOW - number * DAY, there == "+") for number, there in enumerate(noted, start=1))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, set()),
        ({"met_at": NOW - 35 * DAY}, set()),
        ({"met_at": NOW - 36 * DAY}, {Sign(Kind.NO_SESSION, NOW - 36 * DAY, 1)}),
        ({"met_at": None}, {Sign(Kind.NO_SESSION, NOW - 100 * DAY, 1)}),
        ({"absences": {7: missed("--+")}}, {Sign(Kind.ABSENT_TWICE, NOW - DAY, 7)}),
        ({"absences": {7: missed("-+-"), 8: missed("-")}}, set()),
        ({"check_ins": ((7, NOW, 3, False),)}, set()),
        ({"check_ins": ((7, NOW, 2, False),)}, {Sign(Kind.LOW_CHECK_IN, NOW, 7)}),
        ({"check_ins": ((7, NOW, 5, True),)}, {Sign(Kind.LOW_CHECK_IN, NOW, 7)}),
        ({"mentees": 3}, set()),
        ({"mentees": 2, "changed_at": NOW}, {Sign(Kind.UNDER_MINIMUM, NOW, 1)}),
        ({"mentor_heard_at": NOW - 22 * DAY}, set()),  # but a session is planned
        (
            {"mentor_heard_at": NOW - 22 * DAY, "met_at": NOW - 25 * DAY, "is_planned": False},
            {Sign(Kind.MENTOR_SILENT, NOW - 22 * DAY, 1)},
        ),
        ({"is_led": False, "met_at": None, "is_planned": False, "mentees": 1}, set()),  # a proposal waits at the desk
        ({"is_led": False, "check_ins": ((7, NOW, 2, False),)}, {Sign(Kind.LOW_CHECK_IN, NOW, 7)}),
        (
            {"is_over": True, "met_at": None, "mentees": 1, "check_ins": ((7, NOW, 2, False),)},
            {Sign(Kind.LOW_CHECK_IN, NOW, 7)},
        ),
        ({"is_over": True, "absences": {7: missed("--")}}, set()),
        ({"mentor_heard_at": None, "is_planned": False}, set()),  # but they met ten days ago
        (
            {"mentor_heard_at": None, "is_planned": False, "met_at": NOW - 30 * DAY},
            {Sign(Kind.MENTOR_SILENT, NOW - 30 * DAY, 1)},
        ),
    ],
)
def test_signs(changes: dict[str, Any], found: set[Sign]) -> None:
    assert signs(situation(**changes), now=NOW) == found


# --- answering -------------------------------------------------------------------------------------------------------
def room(*, mentees: int = 3, **fields: Any) -> Circle:
    call = edition(**fields)
    return circle(participant(call, kind="mentor"), [participant(call) for _ in range(mentees)])


def her_of(of: Circle) -> User:
    return of.places.order_by("pk").first().participant.user


def answer(of: Circle, user: User, *, going: int = 4, now: datetime = MIDDLE, **more: Any) -> CheckIn:
    return check_in(of, going=going, text="", wants_contact=False, by=user, now=now, **more)


@pytest.mark.django_db
def test_both_sides_answer_once_for_each_moment(as_user: AsUser, clock: time_machine.Traveller) -> None:
    of = room()
    clock.move_to(MIDDLE)
    address = f"/en/circles/{of.public_id}/check-in/"
    typed = {"going": "2", "text": "More time", "wants_contact": "on"}
    for user in (her_of(of), of.mentor.user):
        assert as_user(user).post(address, typed).status_code == 302
    assert as_user(her_of(of)).get(address).context["form"].initial["text"] == "More time"
    answer(of, her_of(of), going=4)
    answer(of, her_of(of), going=5, now=END)
    said = CheckIn.objects.filter(participant__user=her_of(of)).order_by("pk").values_list("moment", "going")
    assert list(said) == [("middle", 4), ("end", 5)]
    assert "More time" not in as_user(of.mentor.user).get(f"/en/circles/{of.public_id}/").content.decode()


@pytest.mark.django_db
def test_not_too_early_and_not_by_others(as_user: AsUser, clock: time_machine.Traveller) -> None:
    of = room()
    with pytest.raises(NotDue):
        answer(of, her_of(of), now=NOW)
    with pytest.raises(NotAMember):
        answer(of, staff())
    page = as_user(her_of(of)).get(f"/en/circles/{of.public_id}/check-in/")
    assert (page.status_code, page.context["moment"]) == (200, None)
    assert CheckIn.objects.count() == 0


@pytest.mark.django_db
def test_each_is_asked_once_for_each_moment() -> None:
    of = room()
    assert ask_everybody(now=NOW) == 0
    answer(of, her_of(of))
    assert ask_everybody(now=MIDDLE) == 3
    assert ask_everybody(now=MIDDLE + DAY) == 0
    asked = Letter.objects.filter(kind="circles/how_does_it_go")
    assert asked.count() == 3
    assert her_of(of).email not in set(asked.values_list("to", flat=True))
    ask_everybody(now=END)
    assert asked.count() == 7
    ask_everybody(now=END + 60 * DAY)  # the edition is over
    assert asked.count() == 7


# --- the watch -------------------------------------------------------------------------------------------------------
def alerts() -> list[tuple[str, str]]:
    return sorted(Alert.objects.values_list("kind", "state"))


@pytest.mark.django_db
def test_a_sign_warns_once_and_settles_when_it_is_gone() -> None:
    of, desk = room(), staff()
    name_coordinator(of, desk, by=desk, now=NOW)
    later = NOW + 40 * DAY
    assert watch(now=later) == 2
    assert watch(now=later + DAY) == 0
    assert alerts() == [("mentor_silent", "open"), ("no_session", "open")]
    told = Letter.objects.filter(kind="circles/needs_somebody")
    assert (told.count(), set(told.values_list("to", flat=True))) == (2, {desk.email})
    session(of, starts_at=later + DAY, now=later)
    assert watch(now=later + 2 * DAY) == 0
    assert alerts() == [("mentor_silent", "settled"), ("no_session", "settled")]
    assert AuditRow.objects.filter(action="circles.alert.raised").count() == Alert.objects.count()


@pytest.mark.django_db
def test_what_somebody_settled_stays_settled_until_something_new_happens() -> None:
    of, desk = room(mentees=2), staff()
    watch(now=NOW)
    alert = Alert.objects.get()
    assert (alert.kind, alert.since) == ("under_minimum", NOW)
    take_alert(alert, by=desk, now=NOW)
    assert (alert.state, alert.owner) == ("taken", desk)
    settle_alert(alert, by=desk, now=NOW)
    assert watch(now=NOW + DAY) == 0
    gone = of.places.order_by("pk").first().participant
    leave(gone, by=gone.user, now=NOW + DAY)
    assert watch(now=NOW + 2 * DAY) == 1
    with pytest.raises(Illegal):
        take_alert(alert, by=desk, now=NOW)


@pytest.mark.django_db
def test_two_absences_in_a_row_and_a_low_check_in(clock: time_machine.Traveller) -> None:
    of = room()
    her = of.places.order_by("pk").first().participant
    for number in (1, 2):
        met = session(of, starts_at=NOW + number * DAY)
        there = [place.pk for place in met.event.sign_ups.all() if place.participant != her]
        call_roll(met, present=there, by=of.mentor.user, now=NOW + number * DAY)
    answer(of, of.mentor.user, going=1)
    watch(now=NOW + 3 * DAY)
    found = {(alert.kind, alert.participant): alert.since for alert in Alert.objects.all()}
    assert found == {("absent_twice", her): NOW + 2 * DAY, ("low_check_in", of.mentor): MIDDLE}


@pytest.mark.django_db
def test_circles_that_are_closed_or_over_are_not_watched() -> None:
    of = room(mentees=1)
    Circle.objects.filter(pk=of.pk).update(state="closed", closed_at=NOW)
    assert watch(now=NOW) == 0
    Circle.objects.filter(pk=of.pk).update(state="open", closed_at=None)
    assert watch(now=datetime(2026, 9, 3, tzinfo=UTC)) == 0


@pytest.mark.django_db
def test_what_was_about_a_circle_ends_with_it_and_what_is_about_a_person_does_not() -> None:
    of = room(mentees=1)
    her = of.places.get().participant
    for kind, whom in ((Kind.UNDER_MINIMUM, of.mentor), (Kind.LOW_CHECK_IN, her)):
        Alert.objects.create(circle=of, kind=kind, participant=whom, since=NOW, raised_at=NOW)
    close_circle(of, by=None, now=NOW)
    watch(now=NOW)
    assert dict(Alert.objects.values_list("kind", "state")) == {"under_minimum": "settled", "low_check_in": "open"}


@pytest.mark.django_db
def test_the_list_at_the_desk(as_user: AsUser, clock: time_machine.Traveller) -> None:
    of = room(mentees=1)
    watch(now=NOW)
    alert = Alert.objects.get()
    africa, arab = staff(Role.REGIONAL, region="AFR"), staff(Role.REGIONAL, region="ARB")
    page = as_user(africa).get("/admin/circles/alert/").content.decode()
    assert "Ask for a proposal" in page
    assert as_user(arab).get("/admin/circles/alert/").context["cl"].result_count == 0
    assert as_user(of.mentor.user).get("/admin/circles/alert/").status_code == 302
    chosen = {"_selected_action": alert.pk}
    as_user(africa).post("/admin/circles/alert/", chosen | {"action": "take"})
    alert.refresh_from_db()
    assert (alert.state, alert.owner) == ("taken", africa)
    as_user(africa).post("/admin/circles/alert/", chosen | {"action": "settle"})
    alert.refresh_from_db()
    assert alert.state == "settled"
    assert as_user(africa).get(f"/admin/circles/alert/{alert.pk}/change/").status_code == 200
    open_one = Alert.objects.create(
        circle=of, kind="no_session", participant=of.mentor, since=NOW, raised_at=NOW - 50 * DAY
    )
    listed = as_user(africa).get("/admin/circles/alert/").context["cl"].result_list
    assert [row.pk for row in listed] == [open_one.pk, alert.pk]  # what is settled comes last


@pytest.mark.django_db
def test_a_warning_leads_to_her_and_to_what_helps(as_user: AsUser) -> None:
    """Her address is told to those at the desk who see her: an office that has another member there does not."""
    call = edition(circle_min=3)
    mentor = participant(call, kind="mentor")
    of = circle(mentor, [participant(call, country="KE"), participant(call, country="EG")])
    watch(now=NOW)
    address = f"/admin/circles/alert/{Alert.objects.get(circle=of).pk}/change/"
    pages = {
        name: as_user(user).get(address).context
        for name, user in (("hq", staff()), ("arab", staff(Role.REGIONAL, region="ARB")))
    }
    assert [(pages[name]["hers"], pages[name]["may_mend"]) for name in pages] == [(mentor, True), (None, False)]
    assert pages["hq"]["proposal"] is None
    proposal = work_out(ask_for_repair(call, by=None, now=NOW), now=NOW)
    assert as_user(staff()).get(address).context["proposal"] == proposal
    assert as_user(staff(Role.REGIONAL, region="ARB")).get(address).context["proposal"] is None


@pytest.mark.django_db
def test_who_is_in_the_circle_reads_no_word_on_it_at_the_desk() -> None:
    of, other = room(), staff()
    factories.grant(of.mentor.user)
    warning = factories.alert(of)
    mentor = User.objects.get(pk=of.mentor.user_id)
    assert [Alert.objects.visible_to(who).filter(pk=warning.pk).exists() for who in (mentor, other)] == [False, True]
