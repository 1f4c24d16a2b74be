"""Planning events, places at them, and who was there."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from events import mails
from events.models import Attendance, Event, SignUp, instant
from events.rules import admits, admits_eligible, doors_are_open, is_full, is_over, takes_registrations
from programme.models import Edition
from registration.models import Decision, Participant
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, move
from wic.mail.models import Letter
from wic.names import normalise_email

REMIND_BEFORE = timedelta(hours=24)
DAY = timedelta(days=1)
LETTERS_A_DAY = 3  # about one place; anybody can ask for one to be sent to any address


class NotOpen(Refused):
    """The event takes no registrations, or its doors are closed."""


class Full(Refused):
    """Every place is taken."""


class AlreadyOver(Refused):
    """What has happened is not moved."""


@transaction.atomic
def plan_event(edition: Edition | None, *, by: User | None, now: datetime, **fields: Any) -> Event:
    """A draft at a wall time (`local_date`, `local_time`, `zone`, `minutes`) with the instants that follow from it."""
    event = Event(edition=edition, **fields)
    _derive_instants(event)
    event.save(force_insert=True)
    record("events.event.planned", event, by=by, now=now, facts={"kind": event.kind})
    return event


@transaction.atomic
def revise_event(event: Event, *, changes: Mapping[str, Any], by: User, now: datetime) -> Event:
    """Change what stands on an event; its calendar entry counts up, so that readers' calendars correct themselves.

    Where the hour is another one, everybody with a place is reminded anew.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    _must_not_be_over(event, now)
    was = event.starts_at
    for name, value in changes.items():
        setattr(event, name, value)
    _derive_instants(event)
    event.sequence += 1
    event.save(update_fields=[*changes, "starts_at", "ends_at", "sequence"])
    if event.starts_at != was:
        event.sign_ups.registered().update(reminded_at=None)
    record("events.event.revised", event, by=by, now=now, facts={"changed": sorted(changes)})
    return event


@transaction.atomic
def publish_event(event: Event, *, by: User | None, now: datetime) -> Event:
    move(event, Event.State.PUBLISHED, by=by, now=now)
    return event


@transaction.atomic
def cancel_event(event: Event, *, by: User, now: datetime) -> Event:
    """Call it off and tell everybody who has a place, also those who have it by taking part."""
    _must_not_be_over(event, now)
    was_announced = event.state == Event.State.PUBLISHED
    row = move(event, Event.State.CANCELLED, by=by, now=now, sequence=event.sequence + 1)
    if was_announced:
        seat_admitted(event, now=now)
    for sign_up in event.sign_ups.registered().still_hers().select_related("participant__user").order_by("pk"):
        mails.called_off(event, sign_up, key=f"called-off-{row.pk}-{sign_up.pk}", now=now)
    return event


