"""A circle and who is in it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from circles.models import Circle
from registration.models import Participant
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, move


class NotAtTheDesk(Refused):
    """Only somebody of the desk coordinates circles and reads concerns."""


class InTheCircle(Refused):
    """A coordinator reads warnings about the people of the circle."""


def members(circle: Circle) -> list[Participant]:
    """The mentor, unless she has left, then the mentees who are in it today."""
    return [*([circle.mentor] if circle.is_led else []), *mentees(circle)]


def mentees(circle: Circle) -> list[Participant]:
    places = circle.places.living().select_related("participant__user", "participant__application").order_by("pk")
    return [place.participant for place in places]


def coordinator_for(people: Iterable[Participant], by: User | None) -> User | None:
    """Who opens a circle coordinates it; not her own, for a coordinator reads warnings about its people."""
    return None if by in [person.user for person in people] else by


@transaction.atomic
def name_coordinator(circle: Circle, user: User | None, *, by: User, now: datetime) -> Circle:
    """Who at the desk reads the circle's pages and is told of its warnings; None is nobody."""
    if user is not None and not user.roles.is_staff:
        raise NotAtTheDesk(_("This person does not work at the desk."))
    if user in [member.user for member in members(circle)]:
        raise InTheCircle(_("She is in this circle herself. Please name somebody else."))
    circle.coordinator = user
    circle.save(update_fields=["coordinator"])
    record("circles.circle.coordinated", circle, by=by, now=now, facts={"is_named": user is not None})
    return circle


@transaction.atomic
def close_circle(circle: Circle, *, by: User | None, now: datetime) -> Circle:
    move(circle, Circle.State.CLOSED, by=by, now=now, closed_at=now)
    return circle
