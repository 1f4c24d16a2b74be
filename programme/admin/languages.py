"""Texts in three languages side by side, each field labelled with the name of its language."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.forms import Field, SplitDateTimeWidget
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline
from modeltranslation.fields import TranslationField
from modeltranslation.utils import build_localized_fieldname

from wic.accounts.desk import DeskAdmin


def in_languages(field: str) -> tuple[str, ...]:
    """Its translations side by side."""
    return tuple(build_localized_fieldname(field, code) for code, _language in settings.LANGUAGES)


def labelled(field: Field | None, column: models.Field) -> Field | None:
    """Every input can be told from its neighbours also by who hears the page, and is written in its own direction."""
    if field is None:
        return None
    if isinstance(column, TranslationField):
        language = dict(settings.LANGUAGES)[column.language]
        what = capfirst(column.translated_field.verbose_name)
        field.label = gettext("{what} ({language})").format(what=what, language=language)
        field.widget.attrs |= {
            "lang": column.language,
            "dir": "rtl" if column.language in settings.LANGUAGES_BIDI else "ltr",
        }
    if isinstance(field.widget, SplitDateTimeWidget):
        for part, said in zip(field.widget.widgets, (gettext("{what}: day"), gettext("{what}: hour")), strict=True):
            part.attrs["aria-label"] = said.format(what=field.label)
    return field


class PlainInline(admin.TabularInline):
    """Its fields are named by the heads of the columns, which an input does not know of."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        field = labelled(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
        if field is not None and not isinstance(field.widget, SplitDateTimeWidget):
            field.widget.attrs["aria-label"] = field.label
        return field


class WordedAdmin(DeskAdmin, TranslationAdmin):
    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        return labelled(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)


class WordedInline(TranslationStackedInline):
    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        return labelled(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
