"""Two hundred at once around the last seats: exactly the seats are held, every offer ends once, nothing breaks.

Negative control, run by hand: with `_locked_edition` reading the row without `select_for_update` (and on SQLite with
deferred transactions) more offers stand than there are seats.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from registration.actions.offers import accept, decline, expire, fill_next_place
from registration.models import Offer, Participant
from tests.factories import NOW, application, edition, offer, waiting_list
from tests.racing import at_once, outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

EACH = 20
# All at once as far as connections go; SQLite's single writer takes fifty before one waits longer than it may.
WAVES = {"postgresql": 180, "sqlite": 50}


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_declines_expiries_acceptances_and_promotions(seed: int) -> None:
    call = edition(seats=3 * EACH)
    offers = [offer(application(call)) for _ in range(3 * EACH)]
    waiting_list(call, [application(call) for _ in range(4 * EACH)])
    going, silent, coming = offers[:EACH], offers[EACH : 2 * EACH], offers[2 * EACH :]
    late = [row.pk for row in silent]
    Offer.objects.filter(pk__in=late).update(expires_at=NOW - timedelta(seconds=1))

    def saying_no(made: Offer) -> Callable[[], Any]:
        return lambda: decline(made, reason="", by=made.application.user, now=NOW)

    def saying_yes(made: Offer) -> Callable[[], Any]:
        return lambda: accept(made, agrees_to_conduct=True, certificate_name="", by=made.application.user, now=NOW)

    def running_out(made: Offer) -> Callable[[], Any]:
        return lambda: expire(made, now=NOW)

    calls = [
        *map(saying_no, going),
        *map(running_out, silent),
        *map(saying_yes, silent),  # too late: her offer has run out
        *map(saying_yes, coming),
        *map(saying_yes, coming),  # a double click
        *[lambda: fill_next_place(call, now=NOW)] * (5 * EACH),
    ]
    assert len(calls) == 200
    Random(seed).shuffle(calls)
    wave = WAVES[connection.vendor]
    results = [result for begin in range(0, 200, wave) for result in at_once(calls[begin : begin + wave])]

    assert outcomes(results) == {"done": 200 - 2 * EACH, "TooLate": 2 * EACH}
    while fill_next_place(call, now=NOW):
        pass
    states = list(Offer.objects.values_list("state", flat=True))
    assert {state: states.count(state) for state in sorted(set(states))} == {
        "accepted": EACH,
        "declined": EACH,
        "expired": EACH,
        "open": 2 * EACH,
    }
    assert Participant.objects.count() == EACH
    assert Offer.objects.open().filter(from_waiting_list=True).count() == 2 * EACH
    held = [row.facts["rank"] for row in Offer.objects.open().order_by("pk")]
    assert held == list(range(1, 2 * EACH + 1))  # in the order of the list, nobody twice
