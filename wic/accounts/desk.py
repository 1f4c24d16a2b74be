"""What every page of the staff's desk has in common."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_permission_codename
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wic import places
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.lists import ListAdmin
from wic.names import fold
from wic.pages import Telling

REFUSAL = "desk_refusal"  # on a request whose form is shown once more: why


def _refused(form: Any, refusal: str) -> Any:
    class RefusedForm(form):
        def clean(self) -> None:
            raise forms.ValidationError(refusal)

    return RefusedForm


class HasHappened(admin.EmptyFieldListFilter):
    """Of an instant one asks whether it has come, not whether its column is empty."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice, answer in zip(super().choices(changelist), (None, _("Not yet"), _("Yes")), strict=True):
            count = choice["display"].rpartition(" (")[1:] if answer and changelist.add_facets else ()
            yield {**choice, "display": "".join([str(answer), *count])} if answer else choice


class DeskAdmin(ListAdmin):
    """A list of the rows this person may see; changes go through verbs.

    `save_model` of a subclass calls one verb. What it refuses is told above the form, which keeps what was typed.
    Django's own admin log is left empty: it would repeat people's names, and the audit already says who did what.
    """

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = self.desk_rows(signed_in(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def desk_rows(self, user: User) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model._default_manager.visible_to(user)
        return rows

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        narrower = self._as_one_who_changes(request)
        return narrower is None or self.desk_rows(narrower).contains(obj)

    def response_action(  # type: ignore[override] # the stubs know Django 6
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        if narrower := self._as_one_who_changes(request):
            queryset = queryset.filter(pk__in=self.desk_rows(narrower).values("pk"))
        return super().response_action(request, queryset)

    def _as_one_who_changes(self, request: HttpRequest) -> User | None:
        """Herself with those of her roles that let her change rows: others may show her more. None: it is the same."""
        user = signed_in(request)
        roles = user.roles.carrying(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")
        return None if roles.is_headquarters or roles == user.roles else user.with_roles(roles)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """One chooses among the rows that one's own desk lists; whose role is for one edition, chooses one."""
        model = db_field.remote_field.model
        if self.admin_site.is_registered(model):
            kwargs.setdefault("queryset", self.admin_site.get_model_admin(model).get_queryset(request))
        roles = signed_in(request).roles
        if db_field.name == "edition" and not roles.is_headquarters:
            adding = roles.carrying(f"{self.opts.app_label}.{get_permission_codename('add', self.opts)}")
            kwargs |= {"required": True, "queryset": kwargs["queryset"].filter(adding.reach(edition="slug"))}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("country or territory"), ordering="country")
    def lives_in(self, row: Any) -> str:
        """For lists of rows with a country: its name, not its code."""
        return places.name(row.country) if row.country in places.PLACES else row.country

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A form is for its own row: others are added and changed on their pages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

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
        with Telling(partial(setattr, request, REFUSAL)):
            return super().changeform_view(request, object_id, form_url, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, REFUSAL, "")
        return _refused(form, refusal) if refusal else form

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """Told by the audit."""

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        """Told by the audit."""

    def log_deletions(self, *args: Any) -> None:  # type: ignore[override]
        """Told by the audit."""
