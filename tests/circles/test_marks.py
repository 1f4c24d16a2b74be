"""Goals and steps are marked by a button that says how they shall stand: pressed twice, it does so once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from circles.actions.room import DayIsOver, NotAMember, add_step, mark_goal, mark_step, set_goal
from circles.models import Circle, Goal, NextStep
from tests.circles.test_room import mentees, room
from tests.factories import NOW, person
from tests.racing import at_once
from wic.accounts.models import User
from wic.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
LATER = NOW + timedelta(seconds=1)


def ahead(of: Circle) -> tuple[Goal, NextStep]:
    """A goal of the whole circle and a step."""
    mentor = of.mentor
    goal = set_goal(of, text="Meet in person", is_shared=True, by=mentor.user, now=NOW)
    return goal, add_step(of, text="Choose a day", who=mentor, due_on=None, by=mentor.user, now=NOW)


def test_what_is_ahead_already_is_not_added_again() -> None:
    of = room()
    mentor, her = of.mentor, mentees(of)[0].user
    assert ahead(of) == ahead(of)
    assert add_step(of, text="Choose a day", who=mentor, due_on=None, by=her, now=LATER) == ahead(of)[1]

    goal, step = ahead(of)
    own = [set_goal(of, text=goal.text, is_shared=False, by=one, now=NOW) for one in (mentor.user, her)]
    due = add_step(of, text=step.text, who=mentor, due_on=NOW.date(), by=her, now=NOW)
    assert (set(Goal.objects.all()), set(NextStep.objects.all())) == ({goal, *own}, {step, due})
    assert AuditRow.objects.filter(action__in=["circles.goal.set", "circles.step.added"]).count() == 5

    mark_goal(goal, is_reached=True, by=her, now=NOW)
    mark_step(step, is_done=True, by=her, now=NOW)
    assert not {*ahead(of)} & {goal, step}


def test_a_step_is_due_on_a_day_that_is_not_over_on_her_own_clock(as_user: AsUser) -> None:
    of = room()
    east, west = mentees(of)
    for her, zone in ((east, "Pacific/Auckland"), (west, "Pacific/Honolulu")):
        User.objects.filter(pk=her.user_id).update(time_zone=zone)
        her.user.refresh_from_db()
    late = NOW.replace(hour=11)  # in Auckland it is past midnight
    kept = add_step(of, text="Today", who=west, due_on=NOW.date(), by=west.user, now=late)
    with pytest.raises(DayIsOver):
        add_step(of, text="Yesterday", who=east, due_on=NOW.date(), by=east.user, now=late)
    days_later = late + timedelta(days=3)
    assert add_step(of, text="Today", who=west, due_on=NOW.date(), by=west.user, now=days_later) == kept
    typed = {"step": "1", "text": "Long ago", "due_on": "2026-02-28", "who": str(west.public_id)}
    page = as_user(west.user).post(f"/en/circles/{of.public_id}/goals/", typed)
    assert [*page.context["step_form"].errors.values()] == [
        ["The day by which it is to be done is over already. Please choose today or a later day."]
    ]
    assert NextStep.objects.get() == kept


def marks() -> list[tuple[str, dict[str, bool]]]:
    rows = AuditRow.objects.filter(action__endswith=".marked").order_by("pk")
    return list(rows.values_list("action", "facts"))


def test_what_is_marked_so_already_stays() -> None:
    of = room()
    goal, step = ahead(of)
    her = mentees(of)[0].user
    for now in (NOW, LATER):
        assert mark_goal(goal, is_reached=True, by=her, now=now).reached_at == NOW
        assert mark_step(step, is_done=True, by=her, now=now).done_at == NOW
    for now in (NOW, LATER):
        assert mark_goal(goal, is_reached=False, by=her, now=now).reached_at is None
        assert mark_step(step, is_done=False, by=her, now=now).done_at is None
    assert marks() == [
        ("circles.goal.marked", {"is_reached": True}),
        ("circles.step.marked", {"is_done": True}),
        ("circles.goal.marked", {"is_reached": False}),
        ("circles.step.marked", {"is_done": False}),
    ]


def test_a_stranger_marks_nothing() -> None:
    goal, step = ahead(room())
    with pytest.raises(NotAMember):
        mark_goal(goal, is_reached=True, by=person(), now=NOW)
    with pytest.raises(NotAMember):
        mark_step(step, is_done=True, by=person(), now=NOW)


def test_the_button_says_how_it_shall_stand(as_user: AsUser) -> None:
    of = room()
    goal, step = ahead(of)
    browser, room_of = as_user(mentees(of)[0].user), f"/en/circles/{of.public_id}/"
    addresses = [f"{room_of}goals/{goal.pk}/", f"{room_of}steps/{step.pk}/"]
    for done, next_one in (("1", "0"), ("0", "1")):
        for address in addresses * 2:  # pressed twice
            assert browser.post(address, {"done": done}).status_code == 302
        goal.refresh_from_db()
        step.refresh_from_db()
        assert [each is not None for each in (goal.reached_at, step.done_at)] == [done == "1"] * 2
        assert browser.get(f"{room_of}goals/").content.decode().count(f'name="done" value="{next_one}"') == 2
    for nonsense in ({}, {"done": "2"}, {"done": "\x00"}):
        for address in addresses:
            told = browser.post(address, nonsense, follow=True).context["messages"]
            assert [str(each) for each in told] == ["Nothing was changed. Please press the button once more."]
    assert len(marks()) == 4


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_is_recorded() -> None:
    of = room()
    goal, step = ahead(of)
    her = mentees(of)[0].user
    goals = [Goal.objects.get(pk=goal.pk) for _press in range(2)]
    steps = [NextStep.objects.get(pk=step.pk) for _press in range(2)]
    at_once([lambda each=each: mark_goal(each, is_reached=True, by=her, now=NOW) for each in goals])
    at_once([lambda each=each: mark_step(each, is_done=True, by=her, now=NOW) for each in steps])
    goal.refresh_from_db()
    step.refresh_from_db()
    assert (goal.reached_at, step.done_at) == (NOW, NOW)
    assert marks() == [("circles.goal.marked", {"is_reached": True}), ("circles.step.marked", {"is_done": True})]
