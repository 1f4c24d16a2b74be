"""Applications at the desk: the list with its filters and saved views, and the page of one."""

from collections.abc import Iterable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from programme.offered import offered
from registration.actions import desk
from registration.admin.duplicates import connections
from registration.admin.more_time import more_time
from registration.admin.reading import without_unread
from registration.admin.review import found_of
from registration.forms.desk import (
    MOST_OF_A_FLAG,
    MOST_OF_A_NOTE,
    FlagForm,
    NoteForm,
    OverruleForm,
    WordsWithAction,
)
from registration.models import Application, Flag, SavedView, Screening
from registration.models.screening import Outcome
from registration.record import DONE
from registration.rules.answers import lines
from registration.rules.desk import table_of
from registration.rules.screening import Result
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.accounts.views import step_up_required
from wic.audit.models import AuditRow
from wic.pages import each_told, refusals_told, words_of
from wic.tables import write_csv

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

HISTORY = {action: told for action, told in DONE.items() if action.startswith("registration.application.")}
MOST_OF_A_NAME = 60  # characters
CHANGELIST = "admin:registration_application_changelist"


class OutcomeFilter(admin.SimpleListFilter):
    title = _("criteria")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return Outcome.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(outcome=self.value()) if self.value() in Outcome.values else queryset


