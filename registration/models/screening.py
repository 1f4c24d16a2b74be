from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models.applications import Application, Submission


class Outcome(models.TextChoices):
    ELIGIBLE = "eligible", _("Meets every criterion")
    NOT_ELIGIBLE = "not_eligible", _("Does not meet a criterion")
    UNCLEAR = "unclear", _("Needs information")


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def newest_first(self) -> "ScreeningQuerySet":
        return self.order_by("-pk")

    def newest_of(self, application: models.OuterRef) -> "ScreeningQuerySet":
        """For subqueries of a list of applications."""
        return self.filter(application=application).newest_first()


class Screening(models.Model):
    """What the rules said of one submission, criterion by criterion, and which version of the rules."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="screenings")
    submission = models.OneToOneField(Submission, models.CASCADE, related_name="screening")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    # [{"criterion": "region", "answer": "met" | "not_met" | "unclear", "reason": code, "facts": {…}}]: the words come
    # from registration.rules, in the reader's language
    results = models.JSONField()
    rules_version = models.PositiveSmallIntegerField(_("version of the rules"))
    at = models.DateTimeField(_("when"))

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        constraints = [models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="screening_outcome")]

    def __str__(self) -> str:
        return self.get_outcome_display()
