from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from events.actions import remind, seat_admitted
from events.models import Event

REMIND_BEFORE = timedelta(hours=24)


@shared_task(name="events.send_reminders")
def send_reminders() -> None:
    """A day before; a worker that slept catches up until the event begins, and not after."""
    now = timezone.now()
    for event in Event.objects.published().starting_between(now, now + REMIND_BEFORE).select_related("edition"):
        seat_admitted(event, now=now)
        for sign_up in event.sign_ups.to_remind().select_related("event__edition", "participant"):
            remind(sign_up, now=timezone.now())
