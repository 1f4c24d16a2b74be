"""The seat plan against all plans of small cases; its reasons, remedies and proof; and what each of them says."""

from dataclasses import replace
from random import Random

import pytest

from registration.models import Decision
from registration.rules.seat_plan.compare import Move, compare, merit
from registration.rules.seat_plan.plan import propose, search
from registration.rules.seat_plan.proof import Branch, Leaf, check, prove
from registration.rules.seat_plan.system import System
from registration.rules.seat_plan.terms import (
    Candidate,
    Circles,
    Knob,
    Mentor,
    Reason,
    Remedy,
    Shortfall,
    Terms,
    Verdict,
    group_of,
    group_sizes,
    ranked,
)
from tests.registration.seat_plans import (
    aims,
    best_aims,
    case,
    check_reasons,
    check_remedies,
    every_plan,
    selected_ranks,
)

TERMS = Terms(seats=2, reserve=1, seed=1)


def woman(key: int, country: str = "KE", region: str = "AFR", *languages: str, score: float | None = None) -> Candidate:
    """The lower her key the better her score."""
    return Candidate(key, country, region, languages, score=-key if score is None else score)


def said(candidates: list[Candidate], terms: Terms) -> list[tuple[int, str, str, dict[str, object]]]:
    return [(line.key, line.verdict, line.reason, dict(line.facts)) for line in propose(candidates, terms).lines]


@pytest.mark.parametrize("seed", range(150))
def test_no_plan_is_better_and_every_reason_and_remedy_is_true(seed: int) -> None:
    candidates, terms = case(Random(seed))
    plan = propose(candidates, terms)
    assert selected_ranks(plan) == max(every_plan(candidates, terms), key=lambda ranks: aims(ranks, candidates, terms))
    assert merit(plan) == best_aims(candidates, terms)
    check_reasons(plan, candidates)
    check_remedies(plan, candidates)


def test_seats_go_by_rank_and_the_next_wait() -> None:
    candidates = [woman(3), woman(1), woman(4), woman(2), replace(woman(0), is_eligible=False)]
    assert said(candidates, TERMS) == [
        (1, "selected", "place", {}),
        (2, "selected", "place", {}),
        (3, "waiting", "no_place", {"seats": 2}),
        (4, "not_selected", "no_place", {"seats": 2}),
        (0, "not_selected", "not_eligible", {}),
    ]


def test_the_order_of_the_rows_changes_nothing_and_the_seed_decides_ties() -> None:
    candidates = [woman(key, score=0) for key in range(12)]
    plan = propose(candidates, TERMS)
    assert plan == propose(candidates[::-1], TERMS)
    others = [propose(candidates, replace(TERMS, seed=seed)).selected for seed in range(5)]
    assert len({tuple(line.key for line in selected) for selected in others}) > 1


def test_a_full_country_leaves_its_places_to_the_next() -> None:
    candidates = [woman(1), woman(2), woman(3, "EG", "ARB")]
    assert said(candidates, replace(TERMS, country_ceiling=1)) == [
        (1, "selected", "place", {}),
        (2, "waiting", "country_full", {"ceiling": 1}),
        (3, "selected", "place", {}),
    ]


def test_a_floor_lifts_the_best_of_its_region() -> None:
    candidates = [woman(1), woman(2), woman(3, "EG", "ARB"), woman(4, "EG", "ARB")]
    assert said(candidates, replace(TERMS, floors={"ARB": 1})) == [
        (1, "selected", "place", {}),
        (2, "waiting", "floor_kept", {"region": "ARB", "floor": 1}),
        (3, "selected", "floor", {"region": "ARB", "floor": 1}),
        (4, "not_selected", "no_place", {"seats": 2}),
    ]


def test_a_circle_opens_only_from_its_fewest_members_on() -> None:
    """Two women who speak only French wait for a third; with her they are in."""
    terms = Terms(seats=5, reserve=5, seed=1, mentors=(Mentor(("en",), 1, 2), Mentor(("fr",), 3, 5)))
    english = [woman(key, "KE", "AFR", "en") for key in (3, 4)]
    french = [woman(key, "SN", "AFR", "fr") for key in (1, 2, 5)]
    plan = propose([*english, *french[:2]], terms)
    assert [line.key for line in plan.selected] == [3, 4]
    assert [line.reason for line in plan.lines] == ["language_full", "language_full", "place", "place"]
    assert plan.lines[0].facts == {"languages": ("fr",)}
    assert plan.circles == (Circles("en", 1, 2, 2), Circles("fr", 0, 0, 0))
    assert [line.key for line in propose([*english, *french], terms).selected] == [1, 2, 3, 4, 5]


