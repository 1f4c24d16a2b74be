"""`python -m circles.matching INSTANCE.json RESULT.json`: solves a file, without a database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from circles.matching import InstanceRefused, Progress, parse_instance, previous_circles, result_as_dict
from circles.matching.solve import solve


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        problem = parse_instance(_read(options.instance))
        keep = previous_circles(_read(options.keep)) if options.keep else None
        solution = solve(
            problem,
            seed=options.seed,
            time_limit=options.time_limit,
            keep=keep,
            hours_tolerance=options.hours_tolerance,
            lift_tolerance=options.lift_tolerance,
            progress=_show,
        )
    except InstanceRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    options.result.write_text(json.dumps(result_as_dict(solution), ensure_ascii=False), encoding="utf-8")
    print(
        f"{solution.count} of {len(problem.mentees)} seated (at most {solution.count_bound}), "
        f"affinity {solution.affinity} (at most {solution.affinity_bound}), {solution.seconds:.1f} s",
        file=sys.stderr,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m circles.matching", description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--time-limit", type=float, default=300.0, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--keep", type=Path, metavar="PREVIOUS.json", help="a result whose circles are kept if possible"
    )
    parser.add_argument("--hours-tolerance", type=int, default=0, metavar="POINTS")
    parser.add_argument("--lift-tolerance", type=int, metavar="POINTS", help="lift the worst-off mentee")
    return parser


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InstanceRefused(str(path), f"cannot be read: {problem}") from problem


def _show(progress: Progress) -> None:
    print(
        f"{progress.seconds:7.1f} s  {progress.step}: {progress.count} seated, "
        f"affinity {progress.affinity} of at most {progress.affinity_bound}",
        file=sys.stderr,
    )


if __name__ == "__main__":
    sys.exit(main())
