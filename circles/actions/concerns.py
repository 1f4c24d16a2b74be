"""Concerns: raised by a member, looked after by a named person, settled."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from circles.actions.places import NotAtTheDesk
from circles.actions.room import DAY, MINUTE, TooMany, locked_room, member_of
from circles.mails import concerns as mails
from circles.models import Circle, Concern, ConcernHandler
from programme.models import Edition
from wic.accounts.models import RoleGrant, User
from wic.accounts.permissions import Role
from wic.audit.actions import record
from wic.lifecycle import Refused, move

CONCERNS_A_DAY = 5  # of one member: each writes to people who take every one of them seriously


class NotHers(Refused):
    """Somebody else looks after it."""


class NothingSaid(Refused):
    """Who asks later what became of it would find nothing."""


@transaction.atomic
def name_handler(edition: Edition, user: User, *, by: User, now: datetime) -> ConcernHandler:
    if not user.roles.is_staff:
        raise NotAtTheDesk(_("This person does not work at the desk."))
    handler, created = ConcernHandler.objects.get_or_create(edition=edition, user=user, defaults={"named_at": now})
    if created:
        record("circles.handler.named", handler, by=by, now=now)
    return handler


@transaction.atomic
def raise_concern(circle: Circle, *, text: str, tell_region: bool, by: User, now: datetime) -> Concern:
    """The letters say that there is one, never what it says or about whom. A button pressed twice raises it once."""
    circle = locked_room(circle)
    member = member_of(circle, by)
    told = {"circle": circle, "text": text, "tell_region": tell_region}
    if same := member.concerns.filter(**told, raised_at__gt=now - MINUTE).first():
        return same
    if member.concerns.filter(raised_at__gt=now - DAY).count() >= CONCERNS_A_DAY:
        raise TooMany(_("We have what you told us today, and somebody will write to you. Please go on tomorrow."))
    concern = Concern.objects.create(**told, raised_by=member, raised_at=now)
    row = record("circles.concern.raised", concern, by=by, now=now)
    mails.concern_raised(concern, handlers(circle), key=f"concern-{row.pk}", now=now)
    return concern


def handlers(circle: Circle) -> list[User]:
    """The people who are named for it; without any, headquarters. Her mentor is never one of them."""
    mentor = circle.mentor.user_id
    named = [handler.user for handler in ConcernHandler.objects.for_edition(circle.edition).exclude(user=mentor)]
    return named or list(User.objects.filter(pk__in=_headquarters()).exclude(pk=mentor).order_by("pk"))


def _headquarters() -> QuerySet[Any]:
    return RoleGrant.objects.in_force().filter(role=Role.HEADQUARTERS, edition="").values("user")


@transaction.atomic
def take_concern(concern: Concern, *, by: User, now: datetime) -> Concern:
    """From now on she knows who looks after it."""
    row = move(concern, Concern.State.TAKEN, by=by, now=now, handler=by)
    mails.concern_taken(concern, key=f"concern-taken-{row.pk}", now=now)
    return concern


@transaction.atomic
def settle_concern(concern: Concern, *, outcome: str, by: User, now: datetime) -> Concern:
    if concern.handler_id not in {None, by.pk}:
        raise NotHers(_("Somebody else looks after this concern."))
    if not outcome:
        raise NothingSaid(_("Please say in a few words what was done."))
    move(concern, Concern.State.SETTLED, by=by, now=now, settled_at=now, outcome=outcome)
    return concern
