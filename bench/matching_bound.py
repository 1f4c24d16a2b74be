"""The bound that a certificate proves, for many thousands of people: all mentees of one mentor at a time.

The formulas of the specification once more, on arrays. Nothing is shared with the solver, nor with `certified_bound` of
the checker, which goes pair by pair and with which this has to agree.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Json = dict[str, Any]
Array = NDArray[Any]

RANK = (10, 6, 3)
LEVEL = {1: 6, 2: 8, 3: 10}
HOURS_OF_WEEK = 168
NEVER = -(2**40)  # far below the worth of any acceptable pair


def is_in_scope(instance: Json) -> bool:
    return instance["affinity"]["kind"] == "attributes" and not instance.get("locked")


def bound_by_arrays(instance: Json, result: Json) -> int:
    """No matching of that count has a higher affinity."""
    scale = result["certificate"]["scale"]
    prices = np.array(result["certificate"]["multipliers"], dtype=np.int64)
    at = {mentee["id"]: i for i, mentee in enumerate(instance["mentees"])}
    pins: dict[str, dict[Any, list[int]]] = {"must": defaultdict(list), "never": defaultdict(list)}
    for pin in instance["pins"]:
        pins[pin["kind"]][pin["mentor"]].append(at[pin["mentee"]])
    pinned = np.zeros(len(prices), dtype=bool)
    pinned[[i for mentees in pins["must"].values() for i in mentees]] = True
    free = np.sort(prices[~pinned])[::-1]
    total = int(prices[pinned].sum() + free[: result["count"] - pinned.sum()].sum())
    spoken, points = _spoken_points(instance), _pair_points(instance)
    for mentor in instance["mentors"]:
        hers = pins["must"][mentor["id"]]
        worth = scale * points(mentor) - prices
        worth[np.setdiff1d(np.flatnonzero(pinned), hers)] = NEVER
        worth[pins["never"][mentor["id"]]] = NEVER
        circles = [0] if not hers else []
        for code in set(mentor["languages"]) & spoken.keys():
            speakers, more = spoken[code]
            seats = worth[speakers] + scale * more
            if not hers or np.isin(hers, speakers[seats > NEVER // 2]).all():
                circles += _best_circle(seats, max(1, mentor["lower"]), mentor["upper"])
        total += max(circles)
    return total // scale


def _best_circle(seats: Array, lower: int, upper: int) -> list[int]:
    """What it is worth; nothing when it cannot open."""
    best = np.sort(np.partition(seats, -upper)[-upper:] if 0 < upper < len(seats) else seats)[::-1]
    best = best[best > NEVER // 2]
    if not upper or len(best) < lower:
        return []
    return [int(best[:lower].sum() + np.maximum(0, best[lower:upper]).sum())]


def _spoken_points(instance: Json) -> dict[str, tuple[Array, Array]]:
    """For each language who works in it, and the points of that."""
    weight = instance["affinity"]["weights"]["language"]
    spoken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, mentee in enumerate(instance["mentees"]):
        for rank, language in enumerate(mentee["languages"]):
            points = weight * RANK[min(rank, 2)] * LEVEL[language["level"]] // 100
            spoken[language["code"]].append((i, points))
    return {code: (np.array(entries)[:, 0], np.array(entries)[:, 1]) for code, entries in spoken.items()}


def _pair_points(instance: Json) -> Callable[[Json], Array]:
    """Of every mentee with a mentor, but for the language; `NEVER` where they have no hour in common."""
    mentees, weights = instance["mentees"], instance["affinity"]["weights"]
    terms = [
        _interests(mentees, weights["interests"]),
        _goal(mentees, weights["goal"]),
        _timezone(mentees, weights["timezone"]),
        _place(mentees, weights["place"]),
        _hours(mentees, weights.get("hours", 0)),
    ]
    return lambda mentor: sum((term(mentor) for term in terms), np.zeros(len(mentees), dtype=np.int64))


def _interests(mentees: list[Json], weight: int) -> Callable[[Json], Array]:
    has = {
        tag: np.array([tag in mentee["interests"] for mentee in mentees], dtype=np.int64)
        for tag in {tag for mentee in mentees for tag in mentee["interests"]}
    }
    number = np.array([max(1, len(set(mentee["interests"]))) for mentee in mentees])
    none = np.zeros_like(number)
    return lambda mentor: weight * sum((has[tag] for tag in set(mentor["interests"]) & has.keys()), none) // number


def _goal(mentees: list[Json], weight: int) -> Callable[[Json], Array]:
    goals = [mentee["goal"] for mentee in mentees]
    wants = cache(lambda goal: np.array([one == goal for one in goals], dtype=np.int64))
    none = np.zeros(len(mentees), dtype=np.int64)
    return lambda mentor: weight * sum((wants(goal) for goal in set(mentor["expertise"])), none)


def _timezone(mentees: list[Json], weight: int) -> Callable[[Json], Array]:
    hers = np.array([mentee["tz"] for mentee in mentees])
    near = cache(lambda tz: (weight * np.maximum(0, 5 - np.abs(hers - tz)) // 5).astype(np.int64))
    return lambda mentor: near(mentor["tz"])


def _place(mentees: list[Json], weight: int) -> Callable[[Json], Array]:
    @cache
    def points(country: str | None, region: str | None) -> Array:
        same_country = np.array([country is not None and mentee["country"] == country for mentee in mentees])
        same_region = np.array([region is not None and mentee["region"] == region for mentee in mentees])
        return np.where(same_country, weight, np.where(same_region, weight * 6 // 10, 0))

    return lambda mentor: points(mentor["country"], mentor["region"])


def _hours(mentees: list[Json], weight: int) -> Callable[[Json], Array]:
    told = np.array([mentee.get("hours") is not None for mentee in mentees])
    week = np.zeros((HOURS_OF_WEEK, len(mentees)), dtype=np.int64)
    for i, mentee in enumerate(mentees):
        week[list(mentee.get("hours") or ()), i] = 1

    def points(mentor: Json) -> Array:
        if mentor.get("hours") is None or not told.any():
            return np.zeros(len(mentees), dtype=np.int64)
        common = week[sorted(set(mentor["hours"]))].sum(axis=0)
        return np.where(told, np.where(common > 0, weight * np.minimum(6, common) // 6, NEVER), 0)

    return points
