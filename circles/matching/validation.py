"""What a problem must hold before it can be solved; each refusal names the entry."""

import math
from collections.abc import Container, Iterable, Mapping, Sequence

from circles.matching.problem import (
    HOURS_OF_WEEK,
    Id,
    InstanceRefused,
    Mentee,
    Mentor,
    PinKind,
    Problem,
    Table,
    Weights,
)

# ISO 639-1: a misspelt code would otherwise silently leave people without a circle.
ISO_639_1 = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv
ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne
ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st
su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES = frozenset(ISO_639_1.split())
LEVELS = (1, 2, 3)
LARGEST_SCORE = 10**6


def check(problem: Problem) -> None:
    _no_duplicate([mentee.id for mentee in problem.mentees], "mentees")
    _no_duplicate([mentor.id for mentor in problem.mentors], "mentors")
    for n, mentee in enumerate(problem.mentees):
        _check_mentee(mentee, f"mentees[{n}] ({mentee.id})")
    for n, mentor in enumerate(problem.mentors):
        _check_mentor(mentor, f"mentors[{n}] ({mentor.id})")
    if isinstance(problem.affinity, Table):
        _check_table(problem.affinity, len(problem.mentees), len(problem.mentors))
    else:
        _check_weights(problem.affinity)
    _check_pins(problem)
    _check_conflicts(problem)
    _check_locked(problem)


def _no_duplicate(ids: Sequence[Id], group: str) -> None:
    seen: dict[Id, int] = {}
    for n, identifier in enumerate(ids):
        if identifier in seen:
            raise InstanceRefused(
                f"{group}[{n}] ({identifier})", f"duplicate id, first used by {group}[{seen[identifier]}]"
            )
        seen[identifier] = n


def _check_mentee(mentee: Mentee, where: str) -> None:
    _check_languages([spoken.code for spoken in mentee.languages], where)
    for spoken in mentee.languages:
        if spoken.level not in LEVELS:
            raise InstanceRefused(where, f"level {spoken.level} of language {spoken.code!r} is not 1, 2 or 3")
    _check_clock(mentee.tz, mentee.hours, where)


def _check_mentor(mentor: Mentor, where: str) -> None:
    _check_languages(mentor.languages, where)
    if mentor.lower < 0:
        raise InstanceRefused(where, f"lower {mentor.lower} is negative")
    if mentor.lower > mentor.upper:
        raise InstanceRefused(where, f"lower {mentor.lower} is more than upper {mentor.upper}")
    _check_clock(mentor.tz, mentor.hours, where)


def _check_languages(codes: Sequence[str], where: str) -> None:
    for code in codes:
        if code not in LANGUAGES:
            raise InstanceRefused(where, f"unknown language {code!r}")
    if len(set(codes)) < len(codes):
        raise InstanceRefused(where, "names a language twice")


def _check_clock(tz: float, hours: Iterable[int] | None, where: str) -> None:
    if not math.isfinite(tz) or abs(tz) > 24:
        raise InstanceRefused(where, f"tz {tz} is not an offset in hours")
    for hour in hours or ():
        if not 0 <= hour < HOURS_OF_WEEK:
            raise InstanceRefused(where, f"hour {hour} is not in 0..{HOURS_OF_WEEK - 1}")


def _check_weights(weights: Weights) -> None:
    for name in Weights.__slots__:
        if not 0 <= getattr(weights, name) <= LARGEST_SCORE:
            raise InstanceRefused(f"affinity.weights.{name}", f"must be between 0 and {LARGEST_SCORE}")


def _check_table(table: Table, mentees: int, mentors: int) -> None:
    seen: set[tuple[int, int]] = set()
    for n, (mentee, mentor, score) in enumerate(table.pairs):
        where = f"affinity.pairs[{n}]"
        if not 0 <= mentee < mentees:
            raise InstanceRefused(where, f"there is no mentee {mentee}")
        if not 0 <= mentor < mentors:
            raise InstanceRefused(where, f"there is no mentor {mentor}")
        if abs(score) > LARGEST_SCORE:
            raise InstanceRefused(where, f"score {score} is beyond {LARGEST_SCORE}")
        if (mentee, mentor) in seen:
            raise InstanceRefused(where, "this pair has a score already")
        seen.add((mentee, mentor))


def _check_pins(problem: Problem) -> None:
    mentees = {mentee.id for mentee in problem.mentees}
    mentors = {mentor.id: mentor for mentor in problem.mentors}
    must: dict[Id, tuple[int, Id]] = {}
    never: dict[tuple[Id, Id], int] = {}
    for n, pin in enumerate(problem.pins):
        where = f"pins[{n}] ({pin.mentee}, {pin.mentor})"
        if pin.mentee not in mentees:
            raise InstanceRefused(where, f"there is no mentee {pin.mentee!r}")
        if pin.mentor not in mentors:
            raise InstanceRefused(where, f"there is no mentor {pin.mentor!r}")
        if pin.kind is PinKind.NEVER:
            never[pin.mentee, pin.mentor] = n
        elif must.setdefault(pin.mentee, (n, pin.mentor))[1] != pin.mentor:
            raise InstanceRefused(where, f"contradicts pins[{must[pin.mentee][0]}]: she must be in two circles")
    for mentee, (n, mentor) in must.items():
        if (mentee, mentor) in never:
            raise InstanceRefused(f"pins[{n}] ({mentee}, {mentor})", f"contradicts pins[{never[mentee, mentor]}]")


def _check_conflicts(problem: Problem) -> None:
    mentees = {mentee.id for mentee in problem.mentees}
    for n, pair in enumerate(problem.conflicts):
        for mentee in pair:
            if mentee not in mentees:
                raise InstanceRefused(f"conflicts[{n}]", f"there is no mentee {mentee!r}")
        if pair[0] == pair[1]:
            raise InstanceRefused(f"conflicts[{n}]", f"{pair[0]!r} cannot be in conflict with herself")


def _check_locked(problem: Problem) -> None:
    mentees, mentors = {mentee.id for mentee in problem.mentees}, {mentor.id for mentor in problem.mentors}
    circle_of: dict[Id, Id] = {}
    leading: set[Id] = set()
    for n, seating in enumerate(problem.locked):
        where = f"locked[{n}] ({seating.mentor})"
        if seating.mentor not in mentors:
            raise InstanceRefused(where, f"there is no mentor {seating.mentor!r}")
        if seating.mentor in leading:
            raise InstanceRefused(where, "this mentor has a locked circle already")
        leading.add(seating.mentor)
        for mentee in seating.mentees:
            if mentee not in mentees:
                raise InstanceRefused(where, f"there is no mentee {mentee!r}")
            if circle_of.setdefault(mentee, seating.mentor) != seating.mentor or seating.mentees.count(mentee) > 1:
                raise InstanceRefused(where, f"{mentee!r} sits twice in locked circles")
    _check_pins_of_locked(problem, circle_of, leading)
    for n, (one, other) in enumerate(problem.conflicts):
        if one in circle_of and circle_of[one] == circle_of.get(other):
            raise InstanceRefused(f"conflicts[{n}] ({one}, {other})", "both are in the same locked circle")


def _check_pins_of_locked(problem: Problem, circle_of: Mapping[Id, Id], leading: Container[Id]) -> None:
    for n, pin in enumerate(problem.pins):
        concerned = pin.mentee in circle_of or pin.mentor in leading
        if concerned and (circle_of.get(pin.mentee) == pin.mentor) != (pin.kind is PinKind.MUST):
            raise InstanceRefused(f"pins[{n}] ({pin.mentee}, {pin.mentor})", "contradicts a locked circle")
