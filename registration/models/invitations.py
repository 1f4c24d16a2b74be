import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from wic.accounts.models import User
from wic.files import TYPES
from wic.places import Region


class OrganisationKind(models.TextChoices):
    MEMBER_STATE = "member_state", _("Member State")
    SECTOR_MEMBER = "sector_member", _("Sector Member")
    ACADEMIA = "academia", _("Academia")
    INTERNATIONAL = "international", _("Regional or international organisation")
    CYBERSECURITY = "cybersecurity", _("National cybersecurity focal point")
    PARTNER = "partner", _("Partner")


class OrganisationQuerySet(models.QuerySet["NominatingOrganisation"]):
    def visible_to(self, user: User) -> "OrganisationQuerySet":
        """At the desk; who nominates for an organisation goes by her invitations."""
        invited = Invitation.objects.visible_to(user).values("organisation")
        return self.filter(user.roles.reach(region="region") | Q(pk__in=invited))


class NominatingOrganisation(models.Model):
    """Who may nominate. The same name in the same country is the same organisation."""

    Kind = OrganisationKind

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=160)
    folded = models.CharField(max_length=200, editable=False)  # for comparing and searching, in any spelling
    country = models.CharField(_("country or territory"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=3, choices=Region.choices, blank=True)
    created_at = models.DateTimeField(_("since"))

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nominating organisation")
        verbose_name_plural = _("nominating organisations")
        constraints = [
            models.UniqueConstraint(fields=["folded", "country"], name="organisation_once"),
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind"),
            models.CheckConstraint(condition=Q(region__in=["", *Region.values]), name="organisation_region"),
        ]

    def __str__(self) -> str:
        return self.name


class FocalPointQuerySet(models.QuerySet["FocalPoint"]):
    def living(self) -> "FocalPointQuerySet":
        return self.filter(ended_at=None)

    def of(self, user: User) -> "FocalPointQuerySet":
        return self.living().filter(user=user)

    def visible_to(self, user: User) -> "FocalPointQuerySet":
        """At the desk, and to the colleagues of the same organisation."""
        colleagues = FocalPoint.objects.of(user).values("organisation")
        at_the_desk = NominatingOrganisation.objects.visible_to(user)
        return self.filter(Q(organisation__in=colleagues) | Q(organisation__in=at_the_desk))

    def by_name(self) -> "FocalPointQuerySet":
        return self.order_by("name", "pk")


class FocalPoint(models.Model):
    """A person who nominates for an organisation, until she or he hands over."""

    PERSONAL = {"name": "erase"}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        NominatingOrganisation, models.PROTECT, related_name="focal_points", verbose_name=_("organisation")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="focal_points", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=120)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    links_used = models.PositiveIntegerField(default=0)  # a link is good for one sign-in: it carries this number
    link_sent_at = models.DateTimeField(_("link sent"), null=True, blank=True)
    link_used_at = models.DateTimeField(_("last signed in by link"), null=True, blank=True)

    objects = FocalPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(ended_at=None), name="focal_point_once"
            ),
            models.CheckConstraint(condition=Q(link_used_at=None) | Q(links_used__gte=1), name="focal_point_link_used"),
        ]

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> "InvitationQuerySet":
        """At the desk."""
        return self.filter(user.roles.reach(region="organisation__region", edition="edition__slug"))

    def of_focal_point(self, user: User) -> "InvitationQuerySet":
        """Of the organisations that this person nominates for, now."""
        return self.filter(organisation__in=FocalPoint.objects.of(user).values("organisation"))

    def for_edition(self, edition: Edition) -> "InvitationQuerySet":
        return self.filter(edition=edition)

    def with_edition(self) -> "InvitationQuerySet":
        return self.select_related("organisation", "edition").prefetch_related("edition__windows")

    def to_close(self) -> "InvitationQuerySet":
        """Results are announced and every mentee of the edition is told; the organisation is not yet."""
        announced = Edition.objects.filter(batches__state="released", batches__kind="mentee")
        untold = Edition.objects.filter(
            batches__state="released", batches__kind="mentee", batches__decisions__announced_at=None
        )
        return self.filter(closed_at=None, edition__in=announced).exclude(edition__in=untold)

    def newest_first(self) -> "InvitationQuerySet":
        return self.order_by("-edition__starts_on", "organisation__folded", "pk")


class Invitation(models.Model):
    """An organisation is asked to nominate for an edition."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        NominatingOrganisation, models.PROTECT, related_name="invitations", verbose_name=_("organisation")
    )
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="invitations", verbose_name=_("edition"))
    quota = models.PositiveSmallIntegerField(
        _("most nominations"), null=True, blank=True, help_text=_("Empty means as many as they like.")
    )
    invited_at = models.DateTimeField(_("invited"))
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    closed_at = models.DateTimeField(_("closing letter"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to nominate")
        verbose_name_plural = _("invitations to nominate")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "edition"], name="invitation_once"),
            models.CheckConstraint(condition=Q(quota=None) | Q(quota__gte=1), name="invitation_quota"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.edition}"


class SignedLetterQuerySet(models.QuerySet["SignedLetter"]):
    def visible_to(self, user: User) -> "SignedLetterQuerySet":
        """The desk that it concerns, and the focal points of the organisation."""
        at_the_desk = Q(invitation__in=Invitation.objects.visible_to(user))
        return self.filter(at_the_desk | Q(invitation__in=Invitation.objects.of_focal_point(user)))


def private_place(_letter: "SignedLetter", _name: str) -> str:
    """Never named after what it was called when it came."""
    return f"letters/{uuid.uuid4().hex}"


class SignedLetter(models.Model):
    """What an organisation attaches to its nominations. Kept outside everything that is served."""

    PERSONAL = {"file": "delete"}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="letters")
    file = models.FileField(upload_to=private_place)
    content_type = models.CharField(max_length=20, choices=[(name, ending) for name, ending in TYPES.items()])
    size = models.PositiveIntegerField()
    attached_at = models.DateTimeField(_("attached"))
    attached_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = SignedLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed letter")
        verbose_name_plural = _("signed letters")
        constraints = [
            models.CheckConstraint(condition=Q(content_type__in=list(TYPES)), name="signed_letter_type"),
        ]
