"""Checks a result of the matcher: `python -m bench.matching_checker INSTANCE.json RESULT.json`.

Reads instance and result as the files say them and shares nothing with the solver: every rule is looked at, count and
affinity are counted anew, and the multipliers of the certificate prove the bound in one pass over all pairs: one by
one, or by arrays where they are many.
"""

import json
import sys
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path
from typing import Any

from bench.matching_bound import bound_by_arrays, is_in_scope

Json = dict[str, Any]

RANK = [10, 6, 3]
LEVEL = {1: 6, 2: 8, 3: 10}
MANY = 2_000  # mentees


def main(arguments: list[str]) -> int:
    instance, result = (json.loads(Path(name).read_text(encoding="utf-8")) for name in arguments)
    found = faults(instance, result)
    for fault in found:
        print(fault)
    bound = proven_bound(instance, result)
    print(f"{result['count']} seated, affinity {result['affinity']}, proven to be at most {bound}")
    return 1 if found or bound < result["affinity"] or bound > result["certificate"]["bound"] else 0


def score(instance: Json, i: int, m: int, language: str) -> int | None:
    """None: this mentee cannot sit in a circle of this mentor in this language."""
    mentee, mentor = instance["mentees"][i], instance["mentors"][m]
    codes = [spoken["code"] for spoken in mentee["languages"]]
    if language not in codes or language not in mentor["languages"]:
        return None
    if instance["affinity"]["kind"] == "table":
        return _as_mapping(instance)["affinity"]["scores"].get((i, m))
    weights = instance["affinity"]["weights"]
    total = 0
    if mentee.get("hours") is not None and mentor.get("hours") is not None:
        common = len(set(mentee["hours"]) & set(mentor["hours"]))
        if not common:
            return None
        total += weights.get("hours", 0) * min(6, common) // 6
    if mentee["interests"]:
        shared = len(set(mentee["interests"]) & set(mentor["interests"]))
        total += weights["interests"] * shared // len(set(mentee["interests"]))
    total += weights["goal"] if mentee["goal"] in mentor["expertise"] else 0
    rank = codes.index(language)
    total += weights["language"] * RANK[rank] * LEVEL[mentee["languages"][rank]["level"]] // 100
    total += weights["timezone"] * max(0, 5 - abs(mentee["tz"] - mentor["tz"])) // 5
    if mentee["country"] is not None and mentee["country"] == mentor["country"]:
        total += weights["place"]
    elif mentee["region"] is not None and mentee["region"] == mentor["region"]:
        total += weights["place"] * 6 // 10
    return total


def _as_mapping(instance: Json) -> Json:
    """With the scores of a table by pair, to be looked up often."""
    affinity = instance["affinity"]
    if affinity["kind"] != "table" or "scores" in affinity:
        return instance
    return instance | {"affinity": affinity | {"scores": {(i, m): value for i, m, value in affinity["pairs"]}}}


def faults(instance: Json, result: Json) -> list[str]:
    """What the result breaks; its count and affinity are counted anew."""
    instance = _as_mapping(instance)
    mentee_at = {mentee["id"]: i for i, mentee in enumerate(instance["mentees"])}
    mentor_at = {mentor["id"]: m for m, mentor in enumerate(instance["mentors"])}
    found, total, home = [], 0, {}
    for circle in result["circles"]:
        m = mentor_at[circle["mentor"]]
        mentor = instance["mentors"][m]
        if not mentor["lower"] <= len(circle["mentees"]) <= mentor["upper"]:
            found.append(f"{circle['mentor']} has {len(circle['mentees'])} mentees")
        for mentee in circle["mentees"]:
            value = score(instance, mentee_at[mentee], m, circle["language"])
            if value is None:
                found.append(f"{mentee} cannot be with {circle['mentor']} in {circle['language']}")
            total += value or 0
            home.setdefault(mentee, []).append(circle["mentor"])
    found += [f"{who} in {len(circles)} circles" for who, circles in home.items() if len(circles) > 1]
    opened = Counter(circle["mentor"] for circle in result["circles"])
    found += [f"{mentor} opens {number} circles" for mentor, number in opened.items() if number > 1]
    for pin in instance["pins"]:
        together = pin["mentor"] in home.get(pin["mentee"], [])
        if together != (pin["kind"] == "must"):
            found.append(f"pin broken: {pin}")
    for one, other in instance["conflicts"]:
        if set(home.get(one, [])) & set(home.get(other, [])):
            found.append(f"{one} and {other} share a circle")
    left = {entry["mentee"] for entry in result["unmatched"]}
    if left != set(mentee_at) - set(home):
        found.append("unmatched list is wrong")
    if (result["count"], result["affinity"]) != (len(home), total):
        found.append(f"counted {len(home)} and {total}, result says {result['count']} and {result['affinity']}")
    return found


def proven_bound(instance: Json, result: Json) -> int:
    """By the quicker of two ways that agree."""
    by_arrays = len(instance["mentees"]) > MANY and is_in_scope(instance)
    return bound_by_arrays(instance, result) if by_arrays else certified_bound(instance, result)


