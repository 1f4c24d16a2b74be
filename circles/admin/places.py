from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from circles.models import Circle, CircleQuerySet
from wic.accounts.desk import DeskAdmin


@admin.register(Circle)
class CircleAdmin(DeskAdmin):
    list_display = ["number", "edition", "mentor", "language", "state", "taken"]
    list_filter = ["edition", "language", "state"]
    search_fields = ["mentor__application__search"]
    ordering = ["edition", "number"]
    fields = ["edition", "number", "mentor", "language", "state", "opened_at", "closed_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return cast(CircleQuerySet, super().get_queryset(request)).with_seats()

    @admin.display(description=gettext_lazy("Mentees"))
    def taken(self, circle: Circle) -> int:
        return circle.taken  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Circle | None = None) -> bool:
        return False
