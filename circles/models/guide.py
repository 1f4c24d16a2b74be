from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from wic.accounts.models import User


class GuidePageQuerySet(models.QuerySet["GuidePage"]):
    def visible_to(self, user: User) -> "GuidePageQuerySet":
        return self.filter(user.roles.reach_editions("edition__slug"))

    def for_edition(self, edition: Edition) -> "GuidePageQuerySet":
        return self.filter(edition=edition).order_by("number")


class GuidePage(models.Model):
    """What an edition says about one session instead of the programme's own guide."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="guide_pages", verbose_name=_("edition"))
    number = models.PositiveSmallIntegerField(_("session"))
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))

    objects = GuidePageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page of the session guide")
        verbose_name_plural = _("pages of the session guide")
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="guide_page_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title or ''}"
