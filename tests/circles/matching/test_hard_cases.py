"""Instances that contradict themselves or leave no room: a right answer or a refusal that names the entry."""

import pytest

from bench.matching_checker import faults
from circles.matching import InstanceRefused, Reason, Remedy, parse_instance, result_as_dict
from circles.matching.solve import solve
from tests.circles.matching.instances import WEIGHTS, instance, mentee, mentor


def solved(document):
    solution = solve(parse_instance(document), seed=0, time_limit=30)
    assert faults(document, result_as_dict(solution)) == []
    return solution


def mentees(number, *codes, **more):
    return [mentee(f"w{n}", *codes, **more) for n in range(number)]


def reasons(solution):
    return {left.mentee: left.reason for left in solution.unmatched}


def pin(who, mentor, kind="must"):
    return {"mentee": who, "mentor": mentor, "kind": kind}


def test_nobody_at_all():
    solution = solved(instance([], []))

    assert (solution.circles, solution.unmatched, solution.count, solution.count_bound) == ((), (), 0, 0)


def test_no_mentor():
    solution = solved(instance(mentees(4, "en"), []))

    assert set(reasons(solution).values()) == {Reason.NO_LANGUAGE}
    assert solution.remedies == (Remedy("en", 4),)


def test_no_mentee():
    assert solved(instance([], [mentor("m", "en")])).circles == ()


def test_a_language_without_mentors_is_the_reason_and_a_mentor_for_it_the_remedy():
    people = [*mentees(3, "en"), *(mentee(f"f{n}", "fr") for n in range(4))]

    solution = solved(instance(people, [mentor("m", "en")]))

    assert reasons(solution) == {f"f{n}": Reason.NO_LANGUAGE for n in range(4)}
    assert solution.remedies == (Remedy("fr", 4),)


def test_too_few_mentees_for_a_circle():
    solution = solved(instance(mentees(2, "en"), [mentor("m", "en")]))

    assert set(reasons(solution).values()) == {Reason.TOO_FEW}


def test_more_mentees_than_seats():
    solution = solved(instance(mentees(9, "en"), [mentor("m", "en", lower=3, upper=5)]))

    assert (solution.count, solution.count_bound) == (5, 5)
    assert set(reasons(solution).values()) == {Reason.SEATS_TAKEN}
    assert solution.remedies == (Remedy("en", 4),)


def test_a_mentor_without_seats_or_languages_has_no_circle():
    solution = solved(instance(mentees(3, "en"), [mentor("full", "en", lower=0, upper=0), mentor("mute")]))

    assert solution.count == 0


def test_lower_equals_upper():
    solution = solved(instance(mentees(8, "en"), [mentor(f"m{n}", "en", lower=3, upper=3) for n in range(3)]))

    assert (solution.count, solution.count_bound) == (6, 6)


def test_identical_scores():
    document = instance(
        mentees(60, "en"),
        [mentor(f"m{n}", "en") for n in range(15)],
        affinity={"kind": "table", "pairs": [[i, m, 7] for i in range(60) for m in range(15)]},
    )

    solution = solved(document)

    assert solution.is_proven
    assert (solution.count, solution.affinity) == (60, 420)


def test_negative_scores_still_seat_everybody():
    pairs = [[i, m, -5 - i] for i in range(6) for m in range(2)]

    solution = solved(
        instance(mentees(6, "en"), [mentor("a", "en"), mentor("b", "en")], affinity={"kind": "table", "pairs": pairs})
    )

    assert (solution.count, solution.affinity, solution.affinity_bound) == (6, -45, -45)


def test_all_pinned():
    pins = [pin(f"w{n}", f"m{n % 2}") for n in range(8)]

    solution = solved(
        instance(mentees(8, "en"), [mentor("m0", "en"), mentor("m1", "en"), mentor("m2", "en")], pins=pins)
    )

    assert [circle.mentees for circle in solution.circles] == [("w0", "w2", "w4", "w6"), ("w1", "w3", "w5", "w7")]
    assert solution.is_proven


def test_a_pin_costs_others_their_seats_if_it_must():
    people = [mentee("f", "fr"), mentee("g", "fr", "en"), *mentees(2, "en")]
    leaders = [mentor("m", "en", "fr", lower=2, upper=3)]

    solution = solved(instance(people, leaders, pins=[pin("f", "m")]))

    assert [(circle.language, circle.mentees) for circle in solution.circles] == [("fr", ("f", "g"))]


