from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wic.accounts.actions import end_role, grant_role
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import RoleGrant, User
from wic.lifecycle import Refused


@admin.register(User)
class UserAdmin(DeskAdmin):
    """Looked up, never edited: her profile is hers, her roles are given and ended below."""

    list_display = ["email", "name", "country", "is_active", "created_at"]
    list_filter = ["is_active", "language"]
    search_fields = ["email"]
    ordering = ["-pk"]
    fields = ["email", "name", "language", "time_zone", "country", "is_active", "created_at", "last_login"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(DeskAdmin):
    list_display = ["user", "role", "region", "granted_at", "granted_by", "ended_at"]
    list_filter = ["role", "region", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "granted_by"]
    search_fields = ["user__email"]
    ordering = ["-pk"]
    autocomplete_fields = ["user"]
    actions = ["end_roles"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        given = ["user", "role", "region"]
        return [*given, "granted_at", "granted_by", "ended_at"] if obj else given

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_change_permission(request)  # a grant is ended, never rewritten

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        grant = grant_role(obj.user, role=obj.role, region=obj.region, by=signed_in(request), now=timezone.now())
        obj.pk = grant.pk

    @admin.action(description=gettext_lazy("End the selected roles"), permissions=["change"])
    def end_roles(self, request: HttpRequest, grants: QuerySet[RoleGrant]) -> None:
        ended = 0
        for grant in grants.select_related("user"):
            try:
                end_role(grant, by=signed_in(request), now=timezone.now())
            except Refused as no:
                messages.error(request, _("{person}, {role}: {why}").format(person=grant.user, role=grant, why=no))
            else:
                ended += 1
        if ended:
            done = ngettext("{count} role has been ended.", "{count} roles have been ended.", ended)
            messages.success(request, done.format(count=ended))
