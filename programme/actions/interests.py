"""“Tell me when it opens in my region”: asked, confirmed, told once, and forgotten."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from programme import mails
from programme.models import Edition, Interest
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale, move
from wic.mail.models import Letter
from wic.names import normalise_email

DAY = timedelta(days=1)
LETTERS_A_DAY = 3  # anybody can ask for one to be sent to any address
FORGOTTEN_AFTER = timedelta(days=7)


class AlreadyOpen(Refused):
    """There is nothing to wait for: she can apply now."""


@transaction.atomic
def ask(*, email: str, region: str, language: str, by: User | None, now: datetime) -> Interest:
    """Put an address on the list, once the link in the letter to it is followed.

    Who asks again, or for somebody else, sees the same answer: a stranger learns nothing, and cannot fill a mailbox.
    """
    if Edition.objects.open_to_mentees(now).in_region(region).exists():
        raise AlreadyOpen(_("Registration is open for your region: there is no need to wait."))
    interest, is_new = Interest.objects.get_or_create(
        email=normalise_email(email), region=region, defaults={"language": language, "asked_at": now}
    )
    sent = Letter.objects.filter(to=interest.email, kind=mails.PLEASE_CONFIRM.template)  # whatever regions were named
    lately = list(sent.written_since(now - DAY).values_list("created_at", flat=True))
    if len(lately) >= LETTERS_A_DAY:
        return interest
    record("programme.interest.asked" if is_new else "programme.interest.asked_again", interest, by=by, now=now)
    mails.please_confirm(interest, key=_letter_of_the_day(interest.email, lately, now), now=now)
    return interest


@transaction.atomic
def confirm(interest: Interest, *, by: User | None, now: datetime) -> Interest:
    """The letter has come to its address. Twice does no harm."""
    if interest.state == Interest.State.ASKED:
        move(interest, Interest.State.CONFIRMED, by=by, now=now, confirmed_at=now)
    return interest


@transaction.atomic
def leave(interest: Interest, *, by: User | None, now: datetime) -> Interest:
    """Off the list; the address is forgotten at once. Twice does no harm."""
    if interest.state in {Interest.State.ASKED, Interest.State.CONFIRMED}:
        move(interest, Interest.State.LEFT, by=by, now=now, left_at=now, email="")
    return interest


@transaction.atomic
def tell(interest: Interest, edition: Edition, *, by: User | None, now: datetime) -> Interest:
    """The one letter that she asked for; then her address is forgotten."""
    address = interest.email
    row = move(
        interest,
        Interest.State.TOLD,
        by=by,
        now=now,
        facts={"edition": edition.slug},
        told_at=now,
        email="",
    )
    mails.is_open(interest, edition, to=address, key=f"interest-open-{row.pk}", now=now)
    return interest


def tell_all(*, now: datetime) -> int:
    """Where registration has opened, everybody who waits for it is told; safe to run twice, and late."""
    told = 0
    for edition in Edition.objects.open_to_mentees(now).with_calendar().newest_first():
        regions = [region.region for region in edition.regions.all()]
        for interest in Interest.objects.waiting_in(regions).order_by("pk"):
            with suppress(Stale):  # another beat was quicker, or she has just left
                tell(interest, edition, by=None, now=now)
                told += 1
    return told


def _letter_of_the_day(email: str, lately: Iterable[datetime], now: datetime) -> str:
    """There is no row to lock for an address: who asks for many regions at once asks for letters of the same key."""
    today = now.astimezone(UTC).date()
    number = sum(written_at.astimezone(UTC).date() == today for written_at in lately)
    return f"interest-{salted_hmac('programme.interest', email).hexdigest()}-{today:%Y%m%d}-{number}"


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> int:
    """An address that nobody has confirmed may be anybody's."""
    forgotten = 0
    for interest in Interest.objects.never_confirmed_since(now - FORGOTTEN_AFTER).select_for_update():
        record("programme.interest.forgotten", interest, by=None, now=now)
        interest.delete()
        forgotten += 1
    return forgotten
