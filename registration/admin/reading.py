"""Reading without names: what would tell a reviewer whose application she reads waits until she has read it."""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from registration.models import Decision, Review
from wic.accounts.models import User

Rows = TypeVar("Rows", bound=QuerySet[Any])


def without_unread(rows: Rows, reader: User, *columns: str) -> Rows:
    """`columns` lead from a row to the applications that it names."""
    unread = Review.objects.hiding_from(reader).values("application")
    for column in columns:
        rows = rows.exclude(Q(**{f"{column}__in": unread}))
    return rows


def hidden_decisions(reader: User) -> list[int]:
    """Their keys: on her own application, and on those that she is still to read without a name."""
    own, unread = reader.applications.values("pk"), Review.objects.hiding_from(reader).values("application")
    hidden = Decision.objects.filter(Q(application__in=own) | Q(application__in=unread))
    return list(hidden.values_list("pk", flat=True))
