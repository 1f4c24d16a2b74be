"""A run that goes on from another with other numbers: its locked circles stay, and the rest where it is worth it."""

from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circles.actions.runs import run_matcher, start_run
from circles.actions.workbench import lock_circle
from circles.models import MatchRun
from circles.rules.matching import WEIGHTS
from tests.circles.test_workbench import RUNS, said, season, solved
from tests.factories import NOW, staff
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]


def test_with_other_numbers(as_user: AsUser) -> None:
    run, by = solved(season(), weights={**WEIGHTS, "goal": 7}), staff()
    run = lock_circle(run, mentor=run.plan[0]["mentor"], number=0, by=by, now=NOW)
    browser, address = as_user(by), f"{RUNS}add/?from={run.pk}"
    assert f'href="{address}"' in browser.get(f"{RUNS}{run.pk}/change/").content.decode()
    form = browser.get(address).context["adminform"].form
    assert (set(form.fields), form["goal"].initial, form["hours"].initial) == (set(WEIGHTS), 7, WEIGHTS["hours"])
    answer = browser.post(address, {**WEIGHTS, "goal": 7, "hours": 50})
    follower = MatchRun.objects.queued().get()
    assert answer.headers["Location"] == f"{RUNS}{follower.pk}/change/"
    weights = {**WEIGHTS, "goal": 7, "hours": 50}
    assert (follower.edition, follower.instance["affinity"]["weights"]) == (run.edition, weights)
    follower = run_matcher(follower, now=NOW)
    again = {circle["mentor"]: circle for circle in follower.plan}[run.plan[0]["mentor"]]
    assert (sorted(again["mentees"]), again["is_locked"]) == (sorted(run.plan[0]["mentees"]), True)


def test_an_address_that_names_no_run_starts_from_nothing(as_user: AsUser) -> None:
    form = as_user(staff()).get(f"{RUNS}add/?from=nonsense").context["adminform"].form
    assert (next(iter(form.fields)), form["goal"].initial) == ("edition", WEIGHTS["goal"])


def test_the_run_that_she_comes_from_is_loaded_once(as_user: AsUser) -> None:
    """With all that it was told and found it is megabytes of a large edition."""
    run, browser = solved(season()), as_user(staff())
    for ask, sent in ((browser.get, None), (browser.post, WEIGHTS)):
        with CaptureQueriesContext(connection) as asked:
            ask(f"{RUNS}add/?from={run.pk}", sent)
        loaded = [query["sql"] for query in asked if '"circles_matchrun"."instance"' in query["sql"]]
        assert len([sql for sql in loaded if f'"circles_matchrun"."id" = {run.pk}' in sql]) == 1
    assert MatchRun.objects.count() == 2


def test_who_starts_what_is_under_way_is_told_so(as_user: AsUser, clock: time_machine.Traveller) -> None:
    """Its worker may be dead: she need not wait until it is given up."""
    call = season()
    start_run(call, seed=1, by=None, now=NOW)
    clock.shift(60)
    run, browser = MatchRun.objects.get(), as_user(staff())
    answer = browser.post(f"{RUNS}add/", {"edition": call.pk})
    assert answer.headers["Location"] == f"{RUNS}{run.pk}/change/"
    told = "This is under way already; stop it to begin anew."
    assert (said(answer), MatchRun.objects.count()) == ([told], 1)
    done = run_matcher(run, now=NOW)
    first = as_user(staff()).post(f"{RUNS}{done.pk}/again/")
    clock.shift(60)
    second = as_user(staff()).post(f"{RUNS}{done.pk}/again/")
    assert (said(first), said(second), MatchRun.objects.count()) == ([], [told], 2)
