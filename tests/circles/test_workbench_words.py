"""The page of a run: who has left since, what keeps circles from being published, what would help, why a run failed."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circles.actions.runs import OutOfDate, give_up, publish, run_matcher, start_run
from circles.actions.workbench import lock_circle, make_rule
from circles.admin.workbench import Bench
from circles.matching import InstanceRefused
from circles.models import MatchRun
from circles.rules.failures import why_it_failed
from registration.actions.participants import leave
from registration.models import Participant
from tests.circles.test_workbench import RUNS, said, season, solved
from tests.factories import NOW, edition, participant, staff
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]


def person(public_id: str) -> Participant:
    return Participant.objects.get(public_id=public_id)


def named(name: str) -> Participant:
    return Participant.objects.get(certificate_name=name)


# --- who has left ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_who_has_left_is_named_before_anybody_publishes(as_user: AsUser, role: str) -> None:
    run = solved(season())
    mentor = run.plan[0]["mentor"]
    her = person(mentor if role == "mentor" else run.plan[0]["mentees"][0])
    leave(her, by=her.user, now=NOW)
    bench = as_user(staff()).get(f"{RUNS}{run.pk}/change/").context["bench"]
    (wrong,) = bench.blocking
    told = f"{her.certificate_name} has left, or has a circle by now."
    assert (wrong.sentence, wrong.circle, bench.can_publish) == (told, mentor, False)
    with pytest.raises(OutOfDate):
        publish(run, number=run.draft_number, by=None, now=NOW)


def test_where_another_run_is_published_all_are_counted(as_user: AsUser) -> None:
    call, browser = season(), as_user(staff())
    first, second = solved(call), solved(call)
    publish(first, number=first.draft_number, by=None, now=NOW)
    (wrong,) = browser.get(f"{RUNS}{second.pk}/change/").context["bench"].blocking
    assert wrong.sentence == "10 people of these circles have left, or have a circle by now."
    page = browser.get(f"{RUNS}{first.pk}/change/")
    assert (page.context["bench"].blocking, page.context["bench"].advice) == ([], [])
    assert page.context["others"] == [(second, "All 8 mentees are seated.")]
    assert f'href="/admin/circles/circle/?edition__id__exact={call.pk}"' in page.content.decode()


def test_who_has_joined_since_is_counted_while_nothing_is_published(as_user: AsUser) -> None:
    run, browser = solved(season()), as_user(staff())
    address = f"{RUNS}{run.pk}/change/"
    assert browser.get(address).context["bench"].joined == 0
    for kind in ("mentee", "mentor"):
        participant(run.edition, kind=kind, employer=f"Late {kind}", full_name=f"Late {kind}")
    said = "2 more people take part and have no circle since this run was started: a new run takes them in."
    assert said in browser.get(address).content.decode()
    publish(run, number=run.draft_number, by=None, now=NOW)
    assert said not in browser.get(address).content.decode()


@pytest.mark.parametrize("mentors", [1, 5])
def test_what_its_page_costs(as_user: AsUser, mentors: int) -> None:
    run, browser = solved(season(mentors=mentors, mentees=3 * mentors)), as_user(staff())
    solved(run.edition)
    address = f"{RUNS}{run.pk}/change/?mentee={run.plan[0]['mentees'][0]}"
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    assert len(asked) == 11


# --- hours -----------------------------------------------------------------------------------------------------------
EARLY, LATE = [8, 9], [20, 21]


@pytest.fixture
def without_an_hour() -> MatchRun:
    """Two circles of two, in which one has time early and one late; the matching has named an exchange."""
    call = edition(circle_min=2, circle_max=2)
    mentors = [
        participant(call, kind="mentor", employer=name, full_name=name, capacity=2, availability=[*EARLY, *LATE])
        for name in ("Salma", "Ngozi")
    ]
    mentees = {
        name: participant(call, employer=name, full_name=name, availability=hours)
        for name, hours in (("Early 1", EARLY), ("Late 1", LATE), ("Early 2", EARLY), ("Late 2", LATE))
    }
    one, other = (str(mentor.public_id) for mentor in mentors)
    ids = {name: str(mentee.public_id) for name, mentee in mentees.items()}
    run = solved(call)
    sides = [(one, ["Early 1", "Late 1"]), (other, ["Early 2", "Late 2"])]
    circles = [{"mentor": mentor, "language": "en", "mentees": [ids[her] for her in hers]} for mentor, hers in sides]
    swap = {"mentor": one, "mentee": ids["Late 1"], "other": ids["Early 2"], "cost": 0}
    result = {**(run.result or {}), "circles": circles, "swaps": [swap]}
    MatchRun.objects.filter(pk=run.pk).update(result=result)
    return MatchRun.objects.get(pk=run.pk)


def test_an_exchange_that_helps_is_made_with_one_press(as_user: AsUser, without_an_hour: MatchRun) -> None:
    run, browser = without_an_hour, as_user(staff())
    address = f"{RUNS}{run.pk}/"
    bench = browser.get(f"{address}change/").context["bench"]
    no_hour = "The circle of {} has no hour that all of them share."
    assert ([each.sentence for each in bench.advice], bench.blocking, bench.can_publish) == (
        [no_hour.format("Salma"), no_hour.format("Ngozi")],
        [],
        True,
    )
    (swap,) = bench.swaps
    assert swap.sentence == "Exchanging Late 1 and Early 2 would give the circle of Salma an hour that all share."
    assert swap.offer.words == ("The pairs fit as well as before.",)
    sent = {"number": "0", "mentee": swap.mentee, "other": swap.offer.value}
    assert said(browser.post(f"{address}move/", sent)) == ["Late 1 and Early 2 have changed places."]
    bench = browser.get(f"{address}change/").context["bench"]
    assert (bench.advice, bench.swaps) == ([], [])  # it is made: it does not help again


def test_an_exchange_with_a_locked_circle_is_not_named(as_user: AsUser, without_an_hour: MatchRun) -> None:
    run, by = without_an_hour, staff()
    lock_circle(run, mentor=run.plan[1]["mentor"], number=0, by=by, now=NOW)
    page = as_user(by).get(f"{RUNS}{run.pk}/change/")
    assert page.context["bench"].swaps == []


def test_the_proof_says_that_circles_were_changed_since(as_user: AsUser, without_an_hour: MatchRun) -> None:
    run, by = without_an_hour, staff()
    told = "These numbers are about the circles as the matching found them, before they were changed by hand."
    assert told not in as_user(by).get(f"{RUNS}{run.pk}/change/").context["bench"].proof
    lock_circle(run, mentor=run.plan[1]["mentor"], number=0, by=by, now=NOW)
    assert as_user(by).get(f"{RUNS}{run.pk}/change/").context["bench"].proof[0] == told


# --- who is picked up ------------------------------------------------------------------------------------------------
def test_the_best_places_that_break_nothing_are_named_first() -> None:
    """Topics and goal are 32 points of a pair: one loses them in the other circle, two where they change places."""
    call = edition(circle_min=2, circle_max=5)
    for topic in ("forensics", "policy"):
        participant(call, kind="mentor", employer=topic, full_name=f"Mentor of {topic}", topics=[topic], capacity=5)
        for number in range(3):
            her = f"{topic} {number}"
            participant(call, employer=her, full_name=her, topics=[topic], goal=topic)
    apart = make_rule("never", mentee=named("forensics 0"), other=named("policy 2"), by=staff(), now=NOW)
    bench = Bench(solved(call), picked=str(apart.mentee.public_id))
    assert [(offer.about, offer.gain) for offer in bench.best] == [("policy 2", -64)]
    apart.delete()
    bench = Bench(solved(call), picked=str(apart.mentee.public_id))
    assert [(offer.about, offer.gain) for offer in bench.best] == [
        ("Mentor of policy", -32),
        ("policy 0", -64),
        ("policy 1", -64),
        ("policy 2", -64),
    ]


# --- a run that failed -----------------------------------------------------------------------------------------------
def failed(run: MatchRun, as_user: AsUser) -> str:
    assert run.state == "failed"
    told: str = as_user(staff()).get(f"{RUNS}{run.pk}/change/").context["failed"]
    return told


def test_rules_that_contradict_each_other_are_named_by_their_people(as_user: AsUser) -> None:
    call, by = season(), staff()
    her = Participant.objects.mentees().first()
    mentors = list(Participant.objects.mentors().order_by("pk"))
    for mentor in mentors:
        make_rule("must", mentee=her, other=mentor, by=by, now=NOW)
    assert failed(solved(call), as_user) == (
        f"What a rule says about {her.certificate_name} and {mentors[1].certificate_name} cannot be kept: another rule "
        "or a locked circle says otherwise, the two share no language or hour, or the circle would stay too small."
    )


def test_they_are_named_also_where_locked_circles_stay_out_of_the_search(as_user: AsUser) -> None:
    """What is locked is left out, with its rules: the place of an entry among the others is another one then."""
    call, by = season(mentors=3, mentees=12), staff()
    run = solved(call)
    locked, home, other = run.plan
    make_rule("never", mentee=person(locked["mentees"][0]), other=person(home["mentor"]), by=by, now=NOW)
    hers = [person(mentee) for mentee in (*home["mentees"], *other["mentees"])]
    for her in hers:
        make_rule("must", mentee=her, other=person(home["mentor"]), by=by, now=NOW)
    run = lock_circle(run, mentor=locked["mentor"], number=0, by=by, now=NOW)
    follower = run_matcher(start_run(call, seed=1, go_on_from=run, by=by, now=NOW), now=NOW)
    assert failed(follower, as_user) == (
        f"Rules bind more mentees to {person(home['mentor']).certificate_name} than she can take, or mentees who share "
        "no language with her."
    )


def test_a_rule_against_what_is_bound_together_is_named_by_its_people(as_user: AsUser) -> None:
    call, by = season(), staff()
    one, other = Participant.objects.mentees().order_by("pk")[:2]
    mentor = Participant.objects.mentors().first()
    for her in (one, other):
        make_rule("must", mentee=her, other=mentor, by=by, now=NOW)
    make_rule("never", mentee=one, other=other, by=by, now=NOW)
    assert failed(solved(call), as_user) == (
        f"{one.certificate_name} and {other.certificate_name} are to be kept apart, but another rule or a locked "
        "circle puts both into one circle."
    )


def test_more_are_bound_to_a_mentor_than_she_can_take(as_user: AsUser) -> None:
    call, by = season(), staff()
    mentor = Participant.objects.mentors().first()
    for her in Participant.objects.mentees().order_by("pk")[:6]:
        make_rule("must", mentee=her, other=mentor, by=by, now=NOW)
    assert failed(solved(call), as_user) == (
        f"Rules bind more mentees to {mentor.certificate_name} than she can take, or mentees who share no language "
        "with her."
    )


def test_a_run_that_was_given_up_says_so_in_the_language_of_the_reader(as_user: AsUser) -> None:
    run = start_run(season(), seed=1, by=None, now=NOW)
    MatchRun.objects.filter(pk=run.pk).update(state="running")
    assert failed(give_up(MatchRun.objects.get(pk=run.pk), now=NOW), as_user) == "It was interrupted."
    assert run_matcher(start_run(run.edition, seed=2, by=None, now=NOW), now=NOW).error == ""


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("pins", "No circles that keep all the rules for two people were found in time."),
        ("mentees[3] (x)", "The matching could not read what it was asked."),
    ],
)
def test_what_names_no_people_is_told_all_the_same(entry: str, told: str) -> None:
    words = why_it_failed(MatchRun(error=str(InstanceRefused(entry, "words of the solver"))), str)
    assert (words.startswith(told), "solver" in words) == (True, False)
    assert why_it_failed(MatchRun(), str) == ""
