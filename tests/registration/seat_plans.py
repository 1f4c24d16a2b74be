"""All plans of a small case, one by one, and random cases that are tight in every limit."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

from registration.rules.seat_plan.terms import (
    Candidate,
    Knob,
    Mentor,
    Reason,
    Remedy,
    SeatPlan,
    Shortfall,
    Terms,
    Verdict,
    ranked,
)

LANGUAGES = ("ar", "en", "fr")
Numbers = tuple[int, ...]  # of seats in each language


def case(random: Random, *, most: int = 8) -> tuple[list[Candidate], Terms]:
    regions = {country: random.choice(["AFR", "ARB"]) for country in ("EG", "KE", "SN")}
    candidates = []
    for key in range(random.randint(0, most)):
        country = random.choice(list(regions))
        spoken = tuple(random.sample(LANGUAGES, random.choice([1, 1, 2, 3])))
        score = random.choice([0.0, 1.0, 2.0])
        candidates.append(Candidate(key, country, regions[country], spoken, random.random() < 0.9, score))
    terms = Terms(
        seats=random.randint(0, most),
        reserve=random.randint(0, 3),
        seed=random.randint(0, 99),
        country_ceiling=random.choice([None, 0, 1, 2, 3]),
        floors={region: random.randint(0, 3) for region in random.sample(["AFR", "ARB"], random.randint(0, 2))},
        mentors=None if random.random() < 0.2 else tuple(_mentor(random) for _ in range(random.randint(0, 4))),
        circle=random.choice([(1, 2), (2, 3), (3, 5)]),
    )
    return candidates, terms


def _mentor(random: Random) -> Mentor:
    lower = random.randint(1, 3)
    return Mentor(tuple(random.sample(LANGUAGES, random.randint(1, 3))), lower, lower + random.randint(0, 2))


def every_plan(candidates: Sequence[Candidate], terms: Terms) -> Iterator[list[int]]:
    """The ranks selected, of each plan that keeps the ceiling, the seats and the circles."""
    order = [candidate for candidate in ranked(candidates, terms.seed) if candidate.is_eligible]
    circles = sums_of_circles(terms.mentors)
    for number in range(min(terms.seats, len(order)) + 1):
        for ranks in combinations(range(1, len(order) + 1), number):
            chosen = [order[rank - 1] for rank in ranks]
            if keeps_ceiling(chosen, terms) and can_sit(chosen, circles):
                yield list(ranks)


def keeps_ceiling(chosen: Sequence[Candidate], terms: Terms) -> bool:
    countries = Counter(candidate.country for candidate in chosen)
    return terms.country_ceiling is None or max(countries.values(), default=0) <= terms.country_ceiling


def sums_of_circles(mentors: Sequence[Mentor] | None) -> set[Numbers] | None:
    """Every way in which the circles of these mentors can be filled, mentor by mentor."""
    if mentors is None:
        return None
    sums: set[Numbers] = {(0,) * len(LANGUAGES)}
    for mentor in mentors:
        circles = [(LANGUAGES.index(x), n) for x in mentor.languages for n in range(mentor.lower, mentor.upper + 1)]
        sums |= {plus(numbers, place, n) for numbers in sums for place, n in circles}
    return sums


def can_sit(chosen: Sequence[Candidate], circles: set[Numbers] | None) -> bool:
    if circles is None:
        return True
    sums: set[Numbers] = {(0,) * len(LANGUAGES)}
    for candidate in chosen:
        sums = {plus(numbers, LANGUAGES.index(x), 1) for numbers in sums for x in candidate.languages}
    return bool(sums & circles)


def plus(numbers: Numbers, place: int, more: int) -> Numbers:
    return (*numbers[:place], numbers[place] + more, *numbers[place + 1 :])


def aims(ranks: Sequence[int], candidates: Sequence[Candidate], terms: Terms) -> tuple[int, int, list[int]]:
    """The order of aims, higher is better: floors, most seats, best ranks."""
    order = ranked(candidates, terms.seed)
    regions = Counter(order[rank - 1].region for rank in ranks)
    missing = sum(max(0, floor - regions[region]) for region, floor in terms.floors.items())
    return -missing, len(ranks), [-rank for rank in ranks]


def selected_ranks(plan: SeatPlan) -> list[int]:
    return [line.rank for line in plan.lines if line.verdict == Verdict.SELECTED]


def best_aims(candidates: Sequence[Candidate], terms: Terms) -> tuple[int, int, list[int]]:
    return max(aims(ranks, candidates, terms) for ranks in every_plan(candidates, terms))


def check_reasons(plan: SeatPlan, candidates: Sequence[Candidate]) -> None:
    """Line by line, from the finished plan alone."""
    terms = plan.terms
    order = [candidate for candidate in ranked(candidates, terms.seed) if candidate.is_eligible]
    assert [line.key for line in plan.lines] == [candidate.key for candidate in ranked(candidates, terms.seed)]
    ranks = selected_ranks(plan)
    assert [line.verdict for line in plan.lines if line.verdict != Verdict.SELECTED and line.rank <= len(order)] == [
        Verdict.WAITING if n < terms.reserve else Verdict.NOT_SELECTED for n in range(len(order) - len(ranks))
    ]
    for line in plan.lines:
        if line.rank > len(order):
            assert line.reason == Reason.NOT_ELIGIBLE
        elif line.verdict == Verdict.SELECTED:
            better = [rank for rank in range(1, line.rank) if rank not in ranks]
            is_lifted = any(_only_a_floor_forbids(plan, order, rank, line.rank) for rank in better)
            assert line.reason == (Reason.FLOOR if is_lifted else Reason.PLACE)
        else:
            assert line.reason == _reason_of_left_out(plan, order, line.rank)


def _reason_of_left_out(plan: SeatPlan, order: Sequence[Candidate], rank: int) -> Reason:
    she, terms = order[rank - 1], plan.terms
    ranks = selected_ranks(plan)
    chosen = [order[rank - 1] for rank in ranks]
    is_full = not keeps_ceiling([*chosen, she], terms)
    rivals = [below for below in ranks if not is_full or order[below - 1].country == she.country]
    below = [rival for rival in rivals if rival > rank]
    if is_full and not below:
        return Reason.COUNTRY_FULL
    if not can_sit([*chosen, she], sums_of_circles(terms.mentors)):
        return Reason.LANGUAGE_FULL
    if not below:
        assert len(ranks) == terms.seats
        return Reason.NO_PLACE
    if any(_only_a_floor_forbids(plan, order, rank, rival) for rival in below):
        return Reason.FLOOR_KEPT
    return Reason.CIRCLE_KEPT


def _only_a_floor_forbids(plan: SeatPlan, order: Sequence[Candidate], entering: int, leaving: int) -> bool:
    ranks = sorted({*selected_ranks(plan), entering} - {leaving})
    chosen = [order[rank - 1] for rank in ranks]
    is_possible = keeps_ceiling(chosen, plan.terms) and can_sit(chosen, sums_of_circles(plan.terms.mentors))
    if is_possible:
        assert aims(ranks, order, plan.terms) < aims(selected_ranks(plan), order, plan.terms)
    return is_possible


def check_remedies(plan: SeatPlan, candidates: Sequence[Candidate]) -> None:
    """Each is enough, and one less is not."""
    for shortfall in plan.shortfalls:
        for remedy in shortfall.remedies:
            assert _is_cured(plan, shortfall, candidates, _changed(plan.terms, remedy, remedy.needed))
            short_of = 1 if remedy.knob == Knob.FLOOR else -1  # a floor is lowered, all else is raised
            less = _changed(plan.terms, remedy, remedy.needed + short_of)
            assert not _is_cured(plan, shortfall, candidates, less)


def _changed(terms: Terms, remedy: Remedy, number: int) -> Terms:
    match remedy.knob:
        case Knob.FLOOR:
            return replace(terms, floors={**terms.floors, remedy.subject: number})
        case Knob.MENTORS:
            return replace(
                terms, mentors=(*(terms.mentors or ()), *[Mentor((remedy.subject,), *terms.circle)] * number)
            )
        case Knob.CEILING:
            return replace(terms, country_ceiling=number)
        case Knob.SEATS:
            return replace(terms, seats=number)


def _is_cured(plan: SeatPlan, cured: Shortfall, candidates: Sequence[Candidate], terms: Terms) -> bool:
    """All other floors stay where the plan reached them."""
    short = {shortfall.region: shortfall.reached for shortfall in plan.shortfalls if shortfall is not cured}
    floors = {region: min(floor, short.get(region, floor)) for region, floor in terms.floors.items()}
    missing, filled, _ranks = best_aims(candidates, replace(terms, floors=floors))
    return missing == 0 and (bool(cured.region) or filled >= cured.wanted)
