"""A run put into the words and names of its page."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from circles.matching import Scoring, parse_instance
from circles.models import MatchRun
from circles.rules.matching import UNSEATED
from circles.rules.workbench import broken, in_words, moved, proof, reasons, remedies, review_of
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

    def choices(self, side: str) -> list[tuple[str, str]]:
        lines = [(entry["id"], self.line(entry["id"])) for entry in self.run.instance[side]]
        return sorted(lines, key=lambda pair: pair[1])


def reading(run: MatchRun) -> dict[str, Any]:
    """The circles side by side, with what is wrong, who is left and why, and the proof."""
    people, problem = People(run), parse_instance(run.instance)
    found, scoring = review_of(run.instance, run.plan), Scoring(problem)
    locked = {circle["mentor"] for circle in run.plan if circle.get("is_locked")}
    wrong: dict[Any, list[str]] = {}
    for violation in found.violations:
        wrong.setdefault(violation.mentor, []).append(broken(violation, people.name))
    circles = [
        {
            "id": circle.mentor,
            "mentor": people.line(circle.mentor),
            "language": circle.language,
            "hours": None if circle.hours is None else len(circle.hours),
            "countries": len({people.by_id[m].country for m in circle.mentees if m in people.by_id}),
            "mentees": [
                (m, people.line(m), reasons(scoring, str(m), str(circle.mentor), circle.language))
                for m in circle.mentees
            ],
            "is_locked": circle.mentor in locked,
            "wrong": wrong.get(circle.mentor, []),
        }
        for circle in found.circles
    ]
    return {
        "words": in_words(run, found),
        "circles": circles,
        "is_sound": found.is_sound,
        "wrong": [sentence for sentences in wrong.values() for sentence in sentences],
        "unseated": _unseated(run, people),
        "remedies": remedies(run, {code: str(name) for code, name in settings.LANGUAGES}, people.name),
        "proof": proof(run),
        "weights": run.instance["affinity"].get("weights", {}),
    }


def _unseated(run: MatchRun, people: People) -> list[dict[str, str]]:
    seated = {mentee for circle in run.plan for mentee in circle["mentees"]}
    why = {left["mentee"]: UNSEATED[left["reason"]] for left in (run.result or {}).get("unmatched", [])}
    taken_out = gettext("Taken out of her circle by hand.")
    return [
        {"id": entry["id"], "name": people.line(entry["id"]), "why": str(why.get(entry["id"], taken_out))}
        for entry in run.instance["mentees"]
        if entry["id"] not in seated
    ]


def comparison(run: MatchRun, other: MatchRun) -> dict[str, Any]:
    """The two runs in the same words, and who sits with another mentor."""
    people = People(run)
    mine, theirs = (review_of(each.instance, each.plan) for each in (run, other))
    return {
        "columns": [(each, in_words(each, found), found) for each, found in ((run, mine), (other, theirs))],
        "moves": [
            (people.line(mentee), people.name(before), people.name(after))
            for mentee, before, after in moved(run.plan, other.plan)
        ],
    }
