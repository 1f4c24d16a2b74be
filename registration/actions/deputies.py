"""Who may approve in whose place, and for how long."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from registration.mails import deputies as mails
from registration.models import Deputy
from wic.accounts.models import User
from wic.accounts.permissions import DESK
from wic.accounts.rules import may_manage_roles
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale

A_YEAR = timedelta(days=366)


class NotHeadquarters(Refused):
    """Only who may approve herself can have a deputy for it."""


class NoDeputy(Refused):
    """This person, or this time, will not do."""


@transaction.atomic
def name_deputy(deputy: User, *, begins_at: datetime, ends_at: datetime, by: User, now: datetime) -> Deputy:
    """From then until then she may approve decisions in the place of who names her."""
    User.objects.select_for_update().get(pk=by.pk)  # two clicks: one deputy
    if not by.has_perm("registration.approve_batch"):
        raise NotHeadquarters(_("Only headquarters approve decisions, and name somebody to do so in their place."))
    if deputy == by or not deputy.is_active or not deputy.roles.names & DESK:
        raise NoDeputy(_("Please choose a colleague at headquarters or in a regional office."))
    if not begins_at < ends_at or ends_at <= now:
        raise NoDeputy(_("The last moment has to come after the first one, and must not be over."))
    if begins_at < now - A_YEAR or ends_at > now + A_YEAR:
        raise NoDeputy(_("A deputy is named for one year at most."))
    if Deputy.objects.of(deputy).filter(principal=by).overlapping(begins_at, ends_at).exists():
        raise NoDeputy(_("This colleague is your deputy at that time already."))
    row = Deputy.objects.create(principal=by, deputy=deputy, begins_at=begins_at, ends_at=ends_at, named_at=now)
    record("registration.deputy.named", row, by=by, now=now, facts={"principal": by.pk, "deputy": deputy.pk})
    mails.named(row, key=f"deputy-{row.pk}", now=now)
    return row


@transaction.atomic
def end_deputy(row: Deputy, *, by: User, now: datetime) -> Deputy:
    """Before its time: what she approved stays approved."""
    row = Deputy.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.principal_id != by.pk and not may_manage_roles(by):
        raise NotHeadquarters(_("Only whoever named a deputy, or headquarters, can end it."))
    if row.ended_at is not None or row.ends_at < now:
        raise Stale(_("This is over already."))
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    record("registration.deputy.ended", row, by=by, now=now)
    return row
