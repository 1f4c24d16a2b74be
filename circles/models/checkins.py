"""How it goes: what each says in a minute, and what calls for somebody at the desk."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from circles.models.places import Circle
from registration.models import Participant
from wic.accounts.models import User


class Moment(models.TextChoices):
    MIDDLE = "middle", _("In the middle")
    END = "end", _("At the end")


class Going(models.IntegerChoices):
    BADLY = 1, _("Badly")
    SO_SO = 2, _("Not as I had hoped")
    ALRIGHT = 3, _("All right")
    WELL = 4, _("Well")
    VERY_WELL = 5, _("Very well")


class CheckIn(models.Model):
    """A member's word on how her circle goes; the circle does not read it."""

    PERSONAL = {"text": "erase"}

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="check_ins")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="check_ins")
    moment = models.CharField(_("when"), max_length=6, choices=Moment.choices)
    going = models.PositiveSmallIntegerField(_("how it goes"), choices=Going.choices)
    text = models.TextField(_("what would help"), max_length=1000, blank=True)
    wants_contact = models.BooleanField(_("would like to be called"), default=False)
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.UniqueConstraint(fields=["circle", "participant", "moment"], name="check_in_once"),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="check_in_moment"),
            models.CheckConstraint(condition=Q(going__in=Going.values), name="check_in_going"),
        ]


class AlertKind(models.TextChoices):
    NO_SESSION = "no_session", _("No session for 35 days")
    ABSENT_TWICE = "absent_twice", pgettext_lazy("feminine", "Absent twice in a row")
    LOW_CHECK_IN = "low_check_in", _("A check-in that calls for help")
    UNDER_MINIMUM = "under_minimum", _("Fewer mentees than a circle takes")
    MENTOR_SILENT = "mentor_silent", pgettext_lazy("feminine", "The mentor is silent")


class AlertState(models.TextChoices):
    OPEN = "open", _("Waits for somebody")
    TAKEN = "taken", _("Is looked after")
    SETTLED = "settled", _("Settled")


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User) -> "AlertQuerySet":
        return self.filter(circle__in=Circle.objects.looked_after_by(user)) if user.roles.is_staff else self.none()

    def waiting(self) -> "AlertQuerySet":
        return self.filter(state=AlertState.OPEN)

    def outlived(self) -> "AlertQuerySet":
        """About circles that are no more; what is about one person still calls for somebody."""
        of_the_circle = [AlertKind.NO_SESSION, AlertKind.UNDER_MINIMUM, AlertKind.MENTOR_SILENT]
        unsettled = self.exclude(state=AlertState.SETTLED)
        return unsettled.filter(circle__state=Circle.State.CLOSED, kind__in=of_the_circle)


class Alert(models.Model):
    """A sign that a circle needs somebody, with the fact that it is about: the same fact warns once."""

    Kind = AlertKind
    State = AlertState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.OPEN: {State.TAKEN, State.SETTLED},
        State.TAKEN: {State.SETTLED},
        State.SETTLED: set(),
    }

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="alerts", verbose_name=_("circle"))
    kind = models.CharField(_("what"), max_length=14, choices=AlertKind.choices)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+", verbose_name=_("whom to call"))
    since = models.DateTimeField(_("since"))
    state = models.CharField(_("state"), max_length=8, choices=AlertState.choices, default=AlertState.OPEN)
    raised_at = models.DateTimeField(_("noticed"))
    owner = models.ForeignKey(
        User, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("looked after by")
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning about a circle")
        verbose_name_plural = _("warnings about circles")
        constraints = [
            models.UniqueConstraint(fields=["circle", "kind", "participant", "since"], name="alert_once"),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind"),
            models.CheckConstraint(condition=Q(state__in=AlertState.values), name="alert_state"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False) | (~Q(state="settled") & Q(settled_at=None)),
                name="alert_settled_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circle}: {self.get_kind_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.state == AlertState.OPEN

    @property
    def is_settled(self) -> bool:
        return self.state == AlertState.SETTLED

    @property
    def calls_for_mending(self) -> bool:
        """A change of circles would help."""
        return self.kind == AlertKind.UNDER_MINIMUM
