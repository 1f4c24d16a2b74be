from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from registration.models.applications import Application, Submission
from wic.accounts.models import User


class Outcome(models.TextChoices):
    ELIGIBLE = "eligible", _("Meets every criterion")
    NOT_ELIGIBLE = "not_eligible", _("Does not meet a criterion")
    UNCLEAR = "unclear", _("Needs information")


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def newest_first(self) -> "ScreeningQuerySet":
        return self.order_by("-pk")

    def newest(self) -> "ScreeningQuerySet":
        """Of each application the one that counts."""
        newest = Screening.objects.newest_of(OuterRef("application")).values("pk")[:1]
        return self.filter(pk=Subquery(newest))

    def for_review(self, edition: Edition) -> "ScreeningQuerySet":
        """Of mentees who wait for a decision and may meet the criteria."""
        waiting = Application.objects.for_edition(edition).mentees().undecided()
        found = self.newest().filter(application__in=waiting).exclude(outcome=Outcome.NOT_ELIGIBLE)
        return found.select_related("application__user", "submission").order_by("pk")

    def in_force(self, edition: Edition) -> "ScreeningQuerySet":
        """Of everybody who has sent an application to this edition, with what a change of its rules looks at."""
        sent = Application.objects.for_edition(edition).submitted()
        found = self.newest().filter(application__in=sent)
        return found.select_related("application__decision", "application__inquiry", "submission").order_by("pk")

    def behind(self) -> "ScreeningQuerySet":
        """Sent in the very moment in which the rules changed: screened by the version before."""
        waiting = Application.objects.undecided()
        return self.newest().filter(application__in=waiting, rules_version__lt=F("application__edition__rules_version"))

    def newest_of(self, application: models.OuterRef) -> "ScreeningQuerySet":
        """For subqueries of a list of applications."""
        return self.filter(application=application).newest_first()


class Screening(models.Model):
    """What one version of the rules said of one submission, criterion by criterion. The newest counts."""

    PERSONAL = {"overruled_because": "erase"}

    application = models.ForeignKey(Application, models.CASCADE, related_name="screenings")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="screenings")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    # [{"criterion": "region", "answer": "met" | "not_met" | "unclear", "reason": code, "facts": {…}}]: the words come
    # from registration.rules, in the reader's language
    results = models.JSONField()
    rules_version = models.PositiveSmallIntegerField(_("version of the rules"))
    at = models.DateTimeField(_("when"))
    # Staff know better: `outcome` is theirs, what the rules said is still in `results`.
    overruled_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("overruled by")
    )
    overruled_at = models.DateTimeField(_("overruled"), null=True, blank=True)
    overruled_because = models.TextField(_("why staff overruled the criteria"), max_length=1000, blank=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        constraints = [
            models.UniqueConstraint(fields=["submission", "rules_version"], name="screening_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="screening_outcome"),
            models.CheckConstraint(
                condition=Q(overruled_at=None, overruled_because="")
                | Q(overruled_at__isnull=False) & ~Q(overruled_because=""),
                name="screening_overruled_why",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class RuleChange(models.Model):
    """A new version of an edition's criteria: who made it and why, and how many outcomes changed with it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rule_changes", verbose_name=_("edition"))
    version = models.PositiveSmallIntegerField(_("version of the rules"))
    because = models.TextField(_("why"), max_length=1000)
    outcomes_changed = models.PositiveIntegerField(_("outcomes that changed"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change of the criteria")
        verbose_name_plural = _("changes of the criteria")
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="rule_change_once"),
            models.CheckConstraint(condition=~Q(because=""), name="rule_change_why"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.version}"
