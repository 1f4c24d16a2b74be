from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programme.dates import check_dates, facts_of
from programme.models import Edition


class Command(BaseCommand):
    help = "Names the contradictions between the dates of an edition, and how to mend each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the edition's address, like 2021-africa-arab-states")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        edition = Edition.objects.with_calendar().filter(slug=slug).first()
        if edition is None:
            raise CommandError(f"There is no edition with the address {slug}.")
        warnings = check_dates(facts_of(edition))
        for warning in warnings:
            self.stdout.write(f"{warning.code}: {warning.sentence} {warning.remedy}")
        if not warnings:
            self.stdout.write("The dates do not contradict each other.")
