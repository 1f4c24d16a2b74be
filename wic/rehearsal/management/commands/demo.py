"""Fill an empty database with the demo and say who can sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wic.mail.actions import leaving_together
from wic.rehearsal import demo


class Command(BaseCommand):
    help = "Three editions with fictitious people; on a database that has editions only the list of people is printed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("The demo's people are for the embedded default only.")
        with leaving_together():
            demo.build(now=timezone.now())
        for guest in demo.guests():
            self.stdout.write(f"  {guest.role:<36} {guest.user.email}")