def test_a_seat_that_completes_a_circle_may_go_to_a_lower_rank() -> None:
    terms = Terms(seats=3, reserve=5, seed=1, mentors=(Mentor(("fr",), 3, 3), Mentor(("en",), 1, 1)))
    candidates = [
        woman(1, "SN", "AFR", "fr"),
        woman(2, "KE", "AFR", "en"),
        *[woman(3 + n, "SN", "AFR", "fr") for n in (0, 1)],
    ]
    assert said(candidates, terms) == [
        (1, "selected", "place", {}),
        (2, "waiting", "circle_kept", {}),
        (3, "selected", "place", {}),
        (4, "selected", "place", {}),
    ]


def test_without_mentors_yet_languages_set_no_limit_and_with_an_empty_list_nobody_is_in() -> None:
    candidates = [woman(1, "SN", "AFR", "fr")]
    assert [line.key for line in propose(candidates, TERMS).selected] == [1]
    plan = propose(candidates, replace(TERMS, mentors=(), circle=(1, 5)))
    assert plan.selected == []
    assert plan.shortfalls == (Shortfall("", 1, 0, (Remedy(Knob.MENTORS, "fr", 0, 1),)),)


def test_a_floor_out_of_reach_is_named_with_the_smallest_changes_that_are_enough() -> None:
    arab = [woman(key, "EG", "ARB", "ar") for key in range(1, 9)]
    terms = Terms(
        seats=8,
        reserve=0,
        seed=1,
        country_ceiling=4,
        floors={"ARB": 5},
        mentors=(Mentor(("ar",), 3, 5),),
        circle=(3, 5),
    )
    plan = propose(arab, terms)
    assert len(plan.selected) == 4
    assert plan.shortfalls[0] == Shortfall(
        "ARB", 5, 4, (Remedy(Knob.FLOOR, "ARB", 5, 4), Remedy(Knob.CEILING, "", 4, 5))
    )
    wider = propose(arab, replace(terms, country_ceiling=None, floors={"ARB": 7}))
    assert wider.shortfalls[0] == Shortfall(
        "ARB", 7, 5, (Remedy(Knob.FLOOR, "ARB", 7, 5), Remedy(Knob.MENTORS, "ar", 0, 1))
    )


def test_floors_above_the_seats_are_named() -> None:
    candidates = [woman(1), woman(2), woman(3, "EG", "ARB")]
    plan = propose(candidates, replace(TERMS, floors={"AFR": 2, "ARB": 1}))
    assert [line.key for line in plan.selected] == [1, 2]
    assert plan.shortfalls == (Shortfall("ARB", 1, 0, (Remedy(Knob.FLOOR, "ARB", 1, 0), Remedy(Knob.SEATS, "", 2, 3))),)


def test_two_plans_side_by_side() -> None:
    candidates = [woman(1), woman(2), woman(3, "EG", "ARB")]
    free, limited = propose(candidates, TERMS), propose(candidates, replace(TERMS, country_ceiling=1))
    compared = compare(free, limited)
    assert compared.moves == (Move(2, Verdict.SELECTED, Verdict.WAITING), Move(3, Verdict.WAITING, Verdict.SELECTED))
    assert (compared.filled, compared.missing, compared.better) == ((2, 2), (0, 0), 1)
    assert compare(limited, free).better == 2
    assert compare(free, free).moves == ()
    assert compare(free, free).better == 0


def test_the_proof_holds_for_the_plan_and_for_no_other() -> None:
    proven = branched = 0
    for seed in range(60):
        candidates, terms = case(Random(seed))
        order = [candidate for candidate in ranked(candidates, terms.seed) if candidate.is_eligible]
        system = System(group_sizes(order), terms)
        found = search(order, system)
        numbers = [system.groups.index(group_of(candidate)) for candidate in order]
        trees = prove(system, found)
        assert check(system, numbers, found, trees)
        proven += len(trees)
        branched += sum(isinstance(tree, Branch) for tree in trees)
        assert not check(system, numbers, found, [Leaf({}) for _tree in trees])
        if found.filled:
            worst = len(found.chosen) - 1 - found.chosen[::-1].index(True)
            worse = replace(found, chosen=[is_in and rank != worst for rank, is_in in enumerate(found.chosen)])
            assert not check(system, numbers, worse, trees)
    assert proven > 60
    assert branched > 0


def test_every_reason_and_verdict_can_be_stored() -> None:
    assert {reason.value for reason in Reason} <= set(Decision.Reason.values)
    assert {verdict.value for verdict in Verdict} == set(Decision.Outcome.values)
