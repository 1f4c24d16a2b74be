import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from registration.models.applications import Application, Kind
from wic.accounts.models import User
from wic.places import Region


class ParticipantState(models.TextChoices):
    ACTIVE = "active", _("Takes part")
    WITHDRAWN = "withdrawn", _("Has left")


class EndReason(models.TextChoices):
    """Why staff end somebody's part."""

    ASKED = "asked", _("She asked us to")
    SILENT = "silent", _("She does not answer")
    CONDUCT = "conduct", _("The code of conduct was not kept")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, user: User) -> "ParticipantQuerySet":
        return self.filter(Q(user=user) | user.roles.reach(region="region", edition="edition__slug"))

    def to_end_by(self, user: User) -> "ParticipantQuerySet":
        """Whose part she may end at the desk: never her own."""
        reached = user.roles.carrying("registration.end_participant").reach(region="region", edition="edition__slug")
        return self.active().filter(reached).exclude(user=user)

    def owned_by(self, user: User) -> "ParticipantQuerySet":
        return self.filter(user=user)

    def for_edition(self, edition: Edition) -> "ParticipantQuerySet":
        return self.filter(edition=edition)

    def active(self) -> "ParticipantQuerySet":
        return self.filter(state=ParticipantState.ACTIVE)

    def mentees(self) -> "ParticipantQuerySet":
        return self.filter(role=Kind.MENTEE)

    def mentors(self) -> "ParticipantQuerySet":
        return self.filter(role=Kind.MENTOR)


class Participant(models.Model):
    """A person with an accepted place in an edition. What a season's people do points here, not at the user."""

    State = ParticipantState
    NEXT: ClassVar[dict[str, set[str]]] = {State.ACTIVE: {State.WITHDRAWN}, State.WITHDRAWN: set()}
    PERSONAL = {"certificate_name": "keep with her consent", "country": "keep", "region": "keep"}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="participants", verbose_name=_("edition"))
    user = models.ForeignKey(User, models.PROTECT, related_name="participations", verbose_name=_("person"))
    role = models.CharField(_("as"), max_length=6, choices=Kind.choices)
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="participant", verbose_name=_("application")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    country = models.CharField(_("country or territory"), max_length=2)
    region = models.CharField(_("region"), max_length=3, choices=Region.choices, blank=True)
    certificate_name = models.CharField(_("name on the certificate"), max_length=120)
    conduct_agreed_at = models.DateTimeField(_("agreed to the code of conduct"))
    joined_at = models.DateTimeField(_("since"))
    withdrawn_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes = [models.Index(fields=["edition", "role", "state"], name="participant_desk")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "user", "role"], name="participant_once"),
            models.CheckConstraint(condition=Q(role__in=Kind.values), name="participant_role"),
            models.CheckConstraint(
                condition=Q(state="active", withdrawn_at=None) | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="participant_withdrawn_when",
            ),
        ]

    def __str__(self) -> str:
        return self.certificate_name

    @property
    def is_active(self) -> bool:
        return self.state == ParticipantState.ACTIVE
