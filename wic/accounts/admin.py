from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from wic.accounts.desk import DeskAdmin
from wic.accounts.models import User


@admin.register(User)
class UserAdmin(DeskAdmin):
    """Looked up, never edited: her profile is hers, her roles are given and ended by `wic.desk.admin`."""

    list_display = ["email", "name", "lives_in", "is_active", "created_at"]
    list_filter = ["is_active", "language"]
    search_fields = ["email"]
    ordering = ["-pk"]
    fields = ["email", "name", "language", "time_zone", "lives_in", "is_active", "created_at", "last_login"]
    readonly_fields = ["lives_in"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
