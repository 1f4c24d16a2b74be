"""How a thing changes its state, and how a verb says no."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from wic.audit.actions import record
from wic.audit.models import AuditRow


class Refused(Exception):  # noqa: N818 - the word of the house for "no, because"
    """A verb will not do this; the message is a translated sentence for the person who asked."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class Stale(Refused):
    """Somebody else was quicker: the row is no longer in the state it was loaded in."""


class Illegal(Refused):
    """The table of states knows no such step."""


def move(
    obj: models.Model,
    to: str,
    *,
    by: models.Model | None,
    now: datetime,
    facts: dict[str, Any] | None = None,
    among: models.QuerySet[Any] | None = None,
    **fields: Any,
) -> AuditRow:
    """Take `obj` from its state to `to` and write `fields` with it, if nobody else has moved it meanwhile.

    The class holds the table: `NEXT: dict[state, set of states]`. It must still be one of the rows `among`, if given.
    Returns the audit row, whose id is unique to this transition and so is the key of the letter that tells of it.
    """
    model = type(obj)
    was: str = obj.state  # type: ignore[attr-defined]
    if to not in model.NEXT[was]:  # type: ignore[attr-defined]
        raise Illegal(_("This is no longer possible: it has already moved on."))
    action = f"{model._meta.label_lower}.{to}"
    # No savepoint: a refusal has written nothing, and verbs hold the transaction.
    with transaction.atomic(savepoint=False):
        rows = model._base_manager.all() if among is None else among
        if rows.filter(pk=obj.pk, state=was).update(state=to, **fields):
            row = record(action, obj, by=by, now=now, facts={"was": was, **(facts or {})})
        else:
            row = None
    if row is None:
        raise Stale(_("Somebody else has just changed this. Please look at it again."))
    for name, value in {"state": to, **fields}.items():
        setattr(obj, name, value)
    return row
