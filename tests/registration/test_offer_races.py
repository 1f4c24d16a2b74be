"""Around the last seats: whatever comes first, seats are never oversold and each offer ends once.

`tests/prove/test_offer_races.py` runs the negative control: without the lock they are.
"""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest

from programme.models import Edition
from registration.actions.applications import withdraw
from registration.actions.offers import accept, decline, expire, fill_next_place, make_offer
from registration.models import Application, Offer, Participant
from tests.factories import NOW, application, edition, offer, waiting_list
from tests.racing import at_once, of_its_own, outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

REFUSALS = {"done", "TooLate", "NoPlaceLeft", "Stale", "Refused", "HasPlace", "Illegal"}


def held(call: Edition) -> int:
    """Seats that somebody holds."""
    mentees = Participant.objects.for_edition(call).mentees().active().count()
    return Offer.objects.for_mentees_of(call).open().count() + mentees


def saying_yes(made: Offer, times: int = 1) -> list[Callable[[], Any]]:
    told = {"agrees_to_conduct": True, "certificate_name": "", "by": made.application.user, "now": NOW}
    return of_its_own(times, accept, made, **told)


def saying_no(made: Offer) -> list[Callable[[], Any]]:
    return of_its_own(1, decline, made, reason="", by=made.application.user, now=NOW)


def test_two_workers_offer_the_last_place_once() -> None:
    call = edition(seats=1)
    waiting_list(call, [application(call) for _ in range(4)])
    results = at_once([lambda: fill_next_place(call, now=NOW)] * 8)
    assert [type(result) for result in results if result is not None] == [Offer]
    assert held(call) == 1


def test_offers_made_by_hand_at_once_never_exceed_the_seats() -> None:
    call = edition(seats=3)
    people = [application(call) for _ in range(12)]

    def making(who: Application) -> Callable[[], Any]:
        return lambda: make_offer(who, from_waiting_list=False, by=None, now=NOW)

    results = at_once([making(who) for who in people])
    assert outcomes(results) == {"done": 3, "NoPlaceLeft": 9}
    assert held(call) == 3


def test_expiry_against_acceptance_has_one_outcome() -> None:
    call = edition(seats=1)
    made = offer(application(call))
    Offer.objects.filter(pk=made.pk).update(expires_at=NOW)
    after = NOW.replace(microsecond=1)
    results = at_once([*saying_yes(made, 4), *of_its_own(4, expire, made, now=after)])
    made.refresh_from_db()
    assert outcomes(results)["done"] == 1
    assert (made.state == "accepted") is (Participant.objects.count() == 1)
    assert set(outcomes(results)) <= REFUSALS


def test_acceptance_against_withdrawal_has_one_outcome() -> None:
    call = edition(seats=1)
    made = offer(application(call))
    sent = made.application
    results = at_once([*saying_yes(made), *of_its_own(1, withdraw, sent, by=sent.user, now=NOW)])
    sent.refresh_from_db()
    assert outcomes(results)["done"] == 1
    assert (sent.state == "withdrawn") is (Participant.objects.count() == 0)


def test_nobody_who_withdraws_is_left_with_an_offer() -> None:
    call = edition(seats=1)
    sent = application(call)
    making = of_its_own(1, make_offer, sent, from_waiting_list=False, by=None, now=NOW)
    at_once([*making, *of_its_own(1, withdraw, sent, by=sent.user, now=NOW)])
    sent.refresh_from_db()
    assert (sent.state, held(call)) == ("withdrawn", 0)


def test_a_double_click_accepts_once() -> None:
    made = offer(application(edition(seats=1)))
    results = at_once(saying_yes(made, 6))
    assert outcomes(results) == {"done": 1, "TooLate": 5}
    assert Participant.objects.count() == 1


def test_twenty_free_a_seat_and_twenty_fill_it() -> None:
    call = edition(seats=20)
    offers = [offer(application(call)) for _ in range(20)]
    waiting_list(call, [application(call) for _ in range(20)])
    answers = [saying_no(made) if number % 2 else saying_yes(made) for number, made in enumerate(offers)]
    results = at_once([*chain.from_iterable(answers), *[lambda: fill_next_place(call, now=NOW)] * 20])
    assert set(outcomes(results)) == {"done"}
    while fill_next_place(call, now=NOW):
        pass
    assert held(call) == 20
    assert Participant.objects.count() == 10
    assert Offer.objects.open().filter(from_waiting_list=True).count() == 10
