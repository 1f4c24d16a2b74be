"""What staff do with an application beside deciding: note, flag, overrule the criteria, keep a list for later."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from registration.models import Application, Flag, Note, SavedView, Screening
from registration.models.screening import Outcome
from wic.accounts.models import User
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale

MOST_VIEWS = 30


class EnoughViews(Refused):
    """More than anybody looks through."""


class SaysNothing(Refused):
    """Words are needed here."""


class FlaggedAlready(Refused):
    """One flag is enough."""


class AlreadyDecided(Refused):
    """What was decided on is no longer overruled."""


@transaction.atomic
def write_note(application: Application, *, text: str, by: User, now: datetime) -> Note:
    if not text.strip():
        raise SaysNothing(_("Please write something."))
    note = Note.objects.create(application=application, text=text.strip(), author=by, at=now)
    record("registration.application.noted", application, by=by, now=now, facts={"note": note.pk})
    return note


@transaction.atomic
def raise_flag(application: Application, *, reason: str, by: User, now: datetime) -> Flag:
    """So that a colleague looks at it again."""
    if not reason.strip():
        raise SaysNothing(_("Please say why somebody should look at it again."))
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)  # two clicks: one flag
    if Flag.objects.up().filter(application=application).exists():
        raise FlaggedAlready(_("This application is flagged already."))
    flag = Flag.objects.create(application=application, reason=reason.strip(), raised_by=by, raised_at=now)
    record("registration.application.flagged", application, by=by, now=now, facts={"flag": flag.pk})
    return flag


@transaction.atomic
def lower_flag(application: Application, *, by: User, now: datetime) -> Application:
    """Settled; twice does no harm."""
    if Flag.objects.up().filter(application=application).update(lowered_at=now):
        record("registration.application.unflagged", application, by=by, now=now)
    return application


@transaction.atomic
def overrule(screening: Screening, *, outcome: str, because: str, by: User, now: datetime) -> Screening:
    """Staff know better than the criteria. What the rules said stays readable, and so does the reason."""
    if not because.strip():
        raise SaysNothing(_("Please give the reason."))
    Application.objects.select_for_update(of=("self",)).get(pk=screening.application_id)  # the rules may be changing
    newest = Screening.objects.filter(application=screening.application_id).select_related("application").latest("pk")
    if newest.pk != screening.pk:
        raise Stale(_("Somebody else has just changed this. Please look at it again."))
    if not Application.objects.undecided().filter(pk=screening.application_id).exists():
        raise AlreadyDecided(_("This application is withdrawn, or a decision on it is being prepared."))
    screening = newest
    was, screening.outcome = screening.outcome, Outcome(outcome)
    screening.overruled_by, screening.overruled_at = by, now
    screening.overruled_because = because.strip()
    screening.save(update_fields=["outcome", "overruled_by", "overruled_at", "overruled_because"])
    facts = {"was": was, "is": outcome}
    record("registration.application.overruled", screening.application, by=by, now=now, facts=facts)
    return screening


@transaction.atomic
def save_view(user: User, *, name: str, query: str, now: datetime) -> SavedView:
    """Keep the filters of a list under a name; what was searched for names people and is not kept."""
    if not name.strip():
        raise SaysNothing(_("Please give it a name."))
    own = SavedView.objects.filter(user=user)
    if own.count() >= MOST_VIEWS and not own.filter(name=name.strip()[:60]).exists():
        raise EnoughViews(_("You have kept %(count)s lists: please remove one first.") % {"count": MOST_VIEWS})
    filters = urlencode([(key, value) for key, value in parse_qsl(query) if key not in {"q", "p", "all"}])
    view, _is_new = SavedView.objects.update_or_create(
        user=user, name=name.strip()[:60], defaults={"query": filters[:500]}
    )
    record("registration.savedview.saved", view, by=user, now=now)
    return view


@transaction.atomic
def forget_view(view: SavedView, *, by: User, now: datetime) -> None:
    record("registration.savedview.forgotten", view, by=by, now=now)
    view.delete()


@transaction.atomic
def note_export(count: int, *, by: User, now: datetime) -> None:
    """Who took how many applications home; which ones, her regions and the time tell."""
    record("registration.application.exported", by, by=by, now=now, facts={"count": count})
