"""Decisions at the desk: prepare a batch, look it through, change it, have it approved, announce it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from registration.actions import seats
from registration.models import Batch, Decision
from registration.tasks import announce_decisions
from wic.accounts.desk import DeskAdmin
from wic.lifecycle import Refused

STEPS = {"approve": seats.approve_batch, "reopen": seats.reopen_batch, "release": seats.release_batch}


@admin.register(Batch)
class BatchAdmin(DeskAdmin):
    list_display = ["edition", "kind", "state", "created_at", "selected", "waiting", "not_selected"]
    list_filter = ["edition", "kind", "state"]
    list_select_related = ["edition"]
    ordering = ["-created_at"]
    fields = ["edition", "kind"]
    change_form_template = "admin/registration/batch/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        outcomes = Decision.Outcome
        return (
            super()
            .get_queryset(request)
            .annotate(
                selected_count=Count("decisions", filter=Q(decisions__outcome=outcomes.SELECTED)),
                waiting_count=Count("decisions", filter=Q(decisions__outcome=outcomes.WAITING)),
                not_selected_count=Count("decisions", filter=Q(decisions__outcome=outcomes.NOT_SELECTED)),
            )
        )

    @admin.display(description=Decision.Outcome.SELECTED.label)
    def selected(self, batch: Batch) -> int:
        return batch.selected_count  # type: ignore[attr-defined]

    @admin.display(description=Decision.Outcome.WAITING.label)
    def waiting(self, batch: Batch) -> int:
        return batch.waiting_count  # type: ignore[attr-defined]

    @admin.display(description=Decision.Outcome.NOT_SELECTED.label)
    def not_selected(self, batch: Batch) -> int:
        return batch.not_selected_count  # type: ignore[attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        return False  # a batch changes by its steps and its decisions

    def save_model(self, request: HttpRequest, obj: Batch, form: forms.Form, change: bool) -> None:
        now = timezone.now()
        batch = seats.prepare_batch(obj.edition, kind=obj.kind, seed=int(now.timestamp()), by=request.user, now=now)
        obj.pk = batch.pk
        obj.refresh_from_db()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        decisions = Decision.objects.filter(batch_id=object_id).select_related("application").ranked()
        context = {"decisions": decisions, "states": Batch.State, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:pk>/<str:step>/",
            self.admin_site.admin_view(require_POST(self.take_step)),
            name="registration_batch_step",
        )
        confirm = path(
            "<int:pk>/release/confirm/",
            self.admin_site.admin_view(self.confirm_release),
            name="registration_batch_release",
        )
        return [confirm, step, *super().get_urls()]

    def confirm_release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What will be said to how many, before it is said."""
        batch = get_object_or_404(self.get_queryset(request), pk=pk, state=Batch.State.APPROVED)
        context = {**self.admin_site.each_context(request), "batch": batch, "title": _("Announce these decisions")}
        return TemplateResponse(request, "admin/registration/batch/release.html", context)

    def take_step(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        batch = get_object_or_404(self.get_queryset(request), pk=pk)
        if step not in STEPS:
            return HttpResponse(status=404)
        try:
            STEPS[step](batch, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if step == "release":
                announce_decisions.delay_on_commit()
            messages.success(request, format_html("{}: {}", batch, batch.get_state_display()))
        return HttpResponseRedirect(reverse("admin:registration_batch_change", args=[pk]))


@admin.register(Decision)
class DecisionAdmin(DeskAdmin):
    list_display = ["rank", "application", "outcome", "reason", "batch"]
    list_filter = ["outcome", "reason", "batch__edition"]
    list_select_related = ["application", "batch__edition"]
    search_fields = ["application__search"]
    ordering = ["batch", "rank"]
    fields = ["application", "batch", "rank", "outcome", "reason", "note", "decided_by", "decided_at"]
    readonly_fields = ["application", "batch", "rank", "reason", "decided_by", "decided_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Decision | None = None) -> bool:
        in_preparation = obj is None or obj.batch.state == Batch.State.PREPARED
        return in_preparation and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Decision, form: forms.Form, change: bool) -> None:
        seats.change_decision(
            Decision.objects.get(pk=obj.pk),
            outcome=form.cleaned_data["outcome"],
            note=form.cleaned_data["note"],
            by=request.user,
            now=timezone.now(),
        )
