import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from circles.models.runs import MatchRun
from programme.models import Edition
from registration.models import Participant
from wic.accounts.models import User

HEARD_AFTER = timedelta(days=30)  # the end: a check-in that comes late is read as well


class CircleState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class CircleQuerySet(models.QuerySet["Circle"]):
    def visible_to(self, user: User) -> "CircleQuerySet":
        """Headquarters all; a regional office those with one of its participants; members their own."""
        led_from_there = user.roles.reach(region="mentor__region", edition="edition__slug")
        from_there = user.roles.reach(region="participant__region", edition="circle__edition__slug")
        has_some = Exists(CirclePlace.objects.filter(from_there, circle=OuterRef("pk")))
        return self.filter(_has_member(user) | led_from_there | has_some)

    def looked_after_by(self, user: User) -> "CircleQuerySet":
        """By whoever at the desk sees it, and is not in it: what one says of it, the circle does not read."""
        return self.visible_to(user).exclude(_has_member(user))

    def of_member(self, user: User) -> "CircleQuerySet":
        """Hers while she takes part: who has left the programme has left the room."""
        return self.filter(_has_member(user))

    def readable_by(self, user: User) -> "CircleQuerySet":
        """Its members, and the person at the desk who coordinates it."""
        coordinated = Q(coordinator=user) if user.roles.is_staff else Q()
        return self.filter(_has_member(user) | coordinated) if coordinated else self.of_member(user)

    def coordinated_by(self, user: User) -> "CircleQuerySet":
        return self.filter(coordinator=user) if user.roles.is_staff else self.none()

    def led_by(self, user: User) -> "CircleQuerySet":
        return self.filter(_is_led_by(user))

    def open(self) -> "CircleQuerySet":
        return self.filter(state=CircleState.OPEN)

    def for_edition(self, edition: Edition) -> "CircleQuerySet":
        return self.filter(edition=edition)

    def running(self, now: datetime) -> "CircleQuerySet":
        """Of editions that are not over, give or take a day."""
        return self.filter(edition__ends_on__gte=now.date() - timedelta(days=1))

    def heard(self, now: datetime) -> "CircleQuerySet":
        """Of editions that are not over, or so lately that what members say late is still read."""
        return self.filter(edition__ends_on__gte=now.date() - HEARD_AFTER - timedelta(days=1))

    def with_mentor(self) -> "CircleQuerySet":
        """With the people and the edition that its verbs need."""
        return self.select_related("mentor__user", "mentor__application", "edition", "coordinator").order_by("pk")

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
    coordinator = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="circles_coordinated",
        null=True,
        blank=True,
        verbose_name=_("coordinator"),
        help_text=_("At the desk: reads the circle’s pages and is told when something goes wrong."),
    )
    most = models.PositiveSmallIntegerField(
        _("most mentees"),
        null=True,
        blank=True,
        help_text=_("Where the mentor can take more or fewer than she said when applying."),
    )
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

    @property
    def is_open(self) -> bool:
        return self.state == CircleState.OPEN

    @property
    def is_led(self) -> bool:
        """Its mentor takes part."""
        return self.mentor.state == Participant.State.ACTIVE

    @property
    def waits_for_mentor(self) -> bool:
        """Hers has left, and the circle goes on until a proposal to mend it is applied."""
        return self.is_open and not self.is_led


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
