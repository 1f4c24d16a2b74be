"""Other criteria: whose outcome would change is shown first, then they are changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from programme.models import Edition
from registration.actions.screening import change_rules
from registration.models import Application, RuleChange, Screening
from registration.rules.rescreening import Outlook, Rescreened, rescreen
from registration.rules.screening import Thresholds
from wic.accounts.middleware import signed_in
from wic.desk.forms import ReasonForm, RulesForm
from wic.desk.views.editions import edition_to_change, page_of_edition
from wic.pages import page_of, refusals_told, show_or_send
from wic.places import Region

ON_A_PAGE = 100


@dataclass(frozen=True)
class Line:
    """One of the list; without her name where the reader may not know whose it is."""

    application: Application | None
    of: str
    found: Rescreened


@show_or_send
def rules_view(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_to_change(request, pk)
    typed = request.POST if request.method == "POST" else request.GET
    form = RulesForm(typed or None, initial=RulesForm.typed_for(Thresholds.of(edition)))
    reason = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and reason.is_valid():
        with refusals_told(request):
            change = change_rules(
                edition,
                thresholds=form.thresholds,
                because=reason.cleaned_data["because"],
                seen=reason.cleaned_data["seen"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _done(change))
            return HttpResponseRedirect(request.path)
    context: dict[str, Any] = {
        **page_of_edition(request, edition, title=gettext("Criteria")),
        "form": form,
        "reason": reason,
        "changes": edition.rule_changes.select_related("by").order_by("-version"),
        **(_outlook(request, edition, form) if form.is_valid() else {"outlook": None}),
    }
    return TemplateResponse(request, "admin/programme/edition/rules.html", context)


def _done(change: RuleChange) -> str:
    said = gettext("The criteria are changed, and everybody without a decision is screened again by version {version}.")
    return said.format(version=change.version)


def _outlook(request: HttpRequest, edition: Edition, form: RulesForm) -> dict[str, Any]:
    thresholds = form.thresholds
    outlook = rescreen(Screening.objects.in_force(edition), thresholds, rules_version=edition.rules_version)
    page = page_of(request, outlook.changed, per_page=ON_A_PAGE)
    readable = _readable(request, [*page, *outlook.overruled, *outlook.decided])
    return {
        "outlook": outlook,
        "is_new": thresholds != Thresholds.of(edition),
        "typed": form.sent_again,
        "page": page,
        "changed": _lines(page, readable),
        "overruled": _lines(outlook.overruled, readable),
        "decided": _lines(outlook.decided, readable),
        "asked": sum(one.has_question for one in outlook.undecided),
        "counts": _counts(outlook),
    }


def _readable(request: HttpRequest, found: Iterable[Rescreened]) -> dict[int, Application]:
    """Those that her own list of applications shows her: not hers, nor what she is to read without a name."""
    desk = admin.site.get_model_admin(Application)
    if not desk.has_view_permission(request):
        return {}
    shown = desk.get_queryset(request).filter(pk__in=[one.application.pk for one in found])
    return {application.pk: application for application in shown}


def _lines(found: Iterable[Rescreened], readable: Mapping[int, Application]) -> list[Line]:
    return [Line(readable.get(one.application.pk), _region(one.application.region), one) for one in found]


def _counts(outlook: Outlook) -> list[tuple[str, str, str, int]]:
    return [
        (_region(region), str(was.label), str(outcome.label), count) for region, was, outcome, count in outlook.counts
    ]


def _region(code: str) -> str:
    """Mentors live anywhere."""
    return str(Region(code).label) if code else gettext("Mentors")
