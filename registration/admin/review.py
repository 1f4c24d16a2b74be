"""Reviewing at the desk: the criteria, the pool, and each reviewer's own list with its page."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import floatformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from programme.admin.languages import WordedInline
from programme.offered import offered
from registration.actions import review as verbs
from registration.forms.review import PointsForm, ReviewerForm
from registration.models import Criterion, Review, Reviewer, Rubric
from registration.models.review import ReviewQuerySet
from registration.rules.answers import lines
from registration.rules.review import Severity, is_hidden, readable, remedies, severities
from wic.accounts.desk import DeskAdmin, HasHappened
from wic.accounts.middleware import signed_in
from wic.pages import refusals_told


class CriterionInline(WordedInline):
    model = Criterion
    extra = 0
    ordering = ["position", "pk"]
    fields = [
        ("position", "weight"),
        ("title_en", "title_fr", "title_ar"),
        ("guidance_en", "guidance_fr", "guidance_ar"),
    ]


@admin.register(Rubric)
class RubricAdmin(DeskAdmin):
    list_display = ["edition", "readings", "is_anonymous", "begun_at"]
    list_select_related = ["edition"]
    ordering = ["-pk"]
    inlines = [CriterionInline]
    fields = ["edition", "readings", "near_cut", "spread", "is_anonymous", "begun_at"]
    readonly_fields = ["begun_at"]
    change_form_template = "admin/registration/rubric/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Rubric | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["edition"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Rubric, form: forms.ModelForm, change: bool) -> None:
        by, now = signed_in(request), timezone.now()
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            verbs.revise_rubric(obj, changes=changes, by=by, now=now)
        else:
            verbs.create_rubric(obj, by=by, now=now)

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        dropped = [row.instance for row in formset.deleted_forms if row.instance.pk]
        put = [row.instance for row in formset.forms if row.has_changed() and row not in formset.deleted_forms]
        verbs.revise_criteria(form.instance, put=put, dropped=dropped, by=signed_in(request), now=timezone.now())
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []  # the audit has told it

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        rubric = self.get_object(request, unquote(object_id))
        said = {"remedies": remedies(rubric), "pool": _pool(rubric)} if rubric else {}
        return super().change_view(request, object_id, form_url, {**said, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(require_POST(self.begin))
        return [path("<int:pk>/begin/", page, name="registration_rubric_begin"), *super().get_urls()]

    def begin(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out what is to be read; pressed again, what has come since."""
        rubric = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, rubric):
            raise PermissionDenied
        now = timezone.now()
        with refusals_told(request):
            verbs.begin_reading(rubric, seed=int(now.timestamp()), by=signed_in(request), now=now)
            messages.success(request, gettext("The applications are given out to the reviewers."))
        return HttpResponseRedirect(reverse("admin:registration_rubric_change", args=[pk]))


UNKNOWN = Severity(0, 0, None)


def _pool(rubric: Rubric) -> list[tuple[Reviewer, int, Severity]]:
    """Each reviewer, how much she still has to read, and how severe she is."""
    still_open = Count("reviews", filter=Q(reviews__state=Review.State.OPEN))
    rows = rubric.edition.reviewers.select_related("user").annotate(still_open=still_open).order_by("pk")
    done = Review.objects.for_edition(rubric.edition).done().values_list("application", "reviewer", "total")
    severity = severities((application, reviewer, total) for application, reviewer, total in done if total is not None)
    return [(reviewer, reviewer.still_open, severity.get(reviewer.pk, UNKNOWN)) for reviewer in rows]


@admin.register(Reviewer)
class ReviewerAdmin(DeskAdmin):
    form = ReviewerForm
    list_display = ["user", "edition", "invited_at", "ended_at"]
    list_filter = ["edition", ("ended_at", HasHappened)]
    list_select_related = ["user", "edition"]
    search_fields = ["user__email"]
    ordering = ["-pk"]
    autocomplete_fields = ["user"]
    actions = ["end_reviewers"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Reviewer, form: forms.ModelForm, change: bool) -> None:
        reviewer = verbs.invite_reviewer(**form.cleaned_data, by=signed_in(request), now=timezone.now())
        obj.pk = reviewer.pk

    @admin.action(description=_("Take out of the pool"), permissions=["change"])
    def end_reviewers(self, request: HttpRequest, reviewers: QuerySet[Reviewer]) -> None:
        for reviewer in reviewers:
            verbs.end_reviewer(reviewer, by=signed_in(request), now=timezone.now())
        messages.success(request, gettext("What they have not read goes to others."))