def test_kept_apart_from_every_mentor():
    solution = solved(instance(mentees(4, "en"), [mentor("m", "en")], pins=[pin("w0", "m", "never")]))

    assert reasons(solution) == {"w0": Reason.KEPT_APART}


def test_conflicts_that_make_a_full_circle_impossible():
    everybody = [[f"w{one}", f"w{other}"] for one in range(4) for other in range(one)]

    solution = solved(instance(mentees(4, "en"), [mentor("m", "en", lower=2, upper=4)], conflicts=everybody))

    assert (solution.count, solution.count_bound) == (0, 0)


def test_a_conflict_with_the_circle_that_has_a_free_seat():
    solution = solved(instance(mentees(4, "en"), [mentor("m", "en")], conflicts=[["w0", "w1"]]))

    assert (solution.count, solution.count_bound) == (3, 3)
    assert set(reasons(solution).values()) == {Reason.CONFLICT}


def test_no_common_hour():
    people = [*mentees(3, "en", hours=[1, 2]), mentee("owl", "en", hours=[100])]

    solution = solved(instance(people, [mentor("m", "en", hours=[2, 3])]))

    assert reasons(solution) == {"owl": Reason.NO_HOUR}
    assert solution.circles[0].hours == frozenset({2})


@pytest.mark.parametrize("weights", [WEIGHTS, dict.fromkeys(WEIGHTS, 0)], ids=["weights", "none"])
def test_no_common_hour_whatever_counts(weights):
    people = [*mentees(3, "en", hours=[1, 2]), mentee("owl", "en", hours=[100])]
    affinity = {"kind": "attributes", "weights": weights}

    solution = solved(instance(people, [mentor("m", "en", hours=[2, 3])], affinity=affinity))

    assert (solution.count, reasons(solution)) == (3, {"owl": Reason.NO_HOUR})


def test_a_missing_pair_of_a_table_is_not_acceptable():
    affinity = {"kind": "table", "pairs": [[i, 0, 1] for i in range(3)]}

    assert reasons(solved(instance(mentees(4, "en"), [mentor("m", "en")], affinity=affinity))) == {
        "w3": Reason.NOT_ACCEPTABLE
    }


@pytest.mark.parametrize(
    ("more", "entry"),
    [
        ({"pins": [pin("w0", "m"), pin("w0", "n")]}, "pins[1] (w0, n)"),
        ({"pins": [pin("w0", "m"), pin("w0", "m", "never")]}, "pins[0] (w0, m)"),
        ({"pins": [pin("f", "m")]}, "pins[0] (f, m)"),
        ({"pins": [pin("w0", "m"), pin("w1", "m")], "conflicts": [["w0", "w1"]]}, "conflicts[0] (w0, w1)"),
        ({"pins": [pin(f"w{n}", "n") for n in range(3)]}, "mentors[1] (n)"),
        ({"pins": [pin("w0", "m"), pin("w1", "huge")]}, "pins[1] (w1, huge)"),
        ({"pins": [pin("w0", "both"), pin("f", "both")]}, "mentors[3] (both)"),
    ],
    ids=["two-circles", "must-and-never", "no-language", "conflict", "too-many", "never-full", "no-shared-language"],
)
def test_contradictory_pins_are_refused_by_name(more, entry):
    leaders = [
        mentor("m", "en"),
        mentor("n", "en", lower=1, upper=2),
        mentor("huge", "en", lower=4, upper=9),
        mentor("both", "en", "fr"),
    ]
    document = instance([*mentees(6, "en"), mentee("f", "fr")], leaders, **more)

    with pytest.raises(InstanceRefused) as refusal:
        solve(parse_instance(document), seed=0, time_limit=30)

    assert refusal.value.entry == entry


def test_weights_of_nothing():
    nothing = {"kind": "attributes", "weights": dict.fromkeys(WEIGHTS, 0)}

    solution = solved(instance(mentees(7, "en"), [mentor("a", "en"), mentor("b", "en")], affinity=nothing))

    assert (solution.count, solution.affinity, solution.is_proven) == (7, 0, True)
