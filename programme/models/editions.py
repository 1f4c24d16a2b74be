import zoneinfo
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wic.accounts.models import User
from wic.accounts.roles import NOTHING
from wic.places import Region


def valid_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone. Write it like Africa/Nairobi."), params={"name": name})


def all_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


# Who is eligible: changed by one verb, which says first whose outcome would change.
RULES = ("min_years", "min_english", "women_only", "takes_ict_stem", "asks_equipment")


class Pillar(models.TextChoices):
    INSPIRE = "inspire", _("Inspire")
    TRAIN = "train", _("Train")
    EMPOWER = "empower", _("Empower")


class EnglishLevel(models.IntegerChoices):
    BASIC = 1, _("Basic: I follow simple conversations")
    WORKING = 2, _("Good working level: I follow a talk and can ask questions")
    FLUENT = 3, _("Fluent")


class EditionQuerySet(models.QuerySet["Edition"]):
    def locked(self) -> "EditionQuerySet":
        """One verb after the other; what only names the edition, like a new application, need not wait for them."""
        return self.select_for_update(of=("self",), no_key=True)

    def published(self) -> "EditionQuerySet":
        return self.exclude(published_at=None)

    def visible_to(self, user: User | AnonymousUser) -> "EditionQuerySet":
        """Whoever works on an edition sees it while it is being prepared; everybody else once it is published."""
        prepared = user.roles.reach_editions("slug") if user.is_authenticated else NOTHING
        return self.filter(~Q(published_at=None) | prepared)

    def worked_on_by(self, user: User) -> "EditionQuerySet":
        return self.filter(user.roles.reach_editions("slug"))

    def newest_first(self) -> "EditionQuerySet":
        return self.order_by("-starts_on", "-pk")

    def open_to_mentees(self, now: datetime) -> "EditionQuerySet":
        """Both ends belong to the registration period."""
        return self.published().filter(
            windows__audience=Window.Audience.MENTEES, windows__opens_at__lte=now, windows__closes_at__gte=now
        )

    def using_words_of(self, *, slug: str, code: str) -> "EditionQuerySet":
        """Those whose address or short code it is."""
        return self.filter(Q(slug=slug) | Q(code=code))

    def in_region(self, region: str) -> "EditionQuerySet":
        return self.filter(regions__region=region)

    def perhaps_replacing(self, now: datetime) -> "EditionQuerySet":
        """Give or take a day: when the last day for replacements ends, the zone of each says."""
        return self.filter(replacements_until__gte=now.date() - timedelta(days=1))

    def replacing_until(self, first: datetime, last: datetime) -> "EditionQuerySet":
        """The last day for replacements lies between, wherever in the world it ends."""
        return self.filter(replacements_until__range=(first.date(), last.date() + timedelta(days=1)))

    def not_over(self, now: datetime) -> "EditionQuerySet":
        """With its last day, wherever in the world that ends."""
        return self.filter(ends_on__gte=now.date() - timedelta(days=1))

    def with_windows(self) -> "EditionQuerySet":
        """With what its phase is derived from."""
        return self.prefetch_related("windows")

    def with_calendar(self) -> "EditionQuerySet":
        """With the windows, regions and milestones that its pages and rules read."""
        return self.prefetch_related("windows", "regions", "milestones")

    def with_form(self) -> "EditionQuerySet":
        """With what the application form offers and until when."""
        return self.prefetch_related("windows", "topics")

    def with_words(self) -> "EditionQuerySet":
        """With every part that holds a translated text."""
        return self.prefetch_related(
            *("milestones", "contacts", "passages", "topics", "signatories", "partners", "questions", "updates"),
            "extra_questions__choices",
        )


