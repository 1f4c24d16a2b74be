from datetime import datetime

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from circles.models.places import Circle
from events.models import Event, SignUp
from wic.accounts.models import User


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
