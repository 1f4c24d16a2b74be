from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from programme.models import Edition
from wic.accounts.middleware import signed_in


class EditionFilter(admin.SimpleListFilter):
    """Where a row keeps the address of an edition, people read its name; of those that the reader works on."""

    title = gettext_lazy("edition")
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        editions = Edition.objects.worked_on_by(signed_in(request)).newest_first()
        return [(edition.slug, edition.name) for edition in editions]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(edition=self.value()) if self.value() else queryset
