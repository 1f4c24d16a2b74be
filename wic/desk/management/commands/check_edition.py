from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programme.dates import Weight
from programme.hindrances import check_calendar
from programme.models import Edition
from wic.desk.calendar import everything_dated, planned_events


class Command(BaseCommand):
    help = (
        "Names the contradictions between the dates of an edition, what else deserves care, and how to mend each. "
        "Ends with 1 when dates contradict each other."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the edition's address, like 2021-africa-arab-states")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        edition = Edition.objects.with_calendar().filter(slug=slug).first()
        if edition is None:
            raise CommandError(f"There is no edition with the address {slug}.", returncode=2)
        warnings = check_calendar(everything_dated(edition, planned_events(edition)))
        for warning in warnings:
            self.stdout.write(f"{warning.weight}: {warning.code}: {warning.sentence} {warning.remedy}")
        contradictions = [warning for warning in warnings if warning.weight == Weight.CONTRADICTION]
        if contradictions:
            raise CommandError(f"The dates contradict each other ({len(contradictions)}).", returncode=1)
        self.stdout.write("The dates do not contradict each other.")
