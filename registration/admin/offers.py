from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration.actions.participants import end_part
from registration.admin.reading import hidden_decisions, without_unread
from registration.forms.offers import EndPartForm
from registration.models import Application, Decision, Offer, Participant
from registration.rules.offers import order_and_reason
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.accounts.views import step_up_required
from wic.pages import refusals_told


@admin.register(Offer)
class OfferAdmin(DeskAdmin):
    """Offers follow from decisions and answers: here they are only looked at."""

    list_display = ["application", "state", "from_waiting_list", "made_at", "expires_at", "answered_at"]
    list_filter = ["state", "from_waiting_list", "application__edition"]
    list_select_related = ["application"]
    search_fields = ["application__search"]
    ordering = ["-made_at"]
    fields = [
        *("application", "state", "from_waiting_list", "why", "made_at", "expires_at", "answered_at", "decline_reason")
    ]

    def desk_rows(self, user: User) -> QuerySet[Offer]:
        return without_unread(super().desk_rows(user), user, "application")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """An address that asks for one rank would tell where the reader's own stands."""
        return not lookup.startswith("facts") and super().lookup_allowed(lookup, value, request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Offer | None:
        """With what this reader may know of the list; nothing here is ever saved."""
        offer: Offer | None = super().get_object(request, object_id, from_field)
        if offer is not None and offer.from_waiting_list:
            offer.facts = _without_hidden(offer, hidden_decisions(signed_in(request)))
        return offer

    @admin.display(description=_("order and reason"))
    def why(self, offer: Offer) -> str:
        """By reference: who was passed over may be of another region than the reader."""
        keys = [key for key, _reason in offer.facts.get("passed_over", ())]
        return order_and_reason(offer, dict(Application.objects.filter(pk__in=keys).values_list("pk", "reference")))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _without_hidden(offer: Offer, hidden: list[int]) -> dict[str, Any]:
    """Her rank as the list of decisions numbers it, and whom of that list it passed over."""
    unseen = set(Decision.objects.filter(pk__in=hidden).values_list("application", flat=True))
    passed_over = [[key, reason] for key, reason in offer.facts.get("passed_over", ()) if key not in unseen]
    decision = Decision.objects.with_position(hidden=hidden).get(application=offer.application_id)
    return {"rank": decision.position, "passed_over": passed_over}  # type: ignore[attr-defined]


@admin.register(Participant)
class ParticipantAdmin(DeskAdmin):
    """Looked at; who cannot leave by herself is taken off the list by the desk."""

    change_form_template = "admin/registration/participant/change_form.html"
    list_display = ["certificate_name", "role", "lives_in", "region", "state", "joined_at"]
    list_filter = ["edition", "role", "state", "region"]
    search_fields = ["application__search"]
    ordering = ["-joined_at"]
    fields = ["edition", "certificate_name", "role", "lives_in", "region", "state", "joined_at", "withdrawn_at"]
    readonly_fields = ["lives_in"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        end = self.admin_site.admin_view(step_up_required(self.end))  # what her letter says cannot be taken back
        return [path("<int:pk>/end/", end, name="registration_participant_end"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        participant = self.get_object(request, unquote(object_id))
        may_end = participant and Participant.objects.to_end_by(signed_in(request)).contains(participant)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_end": may_end})

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        by = signed_in(request)
        people = Participant.objects.to_end_by(by).select_related("edition", "user", "application")
        participant = get_object_or_404(people, pk=pk)
        form = EndPartForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_told(request):
                end_part(participant, **form.cleaned_data, by=by, now=timezone.now())
                messages.success(request, gettext("Her part has ended, and a letter tells her."))
            return HttpResponseRedirect(reverse("admin:registration_participant_change", args=[pk]))
        title = _("End her part in the programme")
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "above": participant}
        template = "admin/registration/participant/end.html"
        return TemplateResponse(request, template, {**context, "participant": participant, "form": form})
