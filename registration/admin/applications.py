"""Applications at the desk: what was sent, how it meets the criteria, what has happened to it. Read only."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from registration.models import Application, Screening
from registration.models.screening import Outcome
from registration.rules.answers import lines
from registration.rules.screening import Result
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.audit.models import AuditRow
from wic.places import PLACES
from wic.places import name as place_name

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

HISTORY: dict[str, "StrPromise"] = {
    "registration.application.started": _("Begun"),
    "registration.application.submitted": _("Sent"),
    "registration.application.screened": _("Checked against the criteria"),
    "registration.application.withdrawn": _("Withdrawn"),
    "registration.application.draft": _("Taken up again"),
}


class OutcomeFilter(admin.SimpleListFilter):
    title = _("criteria")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return Outcome.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(outcome=self.value()) if self.value() in Outcome.values else queryset


@admin.register(Application)
class ApplicationAdmin(DeskAdmin):
    list_display = ["reference", "full_name", "kind", "lives_in", "state", "meets_criteria", "submitted_at"]
    list_filter = ["edition", "kind", "state", OutcomeFilter, "region"]
    search_fields = ["search"]
    search_help_text = _("Name in Latin or Arabic letters, e-mail address or reference")
    ordering = ["-submitted_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        newest = Screening.objects.newest_of(OuterRef("pk")).values("outcome")[:1]
        sent = Application.objects.for_the_desk_of(signed_in(request))
        return sent.annotate(outcome=Subquery(newest)).order_by(*self.get_ordering(request))

    @admin.display(description=_("country or territory"), ordering="country")
    def lives_in(self, application: Application) -> str:
        return place_name(application.country) if application.country in PLACES else application.country

    @admin.display(description=_("criteria"), ordering="outcome")
    def meets_criteria(self, application: Application) -> str:
        return str(Outcome(application.outcome).label)  # type: ignore[attr-defined]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one application, in place of a form: there is nothing to change here."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        application = self.get_object(request, unquote(object_id))
        if application is None:
            raise Http404
        submission = application.submissions.select_related("screening").latest("number")
        topics = {topic.code: topic.label for topic in application.edition.topics.all()}
        context = {
            **self.admin_site.each_context(request),
            "title": str(application),
            "opts": self.opts,
            "application": application,
            "submission": submission,
            "outcome": submission.screening.get_outcome_display(),
            "results": [Result.from_row(row) for row in submission.screening.results],
            "sections": lines(submission.answers, kind=application.kind, topics=topics),
            "history": _history(application),
        }
        return TemplateResponse(request, "admin/registration/application/page.html", context)


def _history(application: Application) -> list[tuple[AuditRow, "StrPromise", User | None]]:
    """Newest first: when, what, and who; nobody means the system."""
    rows = list(AuditRow.objects.about(application).filter(action__in=HISTORY).newest_first())
    people = {str(user.pk): user for user in User.objects.filter(pk__in={row.actor_pk for row in rows if row.actor_pk})}
    return [(row, HISTORY[row.action], people.get(row.actor_pk)) for row in rows]