@transaction.atomic
def rederive(event: Event, *, by: User | None, now: datetime) -> bool:
    """A country has moved its clocks: the agreed hour of the wall stands, the instants follow. Whether they did.

    The calendar entry counts up; who was reminded already of the old instant is reminded anew.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    _must_not_be_over(event, now)
    was = event.starts_at
    _derive_instants(event)
    if event.starts_at == was:
        return False
    event.sequence += 1
    event.save(update_fields=["starts_at", "ends_at", "sequence"])
    event.sign_ups.registered().update(reminded_at=None)
    facts = {"was": was.isoformat(), "starts_at": event.starts_at.isoformat()}
    record("events.event.rederived", event, by=by, now=now, facts=facts)
    return True


def rederive_all(*, now: datetime) -> int:
    """After an update of the zone data; safe to run again."""
    return sum(rederive(event, by=None, now=now) for event in Event.objects.coming(now).going_ahead().in_order())


def _must_not_be_over(event: Event, now: datetime) -> None:
    if is_over(event, now=now):
        raise AlreadyOver(_("This event is over: it can no longer be changed."))


def _derive_instants(event: Event) -> None:
    event.starts_at = instant(event.local_date, event.local_time, event.zone)
    event.ends_at = event.starts_at + timedelta(minutes=event.minutes)


@transaction.atomic
def register(
    event: Event, *, email: str, name: str, country: str, language: str, time_zone: str, by: User | None, now: datetime
) -> SignUp:
    """A visitor's place. It counts at once; the letter asks her to confirm the address, and holds her join address.

    Where only eligible applicants are let in beside the participants, it is `by` whom who must be one, for herself.

    Somebody who has a place already gets that place and its letter again, so a stranger learns nothing; nor can
    he fill her mailbox.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    email = normalise_email(email)
    is_eligible = by is not None and by.email == email and stays_open_to(event, by)
    if not takes_registrations(event, is_eligible=is_eligible, now=now):
        raise NotOpen(_("This event takes no registrations."))
    sign_up = SignUp.objects.filter(event=event, email=email).first()
    needs_place = sign_up is None or sign_up.state == SignUp.State.CANCELLED
    if needs_place and is_full(event, taken=event.sign_ups.registered().count()):
        raise Full(_("All places are taken. Please look at the other dates."))
    if sign_up is None:
        sign_up = SignUp.objects.create(
            event=event,
            email=email,
            name=name,
            country=country,
            language=language,
            time_zone=time_zone,
            created_at=now,
            confirmed_at=now if by is not None and normalise_email(by.email) == email else None,
        )
        row = record("events.signup.registered", sign_up, by=by, now=now)
    elif sign_up.state == SignUp.State.CANCELLED:
        row = move(sign_up, SignUp.State.REGISTERED, by=by, now=now, cancelled_at=None)
    elif Letter.objects.about(sign_up).written_since(now - DAY).count() >= LETTERS_A_DAY:
        return sign_up
    else:
        row = record("events.signup.asked_again", sign_up, by=by, now=now)
    mails.registered(event, sign_up, key=f"registered-{row.pk}", now=now)
    return sign_up


def stays_open_to(event: Event, user: User) -> bool:
    """She has been told that she has no place, was eligible, and this is what her letter says stays open to her."""
    if not admits_eligible(event):
        return False
    return Decision.objects.told_to_eligible(user).filter(application__edition=event.edition_id).exists()


@transaction.atomic
def confirm(sign_up: SignUp, *, now: datetime) -> SignUp:
    """The letter has come to its address: reminders may go there. Twice does no harm."""
    if SignUp.objects.filter(pk=sign_up.pk, confirmed_at=None).update(confirmed_at=now):
        sign_up.confirmed_at = now
        record("events.signup.confirmed", sign_up, by=None, now=now)
    return sign_up


@transaction.atomic
def cancel_registration(sign_up: SignUp, *, now: datetime) -> SignUp:
    """She gives her place back, by the link in her letter."""
    move(sign_up, SignUp.State.CANCELLED, by=None, now=now, cancelled_at=now)
    return sign_up


@transaction.atomic
def place_of(event: Event, participant: Participant, *, now: datetime) -> SignUp:
    """A participant's own row, made when it is first needed: she is registered by taking part.

    If her address had registered as a visitor before, that place becomes hers.
    """
    user = participant.user
    sign_up, created = SignUp.objects.select_related("participant__user").get_or_create(
        event=event,
        email=user.email,
        defaults={
            "participant": participant,
            "name": participant.certificate_name,
            "country": participant.country,
            "language": user.language,
            "time_zone": user.time_zone,
            "created_at": now,
            "confirmed_at": now,
        },
    )
    if not created and sign_up.participant_id is None:
        sign_up.participant = participant
        sign_up.name = participant.certificate_name  # whoever typed the other
        sign_up.confirmed_at = sign_up.confirmed_at or now
        sign_up.save(update_fields=["participant", "name", "confirmed_at"])
    if created:
        record("events.signup.seated", sign_up, by=None, now=now)
    return sign_up


@transaction.atomic
def seat(event: Event, participant: Participant, *, by: User, now: datetime) -> SignUp:
    """The same for somebody who is asked to come: also where she had given her place back, or it was taken."""
    sign_up = place_of(event, participant, now=now)
    if sign_up.is_cancelled:
        move(sign_up, SignUp.State.REGISTERED, by=by, now=now, cancelled_at=None)
    return sign_up


