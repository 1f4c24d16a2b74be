"""A run put into the words and names of its page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from circles.matching import Circle, Scoring, Seating, parse_instance
from circles.models import MatchRun, PairRule
from circles.rules.matching import UNSEATED
from circles.rules.workbench import (
    Consequence,
    broken,
    consequence,
    in_words,
    is_sound,
    moved,
    proof,
    reasons,
    remedies,
    review_of,
    seating,
    violations,
)
from registration.models import Participant
from wic import places


class People:
    """The people of a run by their public ids."""

    def __init__(self, run: MatchRun) -> None:
        self.run = run

    @cached_property
    def by_id(self) -> dict[str, Participant]:
        return {str(person.public_id): person for person in Participant.objects.for_edition(self.run.edition)}

    def name(self, public_id: Any) -> str:
        person = self.by_id.get(str(public_id))
        return person.certificate_name if person else ""

    def line(self, public_id: Any) -> str:
        person = self.by_id.get(str(public_id))
        return f"{person.certificate_name} ({places.name(person.country)})" if person else ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Where the mentee who is picked up could go, and what would follow: a button of the form that moves her."""

    name: str
    value: str
    label: str
    about: str  # whom it is about, for who does not see where the button stands
    words: tuple[str, ...]
    is_sound: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A mentee of the page; `can_move` is that she can be picked up."""

    id: str
    name: str
    why: str
    can_move: bool
    is_picked: bool
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class Row:
    """A circle of the page."""

    id: str
    mentor: str
    facts: str
    mentees: tuple[Line, ...]
    wrong: tuple[str, ...]
    is_locked: bool
    lock_about: str
    dissolve_about: str  # empty where it cannot be dissolved
    offer: Offer | None


class Bench:
    """The circles side by side, with what is wrong, who is left and why, and the proof.

    With a mentee picked up, each circle and each other mentee is offered with what would follow.
    """

    def __init__(self, run: MatchRun, *, picked: str = "") -> None:
        self.run, self.people, self.problem = run, People(run), parse_instance(run.instance)
        self.review, self.scoring = review_of(run.instance, run.plan), Scoring(self.problem)
        self.violations = violations(run, PairRule.objects.for_edition(run.edition))
        self.home = {mentee: circle for circle in run.plan for mentee in circle["mentees"]}
        asked = {entry["id"] for entry in run.instance["mentees"]}
        self.picked = picked if picked in asked and self._can_move(picked) else ""

    def _can_move(self, mentee: str) -> bool:
        return self.run.is_draft and not self.home.get(mentee, {}).get("is_locked")

    @property
    def can_publish(self) -> bool:
        return self.run.is_draft and bool(self.run.plan) and is_sound(self.violations)

    @property
    def words(self) -> list[str]:
        return in_words(self.run, self.review)

    @property
    def wrong(self) -> list[str]:
        return [broken(violation, self.people.name) for violation in self.violations]

    @property
    def proof(self) -> list[str]:
        return proof(self.run)

    @property
    def remedies(self) -> list[str]:
        return remedies(self.run, {code: str(name) for code, name in settings.LANGUAGES}, self.people.name)

    @cached_property
    def circles(self) -> list[Row]:
        return [
            Row(
                id=str(circle.mentor),
                mentor=self.people.line(circle.mentor),
                facts=" · ".join(self._facts(circle)),
                mentees=tuple(self._line(str(mentee), self._why(mentee, circle)) for mentee in circle.mentees),
                wrong=tuple(broken(v, self.people.name) for v in self.violations if v.mentor == circle.mentor),
                is_locked=bool(drafted.get("is_locked")),
                lock_about=self._lock_about(drafted),
                dissolve_about=self._dissolve_about(drafted),
                offer=self._place_in(drafted),
            )
            for circle, drafted in zip(self.review.circles, self.run.plan, strict=True)
        ]

    def _facts(self, circle: Circle) -> Iterator[str]:
        yield str(dict(settings.LANGUAGES).get(circle.language, circle.language))
        if circle.hours is None:
            yield _("nobody told her hours")
        else:
            told = ngettext("{count} hour a week in common", "{count} hours a week in common", len(circle.hours))
            yield told.format(count=len(circle.hours))
        known = [self.people.by_id[str(mentee)] for mentee in circle.mentees if str(mentee) in self.people.by_id]
        countries = len({person.country for person in known})
        yield ngettext("{count} country", "{count} countries", countries).format(count=countries)

    def _why(self, mentee: Any, circle: Circle) -> str:
        return reasons(self.scoring, str(mentee), str(circle.mentor), circle.language)

    def _lock_about(self, circle: Mapping[str, Any]) -> str:
        said = _("Unlock the circle of {mentor}") if circle.get("is_locked") else _("Lock the circle of {mentor}")
        return said.format(mentor=self.people.name(circle["mentor"]))

    def _dissolve_about(self, circle: Mapping[str, Any]) -> str:
        if circle["mentees"] or circle.get("is_locked"):
            return ""
        return _("Dissolve the circle of {mentor}").format(mentor=self.people.name(circle["mentor"]))

    @cached_property
    def unseated(self) -> list[Line]:
        why = {left["mentee"]: UNSEATED[left["reason"]] for left in (self.run.result or {}).get("unmatched", [])}
        taken_out = _("Taken out of her circle by hand.")
        asked = [entry["id"] for entry in self.run.instance["mentees"]]
        return [self._line(mentee, str(why.get(mentee, taken_out))) for mentee in asked if mentee not in self.home]

    def _line(self, mentee: str, why: str) -> Line:
        is_picked = mentee == self.picked
        return Line(
            mentee, self.people.line(mentee), why, self._can_move(mentee), is_picked, self._exchange_with(mentee)
        )

    @property
    def picked_name(self) -> str:
        return self.people.name(self.picked)

    @property
    def picked_person(self) -> Participant | None:
        return self.people.by_id.get(self.picked)

    # --- What could become of the one who is picked up ---
    def _place_in(self, circle: Mapping[str, Any]) -> Offer | None:
        home = self.home.get(self.picked)
        if not self.picked or circle is home or circle.get("is_locked"):
            return None
        before = [seating(circle)] if home is None else [seating(home), seating(circle)]
        found = self._consequence(before, leaves=self.picked, comes="", into=circle["mentor"])
        about = self.people.name(circle["mentor"])
        return self._offer("to", circle["mentor"], pgettext("feminine", "Put her here"), about, found)

    @property
    def place_outside(self) -> Offer | None:
        home = self.home.get(self.picked)
        if home is None:
            return None
        found = self._consequence([seating(home)], leaves=self.picked, comes="")
        return self._offer("to", "", pgettext("feminine", "Take her out of her circle"), "", found)

    def _exchange_with(self, other: str) -> Offer | None:
        home, others = self.home.get(self.picked), self.home.get(other)
        if not self.picked or home is others or not self._can_move(other):
            return None
        before = [seating(circle) for circle in (home, others) if circle is not None]
        found = self._consequence(before, leaves=self.picked, comes=other)
        return self._offer("other", other, pgettext("two mentees", "Exchange"), self.people.name(other), found)

    def _consequence(self, before: Sequence[Seating], *, leaves: str, comes: str, into: str = "") -> Consequence:
        after = []
        for circle in before:
            swapped = {leaves: comes, comes: leaves}
            mentees = [swapped.get(str(mentee), mentee) for mentee in circle.mentees]
            mentees += [leaves] if circle.mentor == into else []
            after.append(Seating(circle.mentor, circle.language, tuple(mentee for mentee in mentees if mentee)))
        return consequence(self.problem, before, after)

    def _offer(self, name: str, value: str, label: str, about: str, found: Consequence) -> Offer:
        said = (*(broken(violation, self.people.name) for violation in found.broken), *_gain(found.gain))
        return Offer(name, value, label, about, said, is_sound(found.broken))


def _gain(points: int) -> Iterator[str]:
    if points > 0:
        yield ngettext(
            "The pairs fit better by {count} point.", "The pairs fit better by {count} points.", points
        ).format(count=points)
    elif points < 0:
        yield ngettext(
            "The pairs fit worse by {count} point.", "The pairs fit worse by {count} points.", -points
        ).format(count=-points)
    else:
        yield _("The pairs fit as well as before.")


def what_changed(bench: Bench, *, mentee: str, other: str) -> str:
    """What a change by hand has done, for who made it."""
    people, home = bench.people, bench.home
    if other:
        return _("{mentee} and {other} have changed places.").format(
            mentee=people.name(mentee), other=people.name(other)
        )
    if mentee in home:
        mentor = people.name(home[mentee]["mentor"])
        return _("{mentee} is in the circle of {mentor} now.").format(mentee=people.name(mentee), mentor=mentor)
    return _("{mentee} has no circle now.").format(mentee=people.name(mentee))


def what_it_broke(bench: Bench) -> str:
    """In the circles that the last change touched."""
    touched = {circle["mentor"] for circle in bench.run.changes[-1]}
    return " ".join(sentence for circle in bench.circles if circle.id in touched for sentence in circle.wrong)


def comparison(run: MatchRun, other: MatchRun) -> dict[str, Any]:
    """The two runs in the same words, and who sits with another mentor."""
    people = People(run)
    mine, theirs = (review_of(each.instance, each.plan) for each in (run, other))
    return {
        "columns": [
            (label, each, in_words(each, found), found)
            for label, each, found in ((_("This run"), run, mine), (_("The other run"), other, theirs))
        ],
        "moves": [
            (people.line(mentee), people.name(before) or _("no circle"), people.name(after) or _("no circle"))
            for mentee, before, after in moved(run.plan, other.plan)
        ],
    }
