"""The pools that bounds rest on hold whom each circle values most, whatever the kind of scores."""

import numpy as np
import pytest

from circles.matching import parse_instance
from circles.matching.bound import build_pool
from circles.matching.grid import build_grid
from circles.matching.sieve import SCALE
from tests.circles.matching.instances import drawn


def best_of_option(grid, prices, option, width):
    acceptable = np.flatnonzero(grid.acceptable(option))
    worth = SCALE * grid.scores(np.full(len(acceptable), option), acceptable) - prices[acceptable]
    order = np.lexsort((acceptable, -worth))[:width]
    return [(int(acceptable[n]), int(worth[n] + prices[acceptable[n]])) for n in order]


def pooled(pool, option):
    places = np.flatnonzero(pool.is_filled[option])
    return [(int(pool.mentees[option, place]), int(pool.scores[option, place])) for place in places]


@pytest.mark.parametrize("width", [5, 9, 40])
@pytest.mark.parametrize("kind", ["attributes", "table", "hours", "large table"])
def test_a_pool_holds_the_best_in_falling_order(kind, width):
    for seed in range(5):
        document = drawn(seed, mentees=30, mentors=6, table="table" in kind, hours=kind == "hours")
        document["pins"] = []  # a table may refuse a drawn pin
        if kind == "large table":
            document["affinity"]["pairs"] = [[i, m, 70_000 * score] for i, m, score in document["affinity"]["pairs"]]
        keep = {f"mentee-{n}": ("mentor-1", code) for n in range(4) for code in ("ar", "en", "fr")}
        grid = build_grid(parse_instance(document), keep)
        prices = np.random.default_rng(seed).integers(-5_000, 5_000, grid.mentees)

        pool = build_pool(grid, prices, width)

        for option in range(len(grid.options)):
            assert pooled(pool, option) == best_of_option(grid, prices, option, width)