class Edition(models.Model):
    """One rollout of the programme. Every number and date of it is data, here or on its windows and milestones."""

    class TrainingsAdmit(models.TextChoices):
        PARTICIPANTS = "participants", _("Participants only")
        ELIGIBLE = "eligible", _("All eligible applicants")

    slug = models.SlugField(_("address"), unique=True, help_text=_("Part of every address; it never changes."))
    code = models.CharField(
        _("short code"), max_length=8, unique=True, help_text=_("Begins references and serial numbers, like WIC21.")
    )
    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("in two sentences"), blank=True)
    zone = models.CharField(_("time zone"), max_length=40, default="Europe/Zurich", validators=[valid_zone])
    zone_name = models.CharField(
        _("name of the time zone"), max_length=40, default="Geneva", help_text=_("As written after a deadline.")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    is_specimen = models.BooleanField(_("fictitious: certificates say SPECIMEN"), default=False)

    starts_on = models.DateField(_("programme begins"))
    ends_on = models.DateField(_("programme ends"))
    results_at = models.DateTimeField(_("results are announced"))
    replacements_until = models.DateField(_("last day for replacements"))

    seats = models.PositiveIntegerField(_("places for mentees"), validators=[MinValueValidator(1)])
    country_ceiling = models.PositiveIntegerField(_("most places for one country"), null=True, blank=True)
    reserve_length = models.PositiveIntegerField(_("length of the waiting list"), default=50)
    offer_days = models.PositiveSmallIntegerField(_("days to answer an offer"), default=7)

    circle_languages = models.JSONField(_("languages of the circles"), default=all_languages)
    circle_min = models.PositiveSmallIntegerField(_("fewest mentees in a circle"), default=3)
    circle_max = models.PositiveSmallIntegerField(_("most mentees in a circle"), default=5)
    sessions_planned = models.PositiveSmallIntegerField(_("circle sessions"), default=6)
    sessions_required = models.PositiveSmallIntegerField(_("sessions needed for the certificate"), default=4)
    trainings_admit = models.CharField(
        _("trainings admit"), max_length=12, choices=TrainingsAdmit.choices, default=TrainingsAdmit.PARTICIPANTS
    )

    nominated_only = models.BooleanField(
        _("mentees by nomination only"),
        default=False,
        help_text=_("Only who was nominated can begin an application as a mentee."),
    )
    nomination_quota = models.PositiveSmallIntegerField(
        _("most nominations of one organisation"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty means as many as they like."),
    )
    rules_version = models.PositiveSmallIntegerField(_("version of the eligibility rules"), default=1)
    min_years = models.PositiveSmallIntegerField(_("years of experience asked for"), default=2)
    min_english = models.PositiveSmallIntegerField(
        _("level of English asked for"), choices=EnglishLevel.choices, default=EnglishLevel.WORKING
    )
    women_only = models.BooleanField(_("for women only"), default=True)
    takes_ict_stem = models.BooleanField(
        _("a junior ICT or STEM post counts too, without years in cybersecurity"), default=True
    )
    asks_equipment = models.BooleanField(_("a computer and a stable connection are asked for"), default=True)
    consent_version = models.CharField(_("version of the consent text"), max_length=20, default="1")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="edition_ends_after_start"),
            models.CheckConstraint(condition=Q(circle_max__gte=F("circle_min")), name="edition_circle_bounds"),
            models.CheckConstraint(condition=Q(circle_min__gte=1), name="edition_circle_min"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="edition_seats"),
            models.CheckConstraint(
                condition=Q(sessions_required__lte=F("sessions_planned")), name="edition_sessions_required"
            ),
            models.CheckConstraint(condition=Q(trainings_admit__in=["participants", "eligible"]), name="edition_admit"),
            models.CheckConstraint(condition=Q(min_english__in=EnglishLevel.values), name="edition_english"),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def rules(self) -> dict[str, Any]:
        """The criteria and thresholds that stand on the edition; with them go the regions it is open to."""
        return {column: getattr(self, column) for column in RULES}

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.zone)

    def name_in(self, language: str) -> str:
        """For letters, which are written in the reader's language, not the page's."""
        name: str = getattr(self, f"name_{language}") or self.name_en  # type: ignore[attr-defined]
        return name

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.tz)


class EditionRegion(models.Model):
    """A region the edition is open to, and the places kept for it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="regions")
    region = models.CharField(_("region"), max_length=3, choices=Region.choices)
    floor = models.PositiveIntegerField(_("places kept for the region"), default=0)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.UniqueConstraint(fields=["edition", "region"], name="edition_region_once"),
            models.CheckConstraint(condition=Q(region__in=Region.values), name="edition_region_region"),
        ]

    def __str__(self) -> str:
        return self.get_region_display()


class Window(models.Model):
    """A registration period. Both ends belong to it: `opens_at <= now <= closes_at`."""

    class Audience(models.TextChoices):
        MENTEES = "mentee", _("Mentees")
        MENTORS = "mentor", _("Mentors")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="windows")
    audience = models.CharField(_("for"), max_length=10, choices=Audience.choices)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    class Meta:
        verbose_name = _("registration period")
        verbose_name_plural = _("registration periods")
        constraints = [
            models.UniqueConstraint(fields=["edition", "audience"], name="window_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="window_order"),
            models.CheckConstraint(condition=Q(audience__in=["mentee", "mentor"]), name="window_audience"),
        ]

    def __str__(self) -> str:
        return self.get_audience_display()
