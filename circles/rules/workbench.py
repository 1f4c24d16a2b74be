"""A run as people read it: what it reached, what each circle shares, why two fit, which rule a change breaks."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext, pgettext

from circles.matching import (
    Pin,
    PinKind,
    Problem,
    Review,
    Rule,
    Scoring,
    Seating,
    Violation,
    parse_instance,
    review,
)
from circles.matching.problem import Id
from circles.models import MatchRun, PairRule
from circles.rules.matching import UNSEATED, WEIGHTS, of_rules
from wic.look.words import join_words

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Names = Callable[[Any], str]

BROKEN: Mapping[Rule, "StrPromise"] = {
    Rule.KNOWN_MENTOR: gettext_lazy("The mentor {mentor} is not part of this run."),
    Rule.KNOWN_MENTEE: gettext_lazy("{mentee} is not part of this run."),
    Rule.ONE_CIRCLE: gettext_lazy("{mentor} leads two circles."),
    Rule.ONE_SEAT: gettext_lazy("{mentee} sits in two circles."),
    Rule.LOWER: gettext_lazy("The circle of {mentor} has fewer mentees than a circle takes."),
    Rule.UPPER: gettext_lazy("The circle of {mentor} has more mentees than she can take."),
    Rule.MENTOR_LANGUAGE: gettext_lazy("{mentor} does not work in the language of her circle."),
    Rule.MENTEE_LANGUAGE: gettext_lazy("{mentee} does not work in the language of the circle of {mentor}."),
    Rule.COMMON_HOUR: gettext_lazy("{mentee} has no hour in common with {mentor}."),
    Rule.ACCEPTABLE: gettext_lazy("{mentor} cannot take {mentee}."),
    Rule.NEVER: gettext_lazy(
        "{mentee} and {mentor} are to be kept apart: they work for the same organisation, or a rule says so."
    ),
    Rule.MUST: gettext_lazy("{mentee} belongs into the circle of {mentor}."),
    Rule.CONFLICT: gettext_lazy("{mentee} and {other} are to be kept apart."),
    Rule.LOCKED: gettext_lazy("The circle of {mentor} was locked, and has changed."),
    Rule.SHARED_HOUR: gettext_lazy("The circle of {mentor} has no hour that all of them share."),
}
WHY: Mapping[str, "StrPromise"] = {
    "interests": gettext_lazy("topics"),
    "goal": gettext_lazy("her goal"),
    "language": gettext_lazy("language"),
    "timezone": gettext_lazy("near clocks"),
    "place": gettext_lazy("country or region"),
    "hours": gettext_lazy("hours in common"),
}


def problem_of(run: MatchRun, rules: Iterable[PairRule] = ()) -> Problem:
    """What a run was asked, and what staff have said about two people since: of the same two the later rule counts."""
    problem = parse_instance(run.instance)
    asked = {*(mentee.id for mentee in problem.mentees), *(mentor.id for mentor in problem.mentors)}
    said, apart = of_rules(rules, asked)
    pins = {(pin.mentee, pin.mentor): pin for pin in problem.pins}
    pins |= {(pin["mentee"], pin["mentor"]): Pin(pin["mentee"], pin["mentor"], PinKind(pin["kind"])) for pin in said}
    conflicts = dict.fromkeys((*problem.conflicts, *((one, other) for one, other in apart)))
    return replace(problem, pins=tuple(pins.values()), conflicts=tuple(conflicts))


def review_of(problem: Problem, plan: Iterable[Mapping[str, Any]]) -> Review:
    return review(problem, [seating(circle) for circle in plan])


def seating(circle: Mapping[str, Any]) -> Seating:
    return Seating(circle["mentor"], circle["language"], tuple(circle["mentees"]))


def no_longer_free(run: MatchRun, free: Collection[str]) -> list[str]:
    """Those in its circles who have left, or have a circle by now."""
    named = [person for circle in run.plan for person in (circle["mentor"], *circle["mentees"])]
    return [person for person in named if person not in free]


def joined_since(run: MatchRun, free: Iterable[str]) -> int:
    """How many take part without a circle whom the run was not asked about."""
    asked = {entry["id"] for side in ("mentees", "mentors") for entry in run.instance[side]}
    return len(set(free) - asked)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a change would break and mend, who of those it brings together is gone, how much better the pairs fit."""

    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    gone: tuple[Id, ...]
    gain: int

    @property
    def is_sound(self) -> bool:
        return not self.gone and all(violation.is_advice for violation in self.broken)


def consequence(
    problem: Problem, before: Sequence[Seating], after: Sequence[Seating], gone: Collection[Id]
) -> Consequence:
    """Of the circles that a change touches, before it and after it: what it does not touch is the same in both."""
    was, will = review(problem, before), review(problem, after)
    new = tuple(violation for violation in will.violations if violation not in was.violations)
    mended = tuple(violation for violation in was.violations if violation not in will.violations)
    met = dict.fromkeys(person for old, now in zip(before, after, strict=True) for person in _who_meet(old, now))
    return Consequence(new, mended, tuple(person for person in met if person in gone), will.affinity - was.affinity)


def _who_meet(was: Seating, will: Seating) -> list[Id]:
    """Who comes into a circle, and the mentor to whom she comes."""
    come = [mentee for mentee in will.mentees if mentee not in was.mentees]
    return [will.mentor, *come] if come else []


def broken(violation: Violation, names: Names) -> str:
    return str(BROKEN[violation.rule]).format(
        mentor=names(violation.mentor), mentee=names(violation.mentee), other=names(violation.other)
    )