def seat_admitted(event: Event, *, now: datetime) -> int:
    """Rows for every participant whom the event admits, before letters go to all of them. Safe to run again."""
    if event.edition is None:
        return 0
    without_row = (
        Participant.objects.for_edition(event.edition).active().exclude(sign_ups__event=event).select_related("user")
    )
    admitted = [person for person in without_row if admits(event, role=person.role)]
    for person in admitted:
        place_of(event, person, now=now)
    return len(admitted)


@transaction.atomic
def join(sign_up: SignUp, *, now: datetime) -> str:
    """She enters by her personal address: noted as present. Returns the meeting's own link."""
    event = sign_up.event
    has_place = SignUp.objects.registered().still_hers().filter(pk=sign_up.pk).exists()
    if not has_place or not doors_are_open(event, now=now) or not event.meeting_url:
        raise NotOpen(_("The doors are closed at the moment."))
    if SignUp.objects.filter(pk=sign_up.pk, checked_in_at=None).update(checked_in_at=now):
        sign_up.checked_in_at = now
        record("events.signup.joined", sign_up, by=None, now=now)
        if not Attendance.objects.filter(sign_up=sign_up).exists():
            note_attendance(sign_up, is_present=True, source=Attendance.Source.CHECK_IN, by=None, now=now)
    return event.meeting_url


@transaction.atomic
def note_attendance(
    sign_up: SignUp, *, is_present: bool, source: str, reason: str = "", by: User | None, now: datetime
) -> Attendance:
    """Was she there? The newest word counts; a roll call corrects a check-in, for a `reason` (a code) itself."""
    word = Attendance(sign_up=sign_up, is_present=is_present, source=source, noted_at=now, noted_by=by, reason=reason)
    [attendance] = Attendance.objects.bulk_create(
        [word],
        update_conflicts=True,
        unique_fields=["sign_up"],
        update_fields=["is_present", "source", "noted_at", "noted_by", "reason"],
    )
    facts = {"is_present": is_present, "source": source} | ({"reason": reason} if reason else {})
    record("events.attendance.noted", attendance, by=by, now=now, facts=facts)
    return attendance


@transaction.atomic
def remind(sign_up: SignUp, *, now: datetime) -> bool:
    """One reminder for each place and date; False when somebody was quicker."""
    if not SignUp.objects.to_remind().filter(pk=sign_up.pk).exists():
        return False
    # On the row alone: a condition that joins would be judged by what PostgreSQL saw before it waited for the other.
    if not SignUp.objects.filter(pk=sign_up.pk, reminded_at=None).update(reminded_at=now):
        return False
    row = record("events.signup.reminded", sign_up, by=None, now=now)
    mails.reminder(sign_up.event, sign_up, key=f"reminder-{row.pk}", now=now)
    return True


def remind_all(*, now: datetime) -> int:
    """A day before; a worker that slept catches up until the event begins, and not after."""
    sent = 0
    for event in Event.objects.published().starting_between(now, now + REMIND_BEFORE).select_related("edition"):
        seat_admitted(event, now=now)
        for sign_up in event.sign_ups.to_remind().select_related("event__edition", "participant__user"):
            sent += remind(sign_up, now=now)
    return sent


@transaction.atomic
def load_events(
    edition: Edition, rows: Iterable[Mapping[str, Any]], *, shift_days: int, by: User | None, now: datetime
) -> list[Event]:
    """Published events from an edition's data file, each shifted by whole days."""
    events = []
    for row in rows:
        fields = dict(row)
        fields["local_date"] += timedelta(days=shift_days)
        event = plan_event(edition, by=by, now=now, **fields)
        events.append(publish_event(event, by=by, now=now))
    return events


# What a date of the next edition has in common with this one's: not its speaker, nor where it meets.
COPIED = ("kind", "audience", "language", "local_time", "zone", "minutes", "capacity", "platform", "opens_before")


@transaction.atomic
def copy_events(source: Edition, target: Edition, *, later: timedelta, by: User | None, now: datetime) -> list[Event]:
    """Drafts for another edition, later by whole days, at the same hour of the wall."""
    words = [f"{name}_{code}" for name in ("title", "summary") for code, _language in settings.LANGUAGES]
    return [
        plan_event(
            target,
            by=by,
            now=now,
            local_date=event.local_date + later,
            **{column: getattr(event, column) for column in (*COPIED, *words)},
        )
        for event in Event.objects.for_edition(source).planned().in_order()
    ]
