"""Deputies at the desk: who may approve in whose place, and until when."""

from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registration.actions.deputies import end_deputy, name_deputy
from registration.forms.deputies import DayAndHour
from registration.models import Deputy
from registration.models.deputies import DeputyQuerySet
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.pages import each_told


class InForceFilter(admin.SimpleListFilter):
    title = _("in force")
    parameter_name = "over"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Now or later")), ("yes", _("No longer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = cast("DeputyQuerySet", queryset)
        match self.value():
            case "no":
                return rows.not_over(timezone.now())
            case "yes":
                return rows.over(timezone.now())
        return rows


@admin.register(Deputy)
class DeputyAdmin(DeskAdmin):
    list_display = ["deputy", "principal", "begins_at", "ends_at", "ended_at"]
    list_filter = [InForceFilter]
    list_select_related = ["deputy", "principal"]
    ordering = ["-ends_at", "-pk"]
    actions = ["end_deputies"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        given = ["deputy", "begins_at", "ends_at"]
        return ["principal", *given, "named_at", "ended_at"] if obj else given

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_change_permission(request)  # ended, never rewritten

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        colleagues = User.objects.at_the_desk().exclude(pk=signed_in(request).pk).order_by("name", "email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs, queryset=colleagues)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {"begins_at", "ends_at"}:
            kwargs["widget"] = DayAndHour
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Deputy, form: Any, change: bool) -> None:
        obj.pk = name_deputy(**form.cleaned_data, by=signed_in(request), now=timezone.now()).pk

    @admin.action(description=_("End before the time is over"), permissions=["change"])
    def end_deputies(self, request: HttpRequest, rows: QuerySet[Deputy]) -> None:
        each_told(
            request, rows.select_related("deputy"), partial(end_deputy, by=signed_in(request), now=timezone.now())
        )
