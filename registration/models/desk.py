"""What staff write beside an application, for each other only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models.applications import Application
from wic.accounts.models import User


class Note(models.Model):
    """A colleague's words. Never changed, never shown outside the desk."""

    PERSONAL = {"text": "erase"}

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes", verbose_name=_("application"))
    text = models.TextField(_("note"), max_length=2000)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")


class FlagQuerySet(models.QuerySet["Flag"]):
    def up(self) -> "FlagQuerySet":
        return self.filter(lowered_at=None)


class Flag(models.Model):
    """A colleague should look at this application again, until somebody lowers the flag."""

    PERSONAL = {"reason": "erase"}

    application = models.ForeignKey(Application, models.CASCADE, related_name="flags", verbose_name=_("application"))
    reason = models.CharField(_("why"), max_length=200)
    raised_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("raised by"))
    raised_at = models.DateTimeField(_("raised"))
    lowered_at = models.DateTimeField(_("lowered"), null=True, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(lowered_at=None), name="flag_one_up")
        ]


class SavedView(models.Model):
    """Filters of the list of applications that somebody comes back to. What was searched for is not kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)  # the filters, as in the address

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name
