"""Where she stands, what comes next and by when. Over released facts only: a held decision cannot be told from none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.utils.translation import pgettext

from programme.models import Edition
from registration.models import Application, Decision, Offer, Participant, Screening
from registration.models.offers import OfferState
from registration.models.participants import ParticipantState
from registration.models.screening import Outcome
from registration.rules.applications import closing, has_unsent_changes, is_still_open
from registration.rules.inquiries import is_open
from registration.rules.offers import can_be_answered, replacements_are_over
from wic.look.times import day_words

Row = TypeVar("Row", Screening, Offer)


class Stand(StrEnum):
    DRAFT = "draft"
    MISSED = "missed"  # a draft that was not sent in time
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"  # another one of hers counts
    CHANGED = "changed"  # sent, and edited since
    ASKED = "asked"  # the desk waits for an answer of hers
    UNCLEAR = "unclear"
    NOT_ELIGIBLE = "not_eligible"
    IN_REVIEW = "in_review"
    SELECTED = "selected"
    OFFERED = "offered"
    DECLINED = "declined"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"
    RESERVE = "reserve"
    RESERVE_OVER = "reserve_over"  # the last day for replacements has passed
    NOT_SELECTED = "not_selected"
    TAKING_PART = "taking_part"
    TOOK_PART = "took_part"
    LEFT = "left"


# How the state banner shows it: tone, icon.
LOOKS: dict[Stand, tuple[str, str]] = {
    Stand.DRAFT: ("ember", "edit"),
    Stand.MISSED: ("grey", "clock"),
    Stand.WITHDRAWN: ("grey", "back"),
    Stand.SET_ASIDE: ("grey", "info"),
    Stand.CHANGED: ("ember", "edit"),
    Stand.ASKED: ("ember", "edit"),
    Stand.UNCLEAR: ("amber", "info"),
    Stand.NOT_ELIGIBLE: ("amber", "info"),
    Stand.IN_REVIEW: ("", "check"),
    Stand.SELECTED: ("green", "award"),
    Stand.OFFERED: ("ember", "award"),
    Stand.DECLINED: ("grey", "back"),
    Stand.EXPIRED: ("grey", "clock"),
    Stand.TAKEN_BACK: ("grey", "back"),
    Stand.RESERVE: ("amber", "pause"),
    Stand.RESERVE_OVER: ("grey", "mail"),
    Stand.NOT_SELECTED: ("grey", "mail"),
    Stand.TAKING_PART: ("green", "award"),
    Stand.TOOK_PART: ("green", "award"),
    Stand.LEFT: ("grey", "back"),
}

# What still waits, for her or for staff: there is something to withdraw.
WAITING = {
    Stand.DRAFT,
    Stand.CHANGED,
    Stand.ASKED,
    Stand.UNCLEAR,
    Stand.NOT_ELIGIBLE,
    Stand.IN_REVIEW,
    Stand.RESERVE,
    Stand.SELECTED,
    Stand.OFFERED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    key: Stand
    title: str
    next_step: str
    due: datetime | None = None  # the last moment for what she can do now
    offer: UUID | None = None  # the one that waits for her answer
    place: UUID | None = None  # the one that she can give up

    @property
    def tone(self) -> str:
        return LOOKS[self.key][0]

    @property
    def may_write(self) -> bool:
        """It may surprise her; and who has left has no room any more in which to say that something was wrong."""
        return self.key in {Stand.SET_ASIDE, Stand.TAKEN_BACK, Stand.LEFT}

    @property
    def icon(self) -> str:
        return LOOKS[self.key][1]


def standing(
    application: Application,
    *,
    screening: Screening | None,
    decision: Decision | None,
    offer: Offer | None,
    participant: Participant | None,
    now: datetime,
) -> Standing:
    """Each fact is the newest of its kind; `application` comes with its edition and the edition's windows."""
    edition = application.edition
    if participant is not None:
        return _as_participant(participant, edition, now)
    if application.state == Application.State.WITHDRAWN:
        return _withdrawn(application, now)
    if application.state == Application.State.SET_ASIDE:
        return Standing(
            Stand.SET_ASIDE,
            pgettext("feminine", "This application is set aside"),
            pgettext("feminine", "Another one that you sent counts. If you sent only this one, please write to us."),
        )
    if application.state == Application.State.DRAFT:
        return _draft(application, now)
    if offer is not None:
        return _offered(offer, edition, now)
    if decision is not None and decision.batch.released_at is not None:
        return _decided(decision, edition, now)
    return _waiting(application, screening, now)


def standing_of(application: Application, *, now: datetime) -> Standing:
    """The same of an application loaded `with_facts`."""
    return standing(
        application,
        screening=_newest(application.screenings.all()),
        decision=getattr(application, "decision", None),
        offer=_newest(application.offers.all()),
        participant=getattr(application, "participant", None),
        now=now,
    )


def _newest(rows: Iterable[Row]) -> Row | None:
    return max(rows, key=lambda row: row.pk, default=None)


def _as_participant(participant: Participant, edition: Edition, now: datetime) -> Standing:
    if participant.state == ParticipantState.ACTIVE and edition.local(now).date() > edition.ends_on:
        return Standing(
            Stand.TOOK_PART,
            pgettext("feminine", "You took part"),
            pgettext("feminine", "This edition has ended. Thank you for having been part of it."),
        )
    if participant.state == ParticipantState.ACTIVE:
        return Standing(
            Stand.TAKING_PART,
            pgettext("feminine", "You take part"),
            pgettext("feminine", "You are registered for the keynotes, the trainings and the circles."),
            place=participant.public_id,
        )
    return Standing(
        Stand.LEFT,
        pgettext("feminine", "You have left the programme"),
        pgettext("feminine", "The keynote webinars stay open to you."),
    )


