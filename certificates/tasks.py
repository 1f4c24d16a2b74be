from celery import shared_task
from django.utils import timezone

from certificates.actions import issue_all
from programme.models import Edition
from wic.accounts.models import User


@shared_task(name="certificates.issue_all")
def issue_all_task(*, edition_id: int, by_id: int) -> None:
    issue_all(Edition.objects.get(pk=edition_id), by=User.objects.get(pk=by_id), now=timezone.now())