@admin.register(Review)
class ReviewAdmin(DeskAdmin):
    """By reference only: a list of names would tell who is read by whom."""

    list_display = ["reference", "state", "assigned_at", "ended_at", "points"]
    list_filter = ["state", "application__edition"]
    list_select_related = ["application"]
    search_fields = ["application__reference"]
    ordering = ["assigned_at", "pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.filter(application__reference__icontains=search_term.strip()), False

    @admin.display(description=_("application"), ordering="application__reference")
    def reference(self, review: Review) -> str:
        return review.application.reference

    @admin.display(description=_("points"), ordering="total")
    def points(self, review: Review) -> str:
        return floatformat(review.total, 1)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("next/", wrap(require_safe(self.next_one)), name="registration_review_next"),
            path("<int:pk>/give-back/", wrap(require_POST(self.give_back)), name="registration_review_give_back"),
            *super().get_urls(),
        ]

    def next_one(self, request: HttpRequest) -> HttpResponse:
        """The oldest that waits for her; when there is none, her list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        review = Review.objects.of_reviewer(signed_in(request)).open().oldest_first().first()
        if review is None:
            messages.success(request, gettext("You have read everything that waited for you. Thank you."))
            return HttpResponseRedirect(reverse("admin:registration_review_changelist"))
        return HttpResponseRedirect(reverse("admin:registration_review_change", args=[review.pk]))

    def give_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        review = get_object_or_404(Review.objects.of_reviewer(signed_in(request)), pk=pk)
        return self._take(request, verbs.give_back, review)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One application and the criteria side by side; once her points are in, what others found."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        review = self.get_object(request, unquote(object_id))
        if review is None:
            raise Http404
        criteria = review.application.edition.rubric.criteria.order_by("position", "pk")
        is_to_be_read = review.state == Review.State.OPEN and review.reviewer.user == signed_in(request)
        form = PointsForm(request.POST or None, criteria=criteria) if is_to_be_read else None
        if request.method == "POST":
            if form is None:
                raise PermissionDenied
            if form.is_valid():
                return self._take(request, verbs.finish, review, points=form.points, note=form.cleaned_data["note"])
        context = {**self.admin_site.each_context(request), **_page(review, signed_in(request)), "form": form}
        return TemplateResponse(request, "admin/registration/review/page.html", {**context, "opts": self.opts})

    def _take(self, request: HttpRequest, verb: Any, review: Review, **given: Any) -> HttpResponse:
        with refusals_told(request):
            verb(review, **given, by=signed_in(request), now=timezone.now())
            messages.success(request, gettext("Thank you. Here is the next one."))
            return HttpResponseRedirect(reverse("admin:registration_review_next"))
        return HttpResponseRedirect(reverse("admin:registration_review_change", args=[review.pk]))


def _page(review: Review, reader: Any) -> dict[str, Any]:
    application = review.application
    submission = application.submissions.latest("number")
    offers = offered(application.edition)
    shown = readable(submission.answers, email=application.user.email, is_hidden=is_hidden(review), extra=offers.extra)
    sections = lines(shown, kind=application.kind, topics=dict(offers.topic_choices), extra=offers.extra)
    waiting = Review.objects.of_reviewer(reader).open().exclude(pk=review.pk).count()
    return {
        "title": application.reference if is_hidden(review) else str(application),
        "review": review,
        "application": application,
        "sections": [part for part in sections if part[1]],
        "found": [] if review.state == Review.State.OPEN else found_of(application.reviews.visible_to(reader)),
        "waiting": waiting,
    }


def found_of(reviews: ReviewQuerySet) -> list[tuple[Review, list[tuple[str, int]]]]:
    """What each reviewer found, criterion by criterion."""
    done = list(reviews.done().select_related("reviewer__user").prefetch_related("scores__criterion").order_by("pk"))
    points: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for review in done:
        for score in sorted(review.scores.all(), key=lambda score: (score.criterion.position, score.criterion_id)):
            points[review.pk].append((score.criterion.title, score.points))
    return [(review, points[review.pk]) for review in done]
