"""Other criteria for an edition: everybody without a decision is screened again, in one act."""

import ast
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from programme.actions import CriteriaApart, revise, revise_parts
from programme.models import Edition, EditionRegion
from registration.actions.applications import submit, withdraw
from registration.actions.desk import overrule
from registration.actions.inquiries import answer, ask
from registration.actions.screening import ListChanged, NoReason, SameRules, catch_up, change_rules
from registration.actions.seats import prepare_batch
from registration.models import RuleChange, Screening
from registration.rules.rescreening import Outlook, rescreen
from registration.rules.screening import Thresholds
from tests.factories import NOW, application, draft, edition, staff
from tests.test_house import modules
from wic.audit.models import AuditRow
from wic.lifecycle import Stale

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
OFFICER = "officer@example.org"


@pytest.fixture
def call() -> Edition:
    return edition()


def asking(call: Edition, **changed: object) -> Thresholds:
    return replace(Thresholds.of(Edition.objects.get(pk=call.pk)), **changed)  # type: ignore[arg-type]


def outlook(call: Edition, thresholds: Thresholds) -> Outlook:
    version = Edition.objects.get(pk=call.pk).rules_version
    return rescreen(Screening.objects.in_force(call), thresholds, rules_version=version)


def change(call: Edition, *, because: str = "Few places", **changed: object) -> RuleChange:
    thresholds = asking(call, **changed)
    seen = outlook(call, thresholds).fingerprint
    return change_rules(call, thresholds=thresholds, because=because, seen=seen, by=staff(), now=LATER)


def outcomes(row: object) -> list[tuple[str, int]]:
    return list(row.screenings.order_by("pk").values_list("outcome", "rules_version"))  # type: ignore[attr-defined]


def test_everybody_without_a_decision_is_screened_again_by_the_next_version(call: Edition) -> None:
    three, five = application(call, years=3), application(call, years=5)
    change(call, min_years=4)
    assert outcomes(three) == [("eligible", 1), ("not_eligible", 2)]
    assert outcomes(five) == [("eligible", 1), ("eligible", 2)]
    assert three.screenings.latest("pk").at == LATER


def test_the_edition_and_the_record_say_what_changed(call: Edition) -> None:
    application(call, years=3)
    done = change(call, min_years=4, women_only=False, regions=frozenset({"AFR", "ASP"}))
    call = Edition.objects.get()
    assert Thresholds.of(call) == Thresholds(frozenset({"AFR", "ASP"}), 4, 2, women_only=False)
    assert (done.version, done.because, done.outcomes_changed, done.at) == (2, "Few places", 1, LATER)
    row = AuditRow.objects.about(call).get()
    assert (row.action, row.actor_pk) == ("programme.edition.criteria_changed", str(done.by_id))
    assert row.facts == {
        "rules_version": 2,
        "was": {**THEN, "regions": ["AFR", "ARB"]},
        "is": {**THEN, "min_years": 4, "women_only": False, "regions": ["AFR", "ASP"]},
    }


THEN = {"min_years": 2, "min_english": 2, "women_only": True, "takes_ict_stem": True, "asks_equipment": True}


def test_each_changed_outcome_is_on_record_and_no_other(call: Edition) -> None:
    three, five = application(call, years=3), application(call, years=5)
    change(call, min_years=4)
    row = AuditRow.objects.about(three).latest("pk")
    assert (row.action, row.facts["was"], row.facts["outcome"], row.facts["rules_version"]) == (
        "registration.application.screened_again",
        "eligible",
        "not_eligible",
        2,
    )
    assert row.facts["reasons"]["experience"] == "too_few_years"
    assert AuditRow.objects.about(five).latest("pk").action == "registration.application.screened"


def test_places_kept_for_a_region_stay_with_it(call: Edition) -> None:
    call.regions.filter(region="AFR").update(floor=7)
    change(call, regions=frozenset({"AFR", "ASP"}))
    assert list(call.regions.order_by("region").values_list("region", "floor")) == [("AFR", 7), ("ASP", 0)]


def test_drafts_decided_withdrawn_and_other_editions_stay(call: Edition) -> None:
    decided, begun = application(call, years=3), draft(call, years=3)
    prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    gone = withdraw(application(call, years=3), by=staff(), now=NOW)
    elsewhere = application(edition("2025", code="WIC25"), years=3)
    done = change(call, min_years=4)
    assert done.outcomes_changed == 0
    assert [outcomes(row) for row in (decided, gone, elsewhere)] == [[("eligible", 1)]] * 3
    assert outcomes(begun) == []


def test_a_draft_is_screened_by_the_new_rules_when_it_is_sent(call: Edition) -> None:
    begun = draft(call, years=3)
    change(call, min_years=4)
    begun.edition.refresh_from_db()
    assert outcomes(submit(begun, by=begun.user, now=LATER)) == [("not_eligible", 2)]


def test_what_staff_overruled_stays_with_its_reason(call: Edition) -> None:
    row, boss = application(call, years=1), staff()
    overrule(row.screenings.get(), outcome="eligible", because="Known to us", by=boss, now=NOW)
    change(call, min_years=4, asks_equipment=False)
    now = row.screenings.latest("pk")
    assert (now.outcome, now.rules_version, now.overruled_by, now.overruled_at, now.overruled_because) == (
        "eligible",
        2,
        boss,
        NOW,
        "Known to us",
    )
    assert [result["answer"] for result in now.results if result["criterion"] == "experience"] == ["not_met"]


