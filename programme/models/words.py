"""What belongs to an edition and is worded in three languages: its timeline, people, texts and topics."""

from datetime import date

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.models.editions import Edition, Pillar
from wic.places import Region


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def telling_of_registration(self, edition: Edition, begins: date, ends: date) -> "MilestoneQuerySet":
        """The line of the timeline that has the days of a registration period."""
        return self.filter(edition=edition, on=begins, until=ends, pillar="")


class Milestone(models.Model):
    """A dated line of the timeline."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="milestones")
    on = models.DateField(_("date"))
    until = models.DateField(_("until"), null=True, blank=True)
    title = models.CharField(_("what"), max_length=160)
    pillar = models.CharField(_("pillar"), max_length=10, choices=Pillar.choices, blank=True)
    is_invented = models.BooleanField(_("date not in the source, invented"), default=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("on")), name="milestone_order"),
            models.CheckConstraint(condition=Q(pillar__in=["", *Pillar.values]), name="milestone_pillar"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.title or ''}".strip()


class Contact(models.Model):
    """Whom to ask, for a region or for the programme as a whole."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="contacts")
    region = models.CharField(_("region"), max_length=3, choices=Region.choices, blank=True)
    office = models.CharField(_("office"), max_length=120)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(condition=Q(region__in=["", *Region.values]), name="contact_region"),
        ]

    def __str__(self) -> str:
        return self.name


class PassageSlot(models.TextChoices):
    INTRODUCTION = "introduction", _("Introduction")
    INSPIRE = "inspire", _("Inspire: keynotes")
    TRAIN = "train", _("Train: trainings")
    EMPOWER = "empower", _("Empower: circles")
    ELIGIBILITY = "eligibility", _("Who can apply")
    MENTORS = "mentors", _("For mentors")
    NOMINATORS = "nominators", _("For nominating organisations")
    CIRCULAR = "circular", _("Circular: the letter to nominating organisations")
    CONDUCT = "conduct", _("Code of conduct")
    CONSENT = "consent", _("Consent")


class Passage(models.Model):
    """An editable text of the edition's pages."""

    Slot = PassageSlot

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="passages")
    slot = models.CharField(_("where"), max_length=20, choices=PassageSlot.choices)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["edition", "slot"], name="passage_once"),
            models.CheckConstraint(condition=Q(slot__in=PassageSlot.values), name="passage_slot"),
        ]

    def __str__(self) -> str:
        return self.get_slot_display()


class Topic(models.Model):
    """A subject that mentees look for and mentors offer."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="topics")
    code = models.SlugField(_("code"))
    label = models.CharField(_("label"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="topic_once")]

    def __str__(self) -> str:
        return self.label or self.code


class Signatory(models.Model):
    """Signs the edition's certificates."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="signatories")
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=160)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return self.name


class PartnerKind(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    PARTNER = "partner", _("Partner")
    SUPPORTER = "supporter", _("Supporter")


class Partner(models.Model):
    """An organisation that runs or supports the edition."""

    Kind = PartnerKind

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="partners")
    kind = models.CharField(_("part in the programme"), max_length=10, choices=PartnerKind.choices)
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("in one sentence"), blank=True)
    url = models.URLField(_("address of its site"), validators=[URLValidator(schemes=["https"])])
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [models.CheckConstraint(condition=Q(kind__in=PartnerKind.values), name="partner_kind")]

    def __str__(self) -> str:
        return self.name or self.url
