from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from circles.actions.guide import write_guide_page
from circles.models import GuidePage
from programme.admin.languages import WordedAdmin
from wic.accounts.middleware import signed_in


@admin.register(GuidePage)
class GuidePageAdmin(WordedAdmin):
    """What an edition says about a session instead of the programme’s own guide, in three languages."""

    list_display = ["number", "title", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    ordering = ["edition", "number"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 6})}}

    def save_model(self, request: HttpRequest, obj: GuidePage, form: forms.Form, change: bool) -> None:
        write_guide_page(obj, by=signed_in(request), now=timezone.now())
