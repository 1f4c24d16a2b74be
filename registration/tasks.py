"""Doors for the worker. Each sweep does the next one until none is left; running late or twice does no harm."""

import logging

from celery import shared_task
from django.utils import timezone

from programme.models import Edition
from registration.actions.offers import expire, fill_next_place, start_clock
from registration.actions.seats import announce
from registration.models import Decision, Offer
from wic.lifecycle import Refused

log = logging.getLogger(__name__)


@shared_task(name="registration.announce")
def announce_decisions() -> None:
    for decision in Decision.objects.to_announce().ranked():
        try:
            announce(decision, now=timezone.now())
        except Refused as refusal:  # the others are told all the same
            log.error("decision %s could not be announced: %s", decision.pk, type(refusal).__name__)  # noqa: TRY400


@shared_task(name="registration.start_offer_clocks")
def start_offer_clocks() -> None:
    for offer in Offer.objects.without_clock().exclude(letter__sent_at=None):
        start_clock(offer, now=timezone.now())


@shared_task(name="registration.expire_offers")
def expire_offers() -> None:
    now = timezone.now()
    for offer in Offer.objects.run_out(now):
        try:
            expire(offer, now=now)
        except Refused:
            continue  # answered in this very moment: her answer counts


@shared_task(name="registration.fill_places")
def fill_places() -> None:
    now = timezone.now()
    for edition in Edition.objects.published().filter(ends_on__gte=now):
        while fill_next_place(edition, now=now):
            pass
