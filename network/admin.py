from django.contrib import admin
from django.http import HttpRequest

from network.models import Member
from wic.accounts.desk import DeskAdmin


@admin.register(Member)
class MemberAdmin(DeskAdmin):
    list_display = ["name", "kind", "lives_in", "state", "joined_at"]
    list_filter = ["kind", "state"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "kind", "lives_in", "position", "organisation", "state", "joined_at", "left_at"]
    readonly_fields = ["lives_in"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        return False
