"""A person's own page: an ordered list of sections, each of which may have nothing to say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certificates.models import Certificate
from circles.actions.checkins import moments_of, waiting_for
from circles.models import Circle
from events.models import Event
from programme.models import Edition
from programme.rules import current, takes_applications
from registration.models import Application, Nomination
from registration.models.applications import Kind
from registration.rules.nominations import is_waiting, takes_nominations_for
from registration.rules.standing import Stand, Standing, standing_of
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.look.zones import zone_label

Filed = tuple[Application, Standing]
# The standings that ask something of her come first.
URGENT = {Stand.OFFERED, Stand.ASKED, Stand.DRAFT, Stand.CHANGED, Stand.UNCLEAR}
# And these leave no time for another edition.
ENGAGED = {Stand.OFFERED, Stand.SELECTED, Stand.TAKING_PART}


@dataclass(frozen=True, slots=True)
class Her:
    user: User
    filed: Sequence[Filed]
    circles: Sequence[tuple[Circle, bool]]  # each with whether it waits for her word on how it goes
    events: Sequence[Event]
    certificates: Sequence[Certificate]
    call: Edition | None
    now: datetime

    @property
    def has_anything(self) -> bool:
        return bool(self.filed or self.circles or self.events or self.certificates or self.is_staff)

    @property
    def is_staff(self) -> bool:
        """Or will be, with a second factor: the way to the desk leads to it."""
        return self.user.roles.is_staff or self.user.awaits_second_factor


@dataclass(frozen=True, slots=True)
class Section:
    template: str
    context: dict[str, Any]


def everything_about(user: User, *, now: datetime) -> Her:
    applications = Application.objects.owned_by(user).with_facts().newest_first()
    rooms = Circle.objects.of_member(user).open().with_seats()
    waiting = waiting_for(user, moments_of(rooms, now=now))
    certificates = Certificate.objects.owned_by(user).valid().select_related("participant__edition")
    return Her(
        user=user,
        filed=[(application, standing_of(application, now=now)) for application in applications],
        circles=[(room, room in waiting) for room in rooms],
        events=list(Event.objects.published().coming(now).open_to(user).in_order().select_related("session__circle")),
        certificates=list(certificates),
        call=current(Edition.objects.published().with_windows(), now=now),
        now=now,
    )


def desk(her: Her) -> dict[str, Any] | None:
    return {} if her.is_staff else None


def offers(her: Her) -> dict[str, Any] | None:
    """A place is held for her: nothing is more urgent."""
    held = [
        (application, standing, next(offer for offer in application.offers.all() if offer.state == offer.State.OPEN))
        for application, standing in her.filed
        if standing.key == Stand.OFFERED
    ]
    return {"held": held, "now": her.now} if held else None


def nominations(her: Her) -> dict[str, Any] | None:
    """Somebody nominated her; she may not have the letter at hand. And the way to those whom she nominates herself."""
    hers = Nomination.objects.concerning(her.user).with_organisation().oldest_first()
    found = list(hers.prefetch_related("invitation__edition__windows"))
    waiting = [each for each in found if is_waiting(each) and takes_nominations_for(each, now=her.now)]
    nominates = Role.FOCAL_POINT in her.user.roles.names
    taken_up = [each for each in found if not is_waiting(each)]
    if not (waiting or taken_up or nominates):
        return None
    return {"waiting": waiting, "taken_up": taken_up, "nominates": nominates}


def applications(her: Her) -> dict[str, Any] | None:
    filed = [pair for pair in her.filed if pair[1].key != Stand.OFFERED]
    filed.sort(key=lambda pair: pair[1].key not in URGENT)
    return {"filed": filed, "now": her.now} if filed else None


def invitation(her: Her) -> dict[str, Any] | None:
    """The call that is open and that she has not answered; to somebody new also what to do while there is none."""
    is_open = her.call is not None and takes_applications(her.call, Kind.MENTEE, now=her.now)
    if not her.has_anything:
        return {"call": her.call, "is_open": is_open, "is_new": True, "now": her.now}
    is_answered = any(application.edition == her.call for application, _standing in her.filed)
    is_busy = her.is_staff or any(standing.key in ENGAGED for _application, standing in her.filed)
    if is_open and not is_answered and not is_busy:
        return {"call": her.call, "is_open": True, "is_new": False, "now": her.now}
    return None


def circles(her: Her) -> dict[str, Any] | None:
    return {"circles": her.circles, "user": her.user} if her.circles else None


def dates(her: Her) -> dict[str, Any] | None:
    rooms = {circle.pk for circle, _waits in her.circles}  # who stands in at one session has no key to the room
    return {"events": her.events, "zone": her.user.time_zone, "rooms": rooms} if her.events else None


def certificates(her: Her) -> dict[str, Any] | None:
    return {"certificates": her.certificates} if her.certificates else None


def profile(her: Her) -> dict[str, Any] | None:
    return {"user": her.user, "zone": zone_label(her.user.time_zone)}


SECTIONS: tuple[tuple[str, Callable[[Her], dict[str, Any] | None]], ...] = (
    ("offers", offers),
    ("nominations", nominations),
    ("applications", applications),
    ("invitation", invitation),
    ("circles", circles),
    ("dates", dates),
    ("certificates", certificates),
    ("desk", desk),
    ("profile", profile),
)


def shown_to(her: Her) -> list[Section]:
    found = ((name, section(her)) for name, section in SECTIONS)
    return [Section(f"home/sections/{name}.html", context) for name, context in found if context is not None]
