"""What a circle keeps in its room: shared notes, goals, next steps, files, messages, and what each says of herself."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from circles.models.places import Circle
from registration.models import Participant


class NoteRevisionQuerySet(models.QuerySet["NoteRevision"]):
    def of_circle(self, circle: Circle) -> "NoteRevisionQuerySet":
        return self.filter(circle=circle).select_related("written_by").order_by("-number")


class NoteRevision(models.Model):
    """The shared notes as somebody left them; the one with the highest number is what stands."""

    PERSONAL = {"text": "erase"}

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()
    text = models.TextField(_("notes"), max_length=8000, blank=True)
    written_by = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = NoteRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared note")
        verbose_name_plural = _("shared notes")
        constraints = [models.UniqueConstraint(fields=["circle", "number"], name="note_revision_number")]


class GoalQuerySet(models.QuerySet["Goal"]):
    def of_circle(self, circle: Circle) -> "GoalQuerySet":
        return self.filter(circle=circle).select_related("participant", "circle").order_by("participant", "pk")

    def ahead(self) -> "GoalQuerySet":
        return self.filter(reached_at=None)

    def reached(self) -> "GoalQuerySet":
        return self.exclude(reached_at=None).order_by("-reached_at", "-pk")


class Goal(models.Model):
    """What a mentee, or without one the whole circle, wants to reach."""

    PERSONAL = {"text": "erase"}

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="goals")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+", null=True, blank=True)
    text = models.CharField(_("goal"), max_length=300)
    set_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    def is_to_be_marked_by(self, member: Participant) -> bool:
        """The circle's by anybody in it; one's own by herself or her mentor."""
        return self.participant_id in {None, member.pk} or member.pk == self.circle.mentor_id


class NextStepQuerySet(models.QuerySet["NextStep"]):
    def of_circle(self, circle: Circle) -> "NextStepQuerySet":
        return self.filter(circle=circle).select_related("participant")

    def ahead(self) -> "NextStepQuerySet":
        return self.filter(done_at=None).order_by("due_on", "pk")

    def done(self) -> "NextStepQuerySet":
        return self.exclude(done_at=None).order_by("-done_at", "-pk")


class NextStep(models.Model):
    """Who does what by when."""

    PERSONAL = {"text": "erase"}

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="steps")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+", verbose_name=_("who"))
    text = models.CharField(_("what"), max_length=300)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = NextStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")


class RoomFile(models.Model):
    """A document that a member shares; served to the circle alone."""

    PERSONAL = {"name": "erase", "content": "erase"}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="files")
    name = models.CharField(_("title"), max_length=80)
    content = models.FileField(upload_to="circles/")
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    shared_by = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of a circle")
        verbose_name_plural = _("files of circles")

    def is_to_be_removed_by(self, member: Participant) -> bool:
        """By who shared it, or by the mentor."""
        return member.pk in {self.shared_by_id, self.circle.mentor_id}


class Message(models.Model):
    """Written once, mailed to every other member; nobody's address is shown."""

    PERSONAL = {"text": "erase"}

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="messages")
    written_by = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=3000)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("message to a circle")
        verbose_name_plural = _("messages to circles")


class Introduction(models.Model):
    """What a member tells her circle about herself, if she likes."""

    PERSONAL = {"text": "erase"}

    participant = models.OneToOneField(Participant, models.PROTECT, related_name="introduction")
    text = models.TextField(_("a few words about you"), max_length=600, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
