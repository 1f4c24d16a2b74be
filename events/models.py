import secrets
import uuid
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from programme.models import Edition, Pillar, valid_zone
from registration.models import Participant
from wic.accounts.models import User


class EventState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class Kind(models.TextChoices):
    LAUNCH = "launch", _("Launch")
    KEYNOTE = "keynote", _("Keynote webinar")
    TRAINING = "training", _("Training")
    SESSION = "session", _("Circle session")


class Audience(models.TextChoices):
    PUBLIC = "public", _("Open to the public")
    ELIGIBLE = "eligible", _("Eligible applicants")
    PARTICIPANTS = "participants", _("Participants")
    MENTORS = "mentors", _("Mentors")
    CIRCLE = "circle", _("One circle")


FOR_WHOM = {
    Audience.PUBLIC: _("This date is open to everybody"),
    Audience.ELIGIBLE: _("This date is for eligible applicants"),
    Audience.PARTICIPANTS: _("This date is for the participants of the programme"),
    Audience.MENTORS: _("This date is for mentors"),
    Audience.CIRCLE: _("This date is for the members of one circle"),
}


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> "EventQuerySet":
        return self.filter(state=EventState.PUBLISHED)

    def shown(self) -> "EventQuerySet":
        """On public pages: what takes place and what was called off, never a draft or a circle's own session."""
        return self.exclude(state=EventState.DRAFT).exclude(audience=Audience.CIRCLE)

    def going_ahead(self) -> "EventQuerySet":
        """Drafts too, but nothing that is called off."""
        return self.exclude(state=EventState.CANCELLED)

    def planned(self) -> "EventQuerySet":
        """Those of the edition itself, not of one circle."""
        return self.going_ahead().exclude(audience=Audience.CIRCLE)

    def for_edition(self, edition: Edition) -> "EventQuerySet":
        return self.filter(edition=edition)

    def visible_to(self, user: User) -> "EventQuerySet":
        """At the desk: what belongs to the editions that she works on; the sessions of circles to headquarters only."""
        if not user.roles.is_staff:
            return self.shown()
        for_many = user.roles.reach_editions("edition__slug") & ~Q(audience=Audience.CIRCLE)
        return self.filter(user.roles.reach(edition="edition__slug") | for_many)

    def coming(self, now: datetime) -> "EventQuerySet":
        return self.filter(ends_at__gte=now)

    def open_to(self, user: User) -> "EventQuerySet":
        """Where she has a place: by taking part in the edition, or by a registration, which gives `join_key`."""
        taking_part = Participant.objects.owned_by(user).active().filter(edition=OuterRef("edition"))
        own = SignUp.objects.owned_by(user).registered().still_hers().filter(event=OuterRef("pk"))
        for_all = ~Q(audience__in=[Audience.CIRCLE, Audience.MENTORS])
        return self.annotate(join_key=Subquery(own.values("join_key")[:1])).filter(
            Q(join_key__isnull=False)
            | Exists(taking_part) & for_all
            | Exists(taking_part.mentors()) & Q(audience=Audience.MENTORS)
        )

    def starting_between(self, after: datetime, until: datetime) -> "EventQuerySet":
        return self.filter(starts_at__gt=after, starts_at__lte=until)

    def in_order(self) -> "EventQuerySet":
        return self.order_by("starts_at", "pk")

    def with_places(self) -> "EventQuerySet":
        return self.annotate(taken=Count("sign_ups", filter=Q(sign_ups__state=SignUpState.REGISTERED)))


class Event(models.Model):
    """Something that takes place at an hour: a keynote, a training, a circle's session.

    The wall time and its zone are what was agreed; the instants are derived, again when zone data change.
    """

    State = EventState
    Kind = Kind
    Audience = Audience
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.PUBLISHED, State.CANCELLED},
        State.PUBLISHED: {State.CANCELLED},
        State.CANCELLED: set(),
    }

    class Platform(models.TextChoices):
        ZOOM = "zoom", "Zoom"
        CONVERSE = "converse", "Converse"
        OTHER = "other", _("Another platform")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="events", null=True, blank=True, verbose_name=_("edition")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    audience = models.CharField(_("for"), max_length=12, choices=Audience.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("what it is about"), blank=True)
    speaker = models.CharField(_("speaker"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="en")
    local_date = models.DateField(_("date"))
    local_time = models.TimeField(_("hour"))
    zone = models.CharField(_("time zone"), max_length=40, default="UTC", validators=[valid_zone])
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    starts_at = models.DateTimeField(_("begins"), editable=False)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty: no limit."))
    platform = models.CharField(_("platform"), max_length=10, choices=Platform.choices, default=Platform.ZOOM)
    meeting_url = models.URLField(
        _("the meeting’s own link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Kept secret: people get personal addresses that lead here."),
    )
    opens_before = models.PositiveSmallIntegerField(_("doors open, minutes before"), default=15)
    sequence = models.PositiveIntegerField(default=0, editable=False)  # of the calendar entry; rises with every change
    is_invented = models.BooleanField(_("date not in the source, invented"), default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["state", "starts_at"], name="event_when")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EventState.values), name="event_state"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="event_kind"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="event_audience"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=Q(audience__in=["public"]) | Q(edition__isnull=False), name="event_inside_an_edition"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == EventState.CANCELLED

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC

    @property
    def is_of_circle(self) -> bool:
        return self.audience == Audience.CIRCLE

    @property
    def for_whom(self) -> str:
        return str(FOR_WHOM[Audience(self.audience)])

    def title_in(self, language: str) -> str:
        """For letters, which are written in the reader's language, not the page's."""
        return getattr(self, f"title_{language}") or self.title_en  # type: ignore[attr-defined]

    @property
    def pillar(self) -> Pillar | None:
        return {
            Kind.LAUNCH: None,
            Kind.KEYNOTE: Pillar.INSPIRE,
            Kind.TRAINING: Pillar.TRAIN,
            Kind.SESSION: Pillar.EMPOWER,
        }[Kind(self.kind)]

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.opens_before)


