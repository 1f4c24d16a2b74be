"""Kill workers that match and that publish, again and again, and look at what stands. Prints the figures as JSON.

`DATABASE_URL=… python tests/prove/circles_kill.py --mentors 30`: on an empty database.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import django

os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1")  # nobody has to be woken
django.setup()

from django.core.management import call_command  # noqa: E402 - Django first
from django.db import connection  # noqa: E402

from circles.actions.runs import start_run  # noqa: E402
from circles.models import Circle, CirclePlace, MatchRun  # noqa: E402
from tests import factories  # noqa: E402
from wic.mail.models import Letter  # noqa: E402

WORKER = [sys.executable, str(Path(__file__).with_name("circles_worker.py"))]
SEATS = 4
# Before which of its writes a worker is killed. A search begins with two, tells how far it is, and ends with two;
# once it has begun, the next worker does without the first two.
MATCH_KILLS = (1, 2, 3, 2, 3)
# Its state, its line in the record, then circle by circle: the last is among the letters of the fifth circle or so.
PUBLISH_KILLS = (1, 2, 3, 4, 5, 6, 40)
SECONDS_TO_REACH_THE_LOCK = 1.0
NEVER = 0


def ask(mentors: int) -> MatchRun:
    """Enough people that there is something to interrupt."""
    call = factories.edition(circle_min=3, circle_max=SEATS, seats=mentors * SEATS)
    for number in range(mentors):
        factories.participant(call, kind="mentor", employer=f"Bank {number}", capacity=SEATS)
    for number in range(mentors * SEATS):
        factories.participant(call, employer=f"Ministry {number}")
    return start_run(call, seed=1, by=None, now=factories.NOW)


def worker(step: str, stop_before: int = NEVER) -> subprocess.Popen[str]:
    command = [*WORKER, step, str(stop_before)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert next_word(process) == "begins"
    return process


def next_word(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def what_stands() -> list[object]:
    """The run's state, and how many circles, places and letters there are."""
    connection.close()  # nothing of an earlier look
    letters = Letter.objects.filter(kind="circles/circle_opened").count()
    return [MatchRun.objects.get().state, Circle.objects.count(), CirclePlace.objects.count(), letters]


def killed(step: str, before: Iterable[int]) -> list[list[object]]:
    """What stands after each kill. Who has ended before she could be killed is no proof."""
    seen = []
    for number in before:
        process = worker(step, number)
        assert next_word(process) == "waits"
        process.kill()
        process.communicate()
        seen.append(what_stands())
    return seen


def finished(step: str) -> str:
    said, _errors = worker(step).communicate()
    return said.strip()


def publish_at_once() -> list[str]:
    """One is in the middle of it when another begins: what each of them says in the end."""
    first = worker("publish", PUBLISH_KILLS[-1])
    assert next_word(first) == "waits"
    second = worker("publish")
    time.sleep(SECONDS_TO_REACH_THE_LOCK)
    return [process.communicate("go on\n")[0].strip() for process in (first, second)]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mentors", type=int, default=30)
    given = options.parse_args()
    call_command("migrate", verbosity=0)
    ask(given.mentors)
    found: dict[str, object] = {"match_seen": killed("match", MATCH_KILLS), "match_ends": finished("match")}
    found |= {"publish_seen": killed("publish", PUBLISH_KILLS), "publish_ends": publish_at_once()}
    found["stands"] = what_stands()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
