"""Joining the network, deciding what is shared, leaving."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from network.models import Member, Shared
from network.rules import FIELDS, kind_for
from registration.models import Participant
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, move


class NotInvited(Refused):
    """Neither a mentor nor a mentee of any edition."""


@transaction.atomic
def join_network(user: User, *, profile: Mapping[str, str], by: User | None, now: datetime) -> Member:
    """She joins with what she chose to share. Who left before comes back to her row."""
    User.objects.select_for_update().get(pk=user.pk)  # a double click joins once
    roles = Participant.objects.owned_by(user).values_list("role", flat=True)
    kind = kind_for(roles)
    if kind is None:
        raise NotInvited(_("The network invites mentors and former mentees of the programme."))
    member = Member.objects.select_for_update().filter(user=user).first()
    if member is None:
        member = Member.objects.create(user=user, kind=kind, joined_at=now, **profile)
        record("network.member.joined", member, by=by, now=now, facts={"kind": kind})
        return member
    if member.state == Member.State.LEFT:
        move(member, Member.State.ACTIVE, by=by, now=now, left_at=None)
    return share(member, profile=profile, by=by, now=now)


@transaction.atomic
def share(member: Member, *, profile: Mapping[str, str], by: User | None, now: datetime) -> Member:
    """Change what stands on the profile and who sees it; it holds from the next page that anybody opens."""
    columns = [*FIELDS, *(f"{field}_shared" for field in FIELDS)]
    changed = [name for name in columns if name in profile and getattr(member, name) != profile[name]]
    for name in changed:
        setattr(member, name, profile[name])
    if changed:
        member.save(update_fields=changed)
        record("network.member.shared", member, by=by, now=now, facts={"changed": changed})
    return member


@transaction.atomic
def leave_network(member: Member, *, by: User | None, now: datetime) -> Member:
    """Gone from map, list and counts at once."""
    move(member, Member.State.LEFT, by=by, now=now, left_at=now)
    return member


@transaction.atomic
def erase_profile(member: Member, *, by: User | None, now: datetime) -> Member:
    """What she told of herself is gone, and shared with nobody; that she was a member stays."""
    if member.state == Member.State.ACTIVE:
        leave_network(member, by=by, now=now)
    nothing = dict.fromkeys(FIELDS, "") | {f"{field}_shared": Shared.NOBODY for field in FIELDS}
    Member.objects.filter(pk=member.pk).update(**nothing)
    record("network.member.erased", member, by=by, now=now)
    member.refresh_from_db()
    return member
