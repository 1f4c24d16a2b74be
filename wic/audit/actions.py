from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from wic.audit.models import AuditRow


def record(
    action: str, target: models.Model, *, by: models.Model | None, now: datetime, facts: dict[str, Any] | None = None
) -> AuditRow:
    """Write one row about `target`, in the caller's transaction. `by=None` is the system.

    `facts` holds reason codes, counts and names of changed fields; what a person wrote stays on her own row.
    """
    return AuditRow.objects.create(
        at=now,
        action=action,
        target_label=target._meta.label_lower,
        target_pk=str(target.pk),
        actor_pk="" if by is None else str(by.pk),
        facts=facts or {},
    )


def record_each(
    action: str, about: Iterable[tuple[models.Model, dict[str, Any]]], *, by: models.Model | None, now: datetime
) -> None:
    """The same for many rows at once, each with its facts."""
    AuditRow.objects.bulk_create(
        (
            AuditRow(
                at=now,
                action=action,
                target_label=target._meta.label_lower,
                target_pk=str(target.pk),
                actor_pk="" if by is None else str(by.pk),
                facts=facts,
            )
            for target, facts in about
        ),
        batch_size=500,
    )
