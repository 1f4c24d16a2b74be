"""What the application asks in one edition only, beside the programme's own questions."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.models.editions import Edition
from wic.accounts.models import User

MOST_WORDS = 2000


class ExtraKind(models.TextChoices):
    LINE = "line", _("A line of text")
    TEXT = "text", _("A longer text")
    NUMBER = "number", _("A whole number")
    CHOICE = "choice", _("One of several choices")
    CHOICES = "choices", _("Any of several choices")


class ExtraAudience(models.TextChoices):
    MENTEES = "mentee", _("Mentees")
    MENTORS = "mentor", _("Mentors")
    BOTH = "both", _("Mentees and mentors")


class FormSection(models.TextChoices):
    """The sections of the form in their order, see `registration.rules.answers`."""

    ABOUT = "about", _("About the person")
    WORK = "work", _("Work")
    LANGUAGES = "languages", _("Languages")
    AVAILABILITY = "availability", _("Free hours")
    TOPICS = "topics", _("Topics")
    MOTIVATION = "motivation", _("Motivation (mentees only)")
    EQUIPMENT = "equipment", _("Equipment (mentees only)")
    ACCESS = "access", _("What is needed to take part")
    MORE = "more", _("A section of its own, before the consent")


SECTIONS_OF_MENTEES = (FormSection.MOTIVATION, FormSection.EQUIPMENT)


class ExtraQuestionQuerySet(models.QuerySet["ExtraQuestion"]):
    def visible_to(self, user: User) -> "ExtraQuestionQuerySet":
        """At the desk."""
        return self.filter(user.roles.reach_editions("edition__slug"))

    def for_edition(self, edition: Edition) -> "ExtraQuestionQuerySet":
        return self.filter(edition=edition)

    def living(self) -> "ExtraQuestionQuerySet":
        return self.filter(withdrawn_at=None)

    def withdrawn(self) -> "ExtraQuestionQuerySet":
        return self.exclude(withdrawn_at=None)

    def depending_on(self, question: "ExtraQuestion") -> "ExtraQuestionQuerySet":
        return self.filter(shown_if__question=question)

    def with_choices(self) -> "ExtraQuestionQuerySet":
        """With what it offers, and with what it depends on."""
        return self.prefetch_related("choices", "shown_if__question")


class ExtraQuestion(models.Model):
    """A question that an edition puts to its applicants. What was asked stays: it is withdrawn, never deleted."""

    Kind = ExtraKind
    Audience = ExtraAudience
    Section = FormSection

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="extra_questions", verbose_name=_("edition"))
    code = models.SlugField(
        _("code"),
        max_length=30,
        help_text=_("A short word that never changes. The next edition takes answers over by it."),
    )
    kind = models.CharField(_("answered by"), max_length=8, choices=ExtraKind.choices)
    audience = models.CharField(_("put to"), max_length=6, choices=ExtraAudience.choices, default=ExtraAudience.MENTEES)
    section = models.CharField(
        _("section of the form"), max_length=12, choices=FormSection.choices, default=FormSection.MORE
    )
    position = models.PositiveSmallIntegerField(_("order in the section"), default=0)
    is_required = models.BooleanField(_("has to be answered"), default=False)
    # Hidden unless somebody has thought about it.
    identifies = models.BooleanField(
        _("the answer may tell who she is"), default=True, help_text=_("Who reads without names does not see it.")
    )
    label = models.CharField(_("question"), max_length=200)
    hint = models.CharField(_("help"), max_length=300, blank=True)
    word_limit = models.PositiveSmallIntegerField(
        _("most words"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Of a longer text."),
    )
    lowest = models.IntegerField(_("lowest number"), null=True, blank=True, help_text=_("Of a whole number."))
    highest = models.IntegerField(_("highest number"), null=True, blank=True, help_text=_("Of a whole number."))
    shown_if: "models.ManyToManyField[ExtraChoice, Any]" = models.ManyToManyField(
        "ExtraChoice",
        blank=True,
        related_name="shows",
        verbose_name=_("only after one of these answers"),
        help_text=_("Answers to one earlier question. None: everybody is asked."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = ExtraQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of the form")
        verbose_name_plural = _("questions of the form")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="extra_question_once"),
            models.CheckConstraint(condition=Q(kind__in=ExtraKind.values), name="extra_question_kind"),
            models.CheckConstraint(condition=Q(audience__in=ExtraAudience.values), name="extra_question_audience"),
            models.CheckConstraint(condition=Q(section__in=FormSection.values), name="extra_question_section"),
            models.CheckConstraint(
                condition=Q(audience="mentee") | ~Q(section__in=SECTIONS_OF_MENTEES),
                name="extra_question_section_of_mentees",
            ),
            models.CheckConstraint(
                condition=Q(kind="text", word_limit__isnull=False, word_limit__range=(1, MOST_WORDS))
                | (~Q(kind="text") & Q(word_limit=None)),
                name="extra_question_words",
            ),
            models.CheckConstraint(
                condition=Q(kind="number", lowest__isnull=False, highest__isnull=False, highest__gte=F("lowest"))
                | (~Q(kind="number") & Q(lowest=None, highest=None)),
                name="extra_question_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.code

    @property
    def has_choices(self) -> bool:
        return self.kind in {ExtraKind.CHOICE, ExtraKind.CHOICES}


class ExtraChoice(models.Model):
    """What can be chosen as an answer. What was chosen stays: it is offered no longer, never deleted."""

    question = models.ForeignKey(ExtraQuestion, models.CASCADE, related_name="choices", verbose_name=_("question"))
    code = models.SlugField(_("code"), max_length=30, help_text=_("A short word that never changes."))
    label = models.CharField(_("answer"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_offered = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [models.UniqueConstraint(fields=["question", "code"], name="extra_choice_once")]

    def __str__(self) -> str:
        return self.label or self.code
