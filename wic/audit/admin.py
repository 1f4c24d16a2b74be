"""The record, to be read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from wic.audit.models import AuditRow


class AuditRowAdmin(admin.ModelAdmin[AuditRow]):
    """The desk registers it, which knows the rows and the people that it is about."""

    search_fields = ["=target_pk", "=actor_pk"]
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
