"""What the lists of the desk have in common, whoever may see their rows."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NoReturn

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wic.lifecycle import Refused
from wic.look.times import day_words
from wic.pages import refusals_told

DIGITS_OF_A_KEY = 18  # so many fit into a column for keys


class NoSuchRow(Refused):
    """What was sent as the key of a row is none."""


class ListAdmin(admin.ModelAdmin):
    """Nothing is deleted; an unknown row is not there; a refusal is told on the list that it came from."""

    list_per_page = 50
    show_full_result_count = False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return dates_in_words(self.model, super().get_list_display(request))

    def response_action(  # type: ignore[override] # the stubs know Django 6
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        with refusals_told(request):  # what was done before it stays done: each row is an act of its own
            _must_be_keys(request.POST.getlist(ACTION_CHECKBOX_NAME))
            return super().response_action(request, queryset)
        return HttpResponseRedirect(request.get_full_path())

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return super().get_object(request, object_id, from_field) if _is_key(object_id) else None

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        """A row of another region is as unknown as one that never was."""
        raise Http404

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def dates_in_words(model: type[models.Model], columns: Iterable[Any]) -> list[Any]:
    """The same columns, with each date said as on every other page: Django's own lists know no “1er août”."""
    dated = {field.name: field for field in model._meta.fields if isinstance(field, models.DateField)}
    return [_in_words(dated[column]) if column in dated else column for column in columns]


@cache  # Django asks for the columns twice, and sorts by those that are the same again
def _in_words(field: "models.DateField[Any, Any]") -> Callable[[models.Model], SafeString | None]:
    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row: models.Model) -> SafeString | None:
        moment = getattr(row, field.name)
        if moment is None:
            return None
        has_hour = isinstance(field, models.DateTimeField)
        words = day_words(timezone.localtime(moment), "DATETIME_FORMAT") if has_hour else day_words(moment)
        return format_html('<span class="nowrap">{}</span>', words)

    column.__name__ = field.name  # the column's class in the sheet
    return column


def _is_key(text: str) -> bool:
    """Django would ask the database for whatever can be read as a number."""
    return text.isascii() and text.isdecimal() and len(text) <= DIGITS_OF_A_KEY


def _must_be_keys(chosen: list[str]) -> None:
    if not all(map(_is_key, chosen)):
        raise NoSuchRow(_("Please choose rows of this list."))
