from collections.abc import Collection
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models.editions import Edition
from wic.accounts.models import User
from wic.places import PLACES


class ClosedDayQuerySet(models.QuerySet["ClosedDay"]):
    def visible_to(self, user: User) -> "ClosedDayQuerySet":
        """At the desk."""
        return self if user.roles.is_staff else self.none()

    def between(self, first: date, last: date) -> "ClosedDayQuerySet":
        return self.filter(on__gte=first, on__lte=last).order_by("on", "country")

    def concerning(self, edition: Edition, *, later: timedelta = timedelta(0)) -> "ClosedDayQuerySet":
        """From its results or beginning to its end, where its people live; or of that span later."""
        first = min(edition.starts_on, edition.local(edition.results_at).date())
        regions = [region.region for region in edition.regions.all()]
        return self.between(first + later, edition.ends_on + later).in_regions(regions)

    def in_regions(self, regions: Collection[str]) -> "ClosedDayQuerySet":
        return self.filter(country__in=[code for code, place in PLACES.items() if place.region in regions])


class ClosedDay(models.Model):
    """A day on which a country or territory is closed, kept by staff."""

    country = models.CharField(_("country or territory"), max_length=2)
    on = models.DateField(_("date"))
    name = models.CharField(_("what is celebrated"), max_length=120)
    is_expected = models.BooleanField(
        _("expected: the date is confirmed by sighting the moon, and may move by a day"), default=False
    )

    objects = ClosedDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        constraints = [models.UniqueConstraint(fields=["country", "on"], name="closed_day_once")]
        indexes = [models.Index(fields=["on"], name="closed_day_when")]

    def __str__(self) -> str:
        return f"{self.on} {self.country} {self.name or ''}".strip()
