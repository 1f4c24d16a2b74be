"""The files of the command line: `circles-instance/1` in, `circles-result/1` out. Every refusal names the entry."""

from collections.abc import Iterable, Mapping
from typing import Any

from circles.matching.problem import (
    Id,
    InstanceRefused,
    Mentee,
    Mentor,
    Pin,
    PinKind,
    Problem,
    Seating,
    Solution,
    Spoken,
    Table,
    Weights,
)
from circles.matching.validation import check

INSTANCE_FORMAT = "circles-instance/1"
RESULT_FORMAT = "circles-result/1"
WEIGHTS = ("interests", "goal", "language", "timezone", "place")

Entry = Mapping[str, Any]


def parse_instance(document: object) -> Problem:
    instance = _object(document, "instance")
    if instance.get("format") != INSTANCE_FORMAT:
        raise InstanceRefused("format", f"must be {INSTANCE_FORMAT!r}")
    mentees = _list(instance, "mentees", "instance")
    mentors = _list(instance, "mentors", "instance")
    problem = Problem(
        mentees=tuple(_mentee(entry, f"mentees[{n}]") for n, entry in enumerate(mentees)),
        mentors=tuple(_mentor(entry, f"mentors[{n}]") for n, entry in enumerate(mentors)),
        affinity=_affinity(_object(_need(instance, "affinity", "instance"), "affinity")),
        pins=tuple(_pin(entry, f"pins[{n}]") for n, entry in enumerate(_list_or_none(instance, "pins"))),
        conflicts=tuple(
            _conflict(entry, f"conflicts[{n}]") for n, entry in enumerate(_list_or_none(instance, "conflicts"))
        ),
        locked=tuple(_seating(entry, f"locked[{n}]") for n, entry in enumerate(_list_or_none(instance, "locked"))),
    )
    check(problem)
    return problem


def result_as_dict(solution: Solution) -> dict[str, Any]:
    return {
        "format": RESULT_FORMAT,
        "circles": [_circle_as_dict(circle) for circle in solution.circles],
        "count": solution.count,
        "count_bound": solution.count_bound,
        "affinity": solution.affinity,
        "affinity_bound": solution.affinity_bound,
        "gap": solution.gap,
        "unmatched": [{"mentee": left.mentee, "reason": left.reason.value} for left in solution.unmatched],
        "remedies": [{"add": remedy.language, "seats": remedy.seats} for remedy in solution.remedies],
        "swaps": [
            {"mentor": swap.mentor, "mentee": swap.mentee, "other": swap.other, "cost": swap.cost}
            for swap in solution.swaps
        ],
        "certificate": {
            "multipliers": list(solution.certificate.multipliers),
            "scale": solution.certificate.scale,
            "bound": solution.certificate.bound,
        },
        "seconds": round(solution.seconds, 3),
    }


def previous_circles(document: object) -> dict[Id, tuple[Id, str]]:
    """The mentor and language of every matched mentee of an earlier result; people who left are simply not used."""
    return homes_of(seatings_of(document))


def seatings_of(document: object) -> tuple[Seating, ...]:
    """The circles of a result."""
    result = _object(document, "previous result")
    if result.get("format") != RESULT_FORMAT:
        raise InstanceRefused("format", f"of the previous result must be {RESULT_FORMAT!r}")
    circles = _list(result, "circles", "previous result")
    return tuple(_seating(entry, f"circles[{n}]") for n, entry in enumerate(circles))


def homes_of(seatings: Iterable[Seating]) -> dict[Id, tuple[Id, str]]:
    """Where each mentee sits: what `solve` is given to `keep`."""
    return {mentee: (seating.mentor, seating.language) for seating in seatings for mentee in seating.mentees}


def _seating(entry: object, where: str) -> Seating:
    circle = _object(entry, where)
    mentees = _list(circle, "mentees", where)
    return Seating(
        mentor=_id(circle, "mentor", where),
        language=_text(circle, "language", where),
        mentees=tuple(_as_id(mentee, f"{where}.mentees[{n}]") for n, mentee in enumerate(mentees)),
    )


def _circle_as_dict(circle: Any) -> dict[str, Any]:
    told = {} if circle.hours is None else {"hours": sorted(circle.hours)}
    return {
        "mentor": circle.mentor,
        "language": circle.language,
        "mentees": list(circle.mentees),
        "affinity": circle.affinity,
        **told,
    }


def _mentee(entry: object, where: str) -> Mentee:
    mentee = _object(entry, where)
    languages = _list(mentee, "languages", where)
    return Mentee(
        id=_id(mentee, "id", where),
        languages=tuple(_spoken(spoken, f"{where}.languages[{n}]") for n, spoken in enumerate(languages)),
        tz=_number(mentee, "tz", where),
        country=_text_or_none(mentee, "country", where),
        region=_text_or_none(mentee, "region", where),
        interests=_tags(mentee, "interests", where),
        goal=_text_or_none(mentee, "goal", where),
        hours=_hours(mentee, where),
    )


