from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from wic.accounts.models import User


class RepairState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be worked out")
    DRAFTED = "drafted", _("Ready to look at")
    FAILED = "failed", _("Could not be worked out")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")


class RepairQuerySet(models.QuerySet["Repair"]):
    def visible_to(self, user: User) -> "RepairQuerySet":
        return self.filter(user.roles.reach(edition="edition__slug"))

    def queued(self) -> "RepairQuerySet":
        return self.filter(state=RepairState.QUEUED)

    def drafted(self) -> "RepairQuerySet":
        return self.filter(state=RepairState.DRAFTED)

    def pending(self) -> "RepairQuerySet":
        return self.filter(state__in=[RepairState.QUEUED, RepairState.DRAFTED])

    def since(self, moment: datetime) -> "RepairQuerySet":
        return self.filter(created_at__gte=moment)


class Repair(models.Model):
    """A proposal to mend an edition's circles with the fewest moves; people are named by public ids."""

    State = RepairState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.QUEUED: {State.DRAFTED, State.FAILED},
        State.DRAFTED: {State.APPLIED, State.DISCARDED},
        State.FAILED: set(),
        State.APPLIED: set(),
        State.DISCARDED: set(),
    }

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="repairs", verbose_name=_("edition"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(_("asked for"))
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked for by")
    )
    instance = models.JSONField()  # circles-instance/1: who takes part from now on
    current = models.JSONField()  # the circles as they were when it was asked for
    proposal = models.JSONField(null=True)  # moves, unmatched, affinity before and after
    decided_at = models.DateTimeField(_("applied or discarded"), null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = RepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of circles")
        verbose_name_plural = _("changes of circles")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RepairState.values), name="repair_state"),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "discarded"], decided_at__isnull=False)
                | (~Q(state__in=["applied", "discarded"]) & Q(decided_at=None)),
                name="repair_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.created_at:%Y-%m-%d %H:%M}"
