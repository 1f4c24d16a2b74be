"""What would follow if a mentee of a run went elsewhere: each place she could take, as a button with its words."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from circles.matching import Problem, Rule, Seating
from circles.rules.workbench import Consequence, broken, consequence, has_gone, seating

Plan = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a mentee could go, and what would follow: a button of the form that moves her."""

    name: str
    value: str
    label: str
    about: str  # whom it is about, for who does not see where the button stands
    words: tuple[str, ...]
    is_sound: bool
    gain: int


class Offers:
    """`home` names the circle of each mentee who has one; with somebody who is `gone` no circle can be published."""

    def __init__(
        self, problem: Problem, home: Mapping[str, Plan], gone: Collection[str], names: Callable[[Any], str]
    ) -> None:
        self.problem, self.home, self.gone, self.names = problem, home, gone, names

    def into(self, mentee: str, circle: Plan) -> Offer:
        found = self._consequence([self.home.get(mentee), circle], leaves=mentee, into=circle["mentor"])
        about = self.names(circle["mentor"])
        return self._offer("to", circle["mentor"], pgettext("feminine", "Put her here"), about, found)

    def outside(self, mentee: str) -> Offer:
        found = self._consequence([self.home[mentee]], leaves=mentee)
        return self._offer("to", "", pgettext("feminine", "Take her out of her circle"), "", found)

    def exchange(self, mentee: str, other: str) -> Offer:
        found = self._exchange(mentee, other)
        return self._offer("other", other, pgettext("two mentees", "Exchange"), self.names(other), found)

    def gives_an_hour(self, swap: Mapping[str, Any]) -> bool:
        """To the circle of its mentor, which has none that all of it share."""
        if self.home.get(swap["mentee"]) is self.home.get(swap["other"]):
            return False
        mended = self._exchange(swap["mentee"], swap["other"]).mended
        return any(each.rule is Rule.SHARED_HOUR and each.mentor == swap["mentor"] for each in mended)

    def _exchange(self, mentee: str, other: str) -> Consequence:
        return self._consequence([self.home.get(mentee), self.home.get(other)], leaves=mentee, comes=other)

    def _consequence(
        self, circles: Sequence[Plan | None], *, leaves: str, comes: str = "", into: str = ""
    ) -> Consequence:
        before = [seating(circle) for circle in circles if circle is not None]
        swapped = {leaves: comes, comes: leaves}
        after = []
        for circle in before:
            mentees = [swapped.get(str(mentee), mentee) for mentee in circle.mentees]
            mentees += [leaves] if circle.mentor == into else []
            after.append(Seating(circle.mentor, circle.language, tuple(mentee for mentee in mentees if mentee)))
        return consequence(self.problem, before, after, self.gone)

    def _offer(self, name: str, value: str, label: str, about: str, found: Consequence) -> Offer:
        said = (
            *(has_gone(person, self.names) for person in found.gone),
            *(broken(violation, self.names) for violation in found.broken),
            *_gain(found.gain),
        )
        return Offer(name, value, label, about, said, found.is_sound, found.gain)


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
