"""Reviewing: a pool, criteria, one reading each, a second near the last place, a third where two disagree."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from programme.models import Edition
from registration.actions.applications import submit, withdraw
from registration.actions.nominations import take_up
from registration.actions.review import (
    CriteriaStand,
    NoCriteria,
    NotHers,
    PointsMissing,
    ReviewsAlready,
    assign_reviews,
    begin_reading,
    create_rubric,
    end_reviewer,
    finish,
    give_back,
    invite_reviewer,
    revise_criteria,
    revise_rubric,
)
from registration.actions.seats import prepare_batch
from registration.models import Application, Criterion, Review, Rubric
from registration.rules.review import Severity, near_the_cut, readable, remedies, severities, weighted
from registration.tasks import assign_reviews as sweep
from tests.factories import MENTEE_ANSWERS, NOW, application, draft, edition, invitation, nomination, person, staff
from tests.registration.reviewing import done, reviewer, rubric
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def begun(call: Edition, **columns: object) -> Rubric:
    row = rubric(call, **columns)
    begin_reading(row, seed=1, by=None, now=NOW)
    return row


def loads(call: Edition) -> list[int]:
    return sorted(Counter(Review.objects.for_edition(call).living().values_list("reviewer", flat=True)).values())


def readers_of(row: Application) -> int:
    return row.reviews.living().count()


# --- criteria --------------------------------------------------------------------------------------------------------
def test_a_rubric_is_written_and_revised() -> None:
    by = staff()
    row = create_rubric(Rubric(edition=edition()), by=by, now=NOW)
    revise_rubric(row, changes={"readings": 2}, by=by, now=NOW)
    revise_criteria(row, put=[Criterion(title_en="Motivation", weight=2)], by=by, now=NOW)
    row.refresh_from_db()
    assert (row.readings, row.begun_at, row.criteria.get().weight) == (2, None, 2)
    told = AuditRow.objects.about(row).order_by("pk").values_list("action", flat=True)
    assert [action.removeprefix("registration.rubric.") for action in told] == [
        "created",
        "revised",
        "criteria_revised",
    ]


def test_nobody_reads_without_criteria() -> None:
    with pytest.raises(NoCriteria):
        begin_reading(rubric(edition(), weights=()), seed=1, by=None, now=NOW)


def test_the_weights_stand_once_points_are_given() -> None:
    call = edition()
    reviewer(call)
    application(call)
    row = begun(call)
    done(Review.objects.get(), 5, 3)
    first = row.criteria.order_by("position")[0]
    first.title_en = "Her motivation"
    revise_criteria(row, put=[first], by=None, now=NOW)
    first.weight = 9
    with pytest.raises(CriteriaStand):
        revise_criteria(row, put=[first], by=None, now=NOW)
    with pytest.raises(CriteriaStand):
        revise_criteria(row, put=[], dropped=[first], by=None, now=NOW)
    first.refresh_from_db()
    assert (first.title_en, first.weight) == ("Her motivation", 2)


# --- the pool --------------------------------------------------------------------------------------------------------
def test_who_is_invited_gets_a_place_at_the_desk_and_staff_keep_theirs() -> None:
    call, guest, officer = edition(), person(), staff(Role.REGIONAL, region="AFR")
    reviewer(call, guest)
    reviewer(call, officer)
    assert list(guest.grants.values_list("role", flat=True)) == [Role.REVIEWER]
    assert list(officer.grants.values_list("role", flat=True)) == [Role.REGIONAL]
    with pytest.raises(ReviewsAlready):
        invite_reviewer(guest, edition=call, languages=["en"], country="CH", employer="", by=None, now=NOW)


def test_who_leaves_the_pool_leaves_her_readings_to_others_and_may_come_back() -> None:
    call = edition()
    first, second = reviewer(call), reviewer(call)
    for _ in range(4):
        application(call)
    row = begun(call)
    end_reviewer(first, by=None, now=LATER)
    assign_reviews(row, by=None, now=LATER)
    assert loads(call) == [4]
    assert second.reviews.living().count() == 4
    assert reviewer(call, first.user).pk == first.pk
    first.refresh_from_db()
    assert first.ended_at is None


# --- who reads what --------------------------------------------------------------------------------------------------
def test_each_is_read_once_and_the_loads_are_even() -> None:
    call = edition()
    for _ in range(3):
        reviewer(call)
    for _ in range(7):
        application(call)
    draft(call)
    application(call, country="DE")  # meets no criterion
    application(call, kind="mentor")
    gone = application(call)
    withdraw(gone, by=gone.user, now=NOW)
    begun(call)
    assert loads(call) == [2, 2, 3]
    sweep()
    assert loads(call) == [2, 2, 3]
    late = application(call)
    sweep()
    assert (loads(call), readers_of(late)) == ([2, 3, 3], 1)


def test_two_for_all_if_the_edition_says_so() -> None:
    call = edition()
    for _ in range(2):
        reviewer(call)
    sent = [application(call) for _ in range(3)]
    begun(call, readings=2)
    assert [readers_of(row) for row in sent] == [2, 2, 2]


def test_nobody_reads_what_is_too_near_to_her() -> None:
    call, her = edition(), person()
    reviewer(call, her, country="KE")
    reviewer(call, country="SN", employer="MINISTRY of Pósts")
    reviewer(call, languages=["fr"])
    sent = application(call, country="KE", employer="Ministry of Posts")
    row = begun(call)
    assert readers_of(sent) == 0
    row.refresh_from_db()
    assert row.gaps == [{"bar": "employer", "language": "en", "missing": 1}]
    assert remedies(row)[0].startswith("1 review lacks a reviewer of another country, employer and organisation who")
    reviewer(call)
    assign_reviews(row, by=None, now=NOW)
    row.refresh_from_db()
    assert (readers_of(sent), row.gaps) == (1, [])


def test_what_counts_is_what_was_sent() -> None:
    call = edition()
    reviewer(call, country="KE")
    sent = application(call, country="KE")
    Application.objects.filter(pk=sent.pk).update(country="EG")
    begun(call)
    assert readers_of(sent) == 0


def test_nobody_reads_her_own() -> None:
    call, her = edition(), person()
    reviewer(call, her)
    own = application(call, her)
    begun(call)
    assert readers_of(own) == 0


def test_an_empty_pool_is_named_with_the_remedy() -> None:
    call = edition()
    for language in ("en", "fr"):
        application(call, person(language=language))
    row = begun(call)
    row.refresh_from_db()
    assert remedies(row) == [
        "1 review has nobody to do it, for nobody reviews: please invite reviewers.",
        "1 review has nobody to do it, for nobody reviews: please invite reviewers.",
    ]
    reviewer(call)
    assign_reviews(row, by=None, now=NOW)
    row.refresh_from_db()
    assert remedies(row) == ["1 review lacks a reviewer who reads this language: French. Please invite one."]


def test_what_is_given_back_goes_to_somebody_else() -> None:
    call = edition()
    first, second = reviewer(call), reviewer(call)
    sent = application(call)
    row = begun(call)
    review = Review.objects.get()
    give_back(review, by=review.reviewer.user, now=LATER)
    assign_reviews(row, by=None, now=LATER)
    other = second if review.reviewer == first else first
    assert Review.objects.open().get(application=sent).reviewer == other
    with pytest.raises(Illegal):
        give_back(review, by=review.reviewer.user, now=LATER)


def test_a_second_reads_around_the_last_place_once_all_are_read() -> None:
    call = edition(seats=2)
    for _ in range(3):
        reviewer(call)
    sent = [application(call) for _ in range(5)]
    row = begun(call, near_cut=50)
    for points, each in zip((5, 4, 3, 2, 1), sent, strict=True):
        assert [readers_of(one) for one in sent] == [1] * 5
        done(each.reviews.get(), points, points)
        assign_reviews(row, by=None, now=NOW)
    assert [readers_of(one) for one in sent] == [1, 2, 2, 1, 1]


def test_two_who_disagree_call_a_third() -> None:
    call = edition()
    for _ in range(3):
        reviewer(call)
    agreed, disputed = application(call), application(call)
    row = begun(call, readings=2)
    for each, points in ((agreed, (4, 3)), (disputed, (5, 3))):
        for review, given in zip(each.reviews.all(), points, strict=True):
            done(review, given, given)
    assign_reviews(row, by=None, now=NOW)
    assert (readers_of(agreed), readers_of(disputed)) == (2, 3)


# --- what she found --------------------------------------------------------------------------------------------------
def test_her_points_are_weighed() -> None:
    call = edition()
    reviewer(call)
    application(call)
    begun(call)
    review = done(Review.objects.get(), 5, 2, now=LATER)
    assert (review.state, review.total, review.ended_at, review.note) == ("done", Decimal("4.000"), LATER, "Well said.")
    assert list(review.scores.order_by("criterion__position").values_list("points", flat=True)) == [5, 2]
    with pytest.raises(Illegal):
        done(review, 1, 1)


def test_somebody_else_cannot_and_every_criterion_counts() -> None:
    call = edition()
    reviewer(call)
    application(call)
    row = begun(call)
    review = Review.objects.get()
    first, second = row.criteria.order_by("position").values_list("pk", flat=True)
    with pytest.raises(NotHers):
        finish(review, points={first: 5, second: 5}, note="", by=staff(), now=NOW)
    for points in ({first: 5}, {first: 5, second: 6}, {first: 0, second: 1}, {first: 5, second: 5, 0: 1}):
        with pytest.raises(PointsMissing):
            finish(review, points=points, note="", by=review.reviewer.user, now=NOW)
    review.refresh_from_db()
    assert review.state == "open"


def test_points_decide_the_ranks_of_the_seat_plan() -> None:
    call = edition(seats=1, reserve_length=1)
    reviewer(call)
    sent = [application(call) for _ in range(3)]
    begun(call, near_cut=0)
    for each, points in zip(sent, (2, 5, 3), strict=True):
        done(each.reviews.get(), points, points)
    batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    ranked = batch.decisions.ranked().values_list("application", "outcome")
    assert list(ranked) == [(sent[1].pk, "selected"), (sent[2].pk, "waiting"), (sent[0].pk, "not_selected")]


def test_others_points_are_seen_once_hers_are_in() -> None:
    call, boss = edition(), staff()
    one, other = reviewer(call, boss), reviewer(call)
    sent = application(call)
    begun(call, readings=2)
    done(sent.reviews.get(reviewer=other), 5, 5)
    assert list(sent.reviews.visible_to(boss).values_list("reviewer", flat=True)) == [one.pk]
    done(sent.reviews.get(reviewer=one), 1, 1)
    assert sent.reviews.visible_to(boss).count() == 2
    assert sent.reviews.visible_to(other.user).count() == 1  # a partner’s reviewer sees her own only
    assert sent.reviews.visible_to(staff(Role.REGIONAL, region="AFR")).count() == 2
    assert sent.reviews.visible_to(staff(Role.REGIONAL, region="ARB")).count() == 0


# --- rules -----------------------------------------------------------------------------------------------------------
def test_weights() -> None:
    assert weighted({1: 5, 2: 4}, {1: 2, 2: 1}) == Decimal("4.667")


def test_near_the_cut_all_with_the_same_points_stand_together() -> None:
    scores = {key: Decimal(points) for key, points in enumerate((5, 4, 4, 3, 3, 2, 1))}
    assert near_the_cut(scores, seats=3, percent=30) == {1, 2, 3, 4}
    assert near_the_cut(scores, seats=7, percent=30) == set()
    assert near_the_cut(scores, seats=3, percent=0) == set()


def test_severity_is_the_mean_difference_to_those_who_read_the_same() -> None:
    one, two = Decimal(1), Decimal(2)
    found = severities([(1, 10, one), (1, 11, two), (2, 10, two), (3, 12, one)])
    assert found == {10: Severity(2, 1, Decimal(-1)), 11: Severity(1, 1, Decimal(1)), 12: Severity(1, 0, None)}


def test_without_names_she_is_not_named_in_her_own_words_either() -> None:
    answers = MENTEE_ANSWERS | {
        "full_name": "Amina Wanjiku",
        "employer": "Ministry of Posts",
        "motivation": "I, AMINA, lead a team at the Ministry of Posts. Write to a.w@example.org. Aminata helps.",
    }
    shown = readable(answers, email="a.w@example.org", is_hidden=True, extra=())
    assert shown["motivation"] == "I, …, lead a team at the …. Write to …. Aminata helps."
    assert not {"full_name", "arabic_name", "employer", "access_needs", "availability"} & set(shown)
    assert readable(answers, email="", is_hidden=False, extra=())["full_name"] == "Amina Wanjiku"


def test_sending_again_keeps_her_reviewer() -> None:
    call = edition()
    reviewer(call)
    sent = application(call)
    begun(call)
    submit(sent, by=sent.user, now=LATER)
    sweep()
    assert readers_of(sent) == 1


def test_nobody_reads_for_an_organisation_that_nominated_her() -> None:
    call, her = edition(), person("amina@example.org")
    named = nomination(invitation(call, name="Ministère des Postes"), email=her.email)
    take_up(named, user=her, may_tell_result=False, now=NOW)
    reviewer(call, employer="MINISTERE des postes")
    sent = application(call, her)
    row = begun(call)
    row.refresh_from_db()
    assert (readers_of(sent), row.gaps) == (0, [{"bar": "organisation", "language": "en", "missing": 1}])
