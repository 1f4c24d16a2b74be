from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registration.models.applications import Application
from wic.accounts.models import User


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def visible_to(self, user: User) -> "InquiryQuerySet":
        """At the desk, like the application it asks about; her own is asked on her page."""
        reached = user.roles.reach(region="application__region", edition="application__edition__slug")
        return self.exclude(application__user=user).filter(reached)

    def unanswered(self) -> "InquiryQuerySet":
        return self.filter(answered_at=None)

    def open_at(self, now: datetime) -> "InquiryQuerySet":
        return self.unanswered().filter(due_at__gte=now)

    def to_remind(self, before: datetime) -> "InquiryQuerySet":
        return self.filter(reminded_at=None, due_at__lte=before)


class Inquiry(models.Model):
    """What the desk still needs to know of a sent application: named questions, open to her until a moment.

    One at a time; asking again takes the place of one that was answered or has lapsed, and the record keeps both.
    """

    PERSONAL = {"note": "erase"}

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="inquiry", verbose_name=_("application")
    )
    questions = models.JSONField(_("questions"))  # names, see registration.rules.answers
    note = models.TextField(_("what she should know"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("to be answered by"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to an applicant")
        verbose_name_plural = _("questions to applicants")
        constraints = [models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="inquiry_order")]

    def __str__(self) -> str:
        return str(self.application)
