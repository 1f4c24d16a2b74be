"""Real threads against the database: who comes first is not ours to say, only what must hold afterwards."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import partial
from threading import Barrier, Event
from time import sleep
from typing import Any

from django.db import connections, transaction


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call gave, or the exception that it raised; they all start together."""
    ready = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            ready.wait()
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at every one of them
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def of_its_own(times: int, verb: Callable[..., Any], row: Any, **arguments: Any) -> list[Callable[[], Any]]:
    """That many calls, each with a copy of what was loaded, as requests have: no verb sees what another has set."""
    return [partial(verb, deepcopy(row), **arguments) for _time in range(times)]


def overtaken(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What the second call gave, which begins while the first one has written and not yet committed."""
    has_written = Event()

    def write() -> None:
        with transaction.atomic():
            first()
            has_written.set()
            sleep(0.5)  # long enough for the second to wait for the row; what must hold does so however long it is

    def follow() -> Any:
        has_written.wait()
        return second()

    return at_once([write, follow])[1]


def outcomes(results: Sequence[Any]) -> Counter[str]:
    """How many ended how: by the name of the refusal, or "done"."""
    return Counter(type(result).__name__ if isinstance(result, Exception) else "done" for result in results)
