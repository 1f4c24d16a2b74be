"""The record, to be read only."""

from typing import Any, NoReturn

from django.contrib import admin
from django.http import Http404, HttpRequest

from wic.audit.models import AuditRow


class AuditRowAdmin(admin.ModelAdmin[AuditRow]):
    """The desk registers it, which knows the rows and the people that it is about."""

    search_fields = ["=target_pk", "=actor_pk"]
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        """Unknown is unknown, as everywhere at the desk."""
        raise Http404

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
