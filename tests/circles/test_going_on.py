"""A run that goes on from another with other numbers: its locked circles stay, and the rest where it is worth it."""

from collections.abc import Callable

import pytest
from django.test import Client

from circles.actions.runs import run_matcher
from circles.actions.workbench import lock_circle
from circles.models import MatchRun
from circles.rules.matching import WEIGHTS
from tests.circles.test_workbench import RUNS, season, solved
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
