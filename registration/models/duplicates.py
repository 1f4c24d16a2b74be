from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registration.models.applications import Application
from wic.accounts.models import User


class PersonKeyQuerySet(models.QuerySet["PersonKey"]):
    def of_others_like(self, key: "PersonKey") -> "PersonKeyQuerySet":
        """Candidates by one index each, of other accounts; whether they are alike enough, the rule says."""
        same = Q(mailbox=key.mailbox)
        if key.name:
            same |= Q(name=key.name)
        if key.arabic_name:
            same |= Q(arabic_name=key.arabic_name)
        return self.filter(same).exclude(application__user=key.application.user_id)


class PersonKey(models.Model):
    """What tells one person from another, of the newest submission of an application, folded for comparing."""

    PERSONAL = {"mailbox": "delete", "name": "delete", "arabic_name": "delete", "employer": "delete", "country": "keep"}

    application = models.OneToOneField(Application, models.CASCADE, related_name="person_key")
    at = models.DateTimeField()  # of the submission that it was taken from
    mailbox = models.CharField(max_length=254, db_index=True)
    name = models.CharField(max_length=200, blank=True, db_index=True)
    arabic_name = models.CharField(max_length=200, blank=True, db_index=True)
    employer = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)

    objects = PersonKeyQuerySet.as_manager()


class DuplicateState(models.TextChoices):
    OPEN = "open", _("To be looked at")
    DIFFERENT = "different", _("Not the same person")
    SAME = "same", _("The same person")
    MERGED = "merged", _("One application was set aside")


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    def visible_to(self, user: User) -> "DuplicateQuerySet":
        """Who works on both applications; nobody on a pair that she is part of."""
        others = self.exclude(first__user=user).exclude(second__user=user)
        first = user.roles.reach(region="first__region", edition="first__edition__slug")
        second = user.roles.reach(region="second__region", edition="second__edition__slug")
        return others.filter(first & second)

    def open(self) -> "DuplicateQuerySet":
        return self.filter(state=DuplicateState.OPEN)

    def about(self, application: Application) -> "DuplicateQuerySet":
        return self.filter(Q(first=application) | Q(second=application))

    def with_both(self) -> "DuplicateQuerySet":
        return self.select_related("first__edition", "first__user", "second__edition", "second__user")


class Duplicate(models.Model):
    """Two applications from two accounts that may be one person's. Nothing follows before staff decide."""

    State = DuplicateState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.OPEN: {State.DIFFERENT, State.SAME, State.MERGED},
        State.DIFFERENT: {State.OPEN},
        State.SAME: {State.OPEN},
        State.MERGED: {State.OPEN},
    }

    first = models.ForeignKey(Application, models.CASCADE, related_name="+", verbose_name=_("first application"))
    second = models.ForeignKey(Application, models.CASCADE, related_name="+", verbose_name=_("second application"))
    reasons = models.JSONField(_("alike in"), default=list)  # codes of registration.rules.duplicates
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    set_aside = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="+")
    moved = models.JSONField(default=list, blank=True)  # nominations that went to the application that is kept

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_order"),
            models.CheckConstraint(condition=Q(state__in=DuplicateState.values), name="duplicate_state"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="duplicate_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", set_aside__isnull=False) | (~Q(state="merged") & Q(set_aside=None)),
                name="duplicate_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first.reference} · {self.second.reference}"

    @property
    def is_open(self) -> bool:
        return self.state == DuplicateState.OPEN
