import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models import Edition
from registration.models.applications import Application, Kind
from wic.accounts.models import User
from wic.mail.models import Letter


class OfferState(models.TextChoices):
    OPEN = "open", pgettext_lazy("offer", "Waiting for her answer")
    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("offer", "Declined")
    EXPIRED = "expired", pgettext_lazy("offer", "Expired")
    TAKEN_BACK = "taken_back", pgettext_lazy("offer", "Taken back")


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> "OfferQuerySet":
        reached = user.roles.reach(region="application__region", edition="application__edition__slug")
        return self.filter(Q(application__user=user) | reached)

    def owned_by(self, user: User) -> "OfferQuerySet":
        return self.filter(application__user=user)

    def open(self) -> "OfferQuerySet":
        return self.filter(state=OfferState.OPEN)

    def for_edition(self, edition: Edition) -> "OfferQuerySet":
        return self.filter(application__edition=edition)

    def for_mentees_of(self, edition: Edition) -> "OfferQuerySet":
        return self.filter(application__edition=edition, application__kind=Kind.MENTEE)

    def run_out(self, now: datetime) -> "OfferQuerySet":
        """Open, and past the last moment to answer, which still belongs to her."""
        return self.open().filter(expires_at__lt=now)

    def without_clock(self) -> "OfferQuerySet":
        return self.open().filter(expires_at=None)


class Offer(models.Model):
    """A place, held for one applicant until she answers or the time runs out.

    The clock starts when the relay has taken the letter: `expires_at` is empty until then.
    """

    State = OfferState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.OPEN: {State.ACCEPTED, State.DECLINED, State.EXPIRED, State.TAKEN_BACK},
        State.ACCEPTED: set(),
        State.DECLINED: set(),
        State.EXPIRED: set(),
        State.TAKEN_BACK: set(),
    }
    PERSONAL = {"decline_reason": "erase"}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="offers", verbose_name=_("application"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    from_waiting_list = models.BooleanField(_("from the waiting list"), default=False)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # From the waiting list: her rank, and which applications before hers were passed over, each why.
    facts = models.JSONField(default=dict, blank=True)
    decline_reason = models.TextField(_("her reason"), max_length=500, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        indexes = [models.Index(fields=["state", "expires_at"], name="offer_clock")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="offer_answered_when",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=["open", "accepted"]), name="offer_one_living"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_state_display()}"

    @property
    def is_accepted(self) -> bool:
        return self.state == OfferState.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return self.state == OfferState.DECLINED
