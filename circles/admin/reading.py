"""What the page of a run shows: people, circles and what is wrong by name; two runs beside each other."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from circles.admin.offers import Offer
from circles.models import MatchRun
from circles.rules.workbench import in_words, moved, points_in_words, problem_of, review_of
from registration.models import Participant
from wic import places
from wic.look.words import name_in_sentence


class People:
    """The people of a run by their public ids."""

    def __init__(self, run: MatchRun) -> None:
        self.run = run

    @cached_property
    def by_id(self) -> dict[str, Participant]:
        return {str(person.public_id): person for person in Participant.objects.for_edition(self.run.edition)}

    @cached_property
    def names(self) -> Counter[str]:
        return Counter(person.certificate_name for person in self.by_id.values())

    def name(self, public_id: Any) -> str:
        """With her country where another has the same name."""
        person = self.by_id.get(str(public_id))
        if person is None:
            return ""
        is_hers_alone = self.names[person.certificate_name] == 1
        return name_in_sentence(person.certificate_name if is_hers_alone else self.line(public_id))

    def line(self, public_id: Any) -> str:
        person = self.by_id.get(str(public_id))
        return f"{person.certificate_name} ({places.name(person.country)})" if person else ""


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


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong, and the id of the circle where that is seen; empty where there is none."""

    sentence: str
    circle: str


@dataclass(frozen=True, slots=True)
class Swap:
    """Two who would change places so that a circle gets an hour that all share."""

    sentence: str
    mentee: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class Free:
    """A mentor of the run who leads no circle; `opens` are the languages in which she could, and what a button says."""

    id: str
    name: str
    facts: str
    opens: tuple[tuple[str, str], ...]


def comparison(run: MatchRun, other: MatchRun) -> dict[str, Any]:
    """The two runs in the same words, and who sits with another mentor."""
    people = People(run)
    mine, theirs = (review_of(problem_of(each), each.plan) for each in (run, other))
    return {
        "columns": [
            (label, each, [*in_words(each, found), points_in_words(each)], found)
            for label, each, found in ((_("This run"), run, mine), (_("The other run"), other, theirs))
        ],
        "counts_alike": run.instance["affinity"] == other.instance["affinity"],
        "moves": [
            (people.line(mentee), people.name(before) or _("no circle"), people.name(after) or _("no circle"))
            for mentee, before, after in moved(run.plan, other.plan)
        ],
    }
