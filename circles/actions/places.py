"""A circle and who is in it."""

from datetime import datetime

from django.db import transaction

from circles.models import Circle
from registration.models import Participant
from wic.accounts.models import User
from wic.lifecycle import move


def members(circle: Circle) -> list[Participant]:
    """The mentor, then the mentees who are in it today."""
    places = circle.places.living().select_related("participant__user").order_by("pk")
    return [circle.mentor, *(place.participant for place in places)]


@transaction.atomic
def close_circle(circle: Circle, *, by: User | None, now: datetime) -> Circle:
    move(circle, Circle.State.CLOSED, by=by, now=now, closed_at=now)
    return circle
