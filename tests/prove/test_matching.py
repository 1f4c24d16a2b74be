"""The matching at the size of a large season: proven where it says so, and back in time where it is cut short."""

from dataclasses import replace
from time import process_time

import pytest

from bench.instances import MENTORS, generate
from bench.matching_checker import certified_bound, faults
from circles.matching import parse_instance, result_as_dict
from circles.matching.repair import repair
from circles.matching.solve import solve

SEASONS = [regime for regime in MENTORS if regime != "ties"]  # whose scores follow the people who come and go


@pytest.mark.parametrize("regime", MENTORS)
def test_five_hundred_are_matched_to_proven_optimum(regime):
    document = generate(500, regime, seed=7, hours=True)

    solution = solve(parse_instance(document), seed=0, time_limit=300)

    result = result_as_dict(solution)
    assert faults(document, result) == []
    assert solution.is_proven
    assert certified_bound(document, result) == solution.certificate.bound


@pytest.mark.parametrize("regime", SEASONS)
def test_two_thousand_in_a_second_or_two(regime):
    document = generate(2_000, regime, seed=7)
    problem = parse_instance(document)
    start = process_time()

    solution = solve(problem, seed=0, time_limit=1)

    assert process_time() - start < 10
    assert faults(document, result_as_dict(solution)) == []
    assert solution.count == solution.count_bound
    assert 0 <= solution.gap < 0.05


def of_equal_scores(document):
    alike = {"interests": ["soc"], "tz": 0, "country": "KE", "region": "africa"}
    for person in document["mentees"]:
        person.update(alike, goal="law", languages=[{"code": "en", "level": 3}])
    for person in document["mentors"]:
        person.update(alike, expertise=["law"], languages=["en"])


def of_full_circles(document):
    for person in document["mentors"]:
        person.update(lower=5, upper=5)


def of_quarrels(document):
    names = [person["id"] for person in document["mentees"]]
    document["conflicts"] = [[one, names[n]] for n, one in enumerate(names[1:])] + [
        [one, names[n]] for n, one in enumerate(names[7:])
    ]


@pytest.mark.parametrize("harden", [of_equal_scores, of_full_circles, of_quarrels], ids=lambda harden: harden.__name__)
def test_hard_seasons_end_in_time_with_the_best_found(harden):
    document = generate(2_000, "tight", seed=7)
    harden(document)
    problem = parse_instance(document)
    start = process_time()

    solution = solve(problem, seed=0, time_limit=5)

    assert process_time() - start < 15
    assert faults(document, result_as_dict(solution)) == []
    assert solution.is_proven or solution.is_cut_short
    assert solution.count == solution.count_bound


@pytest.mark.parametrize("regime", SEASONS)
def test_a_withdrawal_at_two_thousand_moves_few_in_short_time(regime):
    problem = parse_instance(generate(2_000, regime, seed=7))
    before = solve(problem, seed=0, time_limit=5)
    smallest = min(before.circles, key=lambda circle: len(circle.mentees))
    seatings = [circle.seating for circle in before.circles]

    for gone in (smallest.mentees[0], *(circle.mentees[0] for circle in before.circles[:3])):
        staying = tuple(mentee for mentee in problem.mentees if mentee.id != gone)
        start = process_time()
        found = repair(replace(problem, mentees=staying), seatings, seed=0, time_limit=30)

        assert process_time() - start < 3
        assert (found.count, found.is_fewest) == (found.count_bound, True)
        assert len(found.moves) <= 2
        assert found.affinity >= 0.9999 * found.affinity_before


@pytest.mark.parametrize("regime", ["tight", "few", "plenty"])
def test_ten_thousand_come_near_the_bound_in_a_minute(regime):
    document = generate(10_000, regime, seed=7)
    problem = parse_instance(document)
    start = process_time()

    solution = solve(problem, seed=0, time_limit=60)

    assert process_time() - start < 70
    assert faults(document, result_as_dict(solution)) == []
    assert solution.count == solution.count_bound
    assert solution.gap < 0.0001


@pytest.mark.parametrize("seconds", [5, 30])
def test_fifty_thousand_come_back_soon_after_the_limit(seconds):
    document = generate(50_000, "tight", seed=7)
    problem = parse_instance(document)
    start = process_time()

    solution = solve(problem, seed=0, time_limit=seconds)

    assert process_time() - start < seconds + 60
    assert faults(document, result_as_dict(solution)) == []
    assert solution.is_cut_short
    assert solution.count > 0.99 * solution.count_bound
    assert 0 <= solution.gap < 0.02
