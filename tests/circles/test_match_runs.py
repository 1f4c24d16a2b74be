"""From participants to circles: what the matcher is asked, what it finds, and publishing it once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from circles.actions.places import close_circle
from circles.actions.runs import NobodyToMatch, OutOfDate, publish, run_matcher, start_run, stop_run
from circles.models import Circle, MatchRun
from circles.rules.matching import WEIGHTS, hours_in_utc, instance_of
from circles.rules.sessions import can_call_roll
from circles.tasks import run_matcher_task, run_waiting
from programme.models import Edition
from registration.actions.participants import leave
from registration.models import Application, Participant
from tests.factories import NOW, circle, edition, participant, person, staff
from tests.racing import at_once, outcomes
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal, Stale
from wic.mail.models import Letter

LATER = NOW.replace(hour=12)


def season(*, mentees: int = 3, **fields: object) -> Edition:
    """One mentor and some mentees, who share languages, topics and hours but no employer."""
    call = edition(**fields)
    participant(call, kind="mentor", employer="Bank", country="KE")
    for number in range(mentees):
        participant(call, employer=f"Ministry {number}")
    return call


def solved(call: Edition) -> MatchRun:
    return run_matcher(start_run(call, seed=1, by=None, now=NOW), now=NOW)


def asked(call: Edition) -> dict[str, list[dict[str, object]]]:
    people = Participant.objects.for_edition(call).order_by("pk")
    return instance_of(people.mentees(), people.mentors(), lower=3, upper=5, now=NOW)


# --- what is asked ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "hour", "in_utc"),
    [
        ("UTC", 8, 8),
        ("Africa/Nairobi", 8, 5),
        ("Africa/Nairobi", 0, 165),  # Monday midnight is Sunday evening in UTC
        ("America/New_York", 167, 4),  # and the other way round
        ("Asia/Kolkata", 8, 3),  # half hours are rounded down
        ("America/St_Johns", 8, 12),
    ],
)
def test_hours_of_her_week_are_shifted_to_utc(zone: str, hour: int, in_utc: int) -> None:
    assert hours_in_utc([hour], ZoneInfo(zone), NOW) == {in_utc}


def test_summer_time_is_that_of_the_day() -> None:
    july = datetime(2026, 7, 1, tzinfo=UTC)
    assert (hours_in_utc([8], ZoneInfo("Africa/Cairo"), NOW), hours_in_utc([8], ZoneInfo("Africa/Cairo"), july)) == (
        {6},
        {5},
    )


@pytest.mark.django_db
def test_people_are_named_by_public_ids_and_described_by_their_answers() -> None:
    call = edition(circle_min=2, circle_max=3)
    mentor = participant(call, kind="mentor", capacity=8, employer="Bank")
    mentee = participant(call, availability=[0, 8], time_zone="Africa/Nairobi", topics=["policy"], goal="policy")
    people = Participant.objects.for_edition(call)
    instance = instance_of(people.mentees(), people.mentors(), lower=2, upper=3, now=NOW)
    assert instance["mentees"] == [
        {
            "id": str(mentee.public_id),
            "tz": 3.0,
            "country": "KE",
            "region": "AFR",
            "hours": [5, 165],
            "languages": [{"code": "en", "level": 3}, {"code": "ar", "level": 2}],
            "interests": ["policy"],
            "goal": "policy",
        }
    ]
    bounds = instance["mentors"][0]
    assert (bounds["id"], bounds["lower"], bounds["upper"]) == (str(mentor.public_id), 2, 3)
    assert (instance["format"], instance["pins"]) == ("circles-instance/1", [])
    words = str(instance)
    assert [word for word in ("Wanjiku", "Haddad", "Bank", "example.org") if word in words] == []


@pytest.mark.django_db
def test_a_mentor_of_few_has_bounds_of_few() -> None:
    call = edition()
    participant(call, kind="mentor", capacity=2)
    bounds = asked(call)["mentors"][0]
    assert (bounds["lower"], bounds["upper"]) == (2, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(("hers", "theirs", "apart"), [("Bank", "  BÂNK ", 1), ("Bank", "Ministry", 0), ("", "", 0)])
def test_a_mentee_never_meets_a_mentor_of_her_own_employer(hers: str, theirs: str, apart: int) -> None:
    call = edition()
    mentor, mentee = participant(call, kind="mentor"), participant(call)
    for her, employer in ((mentee, hers), (mentor, theirs)):
        Application.objects.filter(pk=her.application_id).update(employer=employer)
    pin = {"mentee": str(mentee.public_id), "mentor": str(mentor.public_id), "kind": "never"}
    assert asked(call)["pins"] == [pin] * apart


# --- a run -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_run_asks_for_everybody_without_a_circle() -> None:
    call, by = season(mentees=4), staff()
    seated = participant(call)
    circle(participant(call, kind="mentor"), [seated])
    gone = participant(call)
    leave(gone, by=gone.user, now=NOW)

    run = start_run(call, seed=5, by=by, now=NOW)

    assert (run.state, run.seed, run.created_by, run.result) == ("queued", 5, by, None)
    assert (len(run.instance["mentees"]), len(run.instance["mentors"])) == (4, 1)
    told = AuditRow.objects.about(run).get()
    assert (told.action, told.facts) == ("circles.matchrun.queued", {"mentees": 4, "mentors": 1, "seed": 5})


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "missing"), [("mentee", "mentor"), ("mentor", "mentee")])
def test_a_run_needs_both_sides(kind: str, missing: str) -> None:
    call = edition()
    participant(call, kind=kind)
    with pytest.raises(NobodyToMatch, match=f"^In this edition there is no {missing} without a circle.$"):
        start_run(call, seed=1, by=None, now=NOW)
    assert MatchRun.objects.count() == 0


@pytest.mark.django_db
def test_the_matcher_seats_them() -> None:
    run = solved(season())
    assert (run.state, run.finished_at, len(run.found)) == ("done", NOW, 1)
    assert len(run.found[0]["mentees"]) == 3
    assert run.result is not None
    assert (len(run.instance["mentees"]), run.result["count"], run.result["count_bound"]) == (3, 3, 3)
    told = [row.action for row in AuditRow.objects.about(run).order_by("pk")]
    assert told == ["circles.matchrun.queued", "circles.matchrun.running", "circles.matchrun.done"]


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_circles() -> None:
    call = season(mentees=5)
    assert solved(call).found == solved(call).found


@pytest.mark.django_db
def test_a_question_that_contradicts_itself_is_told() -> None:
    run = start_run(season(), seed=1, by=None, now=NOW)
    run.instance["mentees"][0]["id"] = run.instance["mentees"][1]["id"]
    run_matcher(run, now=NOW)
    assert (run.state, run.result, "duplicate" in run.error) == ("failed", None, True)


@pytest.mark.django_db
def test_a_run_is_picked_up_by_its_task_or_by_the_sweep_and_then_left_alone() -> None:
    call = season()
    first, second = (start_run(call, seed=1, weights={**WEIGHTS, "goal": goal}, by=None, now=NOW) for goal in (1, 2))
    run_matcher_task(run_id=first.pk)
    run_waiting()
    finished = list(MatchRun.objects.order_by("pk").values_list("state", "finished_at"))
    assert [state for state, _at in finished] == ["done", "done"]
    run_matcher_task(run_id=first.pk)
    run_waiting()
    assert list(MatchRun.objects.order_by("pk").values_list("state", "finished_at")) == finished
    assert first != second


@pytest.mark.django_db
def test_who_asks_for_the_same_twice_gets_the_run_that_is_under_way() -> None:
    """A double click; other numbers, or the same once it is answered or asked to stop, are another run."""
    call, by = season(), staff()
    first, again = (start_run(call, seed=seed, by=by, now=NOW) for seed in (1, 2))
    other = start_run(call, seed=1, weights={**WEIGHTS, "goal": 1}, by=by, now=NOW)
    assert (again == first, other == first, MatchRun.objects.count()) == (True, False, 2)
    assert AuditRow.objects.filter(action="circles.matchrun.queued").count() == 2
    MatchRun.objects.filter(pk=first.pk).update(state="running")
    assert start_run(call, seed=3, by=by, now=NOW) == first
    stop_run(MatchRun.objects.get(pk=first.pk), by=by, now=NOW)
    assert start_run(call, seed=4, by=by, now=NOW) not in [first, other]


@pytest.mark.django_db
def test_a_run_that_a_crash_left_running_begins_anew() -> None:
    run = start_run(season(), seed=1, by=None, now=NOW)
    MatchRun.objects.filter(pk=run.pk).update(state="running")
    run_matcher_task(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == "done"


# --- publish ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_publishing_opens_the_circles_and_writes_to_their_members() -> None:
    call = edition()
    mentor = participant(call, person(language="ar"), kind="mentor", employer="Bank", full_name="Salma Haddad")
    mentees = [
        participant(call, person(language="fr"), employer=f"Ministry {number}", full_name=f"Mentee {number}")
        for number in range(3)
    ]
    run = solved(call)

    circles = publish(run, number=run.draft_number, by=None, now=LATER)

    opened = Circle.objects.get()
    assert circles == [opened]
    assert (opened.number, opened.mentor, opened.state, opened.opened_at) == (1, mentor, "open", LATER)
    assert {place.participant for place in opened.places.all()} == set(mentees)
    assert (run.state, run.published_at) == ("published", LATER)
    assert AuditRow.objects.about(opened).get().facts == {"mentees": 3}
    letters = {letter.to: letter for letter in Letter.objects.filter(kind="circles/circle_opened")}
    assert set(letters) == {her.user.email for her in (mentor, *mentees)}
    assert {letter.language for letter in letters.values()} == {"ar", "fr"}
    assert "Salma Haddad" in letters[mentees[0].user.email].text
    assert all(f"Mentee {number}" in letters[mentor.user.email].text for number in range(3))
    assert f"/circles/{opened.public_id}/" in letters[mentor.user.email].text


@pytest.mark.django_db
def test_no_statement_names_everybody() -> None:
    """PostgreSQL takes 65,535 values in one: fewer than a season of 50,000 may have people."""
    run = solved(season())
    keys = [*run.plan[0]["mentees"], run.plan[0]["mentor"]]
    with CaptureQueriesContext(connection) as asked_for:
        publish(run, number=run.draft_number, by=None, now=NOW)
    read = [query["sql"].replace("-", "") for query in asked_for if query["sql"].startswith("SELECT")]
    assert [sql for sql in read if all(key.replace("-", "") in sql for key in keys)] == []


@pytest.mark.django_db
def test_numbers_go_on_from_the_last_circle() -> None:
    call = season()
    circle(participant(call, kind="mentor"), [participant(call)], number=7)
    assert [opened.number for opened in publish(solved(call), number=0, by=None, now=NOW)] == [8]


@pytest.mark.django_db
def test_what_is_published_is_not_published_again() -> None:
    run = solved(season())
    stale = MatchRun.objects.get()
    publish(run, number=run.draft_number, by=None, now=NOW)
    with pytest.raises(Illegal):
        publish(run, number=run.draft_number, by=None, now=NOW)
    with pytest.raises(Stale):
        publish(stale, number=stale.draft_number, by=None, now=NOW)
    assert Circle.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_a_proposal_with_somebody_who_has_left_is_out_of_date(who: str) -> None:
    call = season()
    run = solved(call)
    gone = Participant.objects.filter(role=who).first()
    leave(gone, by=gone.user, now=NOW)
    with pytest.raises(OutOfDate):
        publish(run, number=run.draft_number, by=None, now=NOW)
    assert (MatchRun.objects.get().state, Circle.objects.count()) == ("done", 0)
    assert Letter.objects.filter(kind="circles/circle_opened").count() == 0


@pytest.mark.django_db
def test_of_two_proposals_for_the_same_people_one_is_published() -> None:
    call = season()
    first, second = solved(call), solved(call)
    publish(first, number=first.draft_number, by=None, now=NOW)
    with pytest.raises(OutOfDate):
        publish(second, number=second.draft_number, by=None, now=NOW)
    assert Circle.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_those_who_publish_at_once_one_wins() -> None:
    call = season()
    first, second = solved(call), solved(call)
    runs = [MatchRun.objects.get(pk=run.pk) for run in (first, first, second, second)]
    results = at_once([lambda run=run: publish(run, number=run.draft_number, by=None, now=NOW) for run in runs])
    ended = outcomes(results)
    assert (ended["done"], set(ended) <= {"done", "Stale", "OutOfDate"}) == (1, True)
    assert (Circle.objects.count(), Letter.objects.filter(kind="circles/circle_opened").count()) == (1, 4)


# --- after -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_closing_a_circle_frees_its_mentor() -> None:
    call = season()
    opened = publish(solved(call), number=0, by=None, now=NOW)[0]
    close_circle(opened, by=None, now=LATER)
    assert (opened.state, opened.closed_at) == ("closed", LATER)
    assert circle(opened.mentor, [], number=2).state == "open"


def test_the_roll_is_called_from_the_beginning_on() -> None:
    assert can_call_roll(starts_at=NOW, now=NOW)
    assert not can_call_roll(starts_at=LATER, now=NOW)
