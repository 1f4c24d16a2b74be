from celery import shared_task
from django.utils import timezone

from programme.actions import interests


@shared_task(name="programme.tell_interested")
def tell_interested() -> None:
    interests.tell_all(now=timezone.now())


@shared_task(name="programme.forget_unconfirmed")
def forget_unconfirmed() -> None:
    interests.forget_unconfirmed(now=timezone.now())
