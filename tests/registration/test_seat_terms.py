"""What the seat plan is asked: the mentors it may count on, their circles; and what staff read of its answer."""

import pytest

from circles.rules.matching import instance_of
from programme.models import Edition
from registration.actions.applications import withdraw
from registration.actions.offers import accept, decline
from registration.actions.participants import leave
from registration.actions.seats import approve_batch, prepare_batch, reopen_batch
from registration.models import Application, Batch, Decision
from registration.rules.seat_plan.terms import Mentor
from registration.rules.seats import explain, mentor_of, remarks
from tests.factories import NOW, application, edition, offer, staff

pytestmark = pytest.mark.django_db


def counted_on(call: Edition) -> set[Application]:
    return set(Application.objects.for_edition(call).mentors_to_count_on())


def prepared(call: Edition, kind: str = "mentee") -> Batch:
    return prepare_batch(call, kind=kind, seed=1, by=None, now=NOW)


def mentor(call: Edition, *languages: str, capacity: int = 5) -> Application:
    return application(call, kind="mentor", languages=[[code, 3] for code in languages], capacity=capacity)


def reasons(batch: Batch) -> list[tuple[str, str]]:
    return [(decision.outcome, explain(decision)) for decision in batch.decisions.ranked()]


def test_a_mentor_counts_from_approval_until_her_place_lapses() -> None:
    call = edition()
    stays, joins, declines, leaves, withdraws = [mentor(call, "en") for _ in range(5)]
    batch = prepared(call, "mentor")
    assert counted_on(call) == set()
    batch = approve_batch(batch, by=staff(), now=NOW)
    assert counted_on(call) == {stays, joins, declines, leaves, withdraws}
    batch = reopen_batch(batch, by=staff(), now=NOW)
    assert counted_on(call) == set()
    approve_batch(batch, by=staff(), now=NOW)

    decline(offer(declines), reason="", by=declines.user, now=NOW)
    withdraw(withdraws, by=withdraws.user, now=NOW)
    members = [
        accept(offer(one), agrees_to_conduct=True, certificate_name="A", by=one.user, now=NOW)
        for one in (joins, leaves)
    ]
    leave(members[1], by=leaves.user, now=NOW)
    assert counted_on(call) == {stays, joins}


def test_her_circle_is_the_one_the_matching_counts() -> None:
    call = edition(circle_min=3, circle_max=5, circle_languages=["en", "fr"])
    for capacity, bounds in [(2, (2, 2)), (4, (3, 4)), (12, (3, 5))]:
        sent = mentor(call, "fr", "ar", "en", capacity=capacity)
        member = accept(offer(sent), agrees_to_conduct=True, certificate_name="A", by=sent.user, now=NOW)
        (matched,) = instance_of([], [member], lower=3, upper=5, now=NOW)["mentors"]
        assert mentor_of(sent) == Mentor(("fr", "en"), *bounds)
        assert (matched["lower"], matched["upper"]) == bounds


def test_places_go_to_women_whom_a_circle_can_seat() -> None:
    call = edition(seats=5, circle_min=1, circle_max=1)
    mentor(call, "fr")
    approve_batch(prepared(call, "mentor"), by=staff(), now=NOW)
    english = application(call, languages=[["en", 3]])
    french = application(call, languages=[["fr", 2], ["en", 3]])
    batch = prepared(call)
    assert dict(batch.decisions.values_list("application", "reason")) == {
        english.pk: "language_full",
        french.pk: "place",
    }
    assert explain(batch.decisions.get(application=english)) == "No place is left in a circle in English."
    assert batch.plan["mentors"] == 1
    assert batch.plan["circles"] == [{"language": "fr", "circles": 1, "taken": 1, "places": 1}]
    assert remarks(batch.plan) == [
        "1 of 2 places can be filled.",
        "1 more mentor who speaks this language would be enough: English.",
    ]  # one who speaks French only would not help her


def test_without_an_approved_mentor_the_desk_is_told_that_languages_set_no_limit() -> None:
    call = edition(seats=1)
    mentor(call, "fr")
    application(call, languages=[["ar", 3]])
    batch = prepared(call)
    assert reasons(batch) == [("selected", "A place within the seats")]
    assert remarks(batch.plan) == ["No mentor is approved yet: languages set no limit."]


def test_floors_and_ceilings_are_told_with_their_numbers() -> None:
    call = edition(seats=4, country_ceiling=1)  # a place more than can be filled: no lot between equals decides
    call.regions.filter(region="ARB").update(floor=1)
    for country in ("KE", "KE", "NG", "EG"):
        application(call, country=country)
    batch = prepared(call)
    by_reason = {decision.reason: explain(decision) for decision in batch.decisions.all()}
    assert batch.decisions.selected().filter(application__country="EG").count() == 1
    assert by_reason["country_full"] == "The places for her country are taken: at most 1."
    call.regions.filter(region="ARB").update(floor=2)
    Decision.objects.all().delete()
    assert remarks(prepared(call).plan)[1:] == [
        "Arab States: of the 2 places kept for it, 1 can be filled.",
        "3 of 4 places can be filled.",
        "At most 2 places for one country, instead of 1, would be enough.",
    ]


@pytest.mark.parametrize(
    ("reason", "facts", "sentence"),
    [
        ("floor", {"region": "ARB", "floor": 3}, "A place kept for her region: Arab States."),
        ("floor_kept", {"region": "AFR", "floor": 3}, "The places after hers are kept for a region: Africa."),
        ("circle_kept", {}, "The places after hers complete circles that she cannot join"),
        ("country_full", {}, "The places for her country are taken"),  # decided before numbers were kept
        ("staff", {"ceiling": 3}, "Decided by staff"),
    ],
)
def test_each_reason_is_a_sentence(reason: str, facts: dict[str, object], sentence: str) -> None:
    assert explain(Decision(reason=reason, facts=facts)) == sentence


def test_remedies_are_sentences() -> None:
    remedies = [
        {"knob": "ceiling", "subject": "", "was": 2, "needed": 4},
        {"knob": "seats", "subject": "", "was": 20, "needed": 25},
        {"knob": "mentors", "subject": "ar", "was": 0, "needed": 2},
    ]
    shortfall = {"region": "ARB", "wanted": 9, "reached": 7, "remedies": remedies}
    assert remarks({"mentors": 3, "circles": [], "shortfalls": [shortfall]}) == [
        "At most 4 places for one country, instead of 2, would be enough.",
        "25 places, instead of 20, would be enough.",
        "2 more mentors who speak this language would be enough: Arabic.",
    ]
    assert remarks({}) == []  # of a batch of mentors
