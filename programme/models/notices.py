"""What is told while a season runs: updates, and answers to what people ask."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models.editions import Edition
from wic.accounts.models import User


class UpdateQuerySet(models.QuerySet["Update"]):
    def visible_to(self, user: User) -> "UpdateQuerySet":
        """At the desk."""
        return self.filter(user.roles.reach_editions("edition__slug"))

    def newest_first(self) -> "UpdateQuerySet":
        return self.order_by("-posted_at", "-pk")


class Update(models.Model):
    """What has changed in an edition, posted with its date. Dates are subject to change: here is when they did."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="updates", verbose_name=_("edition"))
    posted_at = models.DateTimeField(_("posted"), editable=False)
    title = models.CharField(_("what has changed"), max_length=160)
    body = models.TextField(_("text"))

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        indexes = [models.Index(fields=["edition", "posted_at"], name="update_when")]

    def __str__(self) -> str:
        return self.title or str(self.pk)


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> "QuestionQuerySet":
        """At the desk."""
        return self.filter(user.roles.reach_editions("edition__slug"))

    def asked_of(self, edition: Edition | None) -> "QuestionQuerySet":
        """The edition's own and those about every edition, in the order of the page."""
        return self.filter(Q(edition=edition) | Q(edition=None)).order_by("position", "pk")


class Question(models.Model):
    """A question people ask, and its answer; about one edition, or about every one."""

    edition = models.ForeignKey(
        Edition,
        models.CASCADE,
        related_name="questions",
        null=True,
        blank=True,
        verbose_name=_("edition"),
        help_text=_("Empty: about every edition."),
    )
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")

    def __str__(self) -> str:
        return self.question or str(self.pk)
