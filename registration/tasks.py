"""Doors for the worker. Each sweep does the next one until none is left; running late or twice does no harm."""

from celery import shared_task
from django.utils import timezone

from registration.actions import (
    duplicates,
    inquiries,
    invitations,
    nominations,
    offers,
    review,
    screening,
    seats,
    time_given,
    waiting,
)


@shared_task(name="registration.point_out_duplicates")
def point_out_duplicates() -> None:
    duplicates.point_out_all(now=timezone.now())


@shared_task(name="registration.screen_again")
def screen_again() -> None:
    screening.catch_up(now=timezone.now())


@shared_task(name="registration.remind_nominees")
def remind_nominees() -> None:
    nominations.remind_all(now=timezone.now())


@shared_task(name="registration.close_nominations")
def close_nominations() -> None:
    invitations.close_all(now=timezone.now())


@shared_task(name="registration.remind_of_drafts")
def remind_of_drafts() -> None:
    time_given.remind_all(now=timezone.now())


@shared_task(name="registration.remind_asked")
def remind_asked() -> None:
    inquiries.remind_all(now=timezone.now())


@shared_task(name="registration.announce")
def announce_decisions() -> None:
    seats.release_due(now=timezone.now())
    seats.announce_all(now=timezone.now())


@shared_task(name="registration.start_offer_clocks")
def start_offer_clocks() -> None:
    offers.start_clocks(now=timezone.now())


@shared_task(name="registration.expire_offers")
def expire_offers() -> None:
    offers.expire_all(now=timezone.now())


@shared_task(name="registration.fill_places")
def fill_places() -> None:
    offers.fill_places(now=timezone.now())


@shared_task(name="registration.say_final_words")
def say_final_words() -> None:
    waiting.say_final_words(now=timezone.now())


@shared_task(name="registration.assign_reviews")
def assign_reviews() -> None:
    review.assign_all(now=timezone.now())
