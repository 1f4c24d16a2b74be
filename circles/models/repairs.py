from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from circles.models.runs import MatcherJob, MatcherJobQuerySet
from programme.models import Edition


class RepairState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be worked out")
    DRAFTED = "drafted", _("Ready to look at")
    FAILED = "failed", _("Could not be worked out")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")


class RepairQuerySet(MatcherJobQuerySet["Repair"]):
    def queued(self) -> "RepairQuerySet":
        return self.filter(state=RepairState.QUEUED)

    def drafted(self) -> "RepairQuerySet":
        return self.filter(state=RepairState.DRAFTED)

    def undecided(self) -> "RepairQuerySet":
        return self.filter(state__in=[RepairState.QUEUED, RepairState.DRAFTED])

    def since(self, moment: datetime) -> "RepairQuerySet":
        return self.filter(created_at__gte=moment)


class Repair(MatcherJob):
    """A proposal to mend an edition's circles with the fewest moves."""

    State = RepairState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.QUEUED: {State.DRAFTED, State.FAILED, State.DISCARDED},
        State.DRAFTED: {State.APPLIED, State.DISCARDED},
        State.FAILED: set(),
        State.APPLIED: set(),
        State.DISCARDED: set(),
    }

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="repairs", verbose_name=_("edition"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    current = models.JSONField()  # the circles as they were when it was asked for
    proposal = models.JSONField(null=True)  # moves, unmatched, affinity before and after
    decided_at = models.DateTimeField(_("applied or discarded"), null=True, blank=True)

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

    @property
    def is_queued(self) -> bool:
        return self.state == RepairState.QUEUED

    @property
    def is_drafted(self) -> bool:
        return self.state == RepairState.DRAFTED
