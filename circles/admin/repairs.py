"""Mending circles at the desk: ask for a proposal, read what it moves and costs, apply or discard it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from circles.actions import repairs as actions
from circles.models import Repair
from circles.rules.matching import UNSEATED
from circles.tasks import mend_task
from registration.models import Participant
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.pages import refusals_told

Letter = tuple[str, str]  # to whom, and what it says


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
        transaction.on_commit(lambda: mend_task.delay(), robust=True)
        obj.pk = asked.pk
        obj.refresh_from_db()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        repair = self.get_object(request, object_id)
        if repair is None:
            raise Http404
        context = {"repair": repair, **(_in_words(repair) if repair.proposal else {})}
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


def _in_words(repair: Repair) -> dict[str, Any]:
    """Who moves from where to where, what it costs, and who will be written what."""
    names = {str(p.public_id): p.certificate_name for p in Participant.objects.for_edition(repair.edition)}
    proposal = repair.proposal or {}
    steps = [(step["mentee"], *(place[0] if place else "" for place in _places(step))) for step in proposal["moves"]]
    counted = ngettext("{count} mentee moves.", "{count} mentees move.", len(steps)).format(count=len(steps))
    fewest = gettext("No proposal that seats as many moves fewer.") if proposal["is_fewest"] else ""
    cost = gettext("The affinity of all pairs goes from {before} to {after}.").format(
        before=proposal["affinity_before"], after=proposal["affinity"]
    )
    nowhere = {**names, "": gettext("no circle")}
    return {
        "words": [sentence for sentence in (counted, fewest, cost) if sentence],
        "moves": [tuple(nowhere.get(public_id, "") for public_id in step) for step in steps],
        "left": [(names.get(e["mentee"], ""), UNSEATED[e["reason"]]) for e in proposal["unmatched"]],
        "letters": list(_letters(repair, steps, names)),
    }


def _places(step: dict[str, Any]) -> tuple[Any, Any]:
    return step["before"], step["after"]


def _letters(repair: Repair, steps: Sequence[tuple[str, str, str]], names: Mapping[str, str]) -> Iterator[Letter]:
    """To whom, and what it says: a mentee her new mentor, a mentor who is still there her new circle."""
    rosters = {circle["mentor"]: list(circle["mentees"]) for circle in repair.current}
    for mentee, before, after in steps:
        if after:
            rosters.setdefault(after, []).append(mentee)
            told = gettext("her new mentor is {mentor}, and the dates ahead").format(mentor=names.get(after, ""))
        else:
            told = gettext("for the moment there is no circle for her")
        if before:
            rosters[before].remove(mentee)
        yield names.get(mentee, ""), told
    touched = {mentor for _mentee, *mentors in steps for mentor in mentors}
    staying = [entry["id"] for entry in repair.instance["mentors"] if entry["id"] in touched]
    present = {entry["id"] for entry in repair.instance["mentees"]}
    for mentor in staying:
        roster = [names.get(mentee, "") for mentee in rosters[mentor] if mentee in present]
        if roster:
            yield names.get(mentor, ""), gettext("her circle from then on: {mentees}").format(mentees=", ".join(roster))
