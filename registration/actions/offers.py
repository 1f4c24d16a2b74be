"""Offers hold seats: open offers and active mentees together never exceed the edition's seats.

Every verb here that makes, ends or fills a seat locks the edition's row first, so two of them never
count at the same time. Mentors are not counted: they bring seats, they do not take them.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from programme.models import Edition
from registration.actions.participants import take_part
from registration.mails import offers as mails
from registration.mails.participants import welcome
from registration.models import Application, Batch, Decision, Offer, Participant
from registration.models.applications import ApplicationQuerySet
from registration.rules.offers import answer_by, can_be_answered, replacements_are_over
from registration.rules.seat_plan.terms import Group, Terms
from registration.rules.seats import place_of, terms_for_mentees
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Illegal, Refused, move


class NoPlaceLeft(Refused):
    """All seats are held by open offers and participants."""


class TooLate(Refused):
    """The offer has run out or was answered before."""


class ConductNotAgreed(Refused):
    """The code of conduct comes with the place."""


@transaction.atomic
def make_offer(
    application: Application,
    *,
    from_waiting_list: bool,
    facts: Mapping[str, Any] | None = None,
    by: User | None,
    now: datetime,
) -> Offer:
    """Hold a place for her and write to her; the clock starts when the relay has taken the letter."""
    edition = _locked_edition(application.edition_id)
    # Read under the lock, which a withdrawal takes too: it may have come first.
    if not Application.objects.submitted().filter(pk=application.pk).exists():
        raise Illegal(_("This is no longer possible: it has already moved on."))
    if application.is_mentee and seats_held(edition) >= edition.seats:
        raise NoPlaceLeft(_("Every place is taken or offered to somebody."))
    offer = Offer.objects.create(
        application=application, from_waiting_list=from_waiting_list, facts=dict(facts or {}), made_at=now
    )
    row = record("registration.offer.made", offer, by=by, now=now, facts={"from_waiting_list": from_waiting_list})
    offer.letter = mails.offer_made(offer, key=f"offer-{row.pk}", now=now)
    offer.save(update_fields=["letter"])
    return offer


@transaction.atomic
def accept(offer: Offer, *, agrees_to_conduct: bool, certificate_name: str, by: User, now: datetime) -> Participant:
    """She takes the place: one act registers her for all three pillars and the code of conduct."""
    _locked_edition(offer.application.edition_id)
    offer = _locked(offer)
    if not can_be_answered(offer, now=now) or offer.application.state != Application.State.SUBMITTED:
        raise TooLate(_("This offer can no longer be answered."))
    if not agrees_to_conduct:
        raise ConductNotAgreed(_("Please agree to the code of conduct: it comes with the place."))
    row = move(offer, Offer.State.ACCEPTED, by=by, now=now, answered_at=now)
    participant = take_part(offer.application, certificate_name=certificate_name, by=by, now=now)
    welcome(participant, key=f"welcome-{row.pk}", now=now)
    return participant


@transaction.atomic
def decline(offer: Offer, *, reason: str, by: User, now: datetime) -> Offer:
    """She gives the place back; `fill_next_place` offers it on."""
    _locked_edition(offer.application.edition_id)
    offer = _locked(offer)
    if not can_be_answered(offer, now=now):
        raise TooLate(_("This offer can no longer be answered."))
    move(offer, Offer.State.DECLINED, by=by, now=now, answered_at=now, decline_reason=reason)
    return offer


@transaction.atomic
def expire(offer: Offer, *, now: datetime) -> Offer:
    """The time to answer has run out; the place is free for the next."""
    _locked_edition(offer.application.edition_id)
    offer = _locked(offer)
    if offer.state != Offer.State.OPEN or can_be_answered(offer, now=now):
        raise Refused(_("This offer has not run out."))
    row = move(offer, Offer.State.EXPIRED, by=None, now=now, answered_at=now)
    mails.offer_expired(offer, key=f"offer-expired-{row.pk}", now=now)
    return offer


@transaction.atomic
def take_back_open_offer(application: Application, *, by: User | None, now: datetime) -> Offer | None:
    """Her application is withdrawn: the place that was held for her is free."""
    _locked_edition(application.edition_id)
    offer = Offer.objects.select_for_update().open().filter(application=application).first()
    if offer is not None:
        move(offer, Offer.State.TAKEN_BACK, by=by, now=now, answered_at=now)
    return offer


@transaction.atomic
def start_clock(offer: Offer, *, now: datetime) -> Offer:
    """Set the last moment to answer, counted from the moment the relay took the letter."""
    offer = _locked(offer)
    sent_at = offer.letter and offer.letter.sent_at
    if offer.state == Offer.State.OPEN and offer.expires_at is None and sent_at:
        # A rehearsal's `now` lies in the past, where a real worker may have taken its letter.
        offer.expires_at = answer_by(offer.application.edition, sent_at=min(sent_at, now))
        offer.save(update_fields=["expires_at"])
        record("registration.offer.clock_started", offer, by=None, now=now)
    return offer


@transaction.atomic
def fill_next_place(edition: Edition, *, now: datetime) -> Offer | None:
    """Offer a free place to the next on the waiting list; None when there is no place, nobody, or no time left."""
    edition = _locked_edition(edition.pk)
    if replacements_are_over(edition, now=now) or free_places(edition) < 1:
        return None
    decisions = Decision.objects.for_mentees_of(edition)
    if decisions.selected().to_announce().exists():
        return None  # places are still on their way to those who were selected
    waiting = (
        decisions.still_waiting()
        .select_related("application__edition", "application__user")
        .prefetch_related("application__submissions")
        .ranked()
    )
    following, facts = _next_in_line(edition, list(waiting))
    if following is None:
        return None
    return make_offer(following.application, from_waiting_list=True, facts=facts, by=None, now=now)


def _next_in_line(edition: Edition, waiting: list[Decision]) -> tuple[Decision | None, dict[str, Any]]:
    """With her rank, and whom the limits of the plan pass over for her, each for which reason."""
    if not waiting:
        return None, {}
    # NumPy and SciPy take most of a second to import: only who has a place to give pays for it.
    from registration.rules.seat_plan.vacancy import whose_turn  # noqa: PLC0415

    terms = terms_of(edition, given=given_places(edition), seed=0)
    turn = whose_turn([place_of(decision.application) for decision in waiting], terms)
    if turn.index is None:
        return None, {}
    following = waiting[turn.index]
    passed = zip(waiting, turn.passed, strict=False)
    over = [[decision.application_id, reason.value] for decision, reason in passed]
    return following, {"rank": following.rank, "passed_over": over}


def terms_of(edition: Edition, *, given: Mapping[Group, int], seed: int) -> Terms:
    """What the seat plan is asked, now."""
    mentors = Application.objects.for_edition(edition).mentors_to_count_on().with_answers().order_by("pk")
    return terms_for_mentees(edition, mentors, seats=max(0, free_places(edition)), seed=seed, given=given)


def given_places(edition: Edition, *, beside: Batch | None = None) -> Counter[Group]:
    """Of participants, of open offers, and of who is selected in an approved batch and has no offer yet."""
    holding = _holding_a_place(edition, beside=beside).prefetch_related("submissions")
    return Counter(place_of(application) for application in holding)


def _holding_a_place(edition: Edition, *, beside: Batch | None) -> ApplicationQuerySet:
    offered = Offer.objects.for_mentees_of(edition).open().values("application")
    taking_part = Participant.objects.for_edition(edition).mentees().active().values("application")
    promised = Decision.objects.for_mentees_of(edition).selected().promised().exclude(batch=beside)
    holding = Q(pk__in=offered) | Q(pk__in=taking_part) | Q(pk__in=promised.values("application"))
    return Application.objects.filter(holding)


def free_places(edition: Edition, *, beside: Batch | None = None) -> int:
    """Seats held by or promised to nobody. True only while the edition's row is locked."""
    return edition.seats - _holding_a_place(edition, beside=beside).count()


def seats_held(edition: Edition) -> int:
    """By open offers and mentees who take part: what can never exceed the seats."""
    open_offers = Offer.objects.for_mentees_of(edition).open().count()
    return open_offers + Participant.objects.for_edition(edition).mentees().active().count()


def _locked_edition(pk: int) -> Edition:
    return Edition.objects.locked().get(pk=pk)


def _locked(offer: Offer) -> Offer:
    related = ("application__edition", "application__user", "letter")
    return Offer.objects.select_for_update(of=("self",)).select_related(*related).get(pk=offer.pk)


def start_clocks(*, now: datetime) -> None:
    """Of every open offer whose letter has left."""
    for offer in Offer.objects.without_clock().exclude(letter__sent_at=None):
        start_clock(offer, now=now)


def expire_all(*, now: datetime) -> None:
    for offer in Offer.objects.run_out(now):
        with suppress(Refused):  # answered in this very moment: her answer counts
            expire(offer, now=now)


def fill_places(*, now: datetime) -> None:
    """Offer free places on, in every edition that still replaces."""
    for edition in Edition.objects.published().perhaps_replacing(now):
        while fill_next_place(edition, now=now):
            pass
