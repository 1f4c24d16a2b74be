from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registration.admin.reading import without_unread
from registration.models import Application, Offer, Participant
from registration.rules.offers import order_and_reason
from wic.accounts.desk import DeskAdmin
from wic.accounts.models import User


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

    @admin.display(description=_("order and reason"))
    def why(self, offer: Offer) -> str:
        """By reference: who was passed over may be of another region than the reader."""
        keys = [key for key, _reason in offer.facts.get("passed_over", ())]
        return order_and_reason(offer, dict(Application.objects.filter(pk__in=keys).values_list("pk", "reference")))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Participant)
class ParticipantAdmin(DeskAdmin):
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
