import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wic.places import Region

TEXT_KEPT = timedelta(days=365)
SECRET_TEXT_KEPT = timedelta(days=7)  # of those that did not get through: the others are wiped as they leave


class LetterState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    DATA = "data", _("Being handed to the mail server")
    SENT = "sent", _("Sent")
    HELD = "held", _("Held: it may have arrived or not")
    REFUSED = "refused", _("Refused by the mail server")


class Scope(Protocol):
    """What a reader's roles must tell; the floor does not know the accounts above it."""

    def reach(self, *, region: str = "", edition: str = "") -> models.Q: ...


class Reader(Protocol):
    @property
    def roles(self) -> Scope: ...


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Reader) -> "LetterQuerySet":
        """Headquarters: all; a regional office: its region's. Secret texts are masked by whoever shows them."""
        return self.filter(user.roles.reach(region="region", edition="edition"))

    def due(self, now: datetime) -> "LetterQuerySet":
        """Oldest turn first, so that a letter which failed queues up behind the others."""
        return self.filter(state=LetterState.QUEUED, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def abandoned(self, now: datetime) -> "LetterQuerySet":
        """Claimed by a worker that has not come back in time."""
        return self.filter(state__in=[LetterState.SENDING, LetterState.DATA], lease_until__lt=now)

    def still(self, letter: "Letter") -> "LetterQuerySet":
        """The letter's row, unless somebody has claimed, settled or moved it since it was loaded."""
        return self.filter(pk=letter.pk, state=letter.state, worker=letter.worker, lease_until=letter.lease_until)

    def handed_over_by(self, letter: "Letter") -> "LetterQuerySet":
        """The letter's row, even if it was given up for dead meanwhile, but not if another run has taken it."""
        states = [LetterState.DATA, LetterState.HELD, LetterState.QUEUED]
        return self.filter(pk=letter.pk, worker=letter.worker, state__in=states)

    def about(self, target: models.Model) -> "LetterQuerySet":
        return self.filter(about_label=target._meta.label_lower, about_pk=str(target.pk))

    def keys_among(self, keys: Iterable[str]) -> set[str]:
        """Which of these letters are written already."""
        return set(self.filter(key__in=list(keys)).values_list("key", flat=True))

    def written_since(self, moment: datetime) -> "LetterQuerySet":
        return self.filter(created_at__gt=moment)

    def to_be_settled_by_staff(self) -> "LetterQuerySet":
        return self.filter(state__in=[LetterState.HELD, LetterState.REFUSED])

    def with_text_to_wipe(self, now: datetime) -> "LetterQuerySet":
        """What nobody needs to read or send again any more; the row itself stays, and says what was sent when."""
        done = Q(state__in=[LetterState.SENT, LetterState.HELD, LetterState.REFUSED], wiped_at=None)
        is_old = Q(created_at__lt=now - TEXT_KEPT) | Q(secret=True, created_at__lt=now - SECRET_TEXT_KEPT)
        return self.filter(done & is_old)

    def newest_first(self) -> "LetterQuerySet":
        return self.order_by("-pk")


class Letter(models.Model):
    """One outgoing e-mail to one address, written in the transaction of the act that it tells of.

    `data` is committed just before the relay is given the text: what dies in that state may have arrived,
    and goes out again only if its kind bears repeating. The row is its own record of the worker's steps;
    what staff do with it is audited.
    """

    State = LetterState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.QUEUED: {State.SENDING, State.SENT},  # sent: the relay's answer came after the lease had run out
        State.SENDING: {State.DATA, State.QUEUED, State.REFUSED},
        State.DATA: {State.SENT, State.QUEUED, State.HELD, State.REFUSED},
        State.SENT: set(),
        State.HELD: {State.QUEUED, State.SENT},
        State.REFUSED: {State.QUEUED},
    }
    PERSONAL = {"to": "erase", "subject": "erase", "text": "erase", "html": "erase"}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(_("key"), max_length=200, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    repeat_safe = models.BooleanField(_("may be sent twice"), default=True)
    secret = models.BooleanField(_("confidential"), default=False)

    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("page"), blank=True)
    message_id = models.CharField(max_length=120, unique=True, editable=False)

    edition = models.SlugField(_("edition"), blank=True)
    region = models.CharField(_("region"), max_length=3, choices=Region.choices, blank=True)
    about_label = models.CharField(max_length=60, blank=True)
    about_pk = models.CharField(max_length=40, blank=True)

    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    worker = models.CharField(max_length=40, blank=True)  # who claimed it last: only that run may go on with it
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    last_error = models.CharField(_("last answer"), max_length=20, blank=True)  # a code, never the peer's words
    created_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    wiped_at = models.DateTimeField(_("text deleted"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            # Not partial: SQLite cannot know that a bound parameter fits the condition, and would sort the queue.
            models.Index(fields=["state", "next_attempt_at", "id"], name="letter_due"),
            models.Index(fields=["region", "-id"], name="letter_by_region"),
            models.Index(fields=["state", "-id"], name="letter_by_state"),
            models.Index(fields=["about_label", "about_pk"], name="letter_about"),
            models.Index(fields=["to"], name="letter_to"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state"),
            models.CheckConstraint(condition=~Q(to="") & ~Q(key="") & ~Q(subject=""), name="letter_addressed"),
            models.CheckConstraint(
                condition=Q(state__in=["sending", "data"], lease_until__isnull=False)
                | (~Q(state__in=["sending", "data"]) & Q(lease_until=None)),
                name="letter_leased_when",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="letter_sent_when",
            ),
            models.CheckConstraint(condition=Q(wiped_at=None) | Q(text="", html=""), name="letter_wiped_when"),
        ]

    def __str__(self) -> str:
        return self.subject
