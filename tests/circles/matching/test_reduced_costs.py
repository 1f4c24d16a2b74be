"""What a mentor's best circle is worth, and what deciding otherwise costs, as trying all circles tells it."""

from itertools import combinations

import numpy as np
import pytest

from circles.matching.reduced_costs import OUT_OF_QUESTION, Circles, reduced_costs

BEYOND = OUT_OF_QUESTION / 100  # so far only what cannot be


def drawn(seed):
    generator = np.random.default_rng(seed)
    mentor = np.array([0, 0, 1, 2])
    lower = generator.integers(1, 4, 4)
    circles = Circles(mentor, lower, lower + generator.integers(0, 3, 4), generator.random(3) < 0.3)
    at = np.repeat(np.arange(4), generator.integers(1, 6, 4))
    worth = generator.integers(-9, 10, len(at) + 4).astype(float)
    return circles, at, worth


def all_circles(circles, at, worth, mentor):
    """Each way for the mentor to choose: its columns, and what they are worth."""
    if not circles.must_open[mentor]:
        yield frozenset(), 0.0
    for option in np.flatnonzero(circles.mentor == mentor).tolist():
        pairs = np.flatnonzero(at == option).tolist()
        for size in range(circles.lower[option], circles.upper[option] + 1):
            for chosen in combinations(pairs, size):
                columns = frozenset(chosen) | {len(at) + option}
                yield columns, sum(worth[column] for column in columns)


def best(ways):
    return max((value for _, value in ways), default=-np.inf)


@pytest.mark.parametrize("seed", range(40))
def test_every_column_is_told_as_by_trying_all_circles(seed):
    circles, at, worth = drawn(seed)
    ways = [list(all_circles(circles, at, worth, mentor)) for mentor in range(3)]

    total, reduced = reduced_costs(circles, at, worth, np.zeros(len(worth)), np.ones(len(worth)))

    if not all(ways):
        assert total < -BEYOND
        return
    assert total == sum(best(hers) for hers in ways)
    mentor_of = np.r_[circles.mentor[at], circles.mentor]
    for column in range(len(worth)):
        hers = ways[mentor_of[column]]
        using = best([way for way in hers if column in way[0]])
        without = best([way for way in hers if column not in way[0]])
        told = reduced[column]
        assert (using - without == told) or (abs(told) > BEYOND and (using - without) * told > BEYOND), column


@pytest.mark.parametrize("seed", range(40))
def test_what_is_decided_stays_so(seed):
    circles, at, worth = drawn(seed)
    generator = np.random.default_rng(seed)
    out, sure = generator.choice(len(at), 2, replace=False)
    least, most = np.zeros(len(worth)), np.ones(len(worth))
    most[out], least[sure] = 0, 1
    ways = [list(all_circles(circles, at, worth, mentor)) for mentor in range(3)]
    ways = [[way for way in hers if out not in way[0]] for hers in ways]
    owner = circles.mentor[at[sure]]
    ways[owner] = [way for way in ways[owner] if sure in way[0]]

    total, _ = reduced_costs(circles, at, worth, least, most)

    if all(ways):
        assert total == pytest.approx(sum(best(hers) for hers in ways), abs=1e-4)
    else:
        assert total < -BEYOND
