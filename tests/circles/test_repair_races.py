"""A proposal is applied while a session is planned or another proposal asked for: who comes second waits or is told."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import connection

from circles.actions.repairs import apply_repair, ask_for_repair, change_capacity, discard_repair
from circles.actions.sessions import move_session
from circles.models import Circle, Repair
from tests.circles.test_repairs import LATER, drafted, goes, season
from tests.factories import session, staff
from tests.racing import at_once, outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
AHEAD = LATER + timedelta(days=1)


def beside(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """The second begins when the first has asked for the edition, which is half a second before it goes on."""
    has_asked = Event()

    def pausing(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if "programme_edition" in sql and not has_asked.is_set():
            has_asked.set()
            sleep(0.5)
        return found

    def begin() -> Any:
        with connection.execute_wrapper(pausing):
            return first()

    def follow() -> Any:
        has_asked.wait()
        return second()

    return at_once([begin, follow])


def test_of_who_applies_and_who_asks_anew_one_is_told() -> None:
    call, by = season(2, 2), staff()
    goes("Mentor 1")
    repair = drafted(call)
    found = outcomes(
        beside(lambda: apply_repair(repair, by=by, now=LATER), lambda: ask_for_repair(call, by=by, now=LATER))
    )
    assert found in ({"done": 2}, {"done": 1, "Stale": 1})


def test_of_who_applies_and_who_takes_fewer_one_is_told() -> None:
    call, by = season(2, 3), staff()
    goes("Mentee 10")
    repair, other = drafted(call), Circle.objects.get(number=2)
    found = outcomes(
        beside(
            lambda: apply_repair(repair, by=by, now=LATER),
            lambda: change_capacity(other, most=2, by=by, now=LATER),
        )
    )
    assert found["done"] >= 1
    assert set(found) <= {"done", "Stale", "OutOfDate"}


def test_a_session_is_planned_while_circles_are_mended() -> None:
    call, by = season(2, 2), staff()
    two = Circle.objects.get(number=2)
    goes("Mentor 1")
    repair = drafted(call)
    found = beside(lambda: apply_repair(repair, by=by, now=LATER), lambda: session(two, starts_at=AHEAD, now=LATER))
    assert outcomes(found) == {"done": 2}


def test_a_session_is_moved_while_circles_are_mended() -> None:
    call, by = season(2, 3), staff()
    one, two = Circle.objects.order_by("number")
    hers, theirs = (session(of, starts_at=AHEAD) for of in (one, two))
    goes("Mentor 1")
    repair = drafted(call)
    found = outcomes(
        beside(
            lambda: apply_repair(repair, by=by, now=LATER),
            lambda: [
                move_session(
                    each, on=AHEAD.date(), at=AHEAD.time().replace(hour=11), zone="UTC", minutes=60, by=by, now=LATER
                )
                for each in (hers, theirs)
            ],
        )
    )
    # Who comes second: its session is called off, and its circle closed.
    assert found in ({"done": 2}, {"done": 1, "TooLate": 1}, {"done": 1, "NotAMember": 1})
    assert Repair.objects.get().state == Repair.State.APPLIED


def test_of_who_applies_and_who_discards_one_is_told() -> None:
    call, by = season(2, 2), staff()
    goes("Mentor 1")
    repair = drafted(call)
    again = Repair.objects.get(pk=repair.pk)
    found = beside(lambda: apply_repair(repair, by=by, now=LATER), lambda: discard_repair(again, by=by, now=LATER))
    assert outcomes(found) == {"done": 1, "Stale": 1}
