from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wic.accounts.models import User


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def visible_to(self, user: User) -> "DeputyQuerySet":
        """Headquarters of every edition all; anybody else where she stands in, or somebody for her."""
        return self.filter(Q(principal=user) | Q(deputy=user) | user.roles.reach())

    def of(self, user: User) -> "DeputyQuerySet":
        """In which she stands in for somebody."""
        return self.filter(deputy=user)

    def not_over(self, now: datetime) -> "DeputyQuerySet":
        return self.filter(ended_at=None, ends_at__gte=now)

    def over(self, now: datetime) -> "DeputyQuerySet":
        return self.filter(Q(ended_at__isnull=False) | Q(ends_at__lt=now))

    def in_force(self, now: datetime) -> "DeputyQuerySet":
        return self.not_over(now).filter(begins_at__lte=now)

    def overlapping(self, begins_at: datetime, ends_at: datetime) -> "DeputyQuerySet":
        return self.filter(ended_at=None, begins_at__lte=ends_at, ends_at__gte=begins_at)

    def principals(self) -> list[User]:
        """In whose place; nobody stands in for somebody whose account is closed."""
        return [row.principal for row in self.filter(principal__is_active=True).select_related("principal")]


class Deputy(models.Model):
    """For a time somebody approves decisions in the place of a colleague at headquarters, as far as she might."""

    principal = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("in the place of"))
    deputy = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=pgettext_lazy("person", "deputy"))
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    named_at = models.DateTimeField(_("named"))
    ended_at = models.DateTimeField(_("ended before"), null=True, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="deputy_is_another"),
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="deputy_order"),
        ]

    def __str__(self) -> str:
        return str(self.deputy)
