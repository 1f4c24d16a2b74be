"""One person with two accounts: pointed out to staff, who alone decide. Her accounts stay two; see `merge`."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from programme.models import Edition
from registration.mails import duplicates as mails
from registration.models import Application, Duplicate, Nomination, PersonKey
from registration.rules.duplicates import Traits, alike, traits
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, move


class NotTwoOfOne(Refused):
    """These two do not compete: other editions, or other roles."""


class HasOutcome(Refused):
    """A decision is made on it, or a place offered: it cannot be set aside any more."""


class NotSent(Refused):
    """Only what was sent, and was not withdrawn, can be set aside or kept."""


def point_out_all(*, now: datetime) -> int:
    """Every application that was sent since it was last looked at. Returns how many pairs were found."""
    fresh = Application.objects.submitted().filter(Q(person_key=None) | Q(person_key__at__lt=F("submitted_at")))
    return sum(point_out(application, now=now) for application in fresh.select_related("user").order_by("pk"))


@transaction.atomic
def point_out(application: Application, *, now: datetime) -> int:
    """Compare what she sent with what others sent, in this edition and in every other."""
    key = _keep_key(application)
    found = 0
    for other in PersonKey.objects.of_others_like(key).select_related("application"):
        if reasons := alike(_traits(key), _traits(other)):
            first, second = sorted([application.pk, other.application_id])
            pair, is_new = Duplicate.objects.get_or_create(
                first_id=first, second_id=second, defaults={"reasons": list(reasons), "found_at": now}
            )
            if is_new:
                record("registration.duplicate.found", pair, by=None, now=now, facts={"reasons": list(reasons)})
            found += is_new
    return found


@transaction.atomic
def mark_different(pair: Duplicate, *, by: User, now: datetime) -> Duplicate:
    """It is not pointed out again."""
    move(pair, Duplicate.State.DIFFERENT, by=by, now=now, decided_at=now, decided_by=by)
    return pair


@transaction.atomic
def mark_same(pair: Duplicate, *, by: User, now: datetime) -> Duplicate:
    """One person in two editions or two roles: known to staff, and nothing follows from it."""
    move(pair, Duplicate.State.SAME, by=by, now=now, decided_at=now, decided_by=by)
    return pair


@transaction.atomic
def merge(pair: Duplicate, *, keep: Application, by: User, now: datetime) -> Duplicate:
    """Of two applications for one role in one edition, one is set aside and the other counts.

    The accounts stay two: each goes on to sign in with its own address, and neither learns of the other. Nothing of
    the application that is set aside is changed or lost. Who nominated her stands behind the one that is kept.
    """
    Edition.objects.locked().get(pk=keep.edition_id)  # decisions are prepared under the same lock
    kept, other = _locked(pair, keep)
    if (kept.edition_id, kept.kind) != (other.edition_id, other.kind):
        raise NotTwoOfOne(_("These are applications to two editions or for two roles: both can stand."))
    if {kept.state, other.state} != {Application.State.SUBMITTED}:
        raise NotSent(_("One of these applications is not sent, or was withdrawn or set aside."))
    if hasattr(other, "decision") or other.offers.exists() or hasattr(other, "participant"):
        raise HasOutcome(_("A decision on this application is made already, so it cannot be set aside."))
    hers = Nomination.objects.behind(other)
    moved = list(hers.values_list("pk", flat=True))
    hers.update(user=kept.user_id)
    row = move(other, Application.State.SET_ASIDE, by=by, now=now, facts={"pair": pair.pk})
    move(
        pair, Duplicate.State.MERGED, by=by, now=now, facts={"nominations": len(moved)},
        decided_at=now, decided_by=by, set_aside=other, moved=moved,
    )  # fmt: skip
    mails.set_aside(other, key=f"set-aside-{row.pk}", now=now)
    return pair


@transaction.atomic
def reopen(pair: Duplicate, *, by: User, now: datetime) -> Duplicate:
    """Staff were wrong: what was set aside counts again, and she is told."""
    if pair.set_aside is not None:
        Edition.objects.locked().get(pk=pair.set_aside.edition_id)  # as where it was set aside
        _kept, other = _locked(pair, _kept_of(pair))
        row = move(other, Application.State.SUBMITTED, by=by, now=now, facts={"pair": pair.pk})
        Nomination.objects.filter(pk__in=pair.moved).update(user=other.user_id)
        mails.counts_again(other, key=f"counts-again-{row.pk}", now=now)
    move(pair, Duplicate.State.OPEN, by=by, now=now, decided_at=None, decided_by=None, set_aside=None, moved=[])
    return pair


def _kept_of(pair: Duplicate) -> Application:
    return pair.second if pair.set_aside_id == pair.first_id else pair.first


def _locked(pair: Duplicate, keep: Application) -> tuple[Application, Application]:
    rows = Application.objects.select_for_update(of=("self",)).select_related("user", "edition")
    both = {row.pk: row for row in rows.filter(pk__in=[pair.first_id, pair.second_id]).order_by("pk")}
    return both.pop(keep.pk), both.popitem()[1]


def _keep_key(application: Application) -> PersonKey:
    """Of what she sent, not of what she has edited since."""
    sent = application.submissions.latest("number")
    found = traits(
        email=application.user.email,
        **{name: sent.answers[name] for name in ("full_name", "arabic_name", "employer", "country")},
    )
    columns = {name: getattr(found, name) for name in Traits.__slots__}
    [key] = PersonKey.objects.bulk_create(
        [PersonKey(application=application, at=sent.at, **columns)],
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["at", *columns],
    )
    return key


def _traits(key: PersonKey) -> Traits:
    return Traits(**{name: getattr(key, name) for name in Traits.__slots__})