def _withdrawn(application: Application, now: datetime) -> Standing:
    title = pgettext("feminine", "You have withdrawn your application")
    if closes_at := _open_until(application, now):
        return Standing(
            Stand.WITHDRAWN,
            title,
            pgettext("feminine", "If you change your mind, you can take it up again while registration is open."),
            closes_at,
        )
    return Standing(Stand.WITHDRAWN, title, pgettext("feminine", "You are welcome to apply at the next call."))


def _draft(application: Application, now: datetime) -> Standing:
    if closes_at := _open_until(application, now):
        return Standing(
            Stand.DRAFT,
            pgettext("feminine", "Your application has not been sent yet"),
            pgettext("feminine", "What you saved is kept. Complete it and send it before registration closes."),
            closes_at,
        )
    return Standing(
        Stand.MISSED,
        pgettext("feminine", "Registration has closed, and your application was not sent"),
        pgettext("feminine", "You are welcome to apply at the next call."),
    )


def _offered(offer: Offer, edition: Edition, now: datetime) -> Standing:
    if can_be_answered(offer, now=now):
        return Standing(
            Stand.OFFERED,
            pgettext("feminine", "A place is held for you"),
            pgettext("feminine", "Please accept it or give it back, so that nobody waits in vain."),
            offer.expires_at,
            offer.public_id,
        )
    match offer.state:
        case OfferState.ACCEPTED:
            return _selected(edition)
        case OfferState.DECLINED:
            return Standing(
                Stand.DECLINED,
                pgettext("feminine", "You gave your place back"),
                pgettext("feminine", "Thank you for telling us. You are welcome to apply at the next call."),
            )
        case OfferState.TAKEN_BACK:
            return Standing(
                Stand.TAKEN_BACK,
                pgettext("feminine", "The place is no longer held for you"),
                pgettext("feminine", "If this surprises you, please write to us."),
            )
    return Standing(
        Stand.EXPIRED,
        pgettext("feminine", "The time to accept your place has passed"),
        pgettext("feminine", "The place goes to the next person. You are welcome to apply at the next call."),
    )


def _decided(decision: Decision, edition: Edition, now: datetime) -> Standing:
    match decision.outcome:
        case Decision.Outcome.SELECTED:
            return _selected(edition)
        case Decision.Outcome.WAITING if replacements_are_over(edition, now=now):
            return Standing(
                Stand.RESERVE_OVER,
                pgettext("feminine", "No place became free for you this time"),
                _until_the_next_call(),
            )
        case Decision.Outcome.WAITING:
            return Standing(
                Stand.RESERVE,
                pgettext("feminine", "You are on the reserve list"),
                pgettext("feminine", "If a place becomes free we write to you at once. Final word by {date}.").format(
                    date=_day(edition.replacements_until)
                ),
            )
    return Standing(
        Stand.NOT_SELECTED,
        pgettext("feminine", "You were not selected this time"),
        _until_the_next_call(),
    )


def _until_the_next_call() -> str:
    return pgettext("feminine", "The keynote webinars are open to you, and you are welcome to apply at the next call.")


def _selected(edition: Edition) -> Standing:
    return Standing(
        Stand.SELECTED,
        pgettext("feminine", "You are selected"),
        pgettext("feminine", "A letter with your place in {edition} is on its way to you.").format(
            edition=edition.name
        ),
    )


def _waiting(application: Application, screening: Screening | None, now: datetime) -> Standing:
    if hasattr(application, "inquiry") and is_open(application.inquiry, now=now):
        return Standing(
            Stand.ASKED,
            pgettext("feminine", "We have a question on your application"),
            pgettext("feminine", "Please answer it, so that your application can be decided on."),
            application.inquiry.due_at,
        )
    closes_at = _open_until(application, now)
    if closes_at and has_unsent_changes(application):
        return Standing(
            Stand.CHANGED,
            pgettext("feminine", "You have changes that are not sent"),
            pgettext("feminine", "What you sent before counts until you send again."),
            closes_at,
        )
    results = _results(application.edition, now)
    if screening is not None and screening.outcome == Outcome.NOT_ELIGIBLE:
        title = pgettext("feminine", "Your application has been sent. As you answered, a criterion is not met")
        return Standing(Stand.NOT_ELIGIBLE, title, results)
    if screening is not None and screening.outcome == Outcome.UNCLEAR:
        title = pgettext("feminine", "Your application has been sent. One answer needs a closer look by our team")
        return Standing(Stand.UNCLEAR, title, results)
    return Standing(Stand.IN_REVIEW, pgettext("feminine", "Your application has been sent"), results)


def _results(edition: Edition, now: datetime) -> str:
    if now > edition.results_at:
        return pgettext(
            "feminine", "The results take longer than planned. You get a letter as soon as they are announced."
        )
    on = _day(edition.local(edition.results_at).date())
    return pgettext("feminine", "The results are announced on {date}. You get a letter.").format(date=on)


def _open_until(application: Application, now: datetime) -> datetime | None:
    """The last moment to change or send it; None when registration is not open."""
    if not is_still_open(application, now=now):
        return None
    return closing(application.edition, application.kind, application)


def _day(day: date) -> str:
    return day_words(day)
