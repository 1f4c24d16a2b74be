"""Who publishes circles has seen them: a page that was overtaken by a change shows them first."""

from collections.abc import Callable

import pytest
from django.test import Client

from circles.actions.runs import publish
from circles.actions.workbench import move_mentee
from circles.models import Circle, MatchRun
from tests.circles.test_workbench import RUNS, said, season, solved
from tests.factories import NOW, staff
from wic.accounts.models import User
from wic.lifecycle import Stale
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
OVERTAKEN = "The circles have changed since this page was shown. Please look at them again."


def changed(run: MatchRun) -> MatchRun:
    """By somebody else: a mentee goes to the other circle."""
    small, large = sorted(run.plan, key=lambda circle: len(circle["mentees"]))
    return move_mentee(run, mentee=large["mentees"][0], to=small["mentor"], number=0, by=staff(), now=NOW)


def test_circles_that_she_was_not_shown_are_not_published() -> None:
    """Also where the row that she has in her hand is as old as her page."""
    run = solved(season())
    seen = MatchRun.objects.get(pk=run.pk)
    run = changed(run)
    with pytest.raises(Stale, match=OVERTAKEN):
        publish(seen, number=seen.draft_number, by=None, now=NOW)
    run.refresh_from_db()
    assert (run.state, Circle.objects.count()) == ("done", 0)
    assert Letter.objects.filter(kind="circles/circle_opened").count() == 0
    assert len(publish(run, number=1, by=None, now=NOW)) == 2


def test_a_page_that_was_overtaken_leads_to_the_circles_as_they_are(as_user: AsUser) -> None:
    run, browser = solved(season()), as_user(staff())
    address = f"{RUNS}{run.pk}/"
    form = f'action="{address}publish/"'

    def number() -> str:
        _before, _form, after = browser.get(f"{address}change/").content.decode().partition(form)
        return after.partition('name="number" value="')[2].partition('"')[0]

    seen = number()
    run = changed(run)
    answer = browser.post(f"{address}publish/", {"number": seen})
    assert (answer.headers["Location"], said(answer)) == (f"{address}change/", [OVERTAKEN])
    assert (Circle.objects.count(), seen, number()) == (0, "0", "1")
    assert said(browser.post(f"{address}publish/", {"number": number()})) == ["2 circles are open."]
