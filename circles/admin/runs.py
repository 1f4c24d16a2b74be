"""Matching at the desk: start a run, read what it found, change what staff know better, publish the circles."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from circles.actions import runs as actions
from circles.actions import workbench
from circles.admin.reading import People, comparison
from circles.admin.workbench import Bench, what_changed, what_it_broke
from circles.forms.workbench import ChangeForm, CircleForm, MoveForm, OpenForm, PairRuleForm, StartForm
from circles.models import MatchRun, PairRule
from circles.models.runs import MatchRunQuerySet
from circles.rules.failures import why_it_failed
from circles.rules.workbench import seats_in_words
from circles.tasks import run_matcher_task
from registration.models import Participant
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.pages import refusals_told

BEFORE = "run_before"  # on a request that goes on from a run: which


class InBrief(ChangeList):
    """A list shows nothing of what its runs were told and found, which is megabytes in a season of thousands."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> MatchRunQuerySet:
        return cast(MatchRunQuerySet, super().get_queryset(request, exclude_parameters)).in_brief()


@admin.register(MatchRun)
class MatchRunAdmin(DeskAdmin):
    form = StartForm
    list_display = ["edition", "created_at", "state", "finished_at", "published_at"]
    list_filter = ["edition", "state"]
    ordering = ["-created_at"]
    fields = ["edition", "language", "goal", "interests", "hours", "timezone", "place"]
    change_form_template = "admin/circles/matchrun/change_form.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return InBrief

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # a run is started, read, changed by the verbs below and published

    def get_fields(self, request: HttpRequest, obj: MatchRun | None = None) -> Any:
        if obj is not None:
            return ["edition"]
        return self.fields[1:] if _before(request) else self.fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who goes on from an earlier run changes its numbers."""
        before = _before(request)
        return before.instance["affinity"]["weights"] if before else super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: MatchRun, form: forms.Form, change: bool) -> None:
        now, before = timezone.now(), _before(request)
        weights, seed = cast(StartForm, form).weights(), int(now.timestamp())
        edition, by = before.edition if before else obj.edition, signed_in(request)
        run = actions.start_run(edition, seed=seed, weights=weights, go_on_from=before, by=by, now=now)
        _begin(request, run, now=now)
        obj.pk = run.pk
        obj.refresh_from_db()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        before = _before(request)
        title = gettext("Go on with other numbers") if before else gettext("Start a matching")
        return super().add_view(request, form_url, {"title": title, "before": before, **(extra_context or {})})

    def response_add(self, request: HttpRequest, obj: MatchRun, post_url_continue: str | None = None) -> HttpResponse:
        return _back(obj.pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        context: dict[str, Any] = {"run": run, "title": capfirst(str(self.opts.verbose_name))}
        context["failed"] = why_it_failed(run, People(run).name)
        if run.result:
            others = MatchRun.objects.for_edition(run.edition).with_result().newest_first().exclude(pk=run.pk)
            context |= {"bench": Bench(run, picked=request.GET.get("mentee", ""))}
            context["others"] = [(other, seats_in_words(other)) for other in others[:10]]
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        verbs = [self.publish, self.stop, self.again, self.move, self.lock, self.unlock, self.open, self.dissolve]
        verbs += [self.take_back, self.undo]
        steps = [
            path(
                f"<int:pk>/{verb.__name__}/",
                self.admin_site.admin_view(require_POST(verb)),
                name=f"circles_matchrun_{verb.__name__}",
            )
            for verb in verbs
        ]
        compare = self.admin_site.admin_view(self.compare)
        return [*steps, path("<int:pk>/compare/", compare, name="circles_matchrun_compare"), *super().get_urls()]

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        run, form = self._run(request, pk), ChangeForm(request.POST)
        if not form.is_valid():
            return _misunderstood(request, pk)
        with refusals_told(request):
            circles = actions.publish(run, **form.cleaned_data, by=signed_in(request), now=timezone.now())
            told = ngettext("%(count)s circle is open.", "%(count)s circles are open.", len(circles))
            messages.success(request, told % {"count": len(circles)})
        return _back(pk)

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        with refusals_told(request):
            run = actions.stop_run(self._run(request, pk), by=signed_in(request), now=timezone.now())
            stops = gettext("It stops within seconds, with the best that it has found.")
            messages.success(request, stops if run.is_under_way else gettext("It will not begin."))
        return _back(pk)

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A run that goes on from this one: locked circles stay, the others move only where that is worth it."""
        run, now = self._run(request, pk), timezone.now()
        with refusals_told(request):
            seed = int(now.timestamp())
            follower = actions.start_run(run.edition, seed=seed, go_on_from=run, by=signed_in(request), now=now)
            _begin(request, follower, now=now)
            return _back(follower.pk)
        return _back(pk)

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To another circle, or in exchange for somebody; what it breaks is told at once, and can be taken back."""
        run, form = self._run(request, pk), MoveForm(request.POST)
        if not form.is_valid():
            return _misunderstood(request, pk)
        mentee, to, other = (form.cleaned_data[name] for name in ("mentee", "to", "other"))
        change = {"number": form.cleaned_data["number"], "by": signed_in(request), "now": timezone.now()}
        with refusals_told(request):
            if other:
                run = workbench.exchange_mentees(run, mentee=mentee, other=other, **change)
            else:
                run = workbench.move_mentee(run, mentee=mentee, to=to, **change)
            bench = Bench(run)
            messages.success(request, what_changed(bench, mentee=mentee, other=other))
            if wrong := what_it_broke(bench):
                messages.warning(request, wrong)
        return _back(pk)

    def lock(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._change(request, pk, CircleForm, workbench.lock_circle, gettext("The circle is locked."))

    def unlock(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._change(request, pk, CircleForm, workbench.unlock_circle, gettext("The circle is unlocked."))

    def open(self, request: HttpRequest, pk: int) -> HttpResponse:
        told = gettext("The circle is there, and nobody is in it yet.")
        return self._change(request, pk, OpenForm, workbench.open_circle, told)

    def dissolve(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._change(request, pk, CircleForm, workbench.dissolve_circle, gettext("The circle is dissolved."))

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        told = gettext("The last change is taken back.")
        return self._change(request, pk, ChangeForm, workbench.take_back, told)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        told = gettext("The circles are as the matching found them.")
        return self._change(request, pk, ChangeForm, workbench.undo_changes, told)

    def _change(self, request: HttpRequest, pk: int, asked: type[ChangeForm], verb: Any, told: str) -> HttpResponse:
        run, form = self._run(request, pk), asked(request.POST)
        if not form.is_valid():
            return _misunderstood(request, pk)
        with refusals_told(request):
            verb(run, **form.cleaned_data, by=signed_in(request), now=timezone.now())
            messages.success(request, told)
        return _back(pk)

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        run, other = self._run(request, pk), self._run(request, request.GET.get("with", "0"))
        if not run.result or not other.result or run.edition_id != other.edition_id:
            raise Http404
        context = {**self.admin_site.each_context(request), "run": run, "other": other, **comparison(run, other)}
        context |= {"title": gettext("Two runs beside each other"), "opts": self.opts, "above": run}
        return TemplateResponse(request, "admin/circles/matchrun/compare.html", context)

    def _run(self, request: HttpRequest, pk: int | str) -> MatchRun:
        return get_object_or_404(self.get_queryset(request), pk=_number(str(pk)))


def _runs_in(request: HttpRequest, name: str) -> MatchRunQuerySet:
    """The one that the address of the page names; none where it names nothing that she may see."""
    return MatchRun.objects.visible_to(signed_in(request)).filter(pk=_number(request.GET.get(name, "")))


def _before(request: HttpRequest) -> MatchRun | None:
    """From which she goes on; it is large, so it is asked for once."""
    if not hasattr(request, BEFORE):
        setattr(request, BEFORE, _runs_in(request, "from").select_related("edition").first())
    before: MatchRun | None = getattr(request, BEFORE)
    return before


def _number(asked: str) -> int:
    """Of a row; of none where somebody has written something else into the address."""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else 0


def _begin(request: HttpRequest, run: MatchRun, *, now: datetime) -> None:
    """With the broker away the sweep of the next minute begins; who gets the run of an earlier press is told so.

    (A partial has no name, which Django wants to log: it would fail in telling of the failure.)
    """
    if run.created_at == now:
        transaction.on_commit(lambda: run_matcher_task.delay(run_id=run.pk), robust=True)
    else:
        messages.warning(request, gettext("This is under way already; stop it to begin anew."))


def _back(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:circles_matchrun_change", args=[pk]))


def _misunderstood(request: HttpRequest, pk: int) -> HttpResponse:
    messages.error(request, gettext("Please choose a mentee and a circle of this run."))
    return _back(pk)


@admin.register(PairRule)
class PairRuleAdmin(DeskAdmin):
    """What staff know about two people, for every run that starts from now on."""

    form = PairRuleForm
    list_display = ["mentee", "kind", "other", "edition", "made_at"]
    list_filter = ["edition", "kind"]
    list_select_related = ["mentee", "other", "edition"]
    ordering = ["edition", "pk"]
    fields = ["mentee", "kind", "other"]
    actions = ["drop"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """People of the editions that she matches."""
        hers = signed_in(request).roles.carrying("circles.add_pairrule").reach(edition="edition__slug")
        people = Participant.objects.filter(hers)
        if run := _runs_in(request, "run").in_brief().first():
            people = people.for_edition(run.edition)
        return super().formfield_for_foreignkey(db_field, request, queryset=people, **kwargs)

    def response_add(self, request: HttpRequest, obj: PairRule, post_url_continue: str | None = None) -> HttpResponse:
        """Back to the circles that she was looking at; they say what the rule finds in them."""
        answer = super().response_add(request, obj, post_url_continue)
        run = _runs_in(request, "run").in_brief().first()
        return _back(run.pk) if run and "_save" in request.POST else answer

    def save_model(self, request: HttpRequest, obj: PairRule, form: forms.Form, change: bool) -> None:
        now = timezone.now()
        rule = workbench.make_rule(obj.kind, mentee=obj.mentee, other=obj.other, by=signed_in(request), now=now)
        obj.pk = rule.pk
        obj.refresh_from_db()

    @admin.action(description=gettext_lazy("Take the chosen rules away"), permissions=["view"])
    def drop(self, request: HttpRequest, chosen: Any) -> None:
        for rule in chosen:
            workbench.drop_rule(rule, by=signed_in(request), now=timezone.now())
