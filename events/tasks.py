from celery import shared_task
from django.utils import timezone

from events.actions import rederive_all, remind_all


@shared_task(name="events.send_reminders")
def send_reminders() -> None:
    remind_all(now=timezone.now())


@shared_task(name="events.rederive")
def rederive() -> None:
    rederive_all(now=timezone.now())