def test_who_overrules_what_no_longer_counts_is_told(call: Edition) -> None:
    row = application(call, years=3)
    old = row.screenings.get()
    change(call, min_years=4)
    with pytest.raises(Stale):
        overrule(old, outcome="eligible", because="Known to us", by=staff(), now=LATER)
    assert outcomes(row) == [("eligible", 1), ("not_eligible", 2)]


def test_a_question_stays_open_and_her_answer_is_screened_by_the_new_rules(call: Edition) -> None:
    row = application(call, years=3)
    question = ask(row, questions=["years"], note="", due_at=NOW + timedelta(days=7), by=None, now=NOW)
    change(call, min_years=4)
    question.refresh_from_db()
    assert question.answered_at is None
    answer(question, answers={"years": 4}, by=row.user, now=LATER)
    assert outcomes(row) == [("eligible", 1), ("not_eligible", 2), ("eligible", 2)]


@pytest.mark.parametrize(
    ("answers", "changed", "outcome"),
    [
        ({"country": "EG"}, {"regions": frozenset({"AFR"})}, "not_eligible"),
        ({"english": 2}, {"min_english": 3}, "not_eligible"),
        ({"gender": "man"}, {"women_only": False}, "eligible"),
        ({"has_computer": False}, {"asks_equipment": False}, "eligible"),
        ({"pathway": "ict_stem", "years": None}, {"takes_ict_stem": False}, "not_eligible"),
        ({"years": 0}, {"min_years": 0}, "eligible"),
    ],
)
def test_each_criterion_is_data(call: Edition, answers: dict[str, Any], changed: dict[str, Any], outcome: str) -> None:
    row = application(call, **answers)
    assert change(call, **changed).outcomes_changed == 1
    assert outcomes(row)[-1] == (outcome, 2)


def test_a_reason_is_asked_for(call: Edition) -> None:
    with pytest.raises(NoReason):
        change(call, min_years=4, because="  ")
    assert Edition.objects.get().rules_version == 1


def test_the_same_rules_are_no_change(call: Edition) -> None:
    with pytest.raises(SameRules):
        change(call)


def test_a_list_that_was_not_shown_is_not_acted_on(call: Edition) -> None:
    thresholds = asking(call, min_years=4)
    seen = outlook(call, thresholds).fingerprint
    row = application(call, years=3)
    with pytest.raises(ListChanged):
        change_rules(call, thresholds=thresholds, because="Few", seen=seen, by=staff(), now=LATER)
    assert (outcomes(row), Edition.objects.get().rules_version) == ([("eligible", 1)], 1)


def test_an_application_that_changes_nothing_in_the_list_does_not_hold_it_up(call: Edition) -> None:
    thresholds = asking(call, min_years=4)
    seen = outlook(call, thresholds).fingerprint
    application(call, years=8)
    assert change_rules(call, thresholds=thresholds, because="Few", seen=seen, by=staff(), now=LATER).version == 2


def test_twice_is_seen(call: Edition) -> None:
    thresholds = asking(call, min_years=4)
    seen = outlook(call, thresholds).fingerprint
    said = {"because": "Few", "seen": seen, "by": staff(), "now": LATER}
    change_rules(call, thresholds=thresholds, **said)  # type: ignore[arg-type]
    with pytest.raises(SameRules):
        change_rules(call, thresholds=thresholds, **said)  # type: ignore[arg-type]


def test_there_is_no_other_way_to_change_them(call: Edition) -> None:
    for name, value in {**THEN, "rules_version": 9}.items():
        with pytest.raises(CriteriaApart):
            revise(call, changes={name: value}, by=None, now=NOW)
    africa = call.regions.get(region="AFR")
    for put, dropped in (([EditionRegion(region="ASP")], []), ([], [africa])):
        with pytest.raises(CriteriaApart):
            revise_parts(call, put=put, dropped=dropped, by=None, now=NOW)
    africa.region = "ASP"
    with pytest.raises(CriteriaApart):
        revise_parts(call, put=[africa], by=None, now=NOW)
    assert set(call.regions.values_list("region", flat=True)) == {"AFR", "ARB"}


def test_one_verb_alone_asks_for_it() -> None:
    asking = {name for name, tree in modules() if "change_criteria" in ast.unparse(tree)}
    assert asking - {"programme/actions/__init__.py", "programme/actions/editions.py"} == {
        "registration/actions/screening.py"
    }


def test_who_was_screened_by_the_version_before_in_that_very_moment_is_caught_up_with(call: Edition) -> None:
    stale = draft(call, years=3)  # with the edition as it was
    change(call, min_years=4)
    row = submit(stale, by=stale.user, now=LATER)
    assert outcomes(row) == [("eligible", 1)]
    assert catch_up(now=LATER) == 1
    assert outcomes(row) == [("eligible", 1), ("not_eligible", 2)]
    assert catch_up(now=LATER) == 0
