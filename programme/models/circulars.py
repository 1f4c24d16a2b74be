import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models.editions import Edition
from wic.accounts.models import User


class SignedCircularQuerySet(models.QuerySet["SignedCircular"]):
    def visible_to(self, user: User) -> "SignedCircularQuerySet":
        """At the desk; everybody else gets it by the edition that it belongs to."""
        return self.filter(user.roles.reach_editions("edition__slug"))

    def in_language(self, language: str) -> "SignedCircularQuerySet":
        return self.filter(language=language)


def private_place(_circular: "SignedCircular", _name: str) -> str:
    """Never named after what it was called when it came."""
    return f"circulars/{uuid.uuid4().hex}"


class SignedCircular(models.Model):
    """The circular as it was signed. It stands in place of the one that the site makes in that language."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="signed_circulars", verbose_name=_("edition"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    file = models.FileField(_("signed circular"), upload_to=private_place)
    put_at = models.DateTimeField(_("put in place"))
    put_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    objects = SignedCircularQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed circular")
        verbose_name_plural = _("signed circulars")
        constraints = [
            models.UniqueConstraint(fields=["edition", "language"], name="signed_circular_once"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]), name="signed_circular_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.get_language_display()}"
