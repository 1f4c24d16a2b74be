"""Verbs that cross apps for one person: she closes her account."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from network.actions import erase_profile
from network.models import Member
from registration.actions.applications import withdraw
from registration.models import Application, FocalPoint, Participant
from registration.rules.standing import WAITING, standing_of
from wic.accounts.actions import change_profile, close_account
from wic.accounts.models import RoleGrant, User
from wic.accounts.permissions import Role
from wic.lifecycle import Refused


class StillCountedOn(Refused):
    """Somebody would wait for her in vain: first she says that she goes."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What others count on her for."""

    places: list[Participant]
    organisations: list[FocalPoint]
    roles: list[RoleGrant]

    def __bool__(self) -> bool:
        return bool(self.places or self.organisations or self.roles)


def ties_of(user: User, *, now: datetime) -> Ties:
    places = Participant.objects.owned_by(user).active().select_related("edition").order_by("pk")
    return Ties(
        places=[place for place in places if place.edition.ends_on >= place.edition.local(now).date()],
        organisations=list(FocalPoint.objects.of(user).select_related("organisation").by_name()),
        roles=list(user.grants.in_force().exclude(role=Role.FOCAL_POINT).order_by("pk")),
    )


@transaction.atomic
def close_own_account(user: User, *, now: datetime) -> User:
    """Nobody enters with it again. What she told of herself is erased; what was decided and certified stays."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if ties_of(user, now=now):
        raise StillCountedOn(_("Others still count on you: please see to what this page names first."))
    for application in Application.objects.owned_by(user).with_facts().newest_first():
        if standing_of(application, now=now).key in WAITING:
            withdraw(application, by=user, now=now)
    for member in Member.objects.filter(user=user):
        erase_profile(member, by=user, now=now)
    change_profile(user, name="", language=user.language, time_zone="UTC", country="", by=user, now=now)
    return close_account(user, by=user, now=now)
