import time
import uuid

from celery import shared_task
from django.utils import timezone

from wic.mail.actions import begin_to_look, wake_worker, wipe_old_texts
from wic.mail.sending import send_some, settle

GATHERING = 0.25  # seconds: in a rush six letters leave by one connection and one task, and nobody notices the wait


@shared_task(name="mail.send_due")
def send_due() -> None:
    time.sleep(GATHERING)
    look()


@shared_task(name="mail.sweep")
def sweep() -> None:
    settle(now=timezone.now())
    look()


def look() -> None:
    """Send what is due; whatever is written from now on wakes a worker again."""
    begin_to_look()
    if send_some(worker=uuid.uuid4().hex, clock=timezone.now):
        wake_worker()


@shared_task(name="mail.wipe_old_texts")
def wipe_old() -> None:
    wipe_old_texts(now=timezone.now())
