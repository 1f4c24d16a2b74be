"""Something that should not be as it is, told in private to a named person."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from circles.models.places import Circle
from programme.models import Edition
from registration.models import Participant
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.look.times import day_words


class ConcernHandlerQuerySet(models.QuerySet["ConcernHandler"]):
    def visible_to(self, user: User) -> "ConcernHandlerQuerySet":
        return self.filter(user.roles.reach(edition="edition__slug"))

    def for_edition(self, edition: Edition) -> "ConcernHandlerQuerySet":
        return self.filter(edition=edition).select_related("user").order_by("pk")


class ConcernHandler(models.Model):
    """Whom members reach when they raise a concern in an edition; while there is nobody, it is headquarters."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="concern_handlers", verbose_name=_("edition"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    named_at = models.DateTimeField(_("since"))

    objects = ConcernHandlerQuerySet.as_manager()

    class Meta:
        verbose_name = _("person for concerns")
        verbose_name_plural = _("people for concerns")
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="concern_handler_once")]

    def __str__(self) -> str:
        return str(self.user)


class ConcernState(models.TextChoices):
    RAISED = "raised", _("Waits for somebody")
    TAKEN = "taken", _("Is looked after")
    SETTLED = "settled", _("Settled")


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user: User) -> "ConcernQuerySet":
        """The handlers of its edition; without any, headquarters. Her region only where she agreed; no mentor ever."""
        handlers = ConcernHandler.objects.filter(edition=OuterRef("circle__edition"))
        handlers = handlers.exclude(user=OuterRef("circle__mentor__user"))
        mine = Q(Exists(handlers.filter(user=user)))
        mine |= user.roles.reach(edition="circle__edition__slug") & ~Q(Exists(handlers))
        offices = user.roles.only(Role.REGIONAL)
        told = offices.reach(region="raised_by__region", edition="circle__edition__slug")
        return self.exclude(circle__mentor__user=user).filter(mine | told & Q(tell_region=True))

    def raised(self) -> "ConcernQuerySet":
        """Nobody looks after it yet."""
        return self.filter(state=ConcernState.RAISED)


class Concern(models.Model):
    State = ConcernState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.RAISED: {State.TAKEN},
        State.TAKEN: {State.SETTLED},
        State.SETTLED: set(),
    }
    PERSONAL = {"text": "erase", "outcome": "erase"}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="concerns", verbose_name=_("circle"))
    raised_by = models.ForeignKey(Participant, models.PROTECT, related_name="concerns", verbose_name=_("raised by"))
    text = models.TextField(_("what happened"), max_length=4000)
    tell_region = models.BooleanField(_("her regional office may read it"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RAISED)
    raised_at = models.DateTimeField(_("raised"))
    handler = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("looked after by")
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    outcome = models.TextField(_("what was done"), max_length=2000, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ConcernState.values), name="concern_state"),
            models.CheckConstraint(
                condition=Q(state="raised", handler=None) | (~Q(state="raised") & Q(handler__isnull=False)),
                name="concern_taken_by",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False) | (~Q(state="settled") & Q(settled_at=None)),
                name="concern_settled_when",
            ),
        ]

    def __str__(self) -> str:
        day = day_words(timezone.localtime(self.raised_at))
        return str(_("Concern of %(day)s") % {"day": day})

    @property
    def is_raised(self) -> bool:
        """It waits for somebody."""
        return self.state == ConcernState.RAISED

    @property
    def is_taken(self) -> bool:
        return self.state == ConcernState.TAKEN
