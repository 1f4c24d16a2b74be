"""Matching at the desk: a run is started, read in people's names, and published."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import translation

from circles.actions.runs import NothingFound, publish, run_matcher, start_run
from circles.actions.workbench import lock_circle
from circles.admin.workbench import Bench
from circles.models import Circle, MatchRun
from circles.rules.workbench import points_in_words, remedies
from tests.circles.test_match_runs import season
from tests.factories import NOW, circle, edition, participant, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
RUNS = "/admin/circles/matchrun/"
AsUser = Callable[[User], Client]


def test_a_run_is_started_even_when_no_worker_answers(
    as_user: AsUser, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    call, by = season(), staff()
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_user(by).post(f"{RUNS}add/", {"edition": call.pk})
    run = MatchRun.objects.get()
    assert (answer.url, run.created_by, run.state) == (f"{RUNS}{run.pk}/change/", by, "queued")


def test_with_nobody_to_match_it_says_so(as_user: AsUser) -> None:
    answer = as_user(staff()).post(f"{RUNS}add/", {"edition": edition().pk, "interests": "7"})
    form = answer.context["adminform"].form
    assert form.non_field_errors() == ["In this edition there is no mentee without a circle."]
    assert form["interests"].value() == "7"
    assert MatchRun.objects.count() == 0


def test_what_is_locked_is_said_beside_the_most_that_was_possible() -> None:
    run, by = run_matcher(start_run(season(), seed=1, by=None, now=NOW), now=NOW), staff()
    run = lock_circle(run, mentor=run.plan[0]["mentor"], number=0, by=by, now=NOW)
    follower = run_matcher(start_run(run.edition, seed=2, go_on_from=run, by=by, now=NOW), now=NOW)
    kept = "1 circle was locked, and stays as it was."
    assert [kept in Bench(each).words for each in (run, follower)] == [False, True]


def test_nobody_is_paired_with_herself(as_user: AsUser) -> None:
    her = participant(edition())
    page = as_user(staff()).post("/admin/circles/pairrule/add/", {"mentee": her.pk, "kind": "never", "other": her.pk})
    assert page.context["adminform"].form.errors == {"other": ["Please choose two different people."]}


def test_a_run_is_read_in_names_and_published(as_user: AsUser) -> None:
    run = start_run(season(), seed=1, by=None, now=NOW)
    browser, address = as_user(staff()), f"{RUNS}{run.pk}/change/"
    assert f"{RUNS}{run.pk}/publish/" not in browser.get(address).content.decode()
    run_matcher(run, now=NOW)
    page = browser.get(address).content.decode()
    assert "All 3 mentees are seated." in page
    assert "Salma Haddad" in page
    assert f'action="{RUNS}{run.pk}/publish/"' in page

    answer = browser.post(f"{RUNS}{run.pk}/publish/", {"number": "0"})

    assert answer.url == address
    assert [str(said) for said in get_messages(answer.wsgi_request)] == ["1 circle is open."]
    assert Circle.objects.count() == 1
    browser.post(f"{RUNS}{run.pk}/publish/", {"number": "0"})
    assert Circle.objects.count() == 1


def test_of_two_who_publish_the_second_is_told(as_user: AsUser) -> None:
    run = start_run(season(), seed=1, by=None, now=NOW)
    run_matcher(run, now=NOW)
    first, second = (as_user(staff()).post(f"{RUNS}{run.pk}/publish/", {"number": "0"}) for _ in range(2))
    assert [str(message) for message in get_messages(first.wsgi_request)] == ["1 circle is open."]
    assert [str(message) for message in get_messages(second.wsgi_request)] == [
        "This is no longer possible: it has already moved on."
    ]
    assert Circle.objects.count() == 1


def test_who_is_left_without_a_circle_is_named_with_the_reason(as_user: AsUser) -> None:
    run = start_run(season(mentees=2), seed=1, by=None, now=NOW)  # a circle takes three at least
    run_matcher(run, now=NOW)
    bench = as_user(staff()).get(f"{RUNS}{run.pk}/change/").context["bench"]
    assert [line.name for line in bench.unseated] == ["Amina Wanjiku (Kenya)"] * 2
    why = "There are too few mentees like her to open one more circle."
    assert [line.why for line in bench.unseated] == [why] * 2
    assert bench.can_publish is False
    with pytest.raises(NothingFound):
        publish(run, number=run.draft_number, by=None, now=NOW)
    assert bench.words[-1] == f"2 mentees are not seated, and for each of them: {why}"


def test_who_would_help_is_said_in_languages() -> None:
    run = MatchRun(result={"remedies": [{"add": "ar", "seats": 5}, {"add": "fr", "seats": 1}]})
    assert remedies(run, {"ar": "Arabic", "fr": "French"}) == [
        "One more mentor who works in Arabic would seat 5 more mentees.",
        "One more mentor who works in French would seat 1 more mentee.",
    ]


def test_what_is_listed_stands_with_the_comma_of_the_language() -> None:
    run = start_run(season(), seed=1, by=None, now=NOW)
    run_matcher(run, now=NOW)
    with translation.override("ar"):
        why, weights = Bench(run).circles[0].mentees[0].why, points_in_words(run)
    assert ("، " in why, ", " in why, weights.count("، "), ", " in weights) == (True, False, 5, False)


def test_matching_is_headquarters_work(as_user: AsUser) -> None:
    run = start_run(season(), seed=1, by=None, now=NOW)
    officer = as_user(staff(Role.REGIONAL, region="AFR"))
    assert officer.post(f"{RUNS}{run.pk}/publish/").status_code == 404
    assert officer.post(f"{RUNS}add/", {"edition": run.edition_id}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(as_user: AsUser, count: int, django_assert_num_queries: Callable[..., object]) -> None:
    call = edition()
    for number in range(1, count + 1):
        circle(participant(call, kind="mentor"), [participant(call)], number=number)
        MatchRun.objects.create(edition=call, seed=1, instance={}, created_at=NOW)
    browser = as_user(staff())
    with django_assert_num_queries(6):
        browser.get("/admin/circles/circle/")
    with django_assert_num_queries(6):
        browser.get(RUNS)