class QueueFilter(admin.SimpleListFilter):
    title = _("what waits")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("flagged", _("Flagged")), ("undecided", _("Without a decision"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "flagged":
                return queryset.filter(is_flagged=True)
            case "undecided":
                return queryset.undecided()  # type: ignore[attr-defined]
        return queryset


@admin.register(Application)
class ApplicationAdmin(DeskAdmin):
    list_display = ["reference", "full_name", "kind", "lives_in", "state", "meets_criteria", "flagged", "submitted_at"]
    list_filter = ["edition", "kind", "state", OutcomeFilter, QueueFilter, "region"]
    search_fields = ["search"]
    search_help_text = _("Name in Latin or Arabic letters, e-mail address or reference")
    ordering = ["-submitted_at", "-pk"]
    actions = ["flag_them", "note_them"]
    action_form = WordsWithAction
    change_list_template = "admin/registration/application/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Whom she is to review without a name comes to her desk after her review only."""
        reader = signed_in(request)
        newest = Screening.objects.newest_of(OuterRef("pk")).values("outcome")[:1]
        flag = Flag.objects.up().filter(application=OuterRef("pk"))
        sent = Application.objects.for_the_desk_of(reader)
        shown = without_unread(sent, reader, "pk").annotate(outcome=Subquery(newest), is_flagged=Exists(flag))
        return shown.order_by(*self.get_ordering(request))

    @admin.display(description=_("criteria"), ordering="outcome")
    def meets_criteria(self, application: Application) -> str:
        return str(Outcome(application.outcome).label)  # type: ignore[attr-defined]

    @admin.display(description=_("flag"), empty_value="")
    def flagged(self, application: Application) -> "StrPromise | None":
        return _("Flagged") if application.is_flagged else None  # type: ignore[attr-defined]

    # --- several at once ---------------------------------------------------------------------------------------------
    @admin.action(description=_("Flag, for the reason given"), permissions=["change"])
    def flag_them(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        with refusals_told(request):
            reason = words_of(request, "words", most=MOST_OF_A_FLAG)
            self._each(request, applications, desk.raise_flag, {"reason": reason})

    @admin.action(description=_("Write the words given as a note"), permissions=["change"])
    def note_them(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        with refusals_told(request):
            text = words_of(request, "words", most=MOST_OF_A_NOTE)
            self._each(request, applications, desk.write_note, {"text": text})

    def _each(
        self, request: HttpRequest, applications: QuerySet[Application], verb: Any, given: dict[str, Any]
    ) -> None:
        one = partial(verb, **given, by=signed_in(request), now=timezone.now())
        if done := each_told(request, applications, one, about=attrgetter("reference")):
            said = ngettext("Done for {count} application.", "Done for {count} applications.", done)
            messages.success(request, said.format(count=done))

    # --- the list ----------------------------------------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        views = SavedView.objects.filter(user=signed_in(request)).order_by("name")
        return super().changelist_view(request, {"saved_views": views, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "registration_application"
        return [
            path("export/", wrap(step_up_required(require_safe(self.export))), name=f"{name}_export"),
            path("more-time/", wrap(partial(more_time, self)), name=f"{name}_more_time"),
            path("save-view/", wrap(require_POST(self.save_view)), name=f"{name}_save_view"),
            path("forget-view/<int:pk>/", wrap(require_POST(self.forget_view)), name=f"{name}_forget_view"),
            path("<int:pk>/note/", wrap(require_POST(self.note)), name=f"{name}_note"),
            path("<int:pk>/flag/", wrap(require_POST(self.flag)), name=f"{name}_flag"),
            path("<int:pk>/overrule/", wrap(require_POST(self.overrule)), name=f"{name}_overrule"),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest) -> HttpResponse:
        """What the list shows, filters and search included, as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_changelist_instance(request).get_queryset(request).select_related("edition")
        applications = list(found.with_sent_answers())  # type: ignore[attr-defined]
        editions = {application.edition.slug: application.edition for application in applications}
        questions = [(slug, one) for slug, edition in sorted(editions.items()) for one in offered(edition).extra]
        table = table_of(applications, questions)
        desk.note_export(len(table) - 1, by=signed_in(request), now=timezone.now())
        response = HttpResponse(write_csv(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="applications.csv"'
        return response

    def save_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = request.POST.get("query", "")
        with refusals_told(request):
            name = words_of(request, "name", most=MOST_OF_A_NAME)
            view = desk.save_view(signed_in(request), name=name, query=query, now=timezone.now())
            return HttpResponseRedirect(f"{reverse(CHANGELIST)}?{view.query}")
        return HttpResponseRedirect(f"{reverse(CHANGELIST)}?{QueryDict(query).urlencode()}")

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = get_object_or_404(SavedView.objects.filter(user=signed_in(request)), pk=pk)
        desk.forget_view(view, by=signed_in(request), now=timezone.now())
        return HttpResponseRedirect(reverse(CHANGELIST))

    # --- one of them -------------------------------------------------------------------------------------------------
    def note(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._take(request, pk, desk.write_note, note_form=NoteForm(request.POST))

    def flag(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Raises it, or lowers the one that is up."""
        if "lower" in request.POST:
            return self._take(request, pk, desk.lower_flag)
        return self._take(request, pk, desk.raise_flag, flag_form=FlagForm(request.POST))

    def overrule(self, request: HttpRequest, pk: int) -> HttpResponse:
        def newest(application: Application, **said: Any) -> Screening:
            return desk.overrule(application.screenings.latest("pk"), **said)

        return self._take(request, pk, newest, overrule_form=OverruleForm(request.POST))

    def _take(self, request: HttpRequest, pk: int, verb: Any, **sent: Form) -> HttpResponse:
        """One step of the page, with the form that was sent; refused, it is shown again with what she typed."""
        application = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, application):
            raise PermissionDenied
        if all(form.is_valid() for form in sent.values()):
            given = {name: value for form in sent.values() for name, value in form.cleaned_data.items()}
            with refusals_told(request):
                verb(application, **given, by=signed_in(request), now=timezone.now())
                return HttpResponseRedirect(reverse("admin:registration_application_change", args=[pk]))
        return self._page(request, application, **sent)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one application, in place of a form: her answers are hers."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        application = self.get_object(request, unquote(object_id))
        if application is None:
            raise Http404
        return self._page(request, application)

    def _page(self, request: HttpRequest, application: Application, **sent: Form) -> HttpResponse:
        may_change = self.has_change_permission(request, application)
        context = {
            **self.admin_site.each_context(request),
            **_told(application, signed_in(request)),
            "connections": connections(application, signed_in(request)),
            "opts": self.opts,
            "next": self._next_after(request, application),
            "filters": request.GET.get("_changelist_filters", ""),
            "note_form": NoteForm(),
            "flag_form": FlagForm(),
            "overrule_form": OverruleForm(initial={"outcome": application.outcome}),  # type: ignore[attr-defined]
            "may_change": may_change,
            "may_ask": may_change and application.state == Application.State.SUBMITTED,
            **sent,
        }
        return TemplateResponse(request, "admin/registration/application/page.html", context)

    def _next_after(self, request: HttpRequest, application: Application) -> Application | None:
        """In the list that she came from, with its filters."""
        listed = HttpRequest()
        listed.user, listed.session, listed.META = request.user, request.session, request.META
        listed.GET = QueryDict(request.GET.get("_changelist_filters", ""))
        rows = self.get_changelist_instance(listed).get_queryset(listed)
        sent = application.submitted_at
        older = Q(submitted_at__lt=sent) | Q(submitted_at=sent, pk__lt=application.pk)
        return rows.filter(older).order_by(*self.ordering).first()


def _told(application: Application, reader: User) -> dict[str, Any]:
    screening = application.screenings.select_related("submission", "overruled_by").latest("pk")
    offers = offered(application.edition)
    return {
        "title": str(application),
        "application": application,
        "submission": screening.submission,
        "screening": screening,
        "outcome": screening.get_outcome_display(),
        "results": [Result.from_row(row) for row in screening.results],
        "sections": lines(
            screening.submission.answers,
            kind=application.kind,
            topics=dict(offers.topic_choices),
            extra=offers.extra,
        ),
        "history": _history(application),
        "flag": application.flags.up().select_related("raised_by").first(),  # at most one is up
        "notes": application.notes.select_related("author").order_by("-pk"),
        "found": found_of(application.reviews.visible_to(reader)),
    }


def _history(application: Application) -> list[tuple[AuditRow, "StrPromise", User | None]]:
    """Newest first: when, what, and who; nobody means the system."""
    rows = list(AuditRow.objects.about(application).filter(action__in=HISTORY).newest_first())
    people = {str(user.pk): user for user in User.objects.filter(pk__in={row.actor_pk for row in rows if row.actor_pk})}
    return [(row, HISTORY[row.action], people.get(row.actor_pk)) for row in rows]
