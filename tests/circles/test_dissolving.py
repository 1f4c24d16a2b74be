"""A circle of the workbench that everybody was taken out of: dissolved, taken back, published without."""

from collections.abc import Callable

import pytest
from django.test import Client

from circles.actions.runs import NothingFound, NotSound, publish, start_run
from circles.actions.workbench import (
    NoSuchMove,
    NotADraft,
    NotEmpty,
    dissolve_circle,
    lock_circle,
    move_mentee,
    take_back,
    undo_changes,
)
from circles.models import Circle, MatchRun
from registration.models import Participant
from tests.circles.test_workbench import RUNS, said, season, solved
from tests.factories import NOW, staff
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.lifecycle import Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]


def emptied(run: MatchRun, *mentors: str, to: str, by: User) -> MatchRun:
    """Everybody of these circles sits in the circle of the mentor `to`, or in none."""
    homes = [circle for circle in run.plan if circle["mentor"] in mentors]
    for mentee in [mentee for circle in homes for mentee in circle["mentees"]]:
        run = move_mentee(run, mentee=mentee, to=to, number=run.draft_number, by=by, now=NOW)
    return run


def two_circles() -> tuple[MatchRun, str, str]:
    """A run, and its mentors: five mentees fit with either of them. The first circle that was found comes first."""
    run = solved(season(mentees=5))
    first, second = (circle["mentor"] for circle in run.plan)
    return run, first, second


def test_it_is_published_without_the_circle() -> None:
    (run, first, second), by = two_circles(), staff()
    run = emptied(run, first, to=second, by=by)
    with pytest.raises(NotSound):
        publish(MatchRun.objects.get(pk=run.pk), number=run.draft_number, by=by, now=NOW)
    run = dissolve_circle(run, mentor=first, number=run.draft_number, by=by, now=NOW)
    assert [circle["mentor"] for circle in run.plan] == [second]
    row = AuditRow.objects.get(action="circles.matchrun.dissolved")
    assert (row.target_pk, row.facts) == (str(run.pk), {"number": run.draft_number})
    (opened,) = publish(run, number=run.draft_number, by=by, now=NOW)
    assert (str(opened.mentor.public_id), opened.places.count()) == (second, 5)
    assert Circle.objects.filter(mentor__public_id=first).count() == 0


def test_it_comes_back_to_its_place() -> None:
    (run, first, second), by = two_circles(), staff()
    empty = emptied(run, first, to=second, by=by)
    number = empty.draft_number
    gone = dissolve_circle(empty, mentor=first, number=number, by=by, now=NOW)
    again = take_back(gone, number=number + 1, by=by, now=NOW)
    assert (again.plan, again.changes) == (empty.plan, empty.changes)
    gone = dissolve_circle(again, mentor=first, number=number + 2, by=by, now=NOW)
    whole = undo_changes(gone, number=number + 3, by=by, now=NOW)
    assert (whole.plan, whole.changes) == (run.found, [])


def test_what_is_refused() -> None:
    (run, first, second), by = two_circles(), staff()
    how = {"by": by, "now": NOW}
    with pytest.raises(NotEmpty):
        dissolve_circle(run, mentor=first, number=0, **how)
    with pytest.raises(NoSuchMove):
        dissolve_circle(run, mentor="nobody", number=0, **how)
    run = emptied(run, first, to=second, by=by)
    number = run.draft_number
    with pytest.raises(Stale):
        dissolve_circle(run, mentor=first, number=number - 1, **how)
    locked = lock_circle(run, mentor=first, number=number, **how)
    with pytest.raises(NoSuchMove):
        dissolve_circle(locked, mentor=first, number=number + 1, **how)
    run = take_back(locked, number=number + 1, **how)
    run = dissolve_circle(run, mentor=first, number=number + 2, **how)
    with pytest.raises(NoSuchMove):  # pressed twice on two screens
        dissolve_circle(run, mentor=first, number=number + 3, **how)
    with pytest.raises(NoSuchMove):  # nobody moves into what is not there
        move_mentee(run, mentee=run.plan[0]["mentees"][0], to=first, number=number + 3, **how)
    publish(run, number=run.draft_number, by=by, now=NOW)
    with pytest.raises(NotADraft):
        dissolve_circle(run, mentor=second, number=number + 3, **how)


def test_the_last_one_leaves_nothing_to_publish(as_user: AsUser) -> None:
    (run, first, second), by = two_circles(), staff()
    run = emptied(run, first, second, to="", by=by)
    for mentor in (first, second):
        run = dissolve_circle(run, mentor=mentor, number=run.draft_number, by=by, now=NOW)
    page = as_user(by).get(f"{RUNS}{run.pk}/change/")
    assert (page.context["bench"].can_publish, len(page.context["bench"].unseated)) == (False, 5)
    with pytest.raises(NothingFound):
        publish(run, number=run.draft_number, by=by, now=NOW)


def test_a_run_that_goes_on_may_open_it_again(as_user: AsUser) -> None:
    (run, first, second), by = two_circles(), staff()
    run = emptied(run, first, to=second, by=by)
    run = dissolve_circle(run, mentor=first, number=run.draft_number, by=by, now=NOW)
    follower = start_run(run.edition, seed=1, go_on_from=run, by=by, now=NOW)
    assert [circle["mentor"] for circle in follower.keep] == [second]
    assert {mentor["id"] for mentor in follower.instance["mentors"]} == {first, second}


def test_it_is_done_on_the_page_which_agrees_with_publishing(as_user: AsUser) -> None:
    (run, first, second), by = two_circles(), staff()
    browser, address = as_user(by), f"{RUNS}{run.pk}/"
    button, publishing = f'id="dissolve-{first}"', f'action="{address}publish/"'
    name = Participant.objects.get(public_id=first).certificate_name
    assert button not in browser.get(f"{address}change/").content.decode()
    run = emptied(run, first, to=second, by=by)
    shown = browser.get(f"{address}change/")
    assert [row.dissolve_about for row in shown.context["bench"].circles] == [f"Dissolve the circle of {name}", ""]
    assert (button in shown.content.decode(), publishing in shown.content.decode()) == (True, False)
    sent = {"mentor": first, "number": str(run.draft_number)}
    assert said(browser.post(f"{address}dissolve/", sent)) == ["The circle is dissolved."]
    assert said(browser.post(f"{address}dissolve/", sent)) == [
        "The circles have changed since this page was shown. Please look at them again."
    ]
    assert said(browser.post(f"{address}dissolve/", {"mentor": "x" * 99, "number": "-1"})) == [
        "Please choose a mentee and a circle of this run."
    ]
    shown = browser.get(f"{address}change/")
    assert (shown.context["bench"].blocking, shown.context["bench"].can_publish) == ([], True)
    assert publishing in shown.content.decode()
    assert said(browser.post(f"{address}publish/", {"number": str(run.draft_number + 1)})) == ["1 circle is open."]
