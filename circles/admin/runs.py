"""Matching at the desk: start a run, read what it found, publish the circles."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from circles.actions import runs as actions
from circles.models import MatchRun
from circles.rules.matching import UNSEATED, run_summary
from circles.tasks import run_matcher_task
from registration.models import Participant
from wic import places
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.lifecycle import Refused


@admin.register(MatchRun)
class MatchRunAdmin(DeskAdmin):
    list_display = ["edition", "created_at", "state", "finished_at", "published_at"]
    list_filter = ["edition", "state"]
    list_select_related = ["edition"]
    ordering = ["-created_at"]
    fields = ["edition"]
    change_form_template = "admin/circles/matchrun/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: MatchRun | None = None) -> bool:
        return False  # a run is started, read and published

    def save_model(self, request: HttpRequest, obj: MatchRun, form: forms.Form, change: bool) -> None:
        now = timezone.now()
        run = actions.start_run(obj.edition, seed=int(now.timestamp()), by=signed_in(request), now=now)
        # With the broker away the sweep of the next minute begins.
        # (A partial has no name, which Django wants to log: it would fail in telling of the failure.)
        transaction.on_commit(lambda: run_matcher_task.delay(run_id=run.pk), robust=True)
        obj.pk = run.pk
        obj.refresh_from_db()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        context = {
            "run": run,
            "summary": run_summary(run.instance, run.result),
            **_in_names(run),
            "can_publish": run.state == MatchRun.State.DONE,
        }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.publish))
        return [path("<int:pk>/publish/", view, name="circles_matchrun_publish"), *super().get_urls()]

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            circles = actions.publish(run, by=signed_in(request), now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            told = ngettext("%(count)s circle is open.", "%(count)s circles are open.", len(circles))
            messages.success(request, told % {"count": len(circles)})
        return HttpResponseRedirect(reverse("admin:circles_matchrun_change", args=[pk]))


def _in_names(run: MatchRun) -> dict[str, list[dict[str, Any]]]:
    """The proposed circles, and who is left without one, with people's names and countries."""
    result = run.result or {"circles": [], "unmatched": []}
    people = {str(p.public_id): p for p in Participant.objects.for_edition(run.edition)}

    def line(public_id: str) -> str:
        person = people[public_id]
        return f"{person.certificate_name} ({places.name(person.country)})"

    return {
        "proposal": [
            {"mentor": line(c["mentor"]), "language": c["language"], "mentees": [line(m) for m in c["mentees"]]}
            for c in result["circles"]
        ],
        "unseated": [{"name": line(u["mentee"]), "why": UNSEATED[u["reason"]]} for u in result["unmatched"]],
    }
