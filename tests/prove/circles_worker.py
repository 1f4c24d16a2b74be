"""A worker to be killed: matches or publishes the one run there is, and says how it ended.

Given a number it stops before that write, says so, and waits to be killed or told to go on.
"""

import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import OperationalError, connection  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from circles.actions.runs import publish, run_matcher  # noqa: E402
from circles.models import MatchRun  # noqa: E402
from wic.lifecycle import Refused  # noqa: E402


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Stop:
    """Before the write of this number; a search writes how far it is, so that it can be stopped in its middle."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")):
            self.left -= 1
            if not self.left:
                say("waits")
                sys.stdin.readline()
        return execute(sql, *rest)


def main(step: str, number: int) -> None:
    run = MatchRun.objects.get()
    say("begins")
    try:
        with connection.execute_wrapper(Stop(number)):
            if step == "match":
                run_matcher(run, now=timezone.now())
            else:
                publish(run, number=run.draft_number, by=None, now=timezone.now())
    except (Refused, OperationalError) as refusal:  # a database that is away too long is no refusal: the proof fails
        say(type(refusal).__name__)
    else:
        say("done")


main(sys.argv[1], int(sys.argv[2]))
