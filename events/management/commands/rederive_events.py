from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from events.actions import rederive_all


class Command(BaseCommand):
    help = "After an update of the zone data: moves the instants of coming events to their agreed hour of the wall."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        self.stdout.write(f"{rederive_all(now=timezone.now())} events moved.")
