"""The workbench: the circles of a run side by side, and what would follow if somebody went elsewhere."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from circles.actions.runs import free_now
from circles.admin.offers import Offer, Offers
from circles.admin.reading import Free, Line, People, Row, Swap, Wrong
from circles.matching import Circle, Scoring, Violation
from circles.models import MatchRun, PairRule
from circles.rules.matching import UNSEATED
from circles.rules.workbench import (
    broken,
    has_gone,
    in_words,
    joined_since,
    no_longer_free,
    problem_of,
    proof,
    reasons,
    remedies,
    review_of,
    swap_in_words,
)
from registration.models import Participant

LANGUAGES = dict(settings.LANGUAGES)
FEW = 5  # people who are named one by one where something is wrong with them, and places that are named as the best


class Bench:
    """The circles side by side, with what is wrong, who is left and why, and the proof.

    With a mentee picked up, each circle and each other mentee is offered with what would follow.
    """

    def __init__(self, run: MatchRun, *, picked: str = "") -> None:
        problem = problem_of(run, PairRule.objects.for_edition(run.edition) if run.is_draft else ())
        self.run, self.people, self.scoring = run, People(run), Scoring(problem)
        self.review = review_of(problem, run.plan)
        free = free_now(run.edition) if run.is_draft else set()
        self.gone = no_longer_free(run, free) if run.is_draft else []
        self.joined = joined_since(run, free)
        self.home = {mentee: circle for circle in run.plan for mentee in circle["mentees"]}
        self.away = {str(person) for person in (*self.scoring.mentees, *self.scoring.mentors)} - free
        self.offers = Offers(problem, self.home, self.away, self.people.name)
        self.picked = picked if picked in self.scoring.mentees and self._can_move(picked) else ""

    def _can_move(self, mentee: str) -> bool:
        return self.run.is_draft and not self.home.get(mentee, {}).get("is_locked")

    @property
    def can_publish(self) -> bool:
        return self.run.is_draft and bool(self.run.plan) and self.review.is_sound and not self.gone

    @property
    def words(self) -> list[str]:
        return in_words(self.run, self.review)

    @cached_property
    def blocking(self) -> list[Wrong]:
        """For which the circles cannot be published."""
        return [*self._left(), *(self._wrong(each) for each in self.review.violations if not each.is_advice)]

    @cached_property
    def advice(self) -> list[Wrong]:
        advice = [violation for violation in self.review.violations if violation.is_advice]
        return [self._wrong(violation) for violation in advice] if self.run.is_draft else []

    def _wrong(self, violation: Violation) -> Wrong:
        leads = any(circle["mentor"] == violation.mentor for circle in self.run.plan)
        return Wrong(broken(violation, self.people.name), str(violation.mentor) if leads else "")

    def _left(self) -> Iterator[Wrong]:
        """By name while they are few: of all of them where another run has been published since."""
        if len(self.gone) > FEW:
            told = ngettext(
                "{count} person of these circles has left, or has a circle by now.",
                "{count} people of these circles have left, or have a circle by now.",
                len(self.gone),
            )
            yield Wrong(told.format(count=len(self.gone)), "")
            return
        for person in self.gone:
            yield Wrong(has_gone(person, self.people.name), self.home.get(person, {"mentor": person})["mentor"])

    @property
    def proof(self) -> list[str]:
        return proof(self.run)

    @property
    def remedies(self) -> list[str]:
        return remedies(self.run, LANGUAGES)

    @cached_property
    def swaps(self) -> list[Swap]:
        """Those that still help: of what the matching named, some are made by now, or overtaken by other changes."""
        told = (self.run.result or {}).get("swaps", []) if self.run.is_draft else []
        return [
            Swap(
                swap_in_words(swap, self.people.name),
                swap["mentee"],
                self.offers.exchange(swap["mentee"], swap["other"]),
            )
            for swap in told
            if self._can_move(swap["mentee"]) and self._can_move(swap["other"]) and self.offers.gives_an_hour(swap)
        ]

    @cached_property
    def free(self) -> list[Free]:
        leading = {circle["mentor"] for circle in self.run.plan}
        return [self._free(each) for each in self.run.instance["mentors"] if each["id"] not in leading]

    def _free(self, mentor: Mapping[str, Any]) -> Free:
        if self.run.is_draft and mentor["id"] in self.away:
            return Free(mentor["id"], self.people.line(mentor["id"]), has_gone(mentor["id"], self.people.name), ())
        most = ngettext("takes {count} mentee", "takes up to {count} mentees", mentor["upper"])
        languages = {code: LANGUAGES.get(code, code) for code in mentor["languages"]}
        opens = tuple(
            (code, _("Open a circle in this language: {language}").format(language=name))
            for code, name in languages.items()
        )
        facts = (*map(str, languages.values()), most.format(count=mentor["upper"]))
        return Free(mentor["id"], self.people.line(mentor["id"]), " · ".join(facts), opens if self.run.is_draft else ())

    @cached_property
    def circles(self) -> list[Row]:
        return [
            Row(
                id=str(circle.mentor),
                mentor=self.people.line(circle.mentor),
                facts=" · ".join(self._facts(circle)),
                mentees=tuple(self._line(str(mentee), self._why(mentee, circle)) for mentee in circle.mentees),
                wrong=tuple(broken(v, self.people.name) for v in self.review.violations if v.mentor == circle.mentor),
                is_locked=bool(drafted.get("is_locked")),
                lock_about=self._lock_about(drafted),
                dissolve_about=self._dissolve_about(drafted),
                offer=self._place_in(drafted),
            )
            for circle, drafted in zip(self.review.circles, self.run.plan, strict=True)
        ]

    def _facts(self, circle: Circle) -> Iterator[str]:
        yield str(LANGUAGES.get(circle.language, circle.language))
        if circle.hours is None:
            yield _("nobody told her hours")
        else:
            told = ngettext("{count} hour a week in common", "{count} hours a week in common", len(circle.hours))
            yield told.format(count=len(circle.hours))
        if not circle.mentees:
            return
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
        if not self.picked or self.picked in circle["mentees"] or circle.get("is_locked"):
            return None
        return self.offers.into(self.picked, circle)

    @property
    def place_outside(self) -> Offer | None:
        return self.offers.outside(self.picked) if self.picked in self.home else None

    @cached_property
    def best(self) -> list[Offer]:
        """Of all that break nothing those after which the pairs fit best: few enough to choose from."""
        lines = [line for row in self.circles for line in row.mentees] + self.unseated
        offers = [*(row.offer for row in self.circles), *(line.offer for line in lines)]
        sound = [offer for offer in offers if offer is not None and offer.is_sound]
        return sorted(sound, key=lambda offer: -offer.gain)[:FEW]

    def _exchange_with(self, other: str) -> Offer | None:
        home, others = self.home.get(self.picked), self.home.get(other)
        if not self.picked or home is others or not self._can_move(other):
            return None
        return self.offers.exchange(self.picked, other)


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
