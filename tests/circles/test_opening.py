"""A circle that staff add on the workbench, of a mentor whom the matching gave none."""

from collections.abc import Callable

import pytest
from django.test import Client

from circles.actions.runs import NotSound, publish, start_run
from circles.actions.workbench import (
    NoSuchMove,
    NotADraft,
    dissolve_circle,
    move_mentee,
    open_circle,
    take_back,
    undo_changes,
)
from circles.models import MatchRun
from registration.actions.participants import leave
from registration.models import Participant
from tests.circles.test_workbench import RUNS, said, season, solved
from tests.factories import NOW, staff
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.lifecycle import Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]


@pytest.fixture
def by() -> User:
    return staff()


@pytest.fixture
def run() -> MatchRun:
    """Four mentees of two mentors, who need two at least; the second is left free."""
    run = solved(season(mentees=4))
    first, *_others = run.found
    every = [mentee for circle in run.found for mentee in circle["mentees"]]
    result = {**(run.result or {}), "circles": [{**first, "mentees": every}]}
    MatchRun.objects.filter(pk=run.pk).update(result=result)
    return MatchRun.objects.get(pk=run.pk)


def free_mentor(run: MatchRun) -> str:
    leading = [circle["mentor"] for circle in run.plan]
    return next(str(each.public_id) for each in Participant.objects.mentors() if str(each.public_id) not in leading)


def opened(run: MatchRun, by: User, *, language: str = "ar") -> MatchRun:
    return open_circle(run, mentor=free_mentor(run), language=language, number=run.draft_number, by=by, now=NOW)


def test_it_is_filled_and_published(run: MatchRun, by: User) -> None:
    mentor, movers = free_mentor(run), run.plan[0]["mentees"][:2]
    run = opened(run, by)
    row = AuditRow.objects.get(action="circles.matchrun.opened")
    assert (row.target_pk, row.facts) == (str(run.pk), {"number": 1})
    with pytest.raises(NotSound):
        publish(MatchRun.objects.get(pk=run.pk), number=run.draft_number, by=by, now=NOW)
    for mentee in movers:
        run = move_mentee(run, mentee=mentee, to=mentor, number=run.draft_number, by=by, now=NOW)
    _first, second = publish(run, number=run.draft_number, by=by, now=NOW)
    assert (str(second.mentor.public_id), second.language, second.places.count()) == (mentor, "ar", 2)


def test_it_is_taken_back_with_who_came_into_it(run: MatchRun, by: User) -> None:
    mentor, found = free_mentor(run), run.found
    run = opened(run, by)
    run = move_mentee(run, mentee=found[0]["mentees"][0], to=mentor, number=1, by=by, now=NOW)
    for number in (2, 3):
        run = take_back(run, number=number, by=by, now=NOW)
    assert (run.plan, run.changes) == (found, [])
    run = dissolve_circle(opened(run, by), mentor=mentor, number=5, by=by, now=NOW)
    assert run.plan == found
    run = take_back(run, number=6, by=by, now=NOW)
    assert run.plan[1] == {"mentor": mentor, "language": "ar", "mentees": []}
    assert undo_changes(run, number=7, by=by, now=NOW).plan == found


def test_a_dissolved_circle_is_opened_in_another_language(by: User) -> None:
    run = solved(season(mentees=5))
    first, second = (circle["mentor"] for circle in run.plan)
    for mentee in run.plan[0]["mentees"]:
        run = move_mentee(run, mentee=mentee, to=second, number=run.draft_number, by=by, now=NOW)
    run = dissolve_circle(run, mentor=first, number=run.draft_number, by=by, now=NOW)
    run = opened(run, by)
    assert {circle["mentor"]: circle["language"] for circle in run.plan} == {
        first: "ar",
        second: run.found[1]["language"],
    }
    assert undo_changes(run, number=run.draft_number, by=by, now=NOW).plan == run.found


def test_what_is_refused(run: MatchRun, by: User) -> None:
    mentor, leading = free_mentor(run), run.plan[0]["mentor"]
    for whose, language in ((leading, "en"), (mentor, "fr"), ("nobody", "en")):
        with pytest.raises(NoSuchMove):
            open_circle(run, mentor=whose, language=language, number=0, by=by, now=NOW)
    with pytest.raises(Stale):
        open_circle(run, mentor=mentor, language="ar", number=1, by=by, now=NOW)
    waits = start_run(run.edition, seed=1, by=None, now=NOW)
    with pytest.raises(NotADraft):
        open_circle(waits, mentor=mentor, language="ar", number=0, by=by, now=NOW)
    run.refresh_from_db()
    assert (run.draft, AuditRow.objects.filter(action="circles.matchrun.opened").count()) == (None, 0)


def test_free_mentors_are_listed_with_their_languages(as_user: AsUser, run: MatchRun, by: User) -> None:
    browser, mentor, address = as_user(by), free_mentor(run), f"{RUNS}{run.pk}/"
    name = Participant.objects.get(public_id=mentor).certificate_name
    (free,) = browser.get(f"{address}change/").context["bench"].free
    assert (free.id, free.name, free.facts) == (
        mentor,
        f"{name} (Switzerland)",
        "English · Arabic · takes up to 5 mentees",
    )
    assert free.opens == (
        ("en", "Open a circle in this language: English"),
        ("ar", "Open a circle in this language: Arabic"),
    )
    sent = {"mentor": mentor, "language": "en", "number": "0"}
    assert said(browser.post(f"{address}open/", {**sent, "language": "xx"})) == [
        "Please choose a mentee and a circle of this run."
    ]
    assert said(browser.post(f"{address}open/", sent)) == ["The circle is there, and nobody is in it yet."]
    bench = browser.get(f"{address}change/").context["bench"]
    assert (bench.free, bench.circles[1].mentor) == ([], f"{name} (Switzerland)")
    assert "countr" not in bench.circles[1].facts


def test_who_has_left_is_not_asked_to_lead_one(run: MatchRun, by: User, as_user: AsUser) -> None:
    mentor = Participant.objects.get(public_id=free_mentor(run))
    browser = as_user(by)
    (free,) = browser.get(f"{RUNS}{run.pk}/change/").context["bench"].free
    assert [code for code, _said in free.opens] == ["en", "ar"]
    leave(mentor, by=mentor.user, now=NOW)
    (gone,) = browser.get(f"{RUNS}{run.pk}/change/").context["bench"].free
    assert (gone.facts, gone.opens) == (f"{mentor.certificate_name} has left, or has a circle by now.", ())
