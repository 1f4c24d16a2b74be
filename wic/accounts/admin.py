from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wic.accounts.actions import end_role, grant_role
from wic.accounts.models import RoleGrant, User
from wic.lifecycle import Refused


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Looked up, never edited: her profile is hers, her roles are given and ended below."""

    list_display = ["email", "name", "country", "is_active", "created_at"]
    list_filter = ["is_active", "language"]
    search_fields = ["email"]
    ordering = ["-pk"]
    fields = readonly_fields = [
        "email",
        "name",
        "language",
        "time_zone",
        "country",
        "is_active",
        "created_at",
        "last_login",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.visible_to(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin[RoleGrant]):
    list_display = ["user", "role", "region", "edition", "granted_at", "granted_by", "ended_at"]
    list_filter = ["role", "region", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "granted_by"]
    search_fields = ["user__email"]
    ordering = ["-pk"]
    autocomplete_fields = ["user"]
    actions = ["end_roles"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.visible_to(request.user)

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> list[str]:  # noqa: ARG002
        given = ["user", "role", "region", "edition"]
        return [*given, "granted_at", "granted_by", "ended_at"] if obj else given

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        return obj is None and super().has_change_permission(request)  # a grant is ended, never rewritten

    def has_delete_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:  # noqa: ARG002
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as no:
            messages.error(request, str(no))
            return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:  # noqa: ARG002
        grant = grant_role(
            obj.user, role=obj.role, region=obj.region, edition=obj.edition, by=request.user, now=timezone.now()
        )
        obj.pk, obj.granted_at, obj.granted_by = grant.pk, grant.granted_at, grant.granted_by

    @admin.action(description=gettext_lazy("End the selected roles"), permissions=["change"])
    def end_roles(self, request: HttpRequest, grants: QuerySet[RoleGrant]) -> None:
        ended = 0
        for grant in grants.select_related("user"):
            try:
                end_role(grant, by=request.user, now=timezone.now())
            except Refused as no:
                messages.error(request, _("{person}, {role}: {why}").format(person=grant.user, role=grant, why=no))
            else:
                ended += 1
        if ended:
            done = ngettext("{count} role has been ended.", "{count} roles have been ended.", ended)
            messages.success(request, done.format(count=ended))
