"""A proposal to mend circles as people read it: what is amiss today, who moves, and who is written what."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from circles.models import PairRule, Repair
from wic.look.times import day_words

Names = Mapping[str, str]  # by public id
Letter = tuple[str, str]  # to whom, and what it says


def amiss(repair: Repair, names: Names) -> list[str]:
    """Why circles are to be changed at all, as things stood when the proposal was asked for."""
    present = {entry["id"] for entry in repair.instance["mentees"]}
    mentors = {entry["id"]: entry for entry in repair.instance["mentors"]}
    said, seated = [], set[str]()
    for circle in repair.current:
        here = present.intersection(circle["mentees"])
        seated |= here
        if told := _amiss_in(circle["mentor"], len(here), mentors, names):
            said.append(told)
    if waiting := len(present - seated):
        told = ngettext("{count} mentee has no circle.", "{count} mentees have no circle.", waiting)
        said.append(told.format(count=waiting))
    return said


def _amiss_in(mentor: str, count: int, mentors: Mapping[str, Any], names: Names) -> str:
    if mentor not in mentors:
        told = npgettext(
            "feminine",
            "{mentor} has left; {count} mentee is in her circle.",
            "{mentor} has left; {count} mentees are in her circle.",
            count,
        )
        return told.format(mentor=names[mentor], count=count)
    most, fewest = mentors[mentor]["upper"], mentors[mentor]["lower"]
    if count > most:
        told = npgettext(
            "feminine",
            "{mentor} has {count} mentee, and can take {most} at most.",
            "{mentor} has {count} mentees, and can take {most} at most.",
            count,
        )
        return told.format(mentor=names[mentor], count=count, most=most)
    if count < fewest:
        told = npgettext(
            "feminine",
            "{mentor} has {count} mentee; a circle takes {fewest} at least.",
            "{mentor} has {count} mentees; a circle takes {fewest} at least.",
            count,
        )
        return told.format(mentor=names[mentor], count=count, fewest=fewest)
    return ""


def changed_since(
    repair: Repair,
    *,
    standing: Sequence[Mapping[str, Any]],
    present: Collection[str],
    rules: Iterable[PairRule],
    names: Names,
) -> list[str]:
    """What a proposal does not know of, because it came after it was asked for: it cannot be applied any more."""
    said = []
    if standing != repair.current:
        said.append(_("The circles have changed since this was asked for."))
    left = pgettext("feminine", "{name} has left since this was asked for.")
    said += [left.format(name=names[person]) for person in _counted_on(repair) if person not in present]
    moving = {step["mentee"] for step in (repair.proposal or {})["moves"]}
    of_late = [rule for rule in rules if rule.made_at > repair.created_at]
    if any(moving & {str(rule.mentee.public_id), str(rule.other.public_id)} for rule in of_late):
        said.append(pgettext("feminine", "For somebody who would move a rule was made since this was asked for."))
    return said


def _counted_on(repair: Repair) -> Iterable[str]:
    """Whose leaving makes another proposal necessary: who leads a circle today or then, and who moves."""
    mentors, steps = {entry["id"] for entry in repair.instance["mentors"]}, (repair.proposal or {})["moves"]
    leading = [circle["mentor"] for circle in repair.current if circle["mentor"] in mentors]
    then = [step["after"][0] for step in steps if step["after"]]
    return dict.fromkeys([*leading, *then, *(step["mentee"] for step in steps)])


def reached(proposal: Mapping[str, Any]) -> list[str]:
    """How many move, and what it costs."""
    moves = len(proposal["moves"])
    if not moves:
        return []
    said = [ngettext("{count} mentee moves.", "{count} mentees move.", moves).format(count=moves)]
    if proposal["is_fewest"]:
        said.append(_("No proposal that seats as many moves fewer."))
    cost = _("The affinity of all pairs goes from {before} to {after}.")
    return [*said, cost.format(before=proposal["affinity_before"], after=proposal["affinity"])]


def moves(proposal: Mapping[str, Any], names: Names) -> list[str]:
    return [_move(names[step["mentee"]], step["before"], step["after"], names) for step in proposal["moves"]]


def _move(mentee: str, before: list[str] | None, after: list[str] | None, names: Names) -> str:
    if before is None:
        told = pgettext("feminine", "{mentee} joins the circle of {after}.")
    elif after is None:
        told = pgettext("feminine", "{mentee} leaves the circle of {before}; there is no other for her today.")
    else:
        told = pgettext("feminine", "{mentee} goes from the circle of {before} to the circle of {after}.")
    home, target = (names[place[0]] if place else "" for place in (before, after))
    return told.format(mentee=mentee, before=home, after=target)


def closing(repair: Repair, proposal: Mapping[str, Any]) -> list[str]:
    """The mentors whose circles are left without a mentor or without a mentee."""
    mentors, rosters = {entry["id"] for entry in repair.instance["mentors"]}, _rosters(repair, proposal)
    leading = [circle["mentor"] for circle in repair.current]
    return [mentor for mentor in leading if mentor not in mentors or not rosters[mentor]]


def closings(repair: Repair, proposal: Mapping[str, Any], names: Names) -> list[str]:
    told = _("The circle of {mentor} is closed.")
    return [told.format(mentor=names[mentor]) for mentor in closing(repair, proposal)]


def called_off(places: Iterable[tuple[str, datetime]]) -> Iterator[Letter]:
    """To who has a place, by name and hour, at a session that ends with its circle; one letter for each."""
    for name, starts_at in places:
        day = day_words(timezone.localtime(starts_at))
        yield name, _("the session of {day} is called off").format(day=day)


def letters(repair: Repair, proposal: Mapping[str, Any], names: Names) -> Iterator[Letter]:
    """A mentee reads of her new mentor, a mentor who is still there of her new circle, or that hers is closed."""
    touched = set()
    for step in proposal["moves"]:
        before, after = step["before"], step["after"]
        if after:
            told = _("her new mentor is {mentor}, and the dates ahead").format(mentor=names[after[0]])
        else:
            told = _("for the moment there is no circle for her")
        touched |= {place[0] for place in (before, after) if place}
        yield names[step["mentee"]], told
    rosters = _rosters(repair, proposal)
    for mentor in (entry["id"] for entry in repair.instance["mentors"] if entry["id"] in touched):
        if roster := [names[mentee] for mentee in rosters[mentor]]:
            yield names[mentor], _("her circle from then on: {mentees}").format(mentees=" · ".join(roster))
    staying = {entry["id"] for entry in repair.instance["mentors"]}
    for mentor in closing(repair, proposal):
        if mentor in staying:
            yield names[mentor], _("her circle does not go on")


def _rosters(repair: Repair, proposal: Mapping[str, Any]) -> dict[str, list[str]]:
    """By the mentor: who is in her circle once everybody has moved, without those who have left."""
    rosters = {circle["mentor"]: list(circle["mentees"]) for circle in repair.current}
    for step in proposal["moves"]:
        if step["after"]:
            rosters.setdefault(step["after"][0], []).append(step["mentee"])
        if step["before"]:
            rosters[step["before"][0]].remove(step["mentee"])
    present = {entry["id"] for entry in repair.instance["mentees"]}
    return {mentor: [mentee for mentee in roster if mentee in present] for mentor, roster in rosters.items()}
