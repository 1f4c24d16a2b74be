"""The seat plan. Limits first, then floors, then most seats filled, then the best ranks; a lot breaks ties."""

from collections.abc import Mapping, Sequence

from registration.rules.seat_plan.reasons import Reasons
from registration.rules.seat_plan.remedies import shortfalls
from registration.rules.seat_plan.search import best
from registration.rules.seat_plan.system import Found, System
from registration.rules.seat_plan.terms import (
    Candidate,
    Line,
    Reason,
    SeatPlan,
    Terms,
    Verdict,
    group_of,
    group_sizes,
    ranked,
)


def propose(candidates: Sequence[Candidate], terms: Terms) -> SeatPlan:
    order = ranked(candidates, terms.seed)
    eligible = [candidate for candidate in order if candidate.is_eligible]
    sizes = group_sizes(eligible)
    system = System(sizes, terms)
    found = search(eligible, system)
    selected = dict(zip(system.groups, found.held, strict=True))
    return SeatPlan(
        terms=terms,
        lines=tuple(
            _lines(eligible, found.chosen, terms, system.seated_given(found.values))
            + _not_eligible(order, after=len(eligible))
        ),
        circles=system.circles_in(found.values),
        shortfalls=shortfalls(sizes, selected, terms, unseated=found.unseated),
        unseated=found.unseated,
    )


def search(eligible: Sequence[Candidate], system: System) -> Found:
    number = {group: n for n, group in enumerate(system.groups)}
    return best(system, [number[group_of(candidate)] for candidate in eligible])


def _lines(
    eligible: Sequence[Candidate], chosen: Sequence[bool], terms: Terms, seated: Mapping[tuple[str, ...], int]
) -> list[Line]:
    reasons = Reasons(eligible, chosen, terms, seated)
    lines = []
    waiting = 0
    for rank, (candidate, is_in) in enumerate(zip(eligible, chosen, strict=True), start=1):
        if is_in:
            verdict, (reason, facts) = Verdict.SELECTED, reasons.of_selected(candidate, rank)
        else:
            verdict = Verdict.WAITING if waiting < terms.reserve else Verdict.NOT_SELECTED
            waiting += 1
            reason, facts = reasons.of_left_out(candidate, rank)
        lines.append(Line(candidate.key, rank, verdict, reason, facts))
    return lines


def _not_eligible(order: Sequence[Candidate], *, after: int) -> list[Line]:
    return [
        Line(candidate.key, rank, Verdict.NOT_SELECTED, Reason.NOT_ELIGIBLE, {})
        for rank, candidate in enumerate(order[after:], start=after + 1)
    ]
