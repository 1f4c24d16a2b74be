import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from registration.models import Participant
from wic.accounts.models import User


def new_code() -> str:
    """128 bits: short enough to be typed from paper, too many to be guessed."""
    return secrets.token_urlsafe(16)


class CertificateState(models.TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> "CertificateQuerySet":
        reached = user.roles.reach(region="participant__region", edition="participant__edition__slug")
        return self.filter(Q(participant__user=user) | reached)

    def owned_by(self, user: User) -> "CertificateQuerySet":
        return self.filter(participant__user=user)

    def of_edition(self, edition: Edition) -> "CertificateQuerySet":
        return self.filter(participant__edition=edition)

    def valid(self) -> "CertificateQuerySet":
        return self.filter(state=CertificateState.VALID)


class Certificate(models.Model):
    """The facts that a certificate states, kept as they were on the day; the PDF is drawn from them."""

    State = CertificateState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.VALID: {State.REVOKED, State.REPLACED},
        State.REVOKED: set(),
        State.REPLACED: set(),
    }
    PERSONAL = {"name": "keep with her consent", "facts": "keep with her consent", "ended_reason": "erase"}

    code = models.CharField(_("code"), max_length=43, unique=True, default=new_code, editable=False)
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="certificates", verbose_name=_("participant")
    )
    serial = models.CharField(_("serial number"), max_length=20, unique=True)
    number = models.PositiveIntegerField()  # within the edition, without gaps
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.VALID)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=120)
    facts = models.JSONField()  # certificates.pdf.Facts without the name, as JSON
    issued_at = models.DateTimeField(_("issued"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=Q(state="valid"), name="certificate_one_valid_per_participant"
            ),
            models.CheckConstraint(condition=Q(state__in=CertificateState.values), name="certificate_state"),
            models.CheckConstraint(
                condition=Q(state="valid", ended_at=None) | (~Q(state="valid") & Q(ended_at__isnull=False)),
                name="certificate_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def is_valid(self) -> bool:
        return self.state == CertificateState.VALID

    @property
    def is_revoked(self) -> bool:
        return self.state == CertificateState.REVOKED
