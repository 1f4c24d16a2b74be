from contextlib import suppress

from celery import shared_task
from django.utils import timezone

from circles.actions.checkins import ask_everybody, watch
from circles.actions.repairs import ask_where_needed, work_out_all
from circles.actions.runs import give_up, run_matcher
from circles.models import MatchRun
from wic.lifecycle import Stale


@shared_task(name="circles.run_waiting", time_limit=300)
def run_waiting() -> None:
    """What the broker lost; whoever else has begun meanwhile is left to it."""
    for run in MatchRun.objects.queued().newest_first():
        with suppress(Stale):
            run_matcher(run, now=timezone.now())


@shared_task(name="circles.give_up_lost_runs")
def give_up_lost_runs() -> None:
    now = timezone.now()
    for run in MatchRun.objects.lost(now):
        with suppress(Stale):
            give_up(run, now=now)


@shared_task(name="circles.run_matcher", time_limit=300)
def run_matcher_task(*, run_id: int) -> None:
    """Delivered again after a crash it starts over; a finished run is left alone."""
    run = MatchRun.objects.get(pk=run_id)
    if run.is_under_way:
        run_matcher(run, now=timezone.now())


@shared_task(name="circles.ask_everybody")
def ask_everybody_task() -> None:
    ask_everybody(now=timezone.now())


@shared_task(name="circles.watch")
def watch_task() -> None:
    watch(now=timezone.now())


@shared_task(name="circles.mend", time_limit=300)
def mend_task() -> None:
    """Asks for a proposal where somebody has left, and works out what was asked for."""
    ask_where_needed(now=timezone.now())
    work_out_all(now=timezone.now())
