"""The criteria change while people send, withdraw and are overruled."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from programme.models import Edition
from registration.actions.applications import submit, withdraw
from registration.actions.desk import overrule
from registration.actions.screening import catch_up, change_rules
from registration.models import Application, RuleChange, Screening
from registration.rules.rescreening import rescreen
from registration.rules.screening import Thresholds
from tests.factories import NOW, application, draft, edition, staff
from tests.racing import at_once, outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def changing(call: Edition, *, years: int) -> Callable[[], Any]:
    thresholds, by = replace(Thresholds.of(call), min_years=years), staff()
    seen = rescreen(Screening.objects.in_force(call), thresholds, rules_version=1).fingerprint
    return lambda: change_rules(call, thresholds=thresholds, because="Few", seen=seen, by=by, now=NOW)


def versions() -> set[int]:
    """Of the screening that counts, of everybody who waits for a decision."""
    waiting = Application.objects.undecided()
    return set(Screening.objects.newest().filter(application__in=waiting).values_list("rules_version", flat=True))


def test_two_colleagues_who_change_the_rules_at_once() -> None:
    call = edition()
    application(call, years=3)
    results = at_once([changing(call, years=years) for years in (4, 5, 4, 5)])
    assert outcomes(results)["done"] == 1
    assert (RuleChange.objects.count(), versions()) == (1, {2})


def test_everybody_who_sends_meanwhile_is_screened_by_the_new_rules_in_the_end() -> None:
    call = edition()
    begun = [draft(call, years=8) for _each in range(6)]
    sending = [partial(submit, one, by=one.user, now=NOW) for one in begun]
    assert outcomes(at_once([*sending[:3], changing(call, years=4), *sending[3:]])) == {"done": 7}
    catch_up(now=NOW)
    assert (Application.objects.undecided().count(), versions()) == (6, {2})


def test_who_is_overruled_meanwhile_stays_overruled_or_staff_are_told() -> None:
    call = edition()
    row, boss = application(call, years=1), staff()
    one = row.screenings.get()
    change = changing(call, years=4)
    results = at_once([change, lambda: overrule(one, outcome="eligible", because="Known", by=boss, now=NOW)])
    said = outcomes(results)
    newest = row.screenings.latest("pk")
    assert (newest.overruled_at is not None) == (said["Stale"] == 0)
    assert newest.rules_version == 2 or said["ListChanged"] == 1


def test_who_withdraws_meanwhile_is_left_alone() -> None:
    call = edition()
    row = application(call, years=8)
    results = at_once([changing(call, years=4), lambda: withdraw(row, by=row.user, now=NOW)])
    assert outcomes(results) == {"done": 2}
    assert Application.objects.get().state == "withdrawn"
