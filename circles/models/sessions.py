from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from circles.models.places import Circle
from events.models import Attendance, Event, SignUp
from registration.models import Participant
from wic.accounts.models import User


class Correction(models.TextChoices):
    """Why a roll call is changed; the record keeps the code."""

    WRONG_PERSON = "wrong_person", _("I had ticked the wrong person")
    CAME_LATE = "came_late", pgettext_lazy("feminine", "She came late or left early")
    CONNECTION = "connection", pgettext_lazy("feminine", "She took part in spite of a bad line")
    EXCUSED = "excused", pgettext_lazy("feminine", "She told me afterwards that she was not there")
    OTHER = "other", _("Another reason")


class SessionQuerySet(models.QuerySet["Session"]):
    def of_circle(self, circle: Circle) -> "SessionQuerySet":
        return self.filter(circle=circle).select_related("event").order_by("event__starts_at", "pk")

    def attended_elsewhere(self, user: User, circle: Circle) -> "SessionQuerySet":
        """At which her presence was noted in an earlier circle of the same edition."""
        noted = Attendance.objects.filter(sign_up__event=OuterRef("event"), sign_up__participant__user=user)
        others = self.filter(Exists(noted), circle__edition=circle.edition_id).exclude(circle=circle)
        return others.select_related("event").order_by("event__starts_at", "pk")

    def standing(self) -> "SessionQuerySet":
        """Not called off."""
        return self.exclude(event__state=Event.State.CANCELLED)

    def beside(self, circle: Circle, session: "Session | None") -> "SessionQuerySet":
        """What the circle has planned apart from this one."""
        others = self.of_circle(circle).standing()
        return others.exclude(pk=session.pk) if session else others

    def held(self, now: datetime) -> "SessionQuerySet":
        """Over, and not called off."""
        return self.standing().filter(event__ends_at__lt=now)

    def coming(self, now: datetime) -> "SessionQuerySet":
        return self.standing().filter(event__starts_at__gt=now)

    def with_place_of(self, user: User) -> "SessionQuerySet":
        """Each with this member's join key, whether she was there (None: not noted yet), and why that was corrected."""
        own = SignUp.objects.filter(event=OuterRef("event"), participant__user=user)
        return self.annotate(
            join_key=Subquery(own.values("join_key")[:1]),
            was_present=Subquery(own.values("attendance__is_present")[:1]),
            correction=Subquery(own.values("attendance__reason")[:1]),
        )


class Session(models.Model):
    """A meeting of a circle; its hour, platform and attendance are the event's."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="sessions")
    event = models.OneToOneField(Event, models.PROTECT, related_name="session")
    number = models.PositiveSmallIntegerField(_("number"))
    substitute = models.ForeignKey(
        Participant,
        models.PROTECT,
        related_name="sessions_stood_in",
        null=True,
        blank=True,
        verbose_name=_("mentor who stands in"),
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle session")
        verbose_name_plural = _("circle sessions")
        constraints = [models.UniqueConstraint(fields=["circle", "number"], name="session_number")]

    def __str__(self) -> str:
        return str(_("Session %(number)s") % {"number": self.number})

    @property
    def is_called_off(self) -> bool:
        return self.event.state == Event.State.CANCELLED

    @property
    def stand_in(self) -> Participant | None:
        """Who leads it instead of the circle's mentor, as long as she takes part."""
        her = self.substitute
        return her if her is not None and her.state == Participant.State.ACTIVE else None

    def is_led_by(self, participant: Participant) -> bool:
        """Her circle’s mentor, or who stands in for her at this session."""
        return participant.pk in {self.circle.mentor_id, self.substitute_id}
