import uuid
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models import Edition, EnglishLevel, ExtraQuestion
from registration.models.answers import ObjectOf
from wic.accounts.models import User
from wic.places import Region

MOST_MENTEES = 12  # that one mentor can take


class Kind(models.TextChoices):
    MENTEE = "mentee", pgettext_lazy("feminine", "Mentee")
    MENTOR = "mentor", pgettext_lazy("feminine", "Mentor")


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Not sent yet")
    SUBMITTED = "submitted", _("Sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SET_ASIDE = "set_aside", _("Set aside")  # the same person's other application counts


ENDED = (ApplicationState.WITHDRAWN, ApplicationState.SET_ASIDE)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """Headquarters: all that were sent; a regional office: its region's; everybody: her own."""
        reached = user.roles.reach(region="region", edition="edition__slug")
        return self.filter(Q(user=user) | reached & ~Q(state=ApplicationState.DRAFT))

    def owned_by(self, user: User) -> "ApplicationQuerySet":
        return self.filter(user=user)

    def for_edition(self, edition: Edition) -> "ApplicationQuerySet":
        return self.filter(edition=edition)

    def of_kind(self, kind: str) -> "ApplicationQuerySet":
        return self.filter(kind=kind)

    def in_call(self, slug: str) -> "ApplicationQuerySet":
        """Of a published edition, which comes with its windows."""
        call = self.filter(edition__slug=slug).exclude(edition__published_at=None)
        return call.prefetch_related("edition__windows")

    def mentees(self) -> "ApplicationQuerySet":
        return self.filter(kind=Kind.MENTEE)

    def drafts(self) -> "ApplicationQuerySet":
        return self.filter(state=ApplicationState.DRAFT)

    def mentors(self) -> "ApplicationQuerySet":
        return self.filter(kind=Kind.MENTOR)

    def to_remind(self, *, opened: datetime, closing_by: datetime, now: datetime) -> "ApplicationQuerySet":
        """Drafts of calls that close soon, begun before, and not reminded of."""
        closing = Q(edition__windows__audience=F("kind"), edition__windows__closes_at__range=(now, closing_by))
        waiting = self.drafts().filter(closing, reminded_at=None, created_at__lt=opened)
        return waiting.exclude(edition__published_at=None)

    def submitted(self) -> "ApplicationQuerySet":
        return self.filter(state=ApplicationState.SUBMITTED)

    def undecided(self) -> "ApplicationQuerySet":
        return self.submitted().filter(decision=None)

    def mentors_to_count_on(self) -> "ApplicationQuerySet":
        """Mentors who take part, or who are approved and have not let their place go."""
        invited = Q(decision__outcome="selected", decision__batch__state__in=["approved", "released"])
        lapsed = Q(participant=None, offers__state__in=["declined", "expired", "taken_back"])
        takes_part = Q(participant__state="active")
        return self.mentors().submitted().filter(takes_part | Q(participant=None) & invited).exclude(lapsed)

    def at_revision(self, revision: int) -> "ApplicationQuerySet":
        """Still as it was when it was read, and still hers to edit."""
        return self.filter(revision=revision).exclude(state__in=ENDED)

    def for_the_desk_of(self, user: User) -> "ApplicationQuerySet":
        """What was sent and not taken back into a draft; nobody works on her own application."""
        sent = self.visible_to(user).exclude(state=ApplicationState.DRAFT).exclude(submitted_at=None)
        return sent.exclude(user=user)

    def with_answers(self) -> "ApplicationQuerySet":
        return self.with_her_part().select_related("edition")

    def with_her_part(self) -> "ApplicationQuerySet":
        """The same for whoever has the edition at hand: its forty columns are a third of the work."""
        one_each = self.select_related("mentee", "mentor", "decision__batch")
        return one_each.annotate(answers_by_question=_answers_by_question())

    def with_sent_answers(self) -> "ApplicationQuerySet":
        newest = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
        return self.annotate(sent_answers=Subquery(newest.values("answers")[:1]))

    def to_change(self) -> "ApplicationQuerySet":
        """Locked until its verb is done, with all that verbs ask and whom they write to."""
        return self.to_send().select_related("edition")

    def to_send(self) -> "ApplicationQuerySet":
        """The same for a verb that has the edition at hand, with its windows."""
        return self.with_her_part().select_related("user").select_for_update(of=("self",))

    def held(self, application: "Application") -> "Application":
        """This one, once nobody else holds it.

        PostgreSQL waits for the row, but reads what is joined to it as that was before the wait: where somebody may
        have written meanwhile, all is read again under the lock.
        """
        found = self.get(pk=application.pk)
        is_as_loaded = found.revision == application.revision and found.submitted_at is None  # nor decided on
        return found if is_as_loaded else self.get(pk=application.pk)

    def with_facts(self) -> "ApplicationQuerySet":
        """With all that says where she stands: see `registration.rules.standing`."""
        one_each = self.select_related("edition", "decision__batch", "participant", "inquiry")
        return one_each.prefetch_related("edition__windows", "screenings", "offers")

    def newest_first(self) -> "ApplicationQuerySet":
        return self.order_by("-submitted_at", "-pk")


@cache
def _answers_by_question() -> Subquery:
    """Put together once: that costs as much as a third of the query, and every save asks for it."""
    hers = ExtraAnswer.objects.filter(application=OuterRef("pk")).values("application")
    return Subquery(hers.annotate(found=ObjectOf("question", "value")).values("found"))


class Application(models.Model):
    """One person asks for one role in one edition. She edits it as a draft; what counts is the newest submission."""

    State = ApplicationState
    Kind = Kind
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        # "send again" replaces the submission
        State.SUBMITTED: {State.SUBMITTED, State.WITHDRAWN, State.SET_ASIDE},
        State.WITHDRAWN: {State.DRAFT},
        State.SET_ASIDE: {State.SUBMITTED},
    }
    PERSONAL = {
        "full_name": "erase",
        "arabic_name": "erase",
        "gender": "erase",
        "gender_words": "erase",
        "country": "keep",
        "time_zone": "erase",
        "employer": "erase",
        "sector": "keep",
        "post": "erase",
        "availability": "erase",
        "access_needs": "erase",
        "search": "erase",
    }

    class LanguageLevel(models.IntegerChoices):
        BASIC = 1, _("Basic")
        GOOD = 2, _("Good")
        FLUENT = 3, _("Fluent")

    class Gender(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        OTHER = "other", _("I describe it myself")

    class Sector(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        REGULATOR = "regulator", _("Independent regulator")
        ACADEMIA = "academia", _("Academia")
        PRIVATE = "private", _("Private sector")
        CIVIL = "civil", _("Civil society")
        INTERNATIONAL = "international", _("International or regional organisation")
        NONE = "none", _("Not employed at the moment")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="applications", verbose_name=_("edition"))
    user = models.ForeignKey(User, models.PROTECT, related_name="applications", verbose_name=_("person"))
    kind = models.CharField(_("as"), max_length=6, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    region = models.CharField(_("region"), max_length=3, choices=Region.choices, blank=True)
    revision = models.PositiveIntegerField(default=0)  # rises with every save
    # Section of the form → the revision that changed it last, and the page it was typed on: a stale save is shown,
    # not swallowed, and a page is never in its own way.
    section_revisions = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("last saved"))
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # More time for her alone, where staff gave it.
    extended_until = models.DateTimeField(_("more time until"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded of the draft"), null=True, blank=True)

    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    arabic_name = models.CharField(_("name in Arabic letters"), max_length=120, blank=True)
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices, blank=True)
    gender_words = models.CharField(_("in your words"), max_length=60, blank=True)
    country = models.CharField(_("country or territory of residence"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    sector = models.CharField(_("sector"), max_length=15, choices=Sector.choices, blank=True)
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    post = models.CharField(_("post"), max_length=120, blank=True)
    # Pairs of a language and her level in it, for a circle; the first is the one she prefers.
    languages = models.JSONField(_("languages"), default=list, blank=True)
    topics = models.JSONField(_("topics"), default=list, blank=True)  # codes of the edition's topics
    # Hours of the week 0..167 in `time_zone`, Monday 00:00 is 0.
    availability = models.JSONField(default=list, blank=True)
    access_needs = models.TextField(_("access needs"), max_length=500, blank=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    # Folded name, address, reference: the same search on both databases.
    search = models.TextField(blank=True, editable=False)

    # Of one loaded `with_answers`: primary key of an edition's own question → her answer; None when she has none.
    answers_by_question: dict[str, Any] | None

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index(fields=["edition", "kind", "state", "region"], name="application_desk"),
            models.Index(fields=["submitted_at", "id"], name="application_sent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "user", "kind"], name="application_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="application_kind"),
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state"),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False), name="application_submitted_when"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
                name="application_withdrawn_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.full_name}".strip()

    @property
    def is_mentee(self) -> bool:
        return self.kind == Kind.MENTEE

    @property
    def sent_country(self) -> str:
        """What was decided on, not what she has edited since; of the submissions already fetched."""
        newest = max(self.submissions.all(), key=lambda submission: submission.number, default=None)
        return newest.answers["country"] if newest else ""


class MenteeDetail(models.Model):
    """What only a mentee is asked."""

    PERSONAL = {"motivation": "erase", "goal": "keep"}

    class Pathway(models.TextChoices):
        CYBERSECURITY = "cybersecurity", _("I work in cybersecurity at a junior level")
        ICT_STEM = "ict_stem", _("I hold a junior ICT or STEM post and want to enter cybersecurity")

    application = models.OneToOneField(Application, models.CASCADE, related_name="mentee")
    pathway = models.CharField(_("where you stand"), max_length=15, choices=Pathway.choices, blank=True)
    years = models.PositiveSmallIntegerField(_("full years in cybersecurity"), null=True, blank=True)
    english = models.PositiveSmallIntegerField(_("your English"), choices=EnglishLevel.choices, null=True, blank=True)
    has_computer = models.BooleanField(_("I have the use of a computer"), null=True, blank=True)
    has_connection = models.BooleanField(_("I have a stable internet connection"), null=True, blank=True)
    goal = models.CharField(_("the topic of your main goal"), max_length=50, blank=True)  # code of a topic
    motivation = models.TextField(_("why you apply, in English"), blank=True)

    class Meta:
        verbose_name = _("a mentee’s answers")


class MentorDetail(models.Model):
    """What only a mentor is asked."""

    class Seniority(models.TextChoices):
        SENIOR = "senior", _("Senior specialist or lead")
        MANAGER = "manager", _("Head of a team or unit")
        EXECUTIVE = "executive", _("Director or executive")
        OTHER = "other", _("Other")

    application = models.OneToOneField(Application, models.CASCADE, related_name="mentor")
    seniority = models.CharField(_("your position"), max_length=10, choices=Seniority.choices, blank=True)
    capacity = models.PositiveSmallIntegerField(_("mentees you can take"), default=5)

    class Meta:
        verbose_name = _("a mentor’s answers")
        constraints = [models.CheckConstraint(condition=Q(capacity__range=(1, MOST_MENTEES)), name="mentor_capacity")]


class ExtraAnswer(models.Model):
    """Her answer to a question of the edition's own. It is kept also while the question does not apply to her."""

    PERSONAL = {"value": "erase"}

    application = models.ForeignKey(Application, models.CASCADE, related_name="extra_answers")
    question = models.ForeignKey(ExtraQuestion, models.PROTECT, related_name="+")
    # A text, a number, the code of a choice or a list of them; nothing where she took a number back.
    value = models.JSONField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a question of the edition")
        verbose_name_plural = _("answers to questions of the edition")
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="extra_answer_once")]


class Submission(models.Model):
    """What she sent, as she sent it. Never changed: sending again writes the next one."""

    PERSONAL = {"answers": "erase"}

    application = models.ForeignKey(Application, models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    consent_version = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="submission_number")]
