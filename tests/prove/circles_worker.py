"""A worker to be killed: matches or publishes the one run there is. It says when it begins, and when it is done."""

import sys

import django

django.setup()

from django.db import OperationalError  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from circles.actions.runs import publish, run_matcher  # noqa: E402
from circles.models import MatchRun  # noqa: E402
from wic.lifecycle import Refused  # noqa: E402


def main() -> None:
    run = MatchRun.objects.get()
    import circles.matching.solve  # noqa: F401 - so that what is killed is the search, not the imports

    print("begins", flush=True)  # noqa: T201
    try:
        if sys.argv[1] == "match":
            run_matcher(run, now=timezone.now())
        else:
            publish(run, by=None, now=timezone.now())
    except (Refused, OperationalError) as refusal:  # a database that is away too long is no refusal: the proof fails
        print(type(refusal).__name__, flush=True)  # noqa: T201
    else:
        print("done", flush=True)  # noqa: T201


main()
