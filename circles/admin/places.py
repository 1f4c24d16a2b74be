from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from circles.actions.places import name_coordinator
from circles.actions.repairs import change_capacity
from circles.models import Circle, CircleQuerySet
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in


@admin.register(Circle)
class CircleAdmin(DeskAdmin):
    list_display = ["number", "edition", "mentor", "language", "state", "taken", "coordinator"]
    list_filter = ["edition", "language", "state"]
    search_fields = ["mentor__application__search"]
    ordering = ["edition", "number"]
    fields = ["edition", "number", "mentor", "language", "state", "opened_at", "closed_at", "coordinator", "most"]
    readonly_fields = ["edition", "number", "mentor", "language", "state", "opened_at", "closed_at"]
    autocomplete_fields = ["coordinator"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return cast(CircleQuerySet, super().get_queryset(request)).with_seats().select_related("coordinator")

    @admin.display(description=gettext_lazy("Mentees"))
    def taken(self, circle: Circle) -> int:
        return circle.taken  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Circle, form: forms.Form, change: bool) -> None:
        now, by = timezone.now(), signed_in(request)
        if "coordinator" in form.changed_data:
            name_coordinator(obj, form.cleaned_data["coordinator"], by=by, now=now)
        if "most" in form.changed_data and form.cleaned_data["most"]:
            change_capacity(obj, most=form.cleaned_data["most"], by=by, now=now)
