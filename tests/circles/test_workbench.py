"""The workbench: weights, stopping, changes by hand with what they break, rules for two people, going on, comparing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circles.actions.runs import AlreadyDone, NotSound, publish, run_matcher, start_run, stop_run
from circles.actions.workbench import (
    NoSuchMove,
    NotADraft,
    NothingToTakeBack,
    drop_rule,
    exchange_mentees,
    lock_circle,
    make_rule,
    move_mentee,
    take_back,
    undo_changes,
)
from circles.models import Circle, MatchRun, PairRule
from circles.rules.matching import WEIGHTS
from circles.rules.workbench import moved, problem_of, review_of
from programme.models import Edition
from registration.models import Participant
from tests.factories import NOW, edition, participant, staff
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal, Stale
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
RUNS = "/admin/circles/matchrun/"
AsUser = Callable[[User], Client]


def season(*, mentors: int = 2, mentees: int = 8) -> Edition:
    call = edition(circle_min=2, circle_max=5)
    for number in range(mentors):
        participant(call, kind="mentor", employer=f"Bank {number}", full_name=f"Mentor {number}", capacity=5)
    for number in range(mentees):
        participant(call, employer=f"Ministry {number}", full_name=f"Mentee {number}")
    return call


def solved(call: Edition, **more: Any) -> MatchRun:
    return run_matcher(start_run(call, seed=1, by=None, now=NOW, **more), now=NOW)


def sides(run: MatchRun) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = run.plan
    return first, second


def said(answer: Any) -> list[str]:
    """The last of what is told."""
    return [str(message) for message in get_messages(answer.wsgi_request)][-1:]


# --- starting and stopping -------------------------------------------------------------------------------------------
def test_weights_are_those_of_the_form(as_user: AsUser) -> None:
    call = season()
    as_user(staff()).post(f"{RUNS}add/", {"edition": call.pk, "hours": "50", "goal": "0"})
    run = MatchRun.objects.get()
    assert run.instance["affinity"]["weights"] == WEIGHTS | {"hours": 50, "goal": 0}


def test_a_run_that_waits_never_begins(as_user: AsUser) -> None:
    run = start_run(season(), seed=1, by=None, now=NOW)
    assert said(as_user(staff()).post(f"{RUNS}{run.pk}/stop/")) == ["It will not begin."]
    run.refresh_from_db()
    assert (run.state, run.finished_at) == ("stopped", NOW)
    with pytest.raises(Illegal):
        run_matcher(run, now=NOW) if run.state == "queued" else publish(run, number=run.draft_number, by=None, now=NOW)


def test_a_run_that_is_asked_to_stop_ends_with_the_best_it_has() -> None:
    run, by = start_run(season(), seed=1, by=None, now=NOW), staff()
    MatchRun.objects.filter(pk=run.pk).update(state="running", started_at=NOW)
    run.refresh_from_db()
    stop_run(run, by=by, now=NOW)
    run_matcher(run, now=NOW)
    assert (run.state, run.result["count"]) == ("done", 8)
    assert AuditRow.objects.filter(action="circles.matchrun.stop_asked").count() == 1
    with pytest.raises(AlreadyDone):
        stop_run(run, by=by, now=NOW)


def test_it_tells_how_far_it_is(as_user: AsUser) -> None:
    run = solved(season())
    run.refresh_from_db()
    assert set(run.progress) == {"seated", "affinity", "most", "seconds"}
    MatchRun.objects.filter(pk=run.pk).update(state="running", result=None)
    page = as_user(staff()).get(f"{RUNS}{run.pk}/change/").content.decode()
    assert f'action="{RUNS}{run.pk}/stop/"' in page
    answer = as_user(staff()).post(f"{RUNS}{run.pk}/stop/")
    assert said(answer) == ["It stops within seconds, with the best that it has found."]


class Killed:
    """Where the search would read the earlier circles, the process ends."""

    def __iter__(self) -> Any:
        raise KeyboardInterrupt


def test_a_worker_that_dies_in_a_run_leaves_no_circle() -> None:
    """The process ends in the middle of the search: what it had begun is run again, and nothing stands half done."""
    call = season()
    run = start_run(call, seed=1, by=None, now=NOW)

    dying = MatchRun.objects.get(pk=run.pk)
    dying.keep = Killed()
    with pytest.raises(KeyboardInterrupt):
        run_matcher(dying, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.result, Circle.objects.count()) == ("running", None, 0)
    assert run_matcher(run, now=NOW).state == "done"


def test_a_publication_that_breaks_off_leaves_nothing() -> None:
    """The last letter cannot be written: no circle, no letter, and the run can be published once it is mended."""
    call = season()
    run = solved(call)
    last = Participant.objects.get(public_id=run.plan[-1]["mentees"][-1]).user
    address, last.email = last.email, "no address"
    last.save(update_fields=["email"])
    with pytest.raises(ValidationError):
        publish(MatchRun.objects.get(pk=run.pk), number=0, by=None, now=NOW)
    run.refresh_from_db()
    assert (run.state, Circle.objects.count(), Letter.objects.filter(kind="circles/circle_opened").count()) == (
        "done",
        0,
        0,
    )
    last.email = address
    last.save(update_fields=["email"])
    assert len(publish(run, number=run.draft_number, by=None, now=NOW)) == 2


# --- changes by hand -------------------------------------------------------------------------------------------------
def test_a_mentee_moves_and_is_published_where_she_was_put() -> None:
    run, by = solved(season()), staff()
    home, target = sides(run)
    her = home["mentees"][0]
    run = move_mentee(run, mentee=her, to=target["mentor"], number=0, by=by, now=NOW)
    assert (run.draft_number, her in sides(run)[0]["mentees"], her in sides(run)[1]["mentees"]) == (1, False, True)
    assert run.found[0]["mentees"] != run.plan[0]["mentees"]
    publish(run, number=run.draft_number, by=by, now=NOW)
    place = Participant.objects.get(public_id=her).circle_places.get()
    assert str(place.circle.mentor.public_id) == target["mentor"]
    assert place.circle.coordinator == by


def test_two_are_exchanged() -> None:
    run, by = solved(season()), staff()
    home, target = sides(run)
    her, other = home["mentees"][0], target["mentees"][0]
    run = exchange_mentees(run, mentee=her, other=other, number=0, by=by, now=NOW)
    now_home, now_target = sides(run)
    assert (her in now_target["mentees"], other in now_home["mentees"]) == (True, True)
    assert [len(circle["mentees"]) for circle in run.plan] == [len(circle["mentees"]) for circle in run.found]
    assert {mentee for mentee, _before, _after in moved(run.found, run.plan)} == {her, other}


def test_what_a_change_breaks_is_named_and_not_published(as_user: AsUser) -> None:
    run, by = solved(season(mentees=5)), staff()
    home, target = sorted(run.plan, key=lambda circle: len(circle["mentees"]))
    for mentee in home["mentees"]:
        run = move_mentee(run, mentee=mentee, to=target["mentor"], number=run.draft_number, by=by, now=NOW)
    found = review_of(problem_of(run), run.plan)
    assert (found.is_sound, [str(violation.rule) for violation in found.violations]) == (False, ["under-the-minimum"])
    page = as_user(by).get(f"{RUNS}{run.pk}/change/")
    mentor = Participant.objects.get(public_id=home["mentor"]).certificate_name
    (wrong,) = page.context["bench"].blocking
    assert wrong.sentence == f"The circle of {mentor} has fewer mentees than a circle takes."
    assert f'href="#circle-{wrong.circle}"' in page.content.decode()
    assert f'action="{RUNS}{run.pk}/publish/"' not in page.content.decode()
    with pytest.raises(NotSound):
        publish(run, number=run.draft_number, by=by, now=NOW)
    assert (Circle.objects.count(), MatchRun.objects.get(pk=run.pk).state) == (0, "done")
    run = undo_changes(run, number=run.draft_number, by=by, now=NOW)
    assert (run.plan, run.changes) == (run.found, [])


def test_changes_are_taken_back_one_by_one() -> None:
    run, by = solved(season()), staff()
    home, target = sides(run)
    her, other = home["mentees"][0], target["mentees"][0]
    seen = [run.plan]
    run = exchange_mentees(run, mentee=her, other=other, number=0, by=by, now=NOW)
    seen.append(run.plan)
    run = move_mentee(run, mentee=her, to="", number=1, by=by, now=NOW)
    seen.append(run.plan)
    run = lock_circle(run, mentor=home["mentor"], number=2, by=by, now=NOW)
    for number, before in enumerate(reversed(seen), start=3):
        run = take_back(run, number=number, by=by, now=NOW)
        assert run.plan == before
    assert AuditRow.objects.filter(action="circles.matchrun.taken_back").count() == 3
    with pytest.raises(NothingToTakeBack):
        take_back(run, number=6, by=by, now=NOW)


def test_who_has_no_circle_takes_the_seat_of_another() -> None:
    run, by = solved(season()), staff()
    home, target = sides(run)
    her, other = home["mentees"][0], target["mentees"][0]
    run = move_mentee(run, mentee=her, to="", number=0, by=by, now=NOW)
    run = exchange_mentees(run, mentee=other, other=her, number=1, by=by, now=NOW)
    seated = {mentee for circle in run.plan for mentee in circle["mentees"]}
    assert (her in sides(run)[1]["mentees"], other in seated) == (True, False)


def test_changes_that_are_refused() -> None:
    run, by = solved(season()), staff()
    home, target = sides(run)
    her, beside = home["mentees"][:2]
    move = {"by": by, "now": NOW}
    for wrong in (
        {"mentee": her, "to": home["mentor"]},  # she is there
        {"mentee": "nobody", "to": target["mentor"]},
        {"mentee": her, "to": "nobody"},
    ):
        with pytest.raises(NoSuchMove):
            move_mentee(run, **wrong, number=0, **move)
    for other in (her, beside, "nobody"):  # who sits with her already, or is nobody
        with pytest.raises(NoSuchMove):
            exchange_mentees(run, mentee=her, other=other, number=0, **move)
    locked = lock_circle(run, mentor=target["mentor"], number=0, **move)
    with pytest.raises(NoSuchMove):
        move_mentee(locked, mentee=her, to=target["mentor"], number=1, **move)
    with pytest.raises(NoSuchMove):
        exchange_mentees(locked, mentee=her, other=target["mentees"][0], number=1, **move)
    with pytest.raises(Stale):
        move_mentee(run, mentee=her, to="", number=0, **move)
    publish(locked, number=locked.draft_number, by=by, now=NOW)
    with pytest.raises(NotADraft):
        move_mentee(locked, mentee=her, to="", number=1, **move)


def test_changes_are_made_on_the_page(as_user: AsUser) -> None:
    run = solved(season())
    home, target = sides(run)
    browser, her = as_user(staff()), home["mentees"][0]
    name = Participant.objects.get(public_id=her).certificate_name
    mentor = Participant.objects.get(public_id=target["mentor"]).certificate_name
    answer = browser.post(f"{RUNS}{run.pk}/move/", {"mentee": her, "to": target["mentor"], "number": "0"})
    assert said(answer) == [f"{name} is in the circle of {mentor} now."]
    browser.post(f"{RUNS}{run.pk}/lock/", {"mentor": target["mentor"], "number": "1"})
    run.refresh_from_db()
    assert (run.draft_number, sides(run)[1]["is_locked"], her in sides(run)[1]["mentees"]) == (2, True, True)
    stale = browser.post(f"{RUNS}{run.pk}/undo/", {"number": "0"})
    assert said(stale) == ["The circles have changed since this page was shown. Please look at them again."]
    for verb in ("move", "lock", "unlock", "undo", "take_back", "publish"):
        wrong = browser.post(f"{RUNS}{run.pk}/{verb}/", {"mentee": "x" * 99, "number": "-1"})
        assert said(wrong) == ["Please choose a mentee and a circle of this run."]
    assert said(browser.post(f"{RUNS}{run.pk}/take_back/", {"number": "2"})) == ["The last change is taken back."]
    browser.post(f"{RUNS}{run.pk}/undo/", {"number": "3"})
    run.refresh_from_db()
    assert run.plan == run.found
    for number, verb in ((4, "lock"), (5, "unlock")):
        browser.post(f"{RUNS}{run.pk}/{verb}/", {"mentor": target["mentor"], "number": str(number)})
    run.refresh_from_db()
    assert (run.draft_number, sides(run)[1]["is_locked"]) == (6, False)


def test_who_is_picked_up_is_offered_every_place_with_what_follows(as_user: AsUser) -> None:
    """The circle would fall under its minimum, or the two are to be kept apart: said before anybody moves."""
    call, by = season(mentees=5), staff()
    run = solved(call)
    home, target = sorted(run.plan, key=lambda circle: len(circle["mentees"]))
    people = {str(person.public_id): person for person in Participant.objects.all()}
    her, beside = (people[key] for key in home["mentees"])
    page = as_user(by).get(f"{RUNS}{run.pk}/change/?mentee={her.public_id}")
    rows = {row.id: row for row in page.context["bench"].circles}
    put = rows[target["mentor"]].offer
    mentors = {key: people[key].certificate_name for key in rows}
    assert (put.name, put.value, put.is_sound) == ("to", target["mentor"], False)
    assert put.words[0] == f"The circle of {mentors[home['mentor']]} has fewer mentees than a circle takes."
    assert put.about == mentors[target["mentor"]]
    assert [line.offer for line in rows[home["mentor"]].mentees] == [None, None]
    exchanges = [line.offer for line in rows[target["mentor"]].mentees]
    assert [(offer.name, offer.is_sound) for offer in exchanges] == [("other", True)] * 3
    assert page.context["bench"].best == exchanges  # they fit alike: in the order of the page
    answer = as_user(by).post(
        f"{RUNS}{run.pk}/move/", {"mentee": str(her.public_id), "to": target["mentor"], "number": "0"}
    )
    assert said(answer) == [put.words[0]]  # it is told again when it is done
    assert as_user(by).get(f"{RUNS}{run.pk}/change/").context["bench"].circles[0].offer is None
    assert beside.certificate_name in page.content.decode()


def test_nobody_is_picked_up_from_a_locked_or_published_circle(as_user: AsUser) -> None:
    run, by = solved(season()), staff()
    home, _target = sides(run)
    her = home["mentees"][0]
    run = lock_circle(run, mentor=home["mentor"], number=0, by=by, now=NOW)
    address = f"{RUNS}{run.pk}/change/?mentee="
    assert as_user(by).get(address + her).context["bench"].picked == ""
    assert as_user(by).get(address + "nobody").context["bench"].picked == ""
    publish(run, number=run.draft_number, by=by, now=NOW)
    assert as_user(by).get(address + home["mentees"][1]).context["bench"].picked == ""


# --- rules for two people --------------------------------------------------------------------------------------------
def test_rules_are_obeyed() -> None:
    call, by = season(), staff()
    first = solved(call)
    home, target = sides(first)
    people = {str(her.public_id): her for her in Participant.objects.all()}
    bound, apart, enemy = (people[key] for key in home["mentees"][:3])
    make_rule("must", mentee=bound, other=people[target["mentor"]], by=by, now=NOW)
    make_rule("never", mentee=apart, other=people[home["mentor"]], by=by, now=NOW)
    make_rule("never", mentee=apart, other=enemy, by=by, now=NOW)
    second = solved(call)
    where = {mentee: circle["mentor"] for circle in second.plan for mentee in circle["mentees"]}
    assert where[str(bound.public_id)] == target["mentor"]
    assert where[str(apart.public_id)] == target["mentor"]
    assert where[str(enemy.public_id)] == home["mentor"]
    for rule in PairRule.objects.all():
        drop_rule(rule, by=by, now=NOW)
    assert solved(call).plan == first.plan
    assert AuditRow.objects.filter(action__startswith="circles.pairrule.").count() == 6


def test_a_rule_made_after_the_run_holds_for_its_circles_too(as_user: AsUser) -> None:
    call, by = season(), staff()
    run = solved(call)
    home, target = sides(run)
    people = {str(person.public_id): person for person in Participant.objects.all()}
    one, other, third = (people[key] for key in home["mentees"][:3])
    make_rule("never", mentee=one, other=other, by=by, now=NOW)
    make_rule("never", mentee=one, other=people[home["mentor"]], by=by, now=NOW)
    make_rule("must", mentee=third, other=people[target["mentor"]], by=by, now=NOW)
    mentor, elsewhere = (people[circle["mentor"]].certificate_name for circle in (home, target))
    why = "they work for the same organisation, or a rule says so."
    found = as_user(by).get(f"{RUNS}{run.pk}/change/").context["bench"].blocking
    assert [wrong.sentence for wrong in found] == [
        f"{one.certificate_name} and {other.certificate_name} are to be kept apart.",
        f"{one.certificate_name} and {mentor} are to be kept apart: {why}",
        f"{third.certificate_name} belongs into the circle of {elsewhere}.",
    ]
    with pytest.raises(NotSound):
        publish(run, number=run.draft_number, by=by, now=NOW)
    run = MatchRun.objects.get(pk=run.pk)
    for number, her in enumerate((one, third)):
        run = move_mentee(run, mentee=str(her.public_id), to=target["mentor"], number=number, by=by, now=NOW)
    publish(run, number=run.draft_number, by=by, now=NOW)


# --- going on and comparing ------------------------------------------------------------------------------------------
def test_a_run_goes_on_with_the_locks_of_another(as_user: AsUser) -> None:
    run, by = solved(season()), staff()
    home, target = sides(run)
    run = move_mentee(run, mentee=home["mentees"][0], to="", number=0, by=by, now=NOW)
    run = lock_circle(run, mentor=home["mentor"], number=1, by=by, now=NOW)
    locked = sides(run)[0]["mentees"]
    as_user(by).post(f"{RUNS}{run.pk}/again/")
    follower = run_matcher(MatchRun.objects.queued().get(), now=NOW)
    again = {circle["mentor"]: circle for circle in follower.plan}
    assert sorted(again[home["mentor"]]["mentees"]) == sorted(locked)
    assert again[home["mentor"]]["is_locked"]
    assert set(target["mentees"]) <= set(again[target["mentor"]]["mentees"])
    assert follower.result["count"] == 8


def test_two_runs_beside_each_other(as_user: AsUser) -> None:
    call = season()
    first, second = solved(call), solved(call)
    second = move_mentee(second, mentee=second.plan[0]["mentees"][0], to="", number=0, by=staff(), now=NOW)
    browser = as_user(staff())
    page = browser.get(f"{RUNS}{first.pk}/compare/?with={second.pk}")
    assert [words[0] for _label, _run, words, _found in page.context["columns"]] == [
        "All 8 mentees are seated.",
        "7 of 8 mentees are seated; at most 8 could be.",
    ]
    assert len(page.context["moves"]) == 1
    points = "Points that a pair can earn at most: topics 12, her goal 20, language 30, near clocks 10, "
    assert {words[-1] for _label, _run, words, _found in page.context["columns"]} == {
        f"{points}country or region 8, hours in common 20."
    }
    assert page.context["counts_alike"] is True
    apart = solved(call, weights={**WEIGHTS, "hours": 0})
    said = "The two runs count with different points, so their affinities say nothing about which of them is better."
    page = browser.get(f"{RUNS}{first.pk}/compare/?with={apart.pk}")
    assert (page.context["counts_alike"], said in page.content.decode()) == (False, True)
    in_arabic_digits = "".join(chr(ord("٠") + int(digit)) for digit in str(apart.pk))
    for wrong in ("nonsense", in_arabic_digits):
        assert browser.get(f"{RUNS}{first.pk}/compare/?with={wrong}").status_code == 404
    waiting = start_run(call, seed=1, by=None, now=NOW)
    assert browser.get(f"{RUNS}{first.pk}/compare/?with={waiting.pk}").status_code == 404


def test_the_list_of_runs_loads_nothing_of_what_they_found(as_user: AsUser) -> None:
    run = solved(season())
    with CaptureQueriesContext(connection) as asked:
        page = as_user(staff()).get(RUNS)
    assert [row.pk for row in page.context["cl"].result_list] == [run.pk]
    runs = [query["sql"] for query in asked if 'FROM "circles_matchrun"' in query["sql"]]
    assert runs
    assert [sql for sql in runs if '"instance"' in sql or '"result"' in sql] == []
