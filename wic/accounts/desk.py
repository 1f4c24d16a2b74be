"""What every page of the staff's desk has in common."""

from typing import Any, NoReturn

from django.contrib import admin, messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from wic.lifecycle import Refused
from wic.names import fold


class DeskAdmin(admin.ModelAdmin):
    """A list of the rows this person may see; nothing is deleted; changes go through verbs.

    `save_model` of a subclass calls one verb. A refusal is told on the page it came from.
    Django's own admin log is left empty: it would repeat people's names, and the audit already says who did what.
    """

    list_per_page = 50
    show_full_result_count = False
    actions_selection_counter = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = self.model._default_manager.visible_to(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Names are found in any spelling: the searched columns are folded, and so is what is typed."""
        return super().get_search_results(request, queryset, fold(search_term))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        """A row of another region is as unknown as one that never was."""
        raise Http404

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """Told by the audit."""

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        """Told by the audit."""

    def log_deletions(self, *args: Any) -> None:  # type: ignore[override]
        """Told by the audit."""
