from celery import shared_task
from django.utils import timezone

from events.actions import remind_all


@shared_task(name="events.send_reminders")
def send_reminders() -> None:
    remind_all(now=timezone.now())
