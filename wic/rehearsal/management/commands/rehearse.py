"""Play a whole season: manage.py rehearse --applicants 300 --mentors 60 --seed 7."""

import json
import sys
import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from programme.models import Edition
from wic.rehearsal.editions import make_edition
from wic.rehearsal.report import figures
from wic.rehearsal.season import STAGES, Season, play, staff

BAR = 24


class Command(BaseCommand):
    help = "Play a season with fictitious people through the same verbs that people use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--applicants", type=int, default=300)
        parser.add_argument("--mentors", type=int, default=60)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--until", choices=STAGES, default=STAGES[-1])
        parser.add_argument("--json", action="store_true", help="print the figures for a program")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.monotonic()
        now = timezone.now()
        # The season lies in the past, so that its last day has come.
        begins = (now - timedelta(days=200)).date()
        if Edition.objects.filter(slug__startswith=f"{begins.year}-").exists():
            raise CommandError(f"There is an edition of {begins.year} already: rehearse on a fresh database.")
        desk = staff(now=now - timedelta(days=300))
        edition = make_edition(
            year=begins.year,
            begins=begins,
            by=desk["headquarters"],
            now=now - timedelta(days=290),
            seats=max(1, options["applicants"] * 6 // 10),
            is_specimen=True,
        )
        season = Season(
            edition=edition,
            headquarters=(desk["headquarters"], desk["deputy"]),
            applicants=options["applicants"],
            mentors=options["mentors"],
            seed=options["seed"],
            plays_until=now,
            progress=show_progress if sys.stderr.isatty() else lambda *_: None,
        )
        play(season, until=options["until"])
        counted = figures(edition)
        seconds = round(time.monotonic() - began, 1)
        if options["json"]:
            self.stdout.write(json.dumps({**counted, "seconds": seconds}))
            return
        for label, count in counted.items():
            self.stdout.write(f"{label:<32}{count:>8}")
        self.stdout.write(f"{'seconds':<32}{seconds:>8}")


def show_progress(stage: str, done: int, of: int) -> None:
    filled = BAR * done // max(1, of)
    end = "\n" if done >= of else ""
    sys.stderr.write(f"\r{stage:<14}[{'#' * filled}{'.' * (BAR - filled)}] {done}/{of}{end}")
    sys.stderr.flush()
