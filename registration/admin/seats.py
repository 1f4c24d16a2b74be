"""Decisions at the desk: prepare a batch, look it through, change it, have it approved, announce it."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from registration.actions import seats
from registration.admin.reading import hidden_decisions, without_unread
from registration.forms.seats import OtherTermsForm, ReleaseTimeForm
from registration.mails.seats import preview
from registration.models import Batch, Decision, Deputy, Nomination
from registration.models.applications import Kind
from registration.models.seats import DecisionQuerySet
from registration.rules.batch import OUTCOMES, tables
from registration.rules.seats import explain, remarks
from registration.tasks import announce_decisions
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.accounts.views import step_up_required
from wic.audit.models import AuditRow
from wic.pages import refusals_told


@admin.register(Batch)
class BatchAdmin(DeskAdmin):
    list_display = ["edition", "kind", "state", "created_at", "selected", "waiting", "not_selected"]
    list_filter = ["edition", "kind", "state"]
    list_select_related = ["edition"]
    ordering = ["-created_at"]
    fields = ["edition", "kind"]
    change_form_template = "admin/registration/batch/change_form.html"

    def desk_rows(self, user: User) -> QuerySet[Batch]:
        """Hers, and those that she may approve in somebody's place."""
        return Batch.objects.within_reach_of([user, *_principals(user)])

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) or bool(_principals(signed_in(request)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        """Counted without the decision on her own application, which a sum beside the list of the others would tell."""
        outcomes, others = Decision.Outcome, ~Q(decisions__application__user=signed_in(request))
        return (
            super()
            .get_queryset(request)
            .annotate(
                selected_count=Count("decisions", filter=others & Q(decisions__outcome=outcomes.SELECTED)),
                waiting_count=Count("decisions", filter=others & Q(decisions__outcome=outcomes.WAITING)),
                not_selected_count=Count("decisions", filter=others & Q(decisions__outcome=outcomes.NOT_SELECTED)),
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

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # a batch changes by its steps and its decisions

    def save_model(self, request: HttpRequest, obj: Batch, form: forms.Form, change: bool) -> None:
        now = timezone.now()
        seed = int(now.timestamp())
        batch = seats.prepare_batch(obj.edition, kind=obj.kind, seed=seed, by=signed_in(request), now=now)
        obj.pk = batch.pk
        obj.refresh_from_db()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        batch = self.get_object(request, object_id)
        page = _page(batch, signed_in(request)) if batch else {}
        return super().change_view(request, object_id, form_url, {**page, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        steps: dict[str, Callable[..., HttpResponseBase]] = {
            "approve": require_POST(self.approve),
            "reopen": require_POST(self.reopen),
            "check": require_safe(self.check_view),
            "compare": require_safe(self.compare),
            "schedule": step_up_required(require_POST(self.schedule)),
            "release": step_up_required(self.release),  # what is announced cannot be taken back
        }
        pages = [
            path(f"<int:pk>/{step}/", self.admin_site.admin_view(page), name=f"registration_batch_{step}")
            for step, page in steps.items()
        ]
        return [*pages, *super().get_urls()]

    def approve(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._take(seats.approve_batch, request, get_object_or_404(self.get_queryset(request), pk=pk))

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who is selected, counted, and the letters as they would be, in three languages."""
        batch = get_object_or_404(self.get_queryset(request).select_related("edition"), pk=pk)
        shown = _shown(batch, signed_in(request))
        decisions = list(
            shown.ranked()
            .select_related("application__edition", "application__user")
            .prefetch_related("application__submissions")
        )
        nominated = Nomination.objects.for_edition(batch.edition, batch.kind).organisations_by_nominee()
        first = {decision.outcome: decision for decision in reversed(decisions)}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Check before announcing"),
            "opts": self.opts,
            "above": batch,
            "batch": batch,
            "outcomes": [outcome.label for outcome in OUTCOMES],
            "tables": tables(decisions, nominated),
            "letters": [
                (outcome.label, code, name, preview(first[outcome], language=code))
                for outcome in OUTCOMES
                if outcome in first
                for code, name in settings.LANGUAGES
            ],
        }
        return TemplateResponse(request, "admin/registration/batch/check.html", context)

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """This batch beside another plan, whose numbers stand in the address."""
        batch = get_object_or_404(self.get_queryset(request).select_related("edition"), pk=pk, kind=Kind.MENTEE)
        edition = batch.edition
        usual = {"seats": batch.plan.get("seats", edition.seats), "country_ceiling": edition.country_ceiling}
        form = OtherTermsForm(request.GET or None, initial={**usual, "seed": batch.plan.get("seed", 0)})
        found = seats.what_if(batch, **form.cleaned_data) if form.is_valid() else None
        shown = _shown(batch, signed_in(request)).select_related("application")
        names = {decision.application_id: decision for decision in shown}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Compare with another plan"),
            "opts": self.opts,
            "above": batch,
            "batch": batch,
            "form": form,
            "found": found,
            "moved": _moved_by_staff(shown.select_related("decided_by")),
            "moves": [
                (names[move.key], Decision.Outcome(move.now).label)
                for move in (found.moves if found else ())
                if move.now and move.key in names
            ],
        }
        return TemplateResponse(request, "admin/registration/batch/compare.html", context)

    def schedule(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = _hers_to_announce(request, pk)
        with timezone.override(batch.edition.tz):  # typed on the edition’s clock
            form = ReleaseTimeForm(request.POST)
            is_valid = form.is_valid()
        if not is_valid:
            messages.error(request, _("Please write the day and the time."))
            return HttpResponseRedirect(reverse("admin:registration_batch_change", args=[pk]))
        return self._take(partial(seats.schedule_release, **form.cleaned_data), request, batch)

    def reopen(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._take(seats.reopen_batch, request, _hers_to_announce(request, pk))

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What will be said to how many, before it is said; and the button that says it."""
        hers = _hers_to_announce(request, pk)
        if request.method == "POST":
            response = self._take(seats.release_batch, request, hers)
            # With the broker away the sweep of the next minute announces.
            transaction.on_commit(announce_decisions.delay, robust=True)
            return response
        batch = get_object_or_404(self.get_queryset(request), pk=hers.pk, state=Batch.State.APPROVED)
        context = {**self.admin_site.each_context(request), "title": _("Announce these decisions")}
        context |= {"opts": self.opts, "above": batch, "batch": batch}
        return TemplateResponse(request, "admin/registration/batch/release.html", context)

    def _take(self, verb: Callable[..., Batch], request: HttpRequest, batch: Batch) -> HttpResponse:
        with refusals_told(request):
            verb(batch, by=signed_in(request), now=timezone.now())
            messages.success(request, str(batch))
        return HttpResponseRedirect(reverse("admin:registration_batch_change", args=[batch.pk]))


def _principals(user: User) -> list[User]:
    """In whose place she may approve today."""
    if not user.has_perm("registration.view_deputy"):  # nobody can have named her: every page of the desk asks
        return []
    return Deputy.objects.of(user).in_force(timezone.now()).order_by("pk").principals()


def _hers_to_announce(request: HttpRequest, pk: int) -> Batch:
    """A deputy approves; what comes after is for headquarters themselves."""
    return get_object_or_404(Batch.objects.visible_to(signed_in(request)).select_related("edition"), pk=pk)


def _shown(batch: Batch, reader: User) -> DecisionQuerySet:
    """Neither the one on her own application, nor those on what she is still to read without a name."""
    return without_unread(batch.decisions.of_others(reader), reader, "application")


def _page(batch: Batch, reader: User) -> dict[str, Any]:
    decisions = (
        _shown(batch, reader).with_position(hidden=hidden_decisions(reader)).select_related("application").ranked()
    )
    is_waiting = batch.state != Batch.State.RELEASED
    is_hers = Batch.objects.visible_to(reader).contains(batch)
    return {
        "decisions": [(decision, explain(decision)) for decision in decisions],
        "remarks": remarks(batch.plan),
        "objections": seats.objections_to(batch, batch.edition) if is_waiting else [],
        "is_hers": is_hers,
        "principals": [] if is_hers else _principals(reader),
        "release_form": ReleaseTimeForm(initial={"release_at": batch.edition.results_at}),
    }


def _moved_by_staff(decisions: DecisionQuerySet) -> list[tuple[Decision, str]]:
    """Whom staff have moved, and what the plan had proposed for her: the first change in the record tells it."""
    moved = list(decisions.moved().ranked())
    changes = AuditRow.objects.about_each(moved).filter(action="registration.decision.changed").order_by("-pk")
    proposed = {row.target_pk: row.facts["was"] for row in changes}  # the oldest is written last, and stays
    return [(decision, str(Decision.Outcome(proposed[str(decision.pk)]).label)) for decision in moved]


@admin.register(Decision)
class DecisionAdmin(DeskAdmin):
    list_display = ["position", "application", "outcome", "reason", "batch"]
    list_filter = ["outcome", "reason", "batch__edition"]
    list_select_related = ["application", "batch__edition"]
    search_fields = ["application__search"]
    ordering = ["batch", "rank"]
    fields = ["application", "batch", "position", "outcome", "reason", "note", "decided_by", "decided_at"]
    readonly_fields = ["application", "batch", "position", "reason", "decided_by", "decided_at"]

    def desk_rows(self, user: User) -> QuerySet[Decision]:
        return without_unread(super().desk_rows(user), user, "application")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        hidden = hidden_decisions(signed_in(request))
        return cast("DecisionQuerySet", super().get_queryset(request)).with_position(hidden=hidden)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """An address that asks for one rank and finds nobody would tell hers."""
        return not lookup.startswith("rank") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("rank"), ordering="rank")
    def position(self, decision: Decision) -> int:
        return decision.position  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        in_preparation = not isinstance(obj, Decision) or obj.batch.state == Batch.State.PREPARED
        return in_preparation and super().has_change_permission(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "note":
            kwargs |= {"required": True, "label": _("Why, for colleagues")}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Decision, form: forms.Form, change: bool) -> None:
        seats.change_decision(
            Decision.objects.get(pk=obj.pk),
            outcome=form.cleaned_data["outcome"],
            note=form.cleaned_data["note"],
            by=signed_in(request),
            now=timezone.now(),
        )