def has_gone(person: Id, names: Names) -> str:
    return pgettext("feminine", "{name} has left, or has a circle by now.").format(name=names(person))


def in_words(run: MatchRun, found: Review) -> list[str]:
    """What the run reached, before any number of the proof."""
    return [seats_in_words(run), *_kept(run), *_hours(found), *_why_not(run)]


def _kept(run: MatchRun) -> Iterator[str]:
    """What bounds the most that was possible."""
    if locked := len(run.instance.get("locked", ())):
        told = ngettext(
            "{count} circle was locked, and stays as it was.",
            "{count} circles were locked, and stay as they were.",
            locked,
        )
        yield told.format(count=locked)


def seats_in_words(run: MatchRun) -> str:
    """As the circles stand, with what staff have changed."""
    asked = {entry["id"] for entry in run.instance["mentees"]}
    count = len(asked.intersection(mentee for circle in run.plan for mentee in circle["mentees"]))
    most = (run.result or {}).get("count_bound", count)
    if count == len(asked):
        return ngettext("The one mentee is seated.", "All {count} mentees are seated.", count).format(count=count)
    if count >= most:
        told = ngettext(
            "{count} of {asked} mentees is seated, the most that is possible.",
            "{count} of {asked} mentees are seated, the most that is possible.",
            count,
        )
    else:
        told = ngettext(
            "{count} of {asked} mentees is seated; at most {most} could be.",
            "{count} of {asked} mentees are seated; at most {most} could be.",
            count,
        )
    return told.format(count=count, asked=len(asked), most=most)


def _hours(found: Review) -> Iterator[str]:
    told = [len(circle.hours) for circle in found.circles if circle.hours is not None]
    fewest = min(told, default=0)
    if fewest:
        yield ngettext(
            "Every circle shares at least {count} hour a week.",
            "Every circle shares at least {count} hours a week.",
            fewest,
        ).format(count=fewest)
    elif without := told.count(0):
        yield ngettext(
            "{count} circle has no hour that all of it share.",
            "{count} circles have no hour that all of them share.",
            without,
        ).format(count=without)


def _why_not(run: MatchRun) -> Iterator[str]:
    """How many were left for which reason, of those who still have no circle."""
    seated = {mentee for circle in run.plan for mentee in circle["mentees"]}
    left = [each["reason"] for each in (run.result or {}).get("unmatched", []) if each["mentee"] not in seated]
    for reason, count in Counter(left).most_common():
        told = npgettext(
            "feminine",
            "{count} mentee is not seated: {why}",
            "{count} mentees are not seated, and for each of them: {why}",
            count,
        )
        yield told.format(count=count, why=UNSEATED[reason])


def proof(run: MatchRun) -> list[str]:
    """The numbers behind it, for who asks."""
    result = run.result or {}
    gap = f"{100 * result['gap']:.2f}"
    by_hand = [_("These numbers are about the circles as the matching found them, before they were changed by hand.")]
    return [
        *(by_hand if run.changes else []),
        _("No arrangement seats more than {most} mentees.").format(most=result["count_bound"]),
        _(
            "The affinity of all pairs is {reached}; no arrangement reaches more than {bound}, "
            "so {gap} % at most is missing."
        ).format(reached=result["affinity"], bound=result["affinity_bound"], gap=gap),
        _("It took {seconds} seconds.").format(seconds=result["seconds"]),
        points_in_words(run),
    ]


def points_in_words(run: MatchRun) -> str:
    weights = run.instance["affinity"].get("weights", {})
    in_order = [name for name in WEIGHTS if name in weights]  # which a row forgets
    told = join_words(f"{WHY[name]} {weights[name]}" for name in in_order)
    return _("Points that a pair can earn at most: {weights}.").format(weights=told)


def remedies(run: MatchRun, languages: Mapping[str, "str | StrPromise"]) -> list[str]:
    """Who would help those who are left."""
    return [
        ngettext(
            "One more mentor who works in {language} would seat {count} more mentee.",
            "One more mentor who works in {language} would seat {count} more mentees.",
            remedy["seats"],
        ).format(language=languages.get(remedy["add"], remedy["add"]), count=remedy["seats"])
        for remedy in (run.result or {}).get("remedies", [])
    ]


def swap_in_words(swap: Mapping[str, Any], names: Names) -> str:
    """An exchange that the matching found and did not make, because the pairs would fit worse."""
    return _("Exchanging {mentee} and {other} would give the circle of {mentor} an hour that all share.").format(
        mentee=names(swap["mentee"]), other=names(swap["other"]), mentor=names(swap["mentor"])
    )


def reasons(scoring: Scoring, mentee: str, mentor: str, language: str) -> str:
    """What the two share, the weightiest first; empty where the pair is not acceptable."""
    terms = scoring.terms(mentee, mentor, language) or {}
    found = sorted(((points, name) for name, points in terms.items() if points), reverse=True)
    return join_words(WHY.get(name, name) for _points, name in found)


def moved(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Who sits with another mentor: the mentee, the mentor before and after (empty: no circle)."""
    was = {mentee: circle["mentor"] for circle in before for mentee in circle["mentees"]}
    now = {mentee: circle["mentor"] for circle in after for mentee in circle["mentees"]}
    return [
        (mentee, was.get(mentee, ""), now.get(mentee, ""))
        for mentee in sorted(was.keys() | now.keys())
        if was.get(mentee) != now.get(mentee)
    ]
