"""The quick proof of a bound: it agrees with the one that goes pair by pair, and believes nothing."""

import json

import pytest

from bench.instances import generate
from bench.matching_bound import bound_by_arrays
from bench.matching_checker import certified_bound, main
from circles.matching import InstanceRefused, parse_instance, result_as_dict
from circles.matching.solve import solve
from tests.circles.matching.instances import drawn


def solved(document):
    return result_as_dict(solve(parse_instance(document), seed=1, time_limit=60))


@pytest.mark.parametrize("hours", [False, True], ids=["attributes", "hours"])
@pytest.mark.parametrize("seed", range(12))
def test_it_agrees_with_the_proof_pair_by_pair(seed, hours):
    document = drawn(seed, mentees=20, mentors=6, hours=hours)
    try:
        result = solved(document)
    except InstanceRefused:
        return

    for multipliers in (result["certificate"]["multipliers"], [100 * n for n in range(20)]):
        result["certificate"]["multipliers"] = multipliers
        assert bound_by_arrays(document, result) == certified_bound(document, result)


@pytest.mark.parametrize("regime", ["tight", "few", "plenty"])
def test_it_proves_the_bound_of_a_season(regime):
    document = generate(100, regime, seed=2, hours=True)
    result = solved(document)

    assert bound_by_arrays(document, result) == result["certificate"]["bound"]


def test_a_bound_that_the_multipliers_do_not_prove_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("bench.matching_checker.MANY", 0)
    document = generate(100, "tight", seed=2)
    result = solved(document)
    files = [tmp_path / "instance.json", tmp_path / "result.json"]
    files[0].write_text(json.dumps(document))
    files[1].write_text(json.dumps(result))
    assert main(list(map(str, files))) == 0

    result["certificate"]["bound"] -= 1
    files[1].write_text(json.dumps(result))

    assert main(list(map(str, files))) == 1
    assert f"proven to be at most {result['certificate']['bound'] + 1}" in capsys.readouterr().out
