from celery import shared_task
from django.utils import timezone

from wic.accounts import actions


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    actions.forget_sessions(now=timezone.now())


@shared_task(name="accounts.forget_codes")
def forget_codes() -> None:
    actions.forget_codes(now=timezone.now())


@shared_task(name="accounts.forget_typed")
def forget_typed() -> None:
    actions.forget_typed(now=timezone.now())
