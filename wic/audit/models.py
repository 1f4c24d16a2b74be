from collections.abc import Sequence
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(TypeError):
    """Somebody tried to rewrite history."""


class AuditQuerySet(models.QuerySet["AuditRow"]):
    def about(self, target: models.Model) -> "AuditQuerySet":
        return self.filter(target_label=target._meta.label_lower, target_pk=str(target.pk))

    def about_each(self, targets: Sequence[models.Model]) -> "AuditQuerySet":
        """Of one model."""
        labels = {target._meta.label_lower for target in targets}
        return self.filter(target_label__in=labels, target_pk__in=[str(target.pk) for target in targets])

    def actions(self) -> "models.QuerySet[AuditRow, str]":
        """Each that was ever done, once."""
        return self.order_by("action").values_list("action", flat=True).distinct()

    def newest_first(self) -> "AuditQuerySet":
        return self.order_by("-pk")

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit rows are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("Audit rows are never deleted.")


class AuditRow(models.Model):
    """Who did what to which row, and when. Ids and reason codes only, never a person's words.

    No foreign keys: the record must never hinder the living data, nor go with it.
    """

    at = models.DateTimeField(_("when"))
    action = models.CharField(max_length=100)
    target_label = models.CharField(max_length=60)
    target_pk = models.CharField(max_length=40)
    actor_pk = models.CharField(max_length=40, blank=True)  # empty: the system
    facts = models.JSONField(_("details"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("entries of the record")
        indexes = [
            models.Index(fields=["target_label", "target_pk", "id"], name="audit_target"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return str(_("Entry %(number)s") % {"number": self.pk})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("Audit rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit rows are never deleted.")
