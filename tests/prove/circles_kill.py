"""Kill workers that match and that publish, again and again, and look at what stands. Prints the figures as JSON.

`DATABASE_URL=… python tests/prove/circles_kill.py --mentors 30 --kills 6`: on an empty database.
"""

import argparse
import json
import os
import subprocess
import sys
import time
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


def ask(mentors: int) -> MatchRun:
    """Enough people that there is something to interrupt."""
    call = factories.edition(circle_min=3, circle_max=SEATS, seats=mentors * SEATS)
    for number in range(mentors):
        factories.participant(call, kind="mentor", employer=f"Bank {number}", capacity=SEATS)
    for number in range(mentors * SEATS):
        factories.participant(call, employer=f"Ministry {number}")
    return start_run(call, seed=1, by=None, now=factories.NOW)


def worker(step: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([*WORKER, step], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "begins\n"
    return process


def kill_after(step: str, seconds: float) -> bool:
    """Whether it was still at work."""
    process = worker(step)
    time.sleep(seconds)
    was_at_work = process.poll() is None
    process.kill()
    process.wait()
    return was_at_work


def what_stands() -> list[object]:
    """The run's state, and how many circles, places and letters there are."""
    connection.close()  # nothing of an earlier look
    letters = Letter.objects.filter(kind="circles/circle_opened").count()
    return [MatchRun.objects.get().state, Circle.objects.count(), CirclePlace.objects.count(), letters]


def killed(step: str, kills: int, pause: float) -> dict[str, object]:
    """Later and later after the beginning; what has come to its end cannot be killed any more."""
    seen, useful = [], 0
    for number in range(kills):
        useful += kill_after(step, pause * number)
        seen.append(what_stands())
    return {f"{step}_kills_at_work": useful, f"{step}_seen": seen}


def finished(step: str) -> str:
    said, _errors = worker(step).communicate()
    return said.strip()


def publish_at_once(number: int) -> list[str]:
    """So many processes that publish the same run: what each of them says in the end."""
    workers = [worker("publish") for _ in range(number)]
    return sorted(process.communicate()[0].strip() for process in workers)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mentors", type=int, default=30)
    options.add_argument("--kills", type=int, default=6)
    given = options.parse_args()
    call_command("migrate", verbosity=0)
    ask(given.mentors)
    found = killed("match", given.kills, pause=0.1)
    found["match_ends"] = finished("match")
    found |= killed("publish", given.kills, pause=0.1)
    found["publish_ends"] = publish_at_once(2)
    found["stands"] = what_stands()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
