import uuid
from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from programme.models import Edition
from registration.models.applications import Application, Kind
from registration.models.invitations import Invitation
from registration.models.offers import Offer
from registration.models.seats import Decision
from wic.accounts.models import User
from wic.places import Region


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: User) -> "NominationQuerySet":
        """At the desk: headquarters all of them, a regional office those for people of its region."""
        return self.filter(user.roles.reach(region="region", edition="invitation__edition__slug"))

    def of_focal_point(self, user: User) -> "NominationQuerySet":
        return self.filter(invitation__in=Invitation.objects.of_focal_point(user))

    def standing(self) -> "NominationQuerySet":
        """Not taken back by the organisation."""
        return self.filter(taken_back_at=None)

    def waiting(self) -> "NominationQuerySet":
        """The nominee has not used her link."""
        return self.standing().filter(taken_up_at=None)

    def like(self, nomination: "Nomination") -> "NominationQuerySet":
        """To the same address, for the same role and edition, by whatever organisation."""
        return self.filter(
            email=nomination.email, kind=nomination.kind, invitation__edition=nomination.invitation.edition_id
        )

    def concerning(self, user: User) -> "NominationQuerySet":
        """Whoever reads the mail of her account's address is meant."""
        return self.standing().filter(Q(user=user) | Q(email=user.email, taken_up_at=None))

    def taken_up_by(self, user: User) -> "NominationQuerySet":
        return self.standing().filter(user=user)

    def behind(self, application: Application) -> "NominationQuerySet":
        """What this application came from: each organisation that nominated her."""
        return self.standing().filter(
            user=application.user_id, kind=application.kind, invitation__edition=application.edition_id
        )

    def for_edition(self, edition: Edition, kind: str) -> "NominationQuerySet":
        return self.filter(invitation__edition=edition, kind=kind)

    def with_organisation(self) -> "NominationQuerySet":
        return self.select_related("invitation__organisation", "invitation__edition")

    def organisations_by_nominee(self) -> dict[int, list[str]]:
        """Who stands behind each person that has taken up her nomination."""
        found: dict[int, list[str]] = defaultdict(list)
        taken_up = self.standing().filter(user__isnull=False).order_by("invitation__organisation__name", "pk")
        for user, organisation in taken_up.values_list("user", "invitation__organisation__name"):
            found[user].append(organisation)
        return dict(found)

    def with_stage(self) -> "NominationQuerySet":
        """`begun` and `sent`: what she did herself, never what became of it, and only once she has used the link.

        Without that an organisation could learn whether any address has applied, by nominating it.
        """
        own = Application.objects.filter(
            user=OuterRef("user"), edition=OuterRef("invitation__edition"), kind=OuterRef("kind")
        )
        return self.annotate(begun=Exists(own), sent=Exists(own.exclude(submitted_at=None)))

    def with_result(self) -> "NominationQuerySet":
        """`is_selected`: told to herself already, and she agreed that the organisation may know."""
        hers = {
            "application__user": OuterRef("user"),
            "application__edition": OuterRef("invitation__edition"),
            "application__kind": OuterRef("kind"),
        }
        decided = Decision.objects.released().selected().exclude(announced_at=None).filter(**hers)
        agreed = Q(may_tell_result_at__isnull=False)
        return self.annotate(is_selected=agreed & (Exists(decided) | Exists(Offer.objects.filter(**hers))))

    def to_remind(self, *, sent_before: datetime, now: datetime) -> "NominationQuerySet":
        """Invited, not begun and not too late; whoever has begun from that address without the link needs none."""
        begun = Application.objects.filter(edition=OuterRef("invitation__edition"), kind=OuterRef("kind"))
        hers = begun.filter(Q(user__email=OuterRef("email")) | Q(user=OuterRef("user")))
        closing = {"invitation__edition__windows__audience": F("kind")}
        ahead = self.standing().filter(**closing, invitation__edition__windows__closes_at__gte=now)
        return ahead.filter(~Exists(hers), reminded_at=None, link_sent_at__lte=sent_before)

    def by_name(self) -> "NominationQuerySet":
        return self.order_by("name", "pk")

    def oldest_first(self) -> "NominationQuerySet":
        return self.order_by("nominated_at", "pk")


class Nomination(models.Model):
    """An organisation names somebody for a role. What she makes of it is hers: see `with_stage`."""

    PERSONAL = {"email": "erase", "name": "erase", "country": "keep"}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, related_name="nominations", verbose_name=_("nominated by")
    )
    kind = models.CharField(_("as"), max_length=6, choices=Kind.choices)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country or territory"), max_length=2)
    region = models.CharField(_("region"), max_length=3, choices=Region.choices, blank=True)
    language = models.CharField(_("language of our letter"), max_length=2, choices=settings.LANGUAGES)
    nominated_at = models.DateTimeField(_("nominated"))
    nominated_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    link_sent_at = models.DateTimeField(_("link sent"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("account")
    )
    taken_up_at = models.DateTimeField(_("link used"), null=True, blank=True)
    may_tell_result_at = models.DateTimeField(_("agreed that the organisation is told"), null=True, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        indexes = [
            models.Index(fields=["email", "kind"], name="nomination_email"),
            models.Index(fields=["user", "kind"], name="nomination_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "kind", "email"], condition=Q(taken_back_at=None), name="nomination_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="nomination_kind"),
            models.CheckConstraint(
                condition=Q(user=None, taken_up_at=None) | Q(user__isnull=False, taken_up_at__isnull=False),
                name="nomination_taken_up_when",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_up_at=None), name="nomination_taken_back_or_up"
            ),
            models.CheckConstraint(
                condition=Q(may_tell_result_at=None)
                | Q(taken_up_at__isnull=False, may_tell_result_at__gte=F("taken_up_at")),
                name="nomination_consent_after_link",
            ),
        ]

    def __str__(self) -> str:
        return self.name
