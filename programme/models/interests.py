import secrets
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wic.accounts.models import User
from wic.places import Region


class InterestState(models.TextChoices):
    ASKED = "asked", _("Asked, address not confirmed")
    CONFIRMED = "confirmed", _("Waiting for registration to open")
    TOLD = "told", _("Told that registration is open")
    LEFT = "left", _("Taken off the list")


class InterestQuerySet(models.QuerySet["Interest"]):
    def visible_to(self, user: User) -> "InterestQuerySet":
        """At the desk: headquarters all of them, a regional office its own region's; never the address."""
        return self.filter(user.roles.reach(region="region"))

    def by_key(self, key: str) -> "InterestQuerySet":
        """Whoever holds the key read the letter."""
        return self.filter(key=key)

    def waiting_in(self, regions: Collection[str]) -> "InterestQuerySet":
        return self.filter(state=InterestState.CONFIRMED, region__in=regions)

    def never_confirmed_since(self, asked_before: datetime) -> "InterestQuerySet":
        return self.filter(state=InterestState.ASKED, asked_at__lt=asked_before)


class Interest(models.Model):
    """“Tell me when it opens in my region.” Told once; then, or when she leaves, her address is forgotten."""

    State = InterestState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.ASKED: {State.CONFIRMED, State.LEFT},
        State.CONFIRMED: {State.TOLD, State.LEFT},
        State.TOLD: set(),
        State.LEFT: set(),
    }
    PERSONAL = {"email": "erase"}

    key = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=InterestState.choices, default=InterestState.ASKED)
    email = models.EmailField(_("e-mail address"), blank=True)  # normalised
    region = models.CharField(_("region"), max_length=3, choices=Region.choices)
    language = models.CharField(_("language of letters"), max_length=2, choices=settings.LANGUAGES, default="en")
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    left_at = models.DateTimeField(_("taken off the list"), null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("address waiting for a call")
        verbose_name_plural = _("addresses waiting for a call")
        constraints = [
            models.UniqueConstraint(fields=["email", "region"], condition=~Q(email=""), name="interest_once"),
            models.CheckConstraint(condition=Q(state__in=InterestState.values), name="interest_state"),
            models.CheckConstraint(condition=Q(region__in=Region.values), name="interest_region"),
            models.CheckConstraint(
                condition=Q(state="asked", confirmed_at=None)
                | Q(state="left")
                | (~Q(state__in=["asked", "left"]) & Q(confirmed_at__isnull=False)),
                name="interest_confirmed_when",
            ),
            models.CheckConstraint(
                condition=Q(state="told", told_at__isnull=False) | (~Q(state="told") & Q(told_at=None)),
                name="interest_told_when",
            ),
            models.CheckConstraint(
                condition=Q(state="left", left_at__isnull=False) | (~Q(state="left") & Q(left_at=None)),
                name="interest_left_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["told", "left"], email="") | (~Q(state__in=["told", "left"]) & ~Q(email="")),
                name="interest_address_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return self.get_region_display()

    @property
    def is_asked(self) -> bool:
        return self.state == InterestState.ASKED

    @property
    def is_confirmed(self) -> bool:
        return self.state == InterestState.CONFIRMED

    @property
    def is_told(self) -> bool:
        return self.state == InterestState.TOLD