def _mentor(entry: object, where: str) -> Mentor:
    mentor = _object(entry, where)
    languages = _list(mentor, "languages", where)
    return Mentor(
        id=_id(mentor, "id", where),
        languages=tuple(_as_text(code, f"{where}.languages[{n}]") for n, code in enumerate(languages)),
        lower=_whole(mentor, "lower", where),
        upper=_whole(mentor, "upper", where),
        tz=_number(mentor, "tz", where),
        country=_text_or_none(mentor, "country", where),
        region=_text_or_none(mentor, "region", where),
        interests=_tags(mentor, "interests", where),
        expertise=_tags(mentor, "expertise", where),
        hours=_hours(mentor, where),
    )


def _spoken(entry: object, where: str) -> Spoken:
    spoken = _object(entry, where)
    return Spoken(code=_text(spoken, "code", where), level=_whole(spoken, "level", where))


def _pin(entry: object, where: str) -> Pin:
    pin = _object(entry, where)
    kind = _text(pin, "kind", where)
    if kind not in set(PinKind):
        raise InstanceRefused(f"{where}.kind", 'must be "must" or "never"')
    return Pin(mentee=_id(pin, "mentee", where), mentor=_id(pin, "mentor", where), kind=PinKind(kind))


def _conflict(entry: object, where: str) -> tuple[Id, Id]:
    if not isinstance(entry, list) or len(entry) != 2:
        raise InstanceRefused(where, "must be a pair of mentees")
    return _as_id(entry[0], where), _as_id(entry[1], where)


def _affinity(affinity: Entry) -> Weights | Table:
    kind = affinity.get("kind")
    if kind == "attributes":
        weights = _object(_need(affinity, "weights", "affinity"), "affinity.weights")
        unknown = set(weights) - {*WEIGHTS, "hours"}
        if unknown:
            raise InstanceRefused(f"affinity.weights.{min(unknown)}", "no such weight")
        return Weights(**{name: _whole(weights, name, "affinity.weights") for name in (*WEIGHTS, *weights)})
    if kind == "table":
        pairs = _list(affinity, "pairs", "affinity")
        return Table(pairs=tuple(_scored_pair(pair, f"affinity.pairs[{n}]") for n, pair in enumerate(pairs)))
    raise InstanceRefused("affinity.kind", 'must be "attributes" or "table"')


def _scored_pair(entry: object, where: str) -> tuple[int, int, int]:
    if not isinstance(entry, list) or len(entry) != 3 or not all(_is_whole(value) for value in entry):
        raise InstanceRefused(where, "must be three whole numbers: mentee, mentor, score")
    return entry[0], entry[1], entry[2]


def _object(value: object, where: str) -> Entry:
    if not isinstance(value, dict):
        raise InstanceRefused(where, "must be an object")
    return value


def _need(entry: Entry, key: str, where: str) -> object:
    if key not in entry:
        raise InstanceRefused(where, f"{key!r} is missing")
    return entry[key]


def _list(entry: Entry, key: str, where: str) -> list[Any]:
    value = _need(entry, key, where)
    if not isinstance(value, list):
        raise InstanceRefused(f"{where}.{key}", "must be a list")
    return value


def _list_or_none(entry: Entry, key: str) -> list[Any]:
    return _list(entry, key, "instance") if entry.get(key) is not None else []


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _whole(entry: Entry, key: str, where: str) -> int:
    value = _need(entry, key, where)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InstanceRefused(f"{where}.{key}", "must be a whole number")
    return value


def _number(entry: Entry, key: str, where: str) -> float:
    value = entry.get(key, 0)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InstanceRefused(f"{where}.{key}", "must be a number")
    return value


def _text(entry: Entry, key: str, where: str) -> str:
    return _as_text(_need(entry, key, where), f"{where}.{key}")


def _as_text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise InstanceRefused(where, "must be a text")
    return value


def _text_or_none(entry: Entry, key: str, where: str) -> str | None:
    return _as_text(entry[key], f"{where}.{key}") if entry.get(key) not in (None, "") else None


def _id(entry: Entry, key: str, where: str) -> Id:
    return _as_id(_need(entry, key, where), f"{where}.{key}")


def _as_id(value: object, where: str) -> Id:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise InstanceRefused(where, "must be an identifier: a text or a whole number")
    return value


def _tags(entry: Entry, key: str, where: str) -> frozenset[str]:
    if entry.get(key) is None:
        return frozenset()
    return frozenset(_as_text(tag, f"{where}.{key}[{n}]") for n, tag in enumerate(_list(entry, key, where)))


def _hours(entry: Entry, where: str) -> frozenset[int] | None:
    if entry.get("hours") is None:
        return None
    hours = _list(entry, "hours", where)
    for n, hour in enumerate(hours):
        if not _is_whole(hour):
            raise InstanceRefused(f"{where}.hours[{n}]", "must be a whole number")
    return frozenset(hours)
