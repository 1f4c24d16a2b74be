from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wic.accounts.actions import grant_role, open_account
from wic.accounts.permissions import Role
from wic.lifecycle import Refused
from wic.places import Region


class Command(BaseCommand):
    help = "Give a role to the person of an address; this is how the first one at headquarters begins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--region", default="", choices=["", *Region.values])
        parser.add_argument("--edition", default="", help="the edition's slug; empty means every edition")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        now = timezone.now()
        user = open_account(options["email"], language="en", time_zone="UTC", by=None, now=now)
        try:
            grant = grant_role(
                user, role=options["role"], region=options["region"], edition=options["edition"], by=None, now=now
            )
        except Refused as no:
            raise CommandError(str(no)) from no
        self.stdout.write(self.style.SUCCESS(f"{user.email}: {grant}"))
