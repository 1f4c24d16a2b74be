"""Dates at the desk: planned, corrected, published and called off through the verbs."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import actions
from events.models import Event, EventQuerySet
from events.rules import EARLIEST, LATEST, is_over
from programme.admin.languages import WordedAdmin
from wic.accounts.middleware import signed_in
from wic.pages import each_told

LIMITS = {"local_date": (EARLIEST, LATEST), "minutes": (1, 24 * 60)}  # what takes place lasts, a day at most


@admin.register(Event)
class EventAdmin(WordedAdmin):
    list_display = ["title", "kind", "audience", "starts_at", "minutes", "state", "edition"]
    list_filter = ["edition", "kind", "audience", "state"]
    list_select_related = ["edition"]
    search_fields = ["title_en", "title_fr", "title_ar"]
    ordering = ["-starts_at"]
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.URLField: {"assume_scheme": "https"}}
    actions = ["publish", "call_off"]
    fieldsets = [
        (None, {"fields": ["edition", ("kind", "audience"), ("language", "speaker")]}),
        (_("Words"), {"fields": [("title_en", "title_fr", "title_ar"), ("summary_en", "summary_fr", "summary_ar")]}),
        (_("When"), {"fields": [("local_date", "local_time", "zone"), ("minutes", "opens_before"), "is_invented"]}),
        (_("Where"), {"fields": [("platform", "meeting_url"), "capacity"]}),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in LIMITS:
            least, most = LIMITS[db_field.name]
            kwargs["validators"] = [MinValueValidator(least), MaxValueValidator(most)]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """What is over, called off, or a circle's own, is only looked at."""
        is_fixed = obj is not None and (
            is_over(obj, now=timezone.now())
            or obj.state == Event.State.CANCELLED
            or obj.audience == Event.Audience.CIRCLE
        )
        return not is_fixed and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """The meeting's own link is shown to those who may set it, to nobody else."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        looked_at = flatten_fieldsets(fieldsets)
        return [(None, {"fields": [name for name in looked_at if name != "meeting_url"]})]

    def save_model(self, request: HttpRequest, obj: Event, form: forms.ModelForm, change: bool) -> None:
        by, now = signed_in(request), timezone.now()
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            actions.revise_event(obj, changes=changes, by=by, now=now)
            return
        fields = {name: value for name, value in form.cleaned_data.items() if name != "edition"}
        obj.pk = actions.plan_event(form.cleaned_data["edition"], by=by, now=now, **fields).pk
        obj.refresh_from_db()

    @admin.action(description=_("Publish the chosen dates"), permissions=["change"])
    def publish(self, request: HttpRequest, chosen: EventQuerySet) -> None:
        self._each(request, chosen, actions.publish_event)

    @admin.action(description=_("Call off the chosen dates and tell everybody who has a place"), permissions=["change"])
    def call_off(self, request: HttpRequest, chosen: EventQuerySet) -> None:
        self._each(request, chosen, actions.cancel_event)

    def _each(self, request: HttpRequest, chosen: EventQuerySet, verb: Callable[..., Event]) -> None:
        if done := each_told(request, chosen, partial(verb, by=signed_in(request), now=timezone.now())):
            said = ngettext("%(count)s date is changed.", "%(count)s dates are changed.", done)
            messages.success(request, said % {"count": done})
