"""Two plans side by side."""

from dataclasses import dataclass

from registration.rules.seat_plan.terms import SeatPlan, Verdict


@dataclass(frozen=True, slots=True)
class Move:
    key: int
    was: Verdict | None  # not in that plan
    now: Verdict | None


@dataclass(frozen=True, slots=True)
class Comparison:
    moves: tuple[Move, ...]  # whoever's verdict differs, in the order of the second plan, then of the first
    filled: tuple[int, int]
    missing: tuple[int, int]  # under the floors
    better: int  # 1 or 2 under the order of aims; 0: the same women are in


def compare(one: SeatPlan, other: SeatPlan) -> Comparison:
    was = {line.key: line.verdict for line in one.lines}
    now = {line.key: line.verdict for line in other.lines}
    moves = [Move(key, was.get(key), now.get(key)) for key in {**now, **was} if was.get(key) != now.get(key)]
    aims = merit(one), merit(other)
    better = 0 if aims[0] == aims[1] else 1 if aims[0] > aims[1] else 2
    filled = len(one.selected), len(other.selected)
    return Comparison(tuple(moves), filled, (_missing(one), _missing(other)), better)


def merit(plan: SeatPlan) -> tuple[int, int, list[int]]:
    """Higher is better: fewer missing, more filled, better ranks."""
    return (-_missing(plan), len(plan.selected), [-line.rank for line in plan.selected])


def _missing(plan: SeatPlan) -> int:
    return sum(shortfall.wanted - shortfall.reached for shortfall in plan.shortfalls if shortfall.region)
