import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wic.accounts.models import User


class Shared(models.TextChoices):
    """Who sees a field of a profile: always her own choice, nobody until she makes it."""

    NOBODY = "nobody", _("Nobody")
    MEMBERS = "members", _("Members of the network")
    PUBLIC = "public", _("Everybody")


class MemberState(models.TextChoices):
    ACTIVE = "active", _("Member")
    LEFT = "left", _("Has left")


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> "MemberQuerySet":
        return self.filter(state=MemberState.ACTIVE)

    def visible_to(self, user: User) -> "MemberQuerySet":
        return self if user.roles.is_headquarters else self.filter(user=user)

    def on_the_map(self) -> "MemberQuerySet":
        """Counted in her country's bubble because she said so."""
        return self.active().filter(country_shared=Shared.PUBLIC).exclude(country="")

    def shown_to_everybody(self) -> "MemberQuerySet":
        return self.active().filter(name_shared=Shared.PUBLIC)

    def shown_to_members(self) -> "MemberQuerySet":
        return self.active().filter(name_shared__in=[Shared.PUBLIC, Shared.MEMBERS])

    def by_name(self) -> "MemberQuerySet":
        return self.order_by("name", "pk")


class Member(models.Model):
    """A woman of the network: in a leading position, or an alumna of the programme. Each field is shared by choice."""

    State = MemberState
    NEXT: ClassVar[dict[str, set[str]]] = {State.ACTIVE: {State.LEFT}, State.LEFT: {State.ACTIVE}}
    PERSONAL = {
        "name": "erase",
        "country": "erase",
        "position": "erase",
        "organisation": "erase",
        "about": "erase",
    }

    class Kind(models.TextChoices):
        MEMBER = "member", _("Member")
        ALUMNA = "alumna", _("Alumna")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, models.PROTECT, related_name="membership", verbose_name=_("person"))
    kind = models.CharField(_("as"), max_length=6, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.ACTIVE)
    name = models.CharField(_("name"), max_length=120)
    name_shared = models.CharField(max_length=7, choices=Shared.choices, default=Shared.NOBODY)
    country = models.CharField(_("country or territory"), max_length=2, blank=True)
    country_shared = models.CharField(max_length=7, choices=Shared.choices, default=Shared.NOBODY)
    position = models.CharField(_("position"), max_length=120, blank=True)
    position_shared = models.CharField(max_length=7, choices=Shared.choices, default=Shared.NOBODY)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    organisation_shared = models.CharField(max_length=7, choices=Shared.choices, default=Shared.NOBODY)
    about = models.TextField(_("about you"), max_length=1000, blank=True)
    about_shared = models.CharField(max_length=7, choices=Shared.choices, default=Shared.NOBODY)
    joined_at = models.DateTimeField(_("since"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the network")
        verbose_name_plural = _("members of the network")
        indexes = [models.Index(fields=["state", "country_shared", "country"], name="member_map")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["member", "alumna"]), name="member_kind"),
            models.CheckConstraint(
                condition=Q(state="active", left_at=None) | Q(state="left", left_at__isnull=False),
                name="member_left_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name
