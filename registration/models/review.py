from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Avg, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models import Edition
from registration.models.applications import Application
from wic.accounts.models import User

HIGHEST = 5  # of the points for one criterion; 1 is the lowest
SMALLEST_SPREAD, LARGEST_SPREAD = Decimal("0.5"), Decimal(HIGHEST - 1)


class RubricQuerySet(models.QuerySet["Rubric"]):
    def visible_to(self, user: User) -> "RubricQuerySet":
        return self.filter(user.roles.reach(edition="edition__slug"))

    def begun(self) -> "RubricQuerySet":
        return self.exclude(begun_at=None)


class Rubric(models.Model):
    """How an edition reads its applications: by how many, by which criteria, and what they see of her."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="rubric", verbose_name=_("edition"))
    readings = models.PositiveSmallIntegerField(
        _("reviewers for each application"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(2)],
        help_text=_("With one, applications near the last place get a second reviewer."),
    )
    near_cut = models.PositiveSmallIntegerField(
        _("near the last place"), default=20, help_text=_("In per cent of the places, above and below the last one.")
    )
    spread = models.DecimalField(
        _("points apart that call for a third reviewer"),
        max_digits=2,
        decimal_places=1,
        default=Decimal("1.5"),
        validators=[MinValueValidator(SMALLEST_SPREAD), MaxValueValidator(LARGEST_SPREAD)],
    )
    is_anonymous = models.BooleanField(
        _("read without names"),
        default=False,
        help_text=_("Reviewers see no name, employer or e-mail address until their own review is in."),
    )
    begun_at = models.DateTimeField(_("reading began"), null=True, blank=True)
    seed = models.PositiveBigIntegerField(default=0)  # of the lots between equals
    # What the last assignment lacked: [{"bar": code, "language": code, "missing": number}]
    gaps = models.JSONField(default=list, blank=True)

    objects = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = _("way of reviewing")
        verbose_name_plural = _("ways of reviewing")
        constraints = [
            models.CheckConstraint(condition=Q(readings__range=(1, 2)), name="rubric_readings"),
            models.CheckConstraint(condition=Q(spread__range=(SMALLEST_SPREAD, LARGEST_SPREAD)), name="rubric_spread"),
        ]

    def __str__(self) -> str:
        return str(self.edition)


class Criterion(models.Model):
    """One line of the rubric, judged with one to five points."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    title = models.CharField(_("criterion"), max_length=80)
    guidance = models.TextField(_("what to look for"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [models.CheckConstraint(condition=Q(weight__gte=1), name="criterion_weight")]

    def __str__(self) -> str:
        return self.title or str(self.position)


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    def visible_to(self, user: User) -> "ReviewerQuerySet":
        return self.filter(user.roles.reach(edition="edition__slug"))

    def available(self) -> "ReviewerQuerySet":
        return self.filter(ended_at=None)


class Reviewer(models.Model):
    """Somebody who reads applications of an edition: staff, or a partner's reviewer by invitation."""

    PERSONAL = {"country": "erase", "employer": "erase"}

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reviewers", verbose_name=_("edition"))
    user = models.ForeignKey(User, models.PROTECT, related_name="reviewing", verbose_name=_("person"))
    languages = models.JSONField(_("languages she reads"), default=list)
    country = models.CharField(_("country or territory"), max_length=2)
    employer = models.CharField(_("employer"), max_length=120)
    invited_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="reviewer_once")]

    def __str__(self) -> str:
        return str(self.user)


class ReviewState(models.TextChoices):
    OPEN = "open", _("To be read")
    DONE = "done", pgettext_lazy("review", "Done")
    CONFLICT = "conflict", _("Given back: too close to her")
    TAKEN_BACK = "taken_back", pgettext_lazy("review", "Taken back")


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> "ReviewQuerySet":
        """Her own while she is in the pool; at the desk what others found, of what does not wait for her own review."""
        own = Q(reviewer__user=user, reviewer__ended_at=None)
        waits_for_hers = Exists(Review.objects.open().filter(application=OuterRef("application"), reviewer__user=user))
        others = self.exclude(application__user=user)
        reached = user.roles.reach(region="application__region", edition="application__edition__slug")
        return others.filter(own | reached & ~waits_for_hers)

    def of_reviewer(self, user: User) -> "ReviewQuerySet":
        return self.filter(reviewer__user=user)

    def for_edition(self, edition: Edition) -> "ReviewQuerySet":
        return self.filter(application__edition=edition)

    def open(self) -> "ReviewQuerySet":
        return self.filter(state=ReviewState.OPEN)

    def living(self) -> "ReviewQuerySet":
        """That count as somebody's work."""
        return self.filter(state__in=[ReviewState.OPEN, ReviewState.DONE])

    def done(self) -> "ReviewQuerySet":
        return self.filter(state=ReviewState.DONE)

    def points(self) -> dict[int, float]:
        """What the reviewers of each application give her on average."""
        means = self.done().values("application").annotate(mean=Avg("total"))
        return {row["application"]: float(row["mean"]) for row in means}

    def without_names(self) -> "ReviewQuerySet":
        return self.filter(application__edition__rubric__is_anonymous=True)

    def hiding_from(self, user: User) -> "ReviewQuerySet":
        """She is to read these without learning whose they are: until she has, nothing at the desk may tell her."""
        return self.of_reviewer(user).open().without_names()

    def oldest_first(self) -> "ReviewQuerySet":
        return self.order_by("assigned_at", "pk")


class Review(models.Model):
    """One reviewer reads one application. What others found is not shown to her before her own is in."""

    PERSONAL = {"note": "erase"}

    State = ReviewState
    NEXT: ClassVar[dict[str, set[str]]] = {
        State.OPEN: {State.DONE, State.CONFLICT, State.TAKEN_BACK},
        State.DONE: set(),
        State.CONFLICT: set(),
        State.TAKEN_BACK: set(),
    }

    application = models.ForeignKey(Application, models.PROTECT, related_name="reviews", verbose_name=_("application"))
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="reviews", verbose_name=_("reviewer"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    assigned_at = models.DateTimeField(_("given to her"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    total = models.DecimalField(_("points"), max_digits=4, decimal_places=3, null=True, blank=True)
    note = models.TextField(_("in words, for colleagues"), max_length=2000, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_once"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="review_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(state="done", total__isnull=False) | (~Q(state="done") & Q(total=None)), name="review_total"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.reference} · {self.get_state_display()}"


class Score(models.Model):
    """Her points for one criterion."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(points__range=(1, HIGHEST)), name="score_points"),
        ]
