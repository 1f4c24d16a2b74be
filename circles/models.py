import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.models import Event, SignUp
from programme.models import Edition
from registration.models import Participant
from wic.accounts.models import User

LONGEST_RUN = timedelta(minutes=10)


class RunState(models.TextChoices):
    QUEUED = "queued", _("Waiting to start")
    RUNNING = "running", _("Running")
    DONE = "done", _("Ready to look at")
    FAILED = "failed", _("Did not finish")
    PUBLISHED = "published", _("Published")


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def visible_to(self, user: User) -> "MatchRunQuerySet":
        return self if user.roles.is_headquarters else self.none()

    def queued(self) -> "MatchRunQuerySet":
        return self.filter(state=RunState.QUEUED)

    def lost(self, now: datetime) -> "MatchRunQuerySet":
        """Running for longer than any run may take."""
        return self.filter(state=RunState.RUNNING, started_at__lt=now - LONGEST_RUN)

    def newest_first(self) -> "MatchRunQuerySet":
        return self.order_by("-created_at", "-pk")


class MatchRun(models.Model):
    """One run of the matcher, with what went in and what came out; people are named by public ids."""

    State = RunState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.QUEUED: {State.RUNNING, State.FAILED},
        State.RUNNING: {State.DONE, State.FAILED},
        State.DONE: {State.PUBLISHED},
        State.FAILED: set(),
        State.PUBLISHED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="match_runs", verbose_name=_("edition"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    seed = models.PositiveIntegerField(_("seed"))
    instance = models.JSONField()  # circles-instance/1
    result = models.JSONField(null=True)  # circles-result/1
    created_at = models.DateTimeField(_("started"))
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("started by")
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

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

    def __str__(self) -> str:
        return f"{self.edition} · {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def found(self) -> list[dict[str, Any]]:
        """The circles of the result: mentor, language, mentees; none before it is done."""
        return (self.result or {}).get("circles", [])


class CircleState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class CircleQuerySet(models.QuerySet["Circle"]):
    def visible_to(self, user: User) -> "CircleQuerySet":
        """Headquarters all; a regional office those with one of its participants; members their own."""
        if user.roles.is_headquarters:
            return self
        regions = user.roles.regions
        from_there = CirclePlace.objects.filter(circle=OuterRef("pk"), participant__region__in=regions)
        return self.filter(_has_member(user) | Q(mentor__region__in=regions) | Exists(from_there))

    def of_member(self, user: User) -> "CircleQuerySet":
        """Hers while she takes part: who has left the programme has left the room."""
        return self.filter(_has_member(user))

    def led_by(self, user: User) -> "CircleQuerySet":
        return self.filter(_is_led_by(user))

    def open(self) -> "CircleQuerySet":
        return self.filter(state=CircleState.OPEN)

    def for_edition(self, edition: Edition) -> "CircleQuerySet":
        return self.filter(edition=edition)

    def with_seats(self) -> "CircleQuerySet":
        """With `taken`, counted apart: a list that was narrowed by its places would count only those."""
        living = CirclePlace.objects.living().filter(circle=OuterRef("pk")).order_by().values("circle")
        taken = Subquery(living.annotate(number=Count("pk")).values("number"))
        return self.select_related("mentor", "edition").annotate(taken=Coalesce(taken, 0))


def _is_led_by(user: User) -> Q:
    return Q(mentor__user=user, mentor__state=Participant.State.ACTIVE)


def _has_member(user: User) -> Q:
    own_place = CirclePlace.objects.living().filter(circle=OuterRef("pk"), participant__user=user)
    return _is_led_by(user) | Q(Exists(own_place))


class Circle(models.Model):
    """One mentor and her mentees, in one working language; there is none before it is published."""

    State = CircleState
    NEXT: ClassVar[dict[str, set[str]]] = {State.OPEN: {State.CLOSED}, State.CLOSED: set()}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="circles", verbose_name=_("edition"))
    number = models.PositiveSmallIntegerField(_("number"))
    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="circles", null=True, blank=True)
    mentor = models.ForeignKey(Participant, models.PROTECT, related_name="circles_led", verbose_name=_("mentor"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="circle_number"),
            models.UniqueConstraint(fields=["mentor"], condition=Q(state="open"), name="circle_one_open_per_mentor"),
            models.CheckConstraint(condition=Q(state__in=CircleState.values), name="circle_state"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="circle_closed_when",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Circle %(number)s") % {"number": self.number})


class CirclePlaceQuerySet(models.QuerySet["CirclePlace"]):
    def living(self) -> "CirclePlaceQuerySet":
        """A place counts while its participant takes part and has not moved on."""
        return self.filter(left_at=None, participant__state=Participant.State.ACTIVE)


class CirclePlace(models.Model):
    """A mentee's place in a circle."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="places")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="circle_places")
    since = models.DateTimeField(_("since"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = CirclePlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a circle")
        verbose_name_plural = _("places in circles")
        constraints = [
            models.UniqueConstraint(fields=["participant"], condition=Q(left_at=None), name="circle_place_one_living"),
        ]


class SessionQuerySet(models.QuerySet["Session"]):
    def of_circle(self, circle: Circle) -> "SessionQuerySet":
        return self.filter(circle=circle).select_related("event").order_by("event__starts_at", "pk")

    def held(self, now: datetime) -> "SessionQuerySet":
        """Over, and not called off."""
        return self.filter(event__ends_at__lt=now).exclude(event__state=Event.State.CANCELLED)

    def with_place_of(self, user: User) -> "SessionQuerySet":
        """Each with this member's own join key, and whether she was there (None: not noted yet)."""
        own = SignUp.objects.filter(event=OuterRef("event"), participant__user=user)
        return self.annotate(
            join_key=Subquery(own.values("join_key")[:1]),
            was_present=Subquery(own.values("attendance__is_present")[:1]),
        )


class Session(models.Model):
    """A meeting of a circle; its hour, platform and attendance are the event's."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="sessions")
    event = models.OneToOneField(Event, models.PROTECT, related_name="session")
    number = models.PositiveSmallIntegerField(_("number"))

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle session")
        verbose_name_plural = _("circle sessions")
        constraints = [models.UniqueConstraint(fields=["circle", "number"], name="session_number")]

    def __str__(self) -> str:
        return str(_("Session %(number)s") % {"number": self.number})
