"""The nomination desk of headquarters: who is invited, who nominates, whom they named and how far those got."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from programme.models import Edition
from registration.actions import invitations as verbs
from registration.actions.nominations import send_nominee_link
from registration.forms.invitations import FocalPointForm, InviteForm, OrganisationsForm, QuotaForm, entries_in
from registration.models import FocalPoint, Invitation, NominatingOrganisation, Nomination
from registration.rules.nominations import STAGES, stage_of
from wic.accounts.desk import DeskAdmin, HasHappened
from wic.accounts.middleware import signed_in
from wic.accounts.roles import Roles
from wic.pages import each_told, refusals_on, refusals_told
from wic.places import PLACES
from wic.places import name as place_name


@admin.register(NominatingOrganisation)
class NominatingOrganisationAdmin(DeskAdmin):
    list_display = ["name", "kind", "lives_in", "region", "created_at"]
    list_filter = ["kind", "region"]
    search_fields = ["folded"]
    ordering = ["folded"]
    fields = ["name", "kind", "lives_in", "region", "created_at"]
    readonly_fields = ["lives_in"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # it is added by inviting it

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SilentFilter(admin.SimpleListFilter):
    title = gettext_lazy("nominations")
    parameter_name = "silent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("yes", gettext_lazy("Nobody nominated yet")), ("no", gettext_lazy("Has nominated"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(nominees=0)
        return queryset.filter(nominees__gte=1) if self.value() == "no" else queryset


@admin.register(Invitation)
class InvitationAdmin(DeskAdmin):
    list_display = ["organisation", "kind", "lives_in", "edition", "nominated", "begun", "quota", "invited_at"]
    list_filter = ["edition", SilentFilter, "organisation__kind", "organisation__region"]
    list_select_related = ["organisation", "edition"]
    search_fields = ["organisation__folded"]
    search_help_text = gettext_lazy("Name of the organisation")
    ordering = ["-invited_at", "-pk"]
    change_list_template = "admin/registration/invitation/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        standing = Q(nominations__taken_back_at=None)
        return (
            super()
            .get_queryset(request)
            .annotate(
                nominees=Count("nominations", filter=standing),
                arrived=Count("nominations", filter=standing & Q(nominations__taken_up_at__isnull=False)),
            )
        )

    @admin.display(description=gettext_lazy("kind"), ordering="organisation__kind")
    def kind(self, invitation: Invitation) -> str:
        return invitation.organisation.get_kind_display()

    @admin.display(description=gettext_lazy("country or territory"), ordering="organisation__country")
    def lives_in(self, invitation: Invitation) -> str:
        code = invitation.organisation.country
        return place_name(code) if code in PLACES else code

    @admin.display(description=gettext_lazy("nominated"), ordering="nominees")
    def nominated(self, invitation: Invitation) -> int:
        return invitation.nominees  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("used the link"), ordering="arrived")
    def begun(self, invitation: Invitation) -> int:
        return invitation.arrived  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        steps: dict[str, Callable[..., HttpResponse]] = {
            "quota": require_POST(self.change_quota),
            "colleague": require_POST(self.add_colleague),
        }
        view = self.admin_site.admin_view
        pages = [path("by-file/", view(self.by_file), name="registration_invitation_by_file")]
        pages += [
            path(f"<int:pk>/{step}/", view(page), name=f"registration_invitation_{step}")
            for step, page in steps.items()
        ]
        for step, page in {"link": self.send_link, "end": self.end}.items():
            where = f"<int:pk>/{step}/<int:focal_point>/"
            pages.append(path(where, view(require_POST(page)), name=f"registration_invitation_{step}"))
        return [*pages, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One organisation, known or new, with its first focal point."""
        self._must_be_allowed(request)
        form = InviteForm(request.POST or None, editions=self._editions(request))
        if form.is_valid():
            by, now = signed_in(request), timezone.now()
            with refusals_on(form):
                made = verbs.invite(form.cleaned_data["edition"], form.entry, by=by, now=now)
                messages.success(request, _("{organisation} is invited.").format(organisation=made.organisation))
                return HttpResponseRedirect(reverse("admin:registration_invitation_change", args=[made.pk]))
        return self._page(request, "invite", _("Invite an organisation"), form=form)

    def by_file(self, request: HttpRequest) -> HttpResponse:
        """The good rows are taken, each other one is listed with its number and the reason."""
        self._must_be_allowed(request)
        form = OrganisationsForm(request.POST or None, request.FILES or None, editions=self._editions(request))
        done: dict[str, Any] = {"is_done": False}
        if form.is_valid():
            good, wrong = entries_in(form.cleaned_data["file"])
            by, now = signed_in(request), timezone.now()
            made, refused = verbs.invite_all(form.cleaned_data["edition"], good, by=by, now=now)
            rows = sorted([*wrong, *refused])
            done = {"is_done": True, "taken": len(made), "refused": rows}
        return self._page(request, "by_file", _("Invite organisations by file"), form=form, **done)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything about one invitation; it changes by the steps beside each line."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        invitation = self.get_object(request, unquote(object_id))
        if invitation is None:
            raise Http404
        named = invitation.nominations.visible_to(signed_in(request)).standing().with_stage().by_name()
        context = {
            "invitation": invitation,
            "organisation": invitation.organisation,
            "country": self.lives_in(invitation),
            "nominations": [(nomination, STAGES[stage_of(nomination)][0]) for nomination in named],
            "focal_points": invitation.organisation.focal_points.living().select_related("user").by_name(),
            "letters": invitation.letters.order_by("pk"),
            "may_change": request.user.has_perm("registration.add_invitation"),
            "quota_form": QuotaForm(initial={"quota": invitation.quota}),
            "colleague_form": FocalPointForm(),
        }
        return self._page(request, "page", str(invitation), **context)

    def change_quota(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = QuotaForm(request.POST)
        return self._step(request, pk, lambda row, **who: verbs.change_quota(row, **form.cleaned_data, **who), form)

    def add_colleague(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = FocalPointForm(request.POST)
        return self._step(request, pk, lambda row, **who: verbs.add_focal_point(row, **form.cleaned_data, **who), form)

    def send_link(self, request: HttpRequest, pk: int, focal_point: int) -> HttpResponse:
        return self._step(request, pk, lambda row, **who: verbs.send_link(_of(row, focal_point), **who))

    def end(self, request: HttpRequest, pk: int, focal_point: int) -> HttpResponse:
        return self._step(request, pk, lambda row, **who: verbs.end_focal_point(_of(row, focal_point), **who))

    def _step(
        self, request: HttpRequest, pk: int, verb: Callable[..., object], form: FocalPointForm | QuotaForm | None = None
    ) -> HttpResponse:
        self._must_be_allowed(request)
        own = Invitation.objects.filter(_inviting(request).reach(edition="edition__slug")).with_edition()
        invitation = get_object_or_404(own, pk=pk)
        if form is not None and not form.is_valid():
            messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        else:
            with refusals_told(request):
                verb(invitation, by=signed_in(request), now=timezone.now())
                messages.success(request, _("That is done."))
        return HttpResponseRedirect(reverse("admin:registration_invitation_change", args=[pk]))

    def _editions(self, request: HttpRequest) -> QuerySet[Edition]:
        return (
            Edition.objects.published().filter(_inviting(request).reach(edition="slug")).with_windows().newest_first()
        )

    def _must_be_allowed(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/registration/invitation/{name}.html", {**shared, **context})


def _inviting(request: HttpRequest) -> Roles:
    """Of her roles those that let her invite: who has one for a single edition invites to that."""
    return signed_in(request).roles.carrying("registration.add_invitation")


def _of(invitation: Invitation, focal_point: int) -> FocalPoint:
    found: FocalPoint = get_object_or_404(invitation.organisation.focal_points.living(), pk=focal_point)
    return found


@admin.register(Nomination)
class NominationAdmin(DeskAdmin):
    """Who was named by whom. What she answered stands with her application."""

    list_display = ["name", "email", "kind", "lives_in", "organisation", "stage", "nominated_at"]
    list_filter = ["invitation__edition", "kind", "region", ("taken_up_at", HasHappened)]
    list_select_related = ["invitation__organisation", "invitation__edition"]
    search_fields = ["email", "invitation__organisation__folded"]
    search_help_text = gettext_lazy("E-mail address of the nominee or name of the organisation")
    ordering = ["-nominated_at", "-pk"]
    actions = ["send_links"]
    fields = [
        "invitation", "kind", "name", "email", "lives_in", "language", "nominated_at", "link_sent_at", "reminded_at",
        "taken_up_at", "may_tell_result_at", "taken_back_at",
    ]  # fmt: skip
    readonly_fields = ["lives_in"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Nomination]:
        return Nomination.objects.visible_to(signed_in(request)).with_stage().order_by(*self.get_ordering(request))

    @admin.display(description=gettext_lazy("nominated by"), ordering="invitation__organisation__folded")
    def organisation(self, nomination: Nomination) -> str:
        return nomination.invitation.organisation.name

    @admin.display(description=gettext_lazy("stage"))
    def stage(self, nomination: Nomination) -> str:
        return str(_("Taken back") if nomination.taken_back_at else STAGES[stage_of(nomination)][0])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Send their links again"), permissions=["view"])
    def send_links(self, request: HttpRequest, rows: QuerySet[Nomination]) -> None:
        one = partial(send_nominee_link, by=signed_in(request), now=timezone.now())
        if sent := each_told(request, rows, one):
            done = ngettext("{count} link is on its way.", "{count} links are on their way.", sent)
            messages.success(request, done.format(count=sent))
