import secrets
import uuid
from copy import copy
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wic.accounts.permissions import DESK, PERMISSIONS, Role
from wic.accounts.roles import Grant, Roles
from wic.names import normalise_email
from wic.places import Region


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> "UserQuerySet":
        """Headquarters look people up; everybody else knows herself."""
        return self.all() if user.roles.is_headquarters else self.filter(pk=user.pk)

    def at_the_desk(self) -> "UserQuerySet":
        """Of headquarters and the regional offices."""
        staff = RoleGrant.objects.in_force().filter(role__in=DESK)
        return self.filter(is_active=True, pk__in=staff.values("user"))

    def headquarters_of(self, edition: str) -> "UserQuerySet":
        staff = RoleGrant.objects.in_force().filter(role=Role.HEADQUARTERS, edition__in=["", edition])
        return self.filter(is_active=True, pk__in=staff.values("user"))

    def with_address(self, email: str) -> "UserQuerySet":
        return self.filter(email=normalise_email(email))


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normalise_email(username or ""))


class User(AbstractBaseUser):
    """A person with a proven e-mail address, which is her name here. A password is optional."""

    PERSONAL = {
        "email": "erase",
        "password": "erase",
        "name": "erase",
        "time_zone": "erase",
        "country": "erase",
        "language": "keep",
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language of letters"), max_length=2, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    country = models.CharField(_("country or territory"), max_length=2, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("since"))

    objects = UserManager.from_queryset(UserQuerySet)()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    awaits_second_factor = False  # said for one request, in which her roles at the desk are withheld

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=Q(language__in=["en", "fr", "ar"]), name="user_language"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def roles(self) -> Roles:
        """What she may do, fetched once per request: a role that is taken away is gone at the next one."""
        grants = self.grants.in_force().values_list("role", "region", "edition")
        return Roles(tuple(Grant(Role(role), region, edition) for role, region, edition in grants))

    def with_roles(self, roles: Roles) -> "User":
        """Herself, as if she had no other roles."""
        same = copy(self)
        same.roles = roles
        return same

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature; rows are narrowed by visible_to
        return self.is_active and self.roles.allow(perm)

    def has_module_perms(self, app_label: str) -> bool:
        return any(self.has_perm(perm) for perm in PERMISSIONS if perm.startswith(f"{app_label}."))


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self) -> "RoleGrantQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, user: User) -> "RoleGrantQuerySet":
        return self.all() if user.roles.is_headquarters else self.none()


class RoleGrant(models.Model):
    """A role that somebody holds, until it is ended; the edition is named by its slug, which never changes."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    region = models.CharField(_("region"), max_length=3, choices=Region.choices, blank=True)
    edition = models.SlugField(_("edition"), blank=True, help_text=_("Empty means every edition."))
    granted_at = models.DateTimeField(_("since"))
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "region", "edition"], condition=Q(ended_at=None), name="role_grant_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_grant_role"),
            models.CheckConstraint(
                condition=~Q(role=Role.REGIONAL) | ~Q(region=""), name="role_grant_regional_has_region"
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(part for part in (self.get_role_display(), self.get_region_display(), self.edition) if part)


def mailbox(email: str) -> str:
    """What the spellings of one mailbox share: limits count by it, letters go to the address itself."""
    local, _at, domain = normalise_email(email).rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


class CodeQuerySet(models.QuerySet["SignInCode"]):
    def for_mailbox(self, email: str) -> "CodeQuerySet":
        return self.filter(mailbox=mailbox(email))

    def for_network(self, network_address: str | None) -> "CodeQuerySet":
        return self.filter(network_address=network_address)

    def since(self, moment: datetime) -> "CodeQuerySet":
        return self.filter(created_at__gt=moment)

    def stale(self, now: datetime) -> "CodeQuerySet":
        return self.filter(expires_at__lt=now)


class SignInCode(models.Model):
    """A code sent to an address, waiting to come back to the browser that asked for it."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in"
        STEP_UP = "step_up"

    PERSONAL = {"email": "delete", "mailbox": "delete", "code_digest": "delete", "network_address": "delete"}

    public_id = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    email = models.EmailField()
    mailbox = models.CharField(max_length=254)
    slot = models.PositiveBigIntegerField()  # the half minute it was asked in
    network_address = models.GenericIPAddressField(null=True)
    code_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")
        indexes = [
            models.Index(fields=["mailbox", "created_at"], name="code_mailbox"),
            models.Index(fields=["network_address", "created_at"], name="code_network"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "slot"], name="code_once_per_slot"),
            models.CheckConstraint(condition=Q(purpose__in=["sign_in", "step_up"]), name="code_purpose"),
        ]


class KeptPostQuerySet(models.QuerySet["KeptPost"]):
    def hers(self, user: "User", *, path: str, browser: str, since: datetime) -> "KeptPostQuerySet":
        """Typed under her account, on this page, in this browser, and not too long ago."""
        return self.filter(user=user, path=path, browser=browser, kept_at__gte=since)

    def stale(self, moment: datetime) -> "KeptPostQuerySet":
        return self.filter(kept_at__lt=moment)


class KeptPost(models.Model):
    """What she had typed into a form when her sign-in had ended. Given back to her alone, in the same browser."""

    PERSONAL = {"typed": "delete", "browser": "delete"}

    user = models.ForeignKey(User, models.CASCADE, related_name="kept_posts")
    path = models.CharField(max_length=200)
    browser = models.CharField(max_length=64)  # digest of a secret in a cookie
    typed = models.TextField()
    kept_at = models.DateTimeField()

    objects = KeptPostQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kept_at"], name="kept_post_when")]
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="kept_post_once")]
