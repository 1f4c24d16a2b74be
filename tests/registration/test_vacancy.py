"""Whose turn it is when a place becomes free, against trying everybody."""

from collections import Counter
from itertools import product
from random import Random

import pytest

from registration.rules.seat_plan.terms import Group, Mentor, Reason, Terms
from registration.rules.seat_plan.vacancy import Turn, whose_turn

KE, SN, EG = (Group(country, region, ("en",)) for country, region in (("KE", "AFR"), ("SN", "AFR"), ("EG", "ARB")))
FRENCH = Group("SN", "AFR", ("fr",))


def terms(**columns: object) -> Terms:
    return Terms(**{"seats": 1, "reserve": 9, "seed": 1} | columns)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, Turn(0, ())),
        ({"country_ceiling": 1, "given": {KE: 1}}, Turn(1, (Reason.COUNTRY_FULL,))),
        ({"mentors": (Mentor(("fr",), 1, 3),)}, Turn(None, (Reason.LANGUAGE_FULL,) * 3)),
        ({"floors": {"ARB": 1}}, Turn(2, (Reason.FLOOR_KEPT, Reason.FLOOR_KEPT))),
        ({"floors": {"ARB": 1}, "given": {EG: 1}}, Turn(0, ())),
        ({"floors": {"ARB": 1}, "seats": 2}, Turn(0, ())),
        ({"floors": {"ARB": 5}, "seats": 1}, Turn(2, (Reason.FLOOR_KEPT, Reason.FLOOR_KEPT))),
        ({"floors": {"AMS": 1}}, Turn(0, ())),  # nobody from there waits
        ({"floors": {"AFR": 1, "ARB": 1}}, Turn(0, ())),  # two regions lack one each: the better rank
        ({"floors": {"ARB": 1}, "country_ceiling": 1, "given": {Group("EG", "XXX", ()): 1}}, Turn(0, ())),
    ],
)
def test_the_first_whom_no_limit_stops(limits: dict[str, object], expected: Turn) -> None:
    assert whose_turn([KE, SN, EG], terms(**limits)) == expected


def test_nobody_waits() -> None:
    assert whose_turn([], terms(floors={"ARB": 1})) == Turn(None, ())


def filled(waiting: list[Group], limits: Terms) -> list[Group]:
    """Place after place, as the worker does it."""
    waiting, given, got = list(waiting), Counter(limits.given), []
    for left in range(limits.seats, 0, -1):
        turn = whose_turn(waiting, terms(seats=left, given=given, floors=limits.floors, country_ceiling=1))
        if turn.index is None:
            break
        got.append(waiting.pop(turn.index))
        given[got[-1]] += 1
    return got


def missing(got: list[Group], floors: dict[str, int]) -> int:
    in_region = Counter(group.region for group in got)
    return sum(max(0, floor - in_region[region]) for region, floor in floors.items())


@pytest.mark.parametrize("seed", range(40))
def test_no_other_choice_leaves_fewer_missing_under_the_floors(seed: int) -> None:
    random = Random(seed)
    groups = [
        Group(country, region, ("en",)) for country, region in zip("ABCDE", ("R", "R", "S", "S", "T"), strict=True)
    ]
    waiting = random.sample(groups, random.randint(1, 5))
    floors = {"S": random.randint(0, 2), "T": random.randint(0, 1)}
    limits = terms(seats=random.randint(1, 3), floors=floors)
    got = filled(waiting, limits)
    choices = [
        [group for group, is_in in zip(waiting, chosen, strict=True) if is_in]
        for chosen in product([True, False], repeat=len(waiting))
        if sum(chosen) == min(limits.seats, len(waiting))
    ]
    assert len(got) == min(limits.seats, len(waiting))
    assert missing(got, floors) == min(missing(choice, floors) for choice in choices)