def certified_bound(instance: Json, result: Json) -> int:
    """One pass over all pairs with the multipliers: no matching of that count has a higher affinity."""
    if instance.get("locked"):
        return _bound_around_locked(instance, result)
    instance = _as_mapping(instance)
    scale, prices = result["certificate"]["scale"], result["certificate"]["multipliers"]
    must = {pin["mentee"]: pin["mentor"] for pin in instance["pins"] if pin["kind"] == "must"}
    never = {(pin["mentee"], pin["mentor"]) for pin in instance["pins"] if pin["kind"] == "never"}
    names = [mentee["id"] for mentee in instance["mentees"]]
    price_of = dict(zip(names, prices, strict=True))
    free = sorted((price_of[name] for name in names if name not in must), reverse=True)
    total = sum(price_of[name] for name in must) + sum(free[: result["count"] - len(must)])
    at = {name: i for i, name in enumerate(names)}
    speakers: dict[str, list[int]] = defaultdict(list)
    for i, mentee in enumerate(instance["mentees"]):
        for spoken in mentee["languages"]:
            speakers[spoken["code"]].append(i)
    for m, mentor in enumerate(instance["mentors"]):
        circles = []
        pinned = [at[who] for who, to in must.items() if to == mentor["id"]]
        for language in mentor["languages"]:
            if any(score(instance, i, m, language) is None for i in pinned):
                continue
            worth = [
                scale * value - prices[i]
                for i in speakers[language]
                if must.get(names[i], mentor["id"]) == mentor["id"] and (names[i], mentor["id"]) not in never
                if (value := score(instance, i, m, language)) is not None
            ]
            worth.sort(reverse=True)
            least = max(1, mentor["lower"])
            if len(worth) >= least and mentor["upper"]:
                circles.append(sum(worth[:least]) + sum(w for w in worth[least : mentor["upper"]] if w > 0))
        total += max(circles) if mentor["id"] in must.values() else max([0, *circles])
    return total // scale


def _bound_around_locked(instance: Json, result: Json) -> int:
    """Of everybody outside of locked circles, and what those are worth."""
    inside = {mentee: circle for circle in instance["locked"] for mentee in circle["mentees"]}
    leading = {circle["mentor"] for circle in instance["locked"]}
    free = [i for i, mentee in enumerate(instance["mentees"]) if mentee["id"] not in inside]
    leaders = [m for m, mentor in enumerate(instance["mentors"]) if mentor["id"] not in leading]
    rest = instance | {
        "locked": [],
        "mentees": [instance["mentees"][i] for i in free],
        "mentors": [instance["mentors"][m] for m in leaders],
    }
    if instance["affinity"]["kind"] == "table":
        pairs = [
            [free.index(i), leaders.index(m), value]
            for i, m, value in instance["affinity"]["pairs"]
            if i in free and m in leaders
        ]
        rest["affinity"] = {"kind": "table", "pairs": pairs}
    multipliers = result["certificate"]["multipliers"]
    certificate = result["certificate"] | {"multipliers": [multipliers[i] for i in free]}
    names = [mentor["id"] for mentor in instance["mentors"]]
    worth = sum(
        score(instance, i, names.index(inside[mentee["id"]]["mentor"]), inside[mentee["id"]]["language"]) or 0
        for i, mentee in enumerate(instance["mentees"])
        if mentee["id"] in inside
    )
    return worth + certified_bound(rest, {"certificate": certificate, "count": result["count"] - len(inside)})


def best_by_trying(instance: Json) -> tuple[int, int] | None:
    """The largest count and then the highest affinity, from every possible matching; None when pins cannot hold."""
    languages = [[None, *mentor["languages"]] for mentor in instance["mentors"]]
    best: tuple[int, int] | None = None
    for choice in product(*languages):
        found = _best_for_languages(instance, choice)
        if found is not None and (best is None or found > best):
            best = found
    return best


def _best_for_languages(instance: Json, choice: tuple[str | None, ...]) -> tuple[int, int] | None:
    """Mentee by mentee over the states (who sits where, reduced to what matters later)."""
    must = {pin["mentee"]: pin["mentor"] for pin in instance["pins"] if pin["kind"] == "must"}
    never = {(pin["mentee"], pin["mentor"]) for pin in instance["pins"] if pin["kind"] == "never"}
    mentors = instance["mentors"]
    states: dict[tuple[frozenset[int], ...], tuple[int, int]] = {tuple(frozenset() for _ in mentors): (0, 0)}
    foes: dict[str, set[str]] = {}
    for one, other in instance["conflicts"]:
        foes.setdefault(one, set()).add(other)
        foes.setdefault(other, set()).add(one)
    at = {mentee["id"]: i for i, mentee in enumerate(instance["mentees"])}
    for i, mentee in enumerate(instance["mentees"]):
        following: dict[tuple[frozenset[int], ...], tuple[int, int]] = {}
        against = {at[foe] for foe in foes.get(mentee["id"], ())}
        for state, (count, total) in states.items():
            moves = [] if mentee["id"] in must else [(state, (count, total))]
            for m, mentor in enumerate(mentors):
                value = None if choice[m] is None else score(instance, i, m, choice[m])
                allowed = (mentee["id"], mentor["id"]) not in never and must.get(mentee["id"], mentor["id"]) == mentor[
                    "id"
                ]
                if value is not None and allowed and len(state[m]) < mentor["upper"] and not state[m] & against:
                    seated = (*state[:m], state[m] | {i}, *state[m + 1 :])
                    moves.append((seated, (count + 1, total + value)))
            for seated, tally in moves:
                following[seated] = max(following.get(seated, (-1, 0)), tally)
        states = following
    good = [
        tally
        for state, tally in states.items()
        if all(
            not members if choice[m] is None else len(members) >= max(1, mentors[m]["lower"])
            for m, members in enumerate(state)
        )
    ]
    return max(good, default=None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
