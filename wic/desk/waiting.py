"""What waits for somebody at the desk: the few counts that the first page begins with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from circles.models import Alert, Concern, Repair
from registration.models import Application, Batch, Deputy, Duplicate
from wic.accounts.models import User
from wic.mail.models import Letter


@dataclass(frozen=True, slots=True)
class Waiting:
    sentence: str
    url: str


def waiting_for(user: User, *, now: datetime) -> list[Waiting]:
    """Only what she may open, and only what there is."""
    return [*_letters(user), *_batches(user, now), *_applications(user), *_circles(user), *_duplicates(user)]


def _letters(user: User) -> Iterator[Waiting]:
    if not user.has_perm("mail.view_letter"):
        return
    if count := Letter.objects.visible_to(user).to_be_settled_by_staff().count():
        sentence = ngettext(
            "{count} letter stopped on its way and waits for your word",
            "{count} letters stopped on their way and wait for your word",
            count,
        )
        yield Waiting(
            sentence.format(count=count), _list("mail_letter", state__in=f"{Letter.State.HELD},{Letter.State.REFUSED}")
        )


def _batches(user: User, now: datetime) -> Iterator[Waiting]:
    """A deputy approves; what comes after is for headquarters themselves."""
    principals = Deputy.objects.of(user).in_force(now).principals()
    if not principals and not user.has_perm("registration.view_batch"):
        return
    if count := Batch.objects.within_reach_of([user, *principals]).prepared().count():
        sentence = ngettext(
            "{count} batch of decisions waits to be approved", "{count} batches of decisions wait to be approved", count
        )
        yield Waiting(sentence.format(count=count), _list("registration_batch", state__exact=Batch.State.PREPARED))
    if count := Batch.objects.visible_to(user).approved().count():
        sentence = ngettext(
            "{count} batch of decisions waits to be announced",
            "{count} batches of decisions wait to be announced",
            count,
        )
        yield Waiting(sentence.format(count=count), _list("registration_batch", state__exact=Batch.State.APPROVED))


def _applications(user: User) -> Iterator[Waiting]:
    if not user.has_perm("registration.view_application"):
        return
    if count := Application.objects.for_the_desk_of(user).undecided().count():
        sentence = ngettext(
            "{count} application waits for a decision", "{count} applications wait for a decision", count
        )
        yield Waiting(
            sentence.format(count=count), _list("registration_application", state__exact=Application.State.SUBMITTED)
        )


def _duplicates(user: User) -> Iterator[Waiting]:
    if not user.has_perm("registration.view_duplicate"):
        return
    if count := Duplicate.objects.visible_to(user).open().count():
        sentence = ngettext(
            "{count} pair of applications may be one person’s",
            "{count} pairs of applications may each be one person’s",
            count,
        )
        url = _list("registration_duplicate", state__exact=Duplicate.State.OPEN)
        yield Waiting(sentence.format(count=count), url)


def _circles(user: User) -> Iterator[Waiting]:
    """Concerns first: somebody has trusted us with them."""
    if user.has_perm("circles.view_concern") and (count := Concern.objects.visible_to(user).raised().count()):
        sentence = ngettext("{count} concern waits for somebody", "{count} concerns wait for somebody", count)
        yield Waiting(sentence.format(count=count), _list("circles_concern", state__exact=Concern.State.RAISED))
    if user.has_perm("circles.view_alert") and (count := Alert.objects.visible_to(user).waiting().count()):
        sentence = ngettext(
            "{count} warning about a circle waits for somebody",
            "{count} warnings about circles wait for somebody",
            count,
        )
        yield Waiting(sentence.format(count=count), _list("circles_alert", state__exact=Alert.State.OPEN))
    if user.has_perm("circles.view_repair") and (count := Repair.objects.visible_to(user).drafted().count()):
        sentence = ngettext(
            "{count} proposal for changed circles waits to be applied or discarded",
            "{count} proposals for changed circles wait to be applied or discarded",
            count,
        )
        yield Waiting(sentence.format(count=count), _list("circles_repair", state__exact=Repair.State.DRAFTED))


def _list(name: str, **filters: str) -> str:
    return f"{reverse(f'admin:{name}_changelist')}?{urlencode(filters)}"
