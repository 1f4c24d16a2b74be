"""Mending circles at the desk: ask for a proposal, read what it moves and costs, apply or discard it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from circles.actions import repairs as actions
from circles.models import Circle, Repair, Session
from circles.rules.failures import why_it_failed
from circles.rules.matching import UNSEATED
from circles.rules.repairs import amiss, called_off, closing, closings, letters, moves, reached
from circles.tasks import mend_task
from events.models import SignUp
from registration.models import Participant
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.look.words import name_in_sentence
from wic.pages import refusals_told


@admin.register(Repair)
class RepairAdmin(DeskAdmin):
    list_display = ["edition", "created_at", "state", "decided_at"]
    list_filter = ["edition", "state"]
    list_select_related = ["edition"]
    ordering = ["-created_at"]
    fields = ["edition"]
    change_form_template = "admin/circles/repair/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Repair, form: forms.Form, change: bool) -> None:
        asked = actions.ask_for_repair(obj.edition, by=signed_in(request), now=timezone.now())
        mend_soon()
        obj.pk = asked.pk
        obj.refresh_from_db()

    def response_add(self, request: HttpRequest, obj: Repair, post_url_continue: str | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:circles_repair_change", args=[obj.pk]))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": gettext("Ask for a proposal to mend circles")}
        return super().add_view(request, form_url, {**title, **(extra_context or {})})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The editions whose circles meet today; where it is one alone, it is chosen."""
        meeting = Circle.objects.open().running(timezone.now()).values("edition")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = field.queryset.filter(pk__in=meeting)
        field.initial = field.queryset.first() if field.queryset.count() == 1 else None
        return field

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        repair = self.get_object(request, object_id)
        if repair is None:
            raise Http404
        told = _in_words(repair, now=timezone.now())
        changed = actions.overtaken_by(repair) if repair.is_drafted else []
        context = {"repair": repair, "title": gettext("Proposal to mend circles"), "changed": changed, **told}
        context["can_apply"] = repair.is_drafted and bool(told.get("steps")) and not changed
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        steps = [
            path(
                f"<int:pk>/{verb.__name__}/",
                self.admin_site.admin_view(require_POST(verb)),
                name=f"circles_repair_{verb.__name__}",
            )
            for verb in (self.apply, self.discard)
        ]
        return [*steps, *super().get_urls()]

    def apply(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decide(
            request, pk, actions.apply_repair, gettext("It is done, and everybody has been written to.")
        )

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decide(request, pk, actions.discard_repair, gettext("The proposal is discarded; nothing changed."))

    def _decide(self, request: HttpRequest, pk: int, verb: Any, told: str) -> HttpResponse:
        repair = get_object_or_404(self.get_queryset(request), pk=pk)
        with refusals_told(request):
            verb(repair, by=signed_in(request), now=timezone.now())
            messages.success(request, told)
        return HttpResponseRedirect(reverse("admin:circles_repair_change", args=[pk]))


def mend_soon() -> None:
    """With the broker away the sweep of the next minute works it out."""
    transaction.on_commit(lambda: mend_task.delay(), robust=True)


def _in_words(repair: Repair, *, now: datetime) -> dict[str, Any]:
    """What is amiss, who moves, what it costs, and who will be written what."""
    people = Participant.objects.for_edition(repair.edition).values_list("public_id", "certificate_name")
    names = {str(public_id): name_in_sentence(name) for public_id, name in people}
    proposal = repair.proposal or {}
    if not proposal:
        return {"amiss": amiss(repair, names), "failed": why_it_failed(repair, names.__getitem__)}
    return {
        "amiss": amiss(repair, names),
        "words": reached(proposal),
        "steps": [*moves(proposal, names), *closings(repair, proposal, names)],
        "left": [(names[each["mentee"]], UNSEATED[each["reason"]]) for each in proposal["unmatched"]],
        "letters": [*letters(repair, proposal, names), *called_off(_places_lost(repair, proposal, now=now))],
    }


def _places_lost(repair: Repair, proposal: Mapping[str, Any], *, now: datetime) -> list[tuple[str, datetime]]:
    """At the sessions of the circles that are closed; who moves gives hers back, and reads of her new dates."""
    closed = Circle.objects.for_edition(repair.edition).open().filter(mentor__public_id__in=closing(repair, proposal))
    sessions = Session.objects.coming(now).filter(circle__in=closed)
    places = SignUp.objects.registered().still_hers().filter(event__session__in=sessions)
    lost = places.exclude(participant__public_id__in=[step["mentee"] for step in proposal["moves"]])
    return list(lost.order_by("event__starts_at", "pk").values_list("name", "event__starts_at"))
