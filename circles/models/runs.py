import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from registration.models import Participant
from registration.models.applications import Kind
from wic.accounts.models import User

LONGEST_RUN = timedelta(minutes=10)
Job = TypeVar("Job", bound="MatcherJob")


class MatcherJobQuerySet(models.QuerySet[Job]):
    def visible_to(self, user: User) -> Self:
        return self.filter(user.roles.reach(edition="edition__slug"))

    def for_edition(self, edition: Edition) -> Self:
        return self.filter(edition=edition)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class MatcherJob(models.Model):
    """Something that the matcher is asked for an edition, with all that it is told; people are named by public ids."""

    instance = models.JSONField()  # circles-instance/1
    created_at = models.DateTimeField(_("asked for"))
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked for by")
    )
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        asked_for = date_format(timezone.localtime(self.created_at), "SHORT_DATETIME_FORMAT")
        return f"{self.edition} · {asked_for}"  # type: ignore[attr-defined]


class RunState(models.TextChoices):
    QUEUED = "queued", _("Waiting to start")
    RUNNING = "running", _("Running")
    DONE = "done", _("Ready to look at")
    FAILED = "failed", _("Did not finish")
    STOPPED = "stopped", _("Stopped before it began")
    PUBLISHED = "published", _("Published")


class MatchRunQuerySet(MatcherJobQuerySet["MatchRun"]):
    def queued(self) -> "MatchRunQuerySet":
        return self.filter(state=RunState.QUEUED)

    def running(self) -> "MatchRunQuerySet":
        return self.filter(state=RunState.RUNNING)

    def under_way(self) -> "MatchRunQuerySet":
        """And not asked to stop."""
        return self.filter(state__in=[RunState.QUEUED, RunState.RUNNING], stop_asked_at=None).order_by("pk")

    def lost(self, now: datetime) -> "MatchRunQuerySet":
        """Running for longer than any run may take."""
        return self.running().filter(started_at__lt=now - LONGEST_RUN)

    def in_brief(self) -> "MatchRunQuerySet":
        """Which run it is and of which edition, without all that it was told and found."""
        return self.defer("instance", "keep", "result", "draft", "changes").select_related("edition")

    def with_result(self) -> "MatchRunQuerySet":
        return self.exclude(result=None)


class MatchRun(MatcherJob):
    """One run over everybody without a circle, and what came out."""

    State = RunState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.QUEUED: {State.RUNNING, State.FAILED, State.STOPPED},
        State.RUNNING: {State.DONE, State.FAILED},
        State.DONE: {State.PUBLISHED},
        State.FAILED: set(),
        State.STOPPED: set(),
        State.PUBLISHED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="match_runs", verbose_name=_("edition"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    seed = models.PositiveIntegerField(_("seed"))
    keep = models.JSONField(null=True)  # the circles that a run goes on from, where it is not the first
    result = models.JSONField(null=True)  # circles-result/1
    draft = models.JSONField(null=True)  # the circles as staff changed them: mentor, language, mentees, is_locked
    draft_number = models.PositiveIntegerField(default=0)  # counts the changes: no stale page overwrites one
    changes = models.JSONField(default=list)  # for each change the circles that it touched, as they were before it
    progress = models.JSONField(null=True)  # step, seated, most and seconds, while it runs
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of the matching")
        verbose_name_plural = _("runs of the matching")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="match_run_state"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="match_run_published_when",
            ),
        ]

    @property
    def is_queued(self) -> bool:
        return self.state == RunState.QUEUED

    @property
    def is_under_way(self) -> bool:
        return self.state in {RunState.QUEUED, RunState.RUNNING}

    @property
    def is_draft(self) -> bool:
        """Found, and not published: staff may change its circles."""
        return self.state == RunState.DONE

    @property
    def found(self) -> list[dict[str, Any]]:
        """The circles of the result: mentor, language, mentees; none before it is done."""
        return (self.result or {}).get("circles", [])

    @property
    def plan(self) -> list[dict[str, Any]]:
        """The circles as they would be opened: what was found, with the changes of staff."""
        return self.found if self.draft is None else self.draft


class PairKind(models.TextChoices):
    MUST = "must", _("Belong together")
    NEVER = "never", _("Never together")


class PairRuleQuerySet(models.QuerySet["PairRule"]):
    def visible_to(self, user: User) -> "PairRuleQuerySet":
        return self.filter(user.roles.reach(edition="edition__slug"))

    def for_edition(self, edition: Edition) -> "PairRuleQuerySet":
        return self.filter(edition=edition).select_related("mentee", "other").order_by("pk")


class PairRule(models.Model):
    """What staff know about two people: they belong together, or must be kept apart. Every run obeys it."""

    Kind = PairKind

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="pair_rules", verbose_name=_("edition"))
    kind = models.CharField(_("rule"), max_length=5, choices=PairKind.choices)
    mentee = models.ForeignKey(Participant, models.PROTECT, related_name="+", verbose_name=_("mentee"))
    other = models.ForeignKey(Participant, models.PROTECT, related_name="+", verbose_name=_("mentor or other mentee"))
    made_at = models.DateTimeField(_("since"))

    objects = PairRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for two people")
        verbose_name_plural = _("rules for two people")
        constraints = [
            models.UniqueConstraint(fields=["mentee", "other"], name="pair_rule_once"),
            models.CheckConstraint(condition=Q(kind__in=PairKind.values), name="pair_rule_kind"),
            models.CheckConstraint(condition=~Q(mentee=F("other")), name="pair_rule_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee} · {self.other}"

    @property
    def must_meet(self) -> bool:
        return self.kind == PairKind.MUST

    @property
    def is_between_mentees(self) -> bool:
        return self.other.role == Kind.MENTEE
