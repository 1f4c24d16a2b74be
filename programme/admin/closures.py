"""The days on which countries are closed, which the date check reads."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.actions import closures
from programme.admin.languages import WordedAdmin, in_languages
from programme.forms import ClosedDayForm
from programme.models import ClosedDay
from programme.models.closures import ClosedDayQuerySet
from wic import places
from wic.accounts.middleware import signed_in


@admin.register(ClosedDay)
class ClosedDayAdmin(WordedAdmin):
    form = ClosedDayForm
    list_display = ["on", "place", "name", "is_expected"]
    search_fields = ["name_en", "name_fr", "name_ar"]
    ordering = ["-on", "country"]
    date_hierarchy = "on"
    fields = ["country", "on", in_languages("name"), "is_expected"]
    actions = ["take_away"]

    @admin.display(description=_("country or territory"), ordering="country")
    def place(self, day: ClosedDay) -> str:
        return places.name(day.country)

    def save_model(self, request: HttpRequest, obj: ClosedDay, form: forms.ModelForm, change: bool) -> None:
        closures.write_closed_day(obj, by=signed_in(request), now=timezone.now())

    @admin.action(description=_("Take the chosen days away"), permissions=["change"])
    def take_away(self, request: HttpRequest, chosen: ClosedDayQuerySet) -> None:
        for day in chosen:
            closures.drop_closed_day(day, by=signed_in(request), now=timezone.now())
