"""Mending circles in the middle of a season: a proposal with the fewest moves, applied in one act or discarded."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.formats import date_format

from circles.actions.repairs import (
    NothingToMend,
    WrongNumber,
    apply_repair,
    ask_for_repair,
    ask_where_needed,
    change_capacity,
    discard_repair,
    work_out,
    work_out_all,
)
from circles.actions.runs import OutOfDate
from circles.actions.sessions import call_roll, name_substitute
from circles.models import Circle, Repair
from circles.tasks import mend_task
from events.models import Attendance
from programme.models import Edition
from registration.actions.participants import leave
from registration.models import Participant
from tests.factories import NOW, circle, edition, participant, session, staff
from tests.racing import at_once, outcomes
from wic.accounts.models import User
from wic.lifecycle import Illegal, Stale
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
DAY = timedelta(days=1)
LATER = NOW + 10 * DAY


def season(*sizes: int, spare: int = 0) -> Edition:
    """Circles of these sizes, and so many mentors without one."""
    call = edition(circle_min=2, circle_max=4)
    for number, size in enumerate(sizes, start=1):
        mentor = participant(call, kind="mentor", employer=f"Bank {number}", full_name=f"Mentor {number}", capacity=4)
        mentees = [
            participant(call, employer=f"Office {number}{n}", full_name=f"Mentee {number}{n}") for n in range(size)
        ]
        circle(mentor, mentees, number=number)
    for number in range(spare):
        participant(call, kind="mentor", employer=f"Spare {number}", full_name=f"Spare {number}", capacity=4)
    return call


def goes(name: str, *, now: object = NOW) -> Participant:
    her = Participant.objects.get(certificate_name=name)
    return leave(her, by=her.user, now=now)


def drafted(call: Edition) -> Repair:
    return work_out(ask_for_repair(call, by=None, now=LATER), now=LATER)


def who(number: int) -> list[str]:
    places = Circle.objects.get(number=number).places.living().order_by("participant__certificate_name")
    return list(places.values_list("participant__certificate_name", flat=True))


def test_a_mentor_leaves_and_her_mentees_are_taken_in(as_user: AsUser) -> None:
    call, by = season(2, 3, 3), staff()
    lost = Circle.objects.get(number=1)
    met, ahead = session(lost), session(lost, starts_at=LATER + DAY)
    call_roll(met, present=[place.pk for place in met.event.sign_ups.all()], by=None, now=NOW)
    theirs = session(Circle.objects.get(number=2), starts_at=LATER + 2 * DAY)
    goes("Mentor 1")
    repair = drafted(call)
    assert (len(repair.proposal["moves"]), repair.proposal["unmatched"], repair.proposal["is_fewest"]) == (2, [], True)
    assert Circle.objects.open().count() == 3  # nothing has happened yet

    apply_repair(repair, by=by, now=LATER)

    lost.refresh_from_db()
    assert (lost.state, lost.closed_at, who(1)) == ("closed", LATER, [])
    assert sorted(len(who(number)) for number in (2, 3)) == [4, 4]
    ahead.event.refresh_from_db()
    assert ahead.event.state == "cancelled"
    assert Attendance.objects.filter(sign_up__event=met.event, is_present=True).count() == 3
    new = Participant.objects.get(certificate_name=next(name for name in who(2) if name.startswith("Mentee 1")))
    place = theirs.event.sign_ups.get(participant=new)
    letter = Letter.objects.get(kind="circles/moved", to=new.user.email)
    assert (f"/join/{place.join_key}/" in letter.text, "Mentor 2" in letter.text, letter.secret) == (True, True, True)
    told = Letter.objects.filter(kind="circles/roster_changed").values_list("to", flat=True)
    assert set(told) == {Circle.objects.get(number=number).mentor.user.email for number in (2, 3)}
    room = as_user(new.user).get(f"/en/circles/{Circle.objects.get(number=2).public_id}/").context
    assert [(line.state, line.note) for line in room["past"]] == [("You were there", "In your circle before this one")]
    assert room["attended"] == "You were at 1 of 1 session."


def test_who_comes_back_to_a_circle_has_her_places_there_again() -> None:
    call, by = season(3, 3), staff()
    one, two = Circle.objects.order_by("number")
    her, ahead = one.places.order_by("pk")[0].participant, session(one, starts_at=LATER + DAY)
    for before, after in ((one, two), (two, one)):
        step = {
            "mentee": str(her.public_id),
            "before": [str(before.mentor.public_id), "en"],
            "after": [str(after.mentor.public_id), "en"],
        }
        Repair.objects.filter(pk=drafted(call).pk).update(proposal={"moves": [step]})
        apply_repair(Repair.objects.latest("pk"), by=by, now=LATER)
    place = ahead.event.sign_ups.get(participant=her)
    letter = Letter.objects.filter(kind="circles/moved").latest("pk")
    assert (place.state, f"/join/{place.join_key}/" in letter.text) == ("registered", True)


def test_a_circle_under_its_minimum_gets_somebody_with_one_move() -> None:
    call = season(2, 4)
    goes("Mentee 10")
    repair = drafted(call)
    assert [step["before"] is not None for step in repair.proposal["moves"]] == [True]
    apply_repair(repair, by=staff(), now=LATER)
    assert [len(who(number)) for number in (1, 2)] == [2, 3]
    assert Participant.objects.get(certificate_name="Mentee 10").circle_places.get().left_at == LATER


def test_a_late_mentee_takes_a_free_seat_and_nobody_else_moves() -> None:
    call = season(3, 4)
    late = participant(call, employer="Late", full_name="Late")
    apply_repair(drafted(call), by=staff(), now=LATER)
    assert "Late" in who(1)
    assert Letter.objects.filter(kind="circles/moved").values_list("to", flat=True).get() == late.user.email


def test_a_mentor_without_a_circle_opens_one() -> None:
    call, by = season(4, 3, spare=1), staff()
    goes("Mentor 2")
    apply_repair(drafted(call), by=by, now=LATER)
    opened = Circle.objects.get(number=3)
    assert (opened.mentor.certificate_name, len(who(3)), opened.coordinator) == ("Spare 0", 3, by)


def test_a_mentor_who_can_take_fewer_gives_some_away() -> None:
    call, by = season(4, 2), staff()
    first = Circle.objects.get(number=1)
    for most in (0, 13):
        with pytest.raises(WrongNumber):
            change_capacity(first, most=most, by=by, now=NOW)
    assert change_capacity(first, most=4, by=by, now=NOW) is None  # so many she has
    asked = change_capacity(first, most=3, by=by, now=NOW)
    assert asked is not None
    apply_repair(work_out(asked, now=LATER), by=by, now=LATER)
    assert [len(who(number)) for number in (1, 2)] == [3, 3]
    assert change_capacity(first, most=None, by=by, now=LATER) is None
    assert (Circle.objects.get(number=1).most, call.repairs.count()) == (None, 1)


def test_who_finds_no_seat_is_told() -> None:
    call = season(4, 4)
    goes("Mentor 1")
    repair = drafted(call)
    assert len(repair.proposal["unmatched"]) == 4
    apply_repair(repair, by=staff(), now=LATER)
    assert Letter.objects.filter(kind="circles/without_circle").count() == 4
    assert who(2) == [f"Mentee 2{n}" for n in range(4)]


def test_what_is_discarded_or_out_of_date_changes_nothing() -> None:
    call, by = season(2, 3), staff()
    goes("Mentor 1")
    first = drafted(call)
    discard_repair(first, by=by, now=LATER)
    with pytest.raises(Illegal):
        apply_repair(first, by=by, now=LATER)
    second = drafted(call)
    Circle.objects.get(number=2).places.filter(participant__certificate_name="Mentee 20").update(left_at=NOW)
    with pytest.raises(OutOfDate):
        apply_repair(Repair.objects.get(pk=second.pk), by=by, now=LATER)
    assert (Repair.objects.get(pk=second.pk).state, Circle.objects.open().count()) == ("drafted", 2)
    assert Letter.objects.filter(kind__in=["circles/moved", "circles/roster_changed"]).count() == 0


def test_a_proposal_is_overtaken_by_the_next() -> None:
    call = season(2, 3)
    goes("Mentor 1")
    first, second = drafted(call), drafted(call)
    assert list(call.repairs.order_by("pk").values_list("pk", "state")) == [
        (first.pk, "discarded"),
        (second.pk, "drafted"),
    ]
    with pytest.raises(Stale):
        apply_repair(first, by=staff(), now=LATER)


def test_who_asks_twice_gets_one_proposal(as_user: AsUser) -> None:
    call, browser, waits = season(2, 3), as_user(staff()), "The proposal will stand here."
    goes("Mentor 1")
    first, second = (ask_for_repair(call, by=None, now=LATER) for _click in range(2))
    with pytest.raises(Stale):
        work_out(first, now=LATER)  # a worker had begun with it
    assert work_out_all(now=LATER) == 1
    assert list(call.repairs.drafted()) == [second]
    assert waits not in browser.get(f"/admin/circles/repair/{first.pk}/change/").content.decode()
    asked = ask_for_repair(call, by=None, now=LATER)
    assert waits in browser.get(f"/admin/circles/repair/{asked.pk}/change/").content.decode()


def test_what_a_mentor_can_take_has_changed_since() -> None:
    call, by = season(2, 3), staff()
    goes("Mentor 1")
    repair = drafted(call)
    change_capacity(Circle.objects.get(number=2), most=3, by=by, now=LATER)
    with pytest.raises(OutOfDate):
        apply_repair(repair, by=by, now=LATER)
    repair = drafted(call)
    change_capacity(Circle.objects.get(number=2), most=None, by=by, now=LATER)  # as she said when applying
    with pytest.raises(OutOfDate):
        apply_repair(repair, by=by, now=LATER)


def test_who_leaves_between_proposal_and_decision_is_not_moved() -> None:
    call = season(2, 2)
    goes("Mentor 1")
    repair = drafted(call)
    goes("Mentee 10")
    with pytest.raises(OutOfDate):
        apply_repair(repair, by=staff(), now=LATER)


def test_without_circles_there_is_nothing_to_mend() -> None:
    with pytest.raises(NothingToMend):
        ask_for_repair(edition(), by=None, now=NOW)


def test_a_proposal_is_asked_for_when_somebody_leaves_a_circle_in_need() -> None:
    call = season(2, 3)
    assert ask_where_needed(now=NOW) == 0
    goes("Mentee 20")  # three become two: enough
    assert ask_where_needed(now=NOW) == 0
    goes("Mentee 10")
    assert ask_where_needed(now=LATER) == 1
    assert ask_where_needed(now=LATER) == 0  # one waits
    assert work_out_all(now=LATER) == 1
    discard_repair(Repair.objects.get(), by=staff(), now=LATER)
    assert ask_where_needed(now=LATER) == 0  # staff have seen it
    goes("Mentor 1", now=LATER + DAY)
    assert ask_where_needed(now=LATER + 2 * DAY) == 1
    assert call.repairs.count() == 2


def test_a_proposal_is_asked_for_when_a_mentee_comes_late() -> None:
    """Not for whom the matching has left over: that was told when it was published."""
    call = season(2, 3)
    early, late = (participant(call, employer=name, full_name=name) for name in ("Early", "Late"))
    Participant.objects.filter(pk=early.pk).update(joined_at=NOW - DAY)
    Participant.objects.filter(pk=late.pk).update(joined_at=NOW)
    assert ask_where_needed(now=LATER) == 0
    Participant.objects.filter(pk=late.pk).update(joined_at=NOW + DAY)
    assert ask_where_needed(now=LATER) == 1
    assert work_out_all(now=LATER) == 1
    assert ask_where_needed(now=LATER) == 0
    goes("Mentor 1", now=LATER + DAY)  # nobody has decided on the first proposal
    assert ask_where_needed(now=LATER + 2 * DAY) == 1
    assert list(call.repairs.order_by("pk").values_list("state", flat=True)) == ["discarded", "queued"]


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (lambda _call: goes("Mentor 1"), ["Mentor 1 has left; 2 mentees are in her circle."]),
        (lambda _call: goes("Mentee 10"), ["Mentor 1 has 1 mentee; a circle takes 2 at least."]),
        (lambda call: participant(call, employer="Late", full_name="Late"), ["1 mentee has no circle."]),
        (lambda _call: None, []),
        (
            lambda _call: change_capacity(Circle.objects.get(number=2), most=2, by=staff(), now=NOW),
            ["Mentor 2 has 3 mentees, and can take 2 at most."],
        ),
    ],
)
def test_a_proposal_says_what_is_amiss(as_user: AsUser, happens: Callable[[Edition], object], said: list[str]) -> None:
    call = season(2, 3)
    happens(call)
    repair = drafted(call)
    assert as_user(staff()).get(f"/admin/circles/repair/{repair.pk}/change/").context["amiss"] == said


def test_moves_are_sentences(as_user: AsUser) -> None:
    call = season(2, 2)
    participant(call, employer="Late", full_name="Late")
    change_capacity(Circle.objects.get(number=2), most=1, by=staff(), now=NOW)
    change_capacity(Circle.objects.get(number=1), most=2, by=staff(), now=NOW)
    browser = as_user(staff())
    page = browser.get(f"/admin/circles/repair/{drafted(call).pk}/change/")
    assert len(page.context["steps"]) == 1
    assert page.context["steps"][0].endswith("leaves the circle of Mentor 2; there is no other for her today.")
    change_capacity(Circle.objects.get(number=2), most=4, by=staff(), now=NOW)
    page = browser.get(f"/admin/circles/repair/{drafted(call).pk}/change/")
    assert page.context["steps"] == ["Late joins the circle of Mentor 2."]


def test_a_circle_that_everybody_has_left_is_closed(as_user: AsUser) -> None:
    call, browser = season(2, 3), as_user(staff())
    for name in ("Mentor 1", "Mentee 10", "Mentee 11"):
        goes(name)
    address = f"/admin/circles/repair/{drafted(call).pk}/"
    page = browser.get(f"{address}change/")
    assert (page.context["steps"], page.context["words"]) == (["The circle of Mentor 1 is closed."], [])
    assert f'action="{address}apply/"' in page.content.decode()
    browser.post(f"{address}apply/")
    assert Circle.objects.get(number=1).state == "closed"


def test_who_reads_that_a_session_ends_with_its_circle_is_named(as_user: AsUser) -> None:
    """The mentor of the circle and who stands in for her; neither who has left nor who moves and reads of new dates."""
    call, by = season(2, 2, 3), staff()
    lost, other = Circle.objects.get(number=1), Circle.objects.get(number=2)
    session(lost)
    ahead, later = (session(lost, starts_at=LATER + days * DAY) for days in (1, 31))
    session(other, starts_at=LATER + DAY)
    name_substitute(later, Circle.objects.get(number=3).mentor, by=by, now=LATER)
    for name in ("Mentee 10", "Mentor 2"):
        goes(name)
    her = Participant.objects.get(certificate_name="Mentee 11")
    moves = [
        {"mentee": str(each.public_id), "before": [str(home.mentor.public_id), "en"], "after": None}
        for each, home in ((her, lost), *((place.participant, other) for place in other.places.all()))
    ]
    repair = drafted(call)
    Repair.objects.filter(pk=repair.pk).update(proposal={**repair.proposal, "moves": moves, "unmatched": []})
    browser, address = as_user(by), f"/admin/circles/repair/{repair.pk}/"
    told = [line for line in browser.get(f"{address}change/").context["letters"] if "called off" in line[1]]
    days = [date_format(each.event.starts_at, "DATE_FORMAT") for each in (ahead, later)]
    assert told == [
        ("Mentor 1", f"the session of {days[0]} is called off"),
        ("Mentor 1", f"the session of {days[1]} is called off"),
        ("Mentor 3", f"the session of {days[1]} is called off"),
    ]
    browser.post(f"{address}apply/")
    written = Letter.objects.filter(kind="events/called_off").order_by("pk").values_list("to", flat=True)
    mentor, stands_in = (Circle.objects.get(number=number).mentor.user.email for number in (1, 3))
    assert list(written) == [mentor, mentor, stands_in]


def test_where_nothing_helps_there_is_nothing_to_apply(as_user: AsUser) -> None:
    address = f"/admin/circles/repair/{drafted(season(2, 3)).pk}/"
    page = as_user(staff()).get(f"{address}change/").content.decode()
    assert "No change helps: the circles stay as they are." in page
    assert f"{address}apply/" not in page


def test_it_is_asked_for_read_and_applied_at_the_desk(as_user: AsUser) -> None:
    call = season(2, 2)
    goes("Mentor 1")
    browser = as_user(staff())
    edition(code="WICN", slug="next-one")  # its circles do not meet yet
    field = browser.get("/admin/circles/repair/add/").context["adminform"].form.fields["edition"]
    assert (field.initial, list(field.queryset)) == (call, [call])
    asked = browser.post("/admin/circles/repair/add/", {"edition": call.pk})
    repair = Repair.objects.get()
    address = f"/admin/circles/repair/{repair.pk}/"
    assert asked.headers["Location"] == f"{address}change/"
    mend_task()
    repair.refresh_from_db()
    page = browser.get(f"{address}change/")
    assert page.context["words"][0] == f"{len(repair.proposal['moves'])} mentees move."
    letters = dict(page.context["letters"])
    moving = ["Mentee 10", "Mentee 11"]
    *steps, last = page.context["steps"]
    assert sorted(steps) == [f"{her} goes from the circle of Mentor 1 to the circle of Mentor 2." for her in moving]
    assert last == "The circle of Mentor 1 is closed."
    assert [letters[her] for her in moving] == ["her new mentor is Mentor 2, and the dates ahead"] * 2
    assert set(letters) == {*moving, "Mentor 2"}  # who has left is not written to
    assert set(letters["Mentor 2"].removeprefix("her circle from then on: ").split(" · ")) == {
        "Mentee 20",
        "Mentee 21",
        *moving,
    }
    assert Letter.objects.filter(kind="circles/moved").count() == 0
    browser.post(f"{address}apply/")
    repair.refresh_from_db()
    assert repair.state == "applied"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_apply_at_once_one_wins() -> None:
    call, by = season(2, 2), staff()
    goes("Mentor 1")
    repair = drafted(call)
    repairs = [Repair.objects.get(pk=repair.pk) for _number in range(3)]
    ended = outcomes(at_once([lambda repair=repair: apply_repair(repair, by=by, now=LATER) for repair in repairs]))
    assert (ended["done"], set(ended) <= {"done", "Stale"}) == (1, True)
    assert Letter.objects.filter(kind="circles/moved").count() == 2