def instant(on: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall time in a zone; an hour that a clock change skips is read as the one after it."""
    return datetime.combine(on, at, tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(UTC)


class SignUpState(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    CANCELLED = "cancelled", _("Cancelled")


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def visible_to(self, user: User) -> "SignUpQuerySet":
        return self.filter(user.roles.reach(edition="event__edition__slug"))

    def owned_by(self, user: User) -> "SignUpQuerySet":
        """Hers as a participant, or made with her address, which she has proven by signing in."""
        return self.filter(Q(participant__user=user) | Q(email=user.email))

    def registered(self) -> "SignUpQuerySet":
        return self.filter(state=SignUpState.REGISTERED)

    def still_hers(self) -> "SignUpQuerySet":
        """Without the places of participants who have left; what is open to the public stays open to them."""
        has_left = Q(participant__state=Participant.State.WITHDRAWN)
        return self.exclude(has_left & ~Q(event__audience=Audience.PUBLIC))

    def to_remind(self) -> "SignUpQuerySet":
        """Not reminded yet; an address that nobody has confirmed gets no reminder."""
        return self.registered().still_hers().filter(reminded_at=None).exclude(confirmed_at=None)

    def with_attendance(self) -> "SignUpQuerySet":
        """Whether she was there, and why that was corrected; None while nobody has noted it."""
        noted = {"was_present": F("attendance__is_present"), "correction": F("attendance__reason")}
        return self.annotate(**noted).order_by("name", "pk")


class SignUp(models.Model):
    """A person's place at an event: a public registration, a participant's own row, or a circle member's."""

    State = SignUpState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.REGISTERED: {State.CANCELLED},
        State.CANCELLED: {State.REGISTERED},
    }
    PERSONAL = {"email": "erase", "name": "erase", "country": "keep", "time_zone": "erase"}

    event = models.ForeignKey(Event, models.PROTECT, related_name="sign_ups", verbose_name=_("event"))
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="sign_ups", null=True, blank=True, verbose_name=_("participant")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REGISTERED)
    join_key = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)
    email = models.EmailField(_("e-mail address"))  # normalised: one place for each address
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country or territory"), max_length=2, blank=True)
    language = models.CharField(_("language of letters"), max_length=2, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    created_at = models.DateTimeField(_("registered"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("joined"), null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration for an event")
        verbose_name_plural = _("registrations for events")
        constraints = [
            models.UniqueConstraint(fields=["event", "email"], name="sign_up_once"),
            models.UniqueConstraint(
                fields=["event", "participant"], condition=Q(participant__isnull=False), name="sign_up_participant_once"
            ),
            models.CheckConstraint(condition=Q(state__in=SignUpState.values), name="sign_up_state"),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None)),
                name="sign_up_cancelled_when",
            ),
        ]

    @property
    def is_cancelled(self) -> bool:
        return self.state == SignUpState.CANCELLED

    @property
    def reader(self) -> "User | SignUp":
        """Whose language and clock count: a participant's own as her profile has them today, a visitor's as she came.

        To be fetched with `participant__user`.
        """
        return self.participant.user if self.participant else self


class Attendance(models.Model):
    """Whether somebody was there, and how it is known. One row for each place."""

    class Source(models.TextChoices):
        ROLL_CALL = "roll_call", _("Mentor’s roll call")
        CHECK_IN = "check_in", _("Own check-in")
        REPORT = "report", _("Meeting report")

    sign_up = models.OneToOneField(SignUp, models.PROTECT, related_name="attendance")
    is_present = models.BooleanField(_("was there"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    source = models.CharField(_("known from"), max_length=10, choices=Source.choices)
    noted_at = models.DateTimeField(_("noted"))
    noted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )
    reason = models.CharField(max_length=20, blank=True)  # a code: why the last word differs from the one before

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=["roll_call", "check_in", "report"]), name="attendance_source"
            ),
        ]
