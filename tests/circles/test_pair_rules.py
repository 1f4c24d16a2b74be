"""Rules for two people at the desk: who can be chosen, and the way back to the circles they were made for."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circles.actions.workbench import NoSuchPair, make_rule
from circles.admin.workbench import Bench
from circles.models import PairRule
from registration.models import Participant
from tests.circles.test_workbench import RUNS, season, solved
from tests.factories import NOW, edition, participant, staff
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADD = "/admin/circles/pairrule/add/"
AsUser = Callable[[User], Client]


def choices(browser: Client, address: str) -> dict[str, list[str]]:
    fields = browser.get(address).context["adminform"].form.fields
    return {name: [label for value, label in fields[name].choices if value] for name in ("mentee", "other")}


def test_people_are_told_apart_and_those_of_the_run_are_offered(as_user: AsUser) -> None:
    run, browser = solved(season(mentors=1, mentees=2)), as_user(staff())
    other = edition(slug="2027", code="WIC27", name="Women in Cyber 2027", ends_on=date(2027, 8, 31))
    participant(other, Participant.objects.mentees()[0].user, full_name="Mentee 0")
    here, there = (f"Mentee 0 (Kenya) · Mentee · Women in Cyber {year}" for year in (2026, 2027))
    second = "Mentee 1 (Kenya) · Mentee · Women in Cyber 2026"
    mentor = "Mentor 0 (Switzerland) · Mentor · Women in Cyber 2026"
    assert choices(browser, ADD) == {"mentee": [here, there, second], "other": [here, there, second, mentor]}
    assert choices(browser, f"{ADD}?run={run.pk}") == {"mentee": [here, second], "other": [here, second, mentor]}
    assert choices(browser, f"{ADD}?run=nonsense")["mentee"] == [here, there, second]


def test_who_came_from_a_run_goes_back_to_it(as_user: AsUser) -> None:
    run, browser = solved(season()), as_user(staff())
    mentee, mentor = run.plan[0]["mentees"][0], run.plan[0]["mentor"]
    page = browser.get(f"{RUNS}{run.pk}/change/?mentee={mentee}").content.decode()
    one, other = (Participant.objects.get(public_id=public_id) for public_id in (mentee, mentor))
    address, spare = f"{ADD}?run={run.pk}", Participant.objects.mentors().exclude(pk=other.pk).get()
    assert f'href="{address}&amp;mentee={one.pk}"' in page
    answer = browser.post(address, {"mentee": one.pk, "kind": "never", "other": other.pk, "_save": "1"})
    assert answer.headers["Location"] == f"{RUNS}{run.pk}/change/"
    assert PairRule.objects.get().other == other
    answer = browser.post(ADD, {"mentee": one.pk, "kind": "never", "other": spare.pk, "_save": "1"})
    assert answer.headers["Location"] == "/admin/circles/pairrule/"


def test_the_run_is_not_loaded_for_it(as_user: AsUser) -> None:
    """Its edition is asked for, and not what it was told and found: megabytes of a large one."""
    run, browser = solved(season()), as_user(staff())
    one, other = Participant.objects.mentees()[0], Participant.objects.mentors()[0]
    rule = {"mentee": one.pk, "kind": "never", "other": other.pk, "_save": "1"}
    for ask, sent in ((browser.get, None), (browser.post, rule)):
        with CaptureQueriesContext(connection) as asked:
            ask(f"{ADD}?run={run.pk}", sent)
        runs = [query["sql"] for query in asked if f'"circles_matchrun"."id" = {run.pk}' in query["sql"]]
        assert runs
        assert [sql for sql in runs if '"instance"' in sql or '"result"' in sql] == []
    assert PairRule.objects.count() == 1


def test_who_share_a_name_are_told_apart_by_their_country() -> None:
    call = season()
    for employer, country in (("Post", "KE"), ("Port", "EG")):
        participant(call, employer=employer, full_name="Rania Qasim", country=country)
    people = Bench(solved(call)).people
    assert sorted(people.name(each.public_id) for each in Participant.objects.mentees())[-2:] == [
        "Rania Qasim (Egypt)",
        "Rania Qasim (Kenya)",
    ]
    assert people.name(Participant.objects.mentors()[0].public_id) == "Mentor 0"


def test_a_rule_is_about_two_of_one_edition(as_user: AsUser) -> None:
    call, by = season(mentees=2), staff()
    mentor = Participant.objects.mentors().first()
    one, other = Participant.objects.mentees()
    elsewhere = participant(edition(slug="2027", code="WIC27"))
    for kind, mentee, second in (
        ("never", mentor, one),
        ("never", one, one),
        ("never", one, elsewhere),
        ("must", one, other),
    ):
        with pytest.raises(NoSuchPair):
            make_rule(kind, mentee=mentee, other=second, by=by, now=NOW)
    browser = as_user(by)
    browser.post("/admin/circles/pairrule/add/", {"mentee": one.pk, "kind": "must", "other": mentor.pk})
    browser.post("/admin/circles/pairrule/add/", {"mentee": one.pk, "kind": "never", "other": mentor.pk})
    assert PairRule.objects.get().kind == "must"  # the form refuses the second; the rule is taken away first
    browser.post("/admin/circles/pairrule/", {"action": "drop", "_selected_action": PairRule.objects.get().pk})
    assert call.pair_rules.count() == 0
