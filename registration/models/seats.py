import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models import Edition
from registration.models.applications import Application, ApplicationState, Kind
from wic.accounts.models import User


class BatchState(models.TextChoices):
    PREPARED = "prepared", _("In preparation")
    APPROVED = "approved", _("Approved")
    RELEASED = "released", _("Announced")


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> "BatchQuerySet":
        return self.within_reach_of([user])

    def within_reach_of(self, people: Iterable[User]) -> "BatchQuerySet":
        """Of somebody, and of those in whose place she approves."""
        return self.filter(reduce(or_, (one.roles.reach(edition="edition__slug") for one in people)))

    def prepared(self) -> "BatchQuerySet":
        return self.filter(state=BatchState.PREPARED)

    def approved(self) -> "BatchQuerySet":
        return self.filter(state=BatchState.APPROVED)

    def due(self, now: datetime) -> "BatchQuerySet":
        """Approved, and their time to be announced has come."""
        return self.approved().filter(release_at__lte=now)


class Batch(models.Model):
    """Decisions that are announced together. Until `released_at` nothing outside the desk may tell them."""

    State = BatchState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.PREPARED: {State.APPROVED},
        State.APPROVED: {State.PREPARED, State.RELEASED},
        State.RELEASED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="batches", verbose_name=_("edition"))
    kind = models.CharField(_("for"), max_length=6, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARED)
    created_at = models.DateTimeField(_("begun"))
    prepared_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("prepared by")
    )
    approved_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_for = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("in the place of")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    release_at = models.DateTimeField(_("to be announced"), null=True, blank=True)
    refused_at = models.DateTimeField(_("could not be announced"), null=True, blank=True)  # its time had come
    released_at = models.DateTimeField(_("announced"), null=True, blank=True)
    # What the seat plan could not reach and what would help, and the circles it counted on.
    plan = models.JSONField(default=dict, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of decisions")
        verbose_name_plural = _("batches of decisions")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="batch_kind"),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state"),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False) | (~Q(state="released") & Q(released_at=None)),
                name="batch_released_when",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", approved_at=None) | ~Q(state="prepared"), name="batch_approved_when"
            ),
            models.CheckConstraint(
                condition=Q(approved_for=None) | (~Q(state="prepared") & ~Q(approved_for=F("approved_by"))),
                name="batch_approved_for",
            ),
            models.CheckConstraint(condition=Q(release_at=None) | ~Q(state="prepared"), name="batch_release_approved"),
            models.CheckConstraint(
                condition=Q(refused_at=None) | Q(state="approved", release_at__isnull=False), name="batch_refused_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.get_kind_display()} · {self.get_state_display()}"

    @property
    def is_prepared(self) -> bool:
        return self.state == BatchState.PREPARED

    @property
    def is_approved(self) -> bool:
        return self.state == BatchState.APPROVED

    @property
    def is_released(self) -> bool:
        return self.state == BatchState.RELEASED

    @property
    def is_of_mentees(self) -> bool:
        return self.kind == Kind.MENTEE


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> "DecisionQuerySet":
        """At the desk; nobody sees the decision on her own application before she is told."""
        reached = user.roles.reach(region="application__region", edition="application__edition__slug")
        return self.of_others(user).filter(reached)

    def of_others(self, user: User) -> "DecisionQuerySet":
        """For who looks through a whole batch: not the decision on her own application."""
        return self.exclude(application__user=user)

    def for_mentees_of(self, edition: Edition) -> "DecisionQuerySet":
        """On applications that are not withdrawn."""
        hers = {"application__kind": Kind.MENTEE, "application__state": ApplicationState.SUBMITTED}
        return self.filter(application__edition=edition, **hers)

    def promised(self) -> "DecisionQuerySet":
        """Approved, and not yet told."""
        return self.exclude(batch__state=BatchState.PREPARED).filter(announced_at=None)

    def released(self) -> "DecisionQuerySet":
        return self.exclude(batch__released_at=None)

    def selected(self) -> "DecisionQuerySet":
        return self.filter(outcome=Decision.Outcome.SELECTED)

    def waiting(self) -> "DecisionQuerySet":
        return self.filter(outcome=Decision.Outcome.WAITING)

    def still_waiting(self) -> "DecisionQuerySet":
        """Told to wait, and offered no place since."""
        told = self.released().waiting().exclude(announced_at=None)
        return told.filter(application__state=ApplicationState.SUBMITTED, application__offers=None)

    def to_announce(self) -> "DecisionQuerySet":
        return self.released().filter(announced_at=None)

    def told_to_eligible(self, user: User) -> "DecisionQuerySet":
        """What an eligible mentee has been told; see `trainings_stay_open`, by which her letter is written."""
        hers = {"application__kind": Kind.MENTEE, "application__state": ApplicationState.SUBMITTED}
        told = self.filter(application__user=user, **hers)
        return told.exclude(reason=Decision.Reason.NOT_ELIGIBLE).exclude(announced_at=None)

    def moved(self) -> "DecisionQuerySet":
        """By staff, to another outcome than the plan proposed, or back."""
        return self.filter(reason=Decision.Reason.STAFF)

    def ranked(self) -> "DecisionQuerySet":
        return self.order_by("rank", "pk")

    def with_position(self, *, hidden: Iterable[int]) -> "DecisionQuerySet":
        """The rank as if those that are `hidden` from the reader were not there: a gap would tell hers.

        By their keys, few of which there are: each row of a long list asks for them.
        """
        ranked_before = Decision.objects.filter(batch=OuterRef("batch"), rank__lt=OuterRef("rank"))
        above = ranked_before.filter(pk__in=list(hidden)).values("batch")
        number = Subquery(above.annotate(number=Count("pk")).values("number"))
        return self.annotate(position=F("rank") - Coalesce(number, 0))


class Decision(models.Model):
    """Selected, waiting list or not selected, with the reason; held until its batch is announced."""

    PERSONAL = {"note": "erase"}

    class Outcome(models.TextChoices):
        SELECTED = "selected", pgettext_lazy("feminine", "Selected")
        WAITING = "waiting", _("Waiting list")
        NOT_SELECTED = "not_selected", pgettext_lazy("feminine", "Not selected")

    class Reason(models.TextChoices):
        PLACE = "place", _("A place within the seats")
        FLOOR = "floor", _("A place kept for her region")
        NO_PLACE = "no_place", _("No place left")
        COUNTRY_FULL = "country_full", _("The places for her country are taken")
        LANGUAGE_FULL = "language_full", _("The circles in her languages are full")
        FLOOR_KEPT = "floor_kept", _("The places after hers are kept for a region")
        CIRCLE_KEPT = "circle_kept", _("The places after hers complete circles that she cannot join")
        NOT_ELIGIBLE = "not_eligible", _("Does not meet the criteria")
        STAFF = "staff", _("Decided by staff")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="decisions", verbose_name=_("batch"))
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="decision", verbose_name=_("application")
    )
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=15, choices=Reason.choices)
    facts = models.JSONField(default=dict, blank=True)  # the numbers and codes behind the reason
    note = models.TextField(_("note for staff"), blank=True)
    rank = models.PositiveIntegerField(_("rank"))
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"))
    announced_at = models.DateTimeField(_("told"), null=True, blank=True)  # her letter is in the outbox

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["selected", "waiting", "not_selected"]), name="decision_outcome"
            ),
            models.CheckConstraint(condition=~Q(reason="staff") | ~Q(note=""), name="decision_staff_says_why"),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
