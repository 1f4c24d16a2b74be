"""How good and how quick the matcher is, as a table: `python -m bench.matching --sizes 100,500 --regimes tight`.

Each row is one method on one generated instance: ours (through the command line), greedy, the stable matching of the
library `matching` (needs `pip install matching==1.4.3`, otherwise its rows are left out), the flow step alone. Results
are counted, and our bound is proven from its multipliers, by `bench.matching_checker`, which shares nothing with the
solver. Seconds are those of the processor, with reading the file and starting Python, so that a busy machine
does not count; memory is the peak of our process.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.instances import MENTORS, generate
from bench.matching_checker import faults, proven_bound
from circles.matching.affinity import NEVER
from circles.matching.arcs import Arcs, all_arcs, seat_arcs
from circles.matching.bound import build_pool
from circles.matching.descent import first_prices
from circles.matching.flow import seat_mentees
from circles.matching.grid import NOWHERE, Grid, Ints, build_grid
from circles.matching.instance import parse_instance

try:
    from matching.algorithms.hospital_resident import resident_optimal
    from matching.players import Hospital, Player
except ImportError:
    resident_optimal = None

Json = dict[str, Any]

SIZES = (100, 500, 2000, 10000, 50000)
ALL_PAIRS_UP_TO = 2_000  # mentees; beyond, the comparisons look at each circle's best only
POOL = 60
STABLE_UP_TO = 2_000
HEADER = ("instance", "method", "count", "of at most", "affinity", "gap %", "CPU s", "MB", "checked")


def main() -> None:
    options = _parser().parse_args()
    print(f"| {' | '.join(HEADER)} |\n|{' --- |' * len(HEADER)}")
    for size in options.sizes:
        for regime in options.regimes:
            for seed in options.seeds:
                _compare(size, regime, seed, options.time_limit)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=SIZES)
    parser.add_argument("--regimes", type=lambda text: text.split(","), default=list(MENTORS))
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[1])
    parser.add_argument("--time-limit", type=float, default=300.0)
    return parser


def _compare(size: int, regime: str, seed: int, time_limit: float) -> None:
    instance = generate(size, regime, seed)
    name = f"{size} {regime} {seed}"
    result, seconds, memory = _ours(instance, time_limit)
    gap = 100 * (1 - result["affinity"] / max(1, result["affinity_bound"]))
    _row(
        name, "ours", result, result["count_bound"], f"{gap:.4f}", seconds, f"{memory:.0f}", _checked(instance, result)
    )
    methods: dict[str, Callable[[Grid], Ints]] = {"greedy": greedy, "flow alone": flow_alone}
    if resident_optimal and size <= STABLE_UP_TO:
        methods["stable"] = stable
    for method, match in methods.items():
        start = time.process_time()
        grid = build_grid(parse_instance(instance))
        found = _as_result(instance, grid, match(grid))
        seconds = time.process_time() - start
        _row(name, method, found, "", "", seconds, "", "; ".join(faults(instance, found)) or "no fault")


def _checked(instance: Json, result: Json) -> str:
    wrong = faults(instance, result)
    if wrong:
        return "; ".join(wrong)
    bound = proven_bound(instance, result)
    return f"no fault, at most {bound}" if bound == result["certificate"]["bound"] else f"certificate is wrong: {bound}"


def _row(
    name: str, method: str, result: Json, bound: object, gap: str, seconds: float, memory: str, checked: str
) -> None:
    cells = (name, method, result["count"], bound, result["affinity"], gap, f"{seconds:.1f}", memory, checked)
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


def _ours(instance: Json, time_limit: float) -> tuple[Json, float, float]:
    """In a process of its own, whose whole time and peak memory count."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "instance.json"), Path(folder, "result.json")
        source.write_text(json.dumps(instance), encoding="utf-8")
        command = [sys.executable, "-m", "circles.matching", str(source), str(target), "--time-limit", str(time_limit)]
        silent = [(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
        child = os.posix_spawn(sys.executable, command, dict(os.environ), file_actions=silent)
        _, status, usage = os.wait4(child, 0)
        seconds = usage.ru_utime + usage.ru_stime
        assert status == 0, f"the matcher ended with {status}"
        kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
        return json.loads(target.read_text(encoding="utf-8")), seconds, kilobytes / 1024


def _as_result(instance: Json, grid: Grid, seat: Ints) -> Json:
    circles: dict[int, list[str]] = {}
    for i in np.flatnonzero(seat != NOWHERE):
        circles.setdefault(int(seat[i]), []).append(instance["mentees"][i]["id"])
    seated = np.flatnonzero(seat != NOWHERE)
    return {
        "circles": [
            {
                "mentor": instance["mentors"][grid.options.mentor[option]]["id"],
                "language": grid.languages[grid.options.language[option]],
                "mentees": members,
            }
            for option, members in circles.items()
        ],
        "unmatched": [{"mentee": instance["mentees"][i]["id"]} for i in np.flatnonzero(seat == NOWHERE)],
        "count": len(seated),
        "affinity": int(grid.scores(seat[seated], seated).sum()),
    }


def greedy(grid: Grid) -> Ints:
    """The best pair that still fits, again and again; circles under their minimum close at the end."""
    arcs = _pairs(grid)
    seat, filled = np.full(grid.mentees, NOWHERE), [0] * len(grid.options)
    opened: dict[int, int] = {}
    upper, mentor = grid.options.upper.tolist(), grid.options.mentor.tolist()
    best_first = np.argsort(-grid.scores(arcs.option, arcs.mentee), kind="stable")
    for option, mentee in zip(arcs.option[best_first].tolist(), arcs.mentee[best_first].tolist(), strict=True):
        fits = seat[mentee] == NOWHERE and filled[option] < upper[option]
        if fits and opened.setdefault(mentor[option], option) == option:
            seat[mentee] = option
            filled[option] += 1
    return _closed_when_short(grid, seat)


def stable(grid: Grid) -> Ints:
    """Residents and hospitals of the library: it knows upper bounds only, so circles under their minimum close.

    By its algorithm alone: its games copy all people, too deeply for hundreds of them.
    """
    arcs = _pairs(grid)
    arcs = arcs.where(np.isin(arcs.option, _most_spoken(grid)))
    scores = grid.scores(arcs.option, arcs.mentee)
    mentees = _ranked(arcs.mentee, arcs.option, scores)
    circles = _ranked(arcs.option, arcs.mentee, scores)
    residents = {mentee: Player(mentee) for mentee in mentees}
    hospitals = {circle: Hospital(circle, int(grid.options.upper[circle])) for circle in circles}
    for mentee, wishes in mentees.items():
        residents[mentee].set_prefs([hospitals[circle] for circle in wishes])
    for circle, wishes in circles.items():
        hospitals[circle].set_prefs([residents[mentee] for mentee in wishes])
    seat = np.full(grid.mentees, NOWHERE)
    for circle, members in resident_optimal(list(residents.values()), list(hospitals.values())).items():
        seat[[mentee.name for mentee in members]] = circle.name
    return _closed_when_short(grid, seat)


def _ranked(who: Ints, whom: Ints, scores: Ints) -> dict[int, list[int]]:
    """Whom each likes, the best first."""
    wishes: dict[int, list[int]] = {}
    for n in np.lexsort((-scores, who)).tolist():
        wishes.setdefault(int(who[n]), []).append(int(whom[n]))
    return wishes


def flow_alone(grid: Grid) -> Ints:
    """Every mentor in the language most mentees speak; the flow closes what stays under its minimum."""
    return seat_mentees(grid, _best_of_each(grid), _most_spoken(grid))


def _pairs(grid: Grid) -> Arcs:
    return all_arcs(grid) if grid.mentees <= ALL_PAIRS_UP_TO else _best_of_each(grid)


def _best_of_each(grid: Grid) -> Arcs:
    pool = build_pool(grid, first_prices(grid, 0), POOL)
    row, place = np.nonzero(pool.is_filled)
    return Arcs(row, pool.mentees[row, place])


def _most_spoken(grid: Grid) -> Ints:
    """One option for each mentor."""
    speakers = (grid.spoken != NEVER).sum(axis=1)[grid.options.language]
    order = np.lexsort((-speakers, grid.options.mentor))
    _, first = np.unique(grid.options.mentor[order], return_index=True)
    return np.sort(order[first])


def _closed_when_short(grid: Grid, seat: Ints) -> Ints:
    filled = np.bincount(seat_arcs(seat).option, minlength=len(grid.options))
    return np.where(np.isin(seat, np.flatnonzero(filled < grid.options.lower)), NOWHERE, seat)


if __name__ == "__main__":
    main()
