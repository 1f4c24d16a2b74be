"""Updates and answers: written by headquarters, seen by everybody at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.actions import notices
from programme.admin.editions import SIDE_BY_SIDE
from programme.admin.languages import WordedAdmin, in_languages
from programme.models import Question, Update
from programme.models.notices import QuestionQuerySet
from wic.accounts.middleware import signed_in


@admin.register(Update)
class UpdateAdmin(WordedAdmin):
    list_display = ["title", "edition", "posted_at"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    ordering = ["-posted_at"]
    readonly_fields = ["posted_at"]
    formfield_overrides = SIDE_BY_SIDE
    fieldsets = [
        (None, {"fields": ["edition", "posted_at"]}),
        (
            _("Words"),
            {
                "fields": [in_languages("title"), in_languages("body")],
                "description": _(
                    "It is seen by everybody as soon as you save. Where a translation is missing, readers see the text "
                    "in another language, marked as not yet translated."
                ),
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Update | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["edition"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Update, form: forms.ModelForm, change: bool) -> None:
        by, now = signed_in(request), timezone.now()
        words: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "edition"}
        if change:
            changes = {name: words[name] for name in form.changed_data}
            notices.correct_update(obj, changes=changes, by=by, now=now)
        else:
            obj.pk = notices.post_update(form.cleaned_data["edition"], words=words, by=by, now=now).pk
            obj.refresh_from_db()


@admin.register(Question)
class QuestionAdmin(WordedAdmin):
    list_display = ["question", "edition", "position"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    ordering = ["edition", "position", "pk"]
    formfield_overrides = SIDE_BY_SIDE
    fieldsets = [
        (None, {"fields": ["edition", "position"]}),
        (_("Words"), {"fields": [in_languages("question"), in_languages("answer")]}),
    ]
    actions = ["take_away"]

    def save_model(self, request: HttpRequest, obj: Question, form: forms.ModelForm, change: bool) -> None:
        notices.write_question(obj, by=signed_in(request), now=timezone.now())

    @admin.action(description=_("Take the chosen questions away"), permissions=["change"])
    def take_away(self, request: HttpRequest, chosen: QuestionQuerySet) -> None:
        for question in chosen:
            notices.drop_question(question, by=signed_in(request), now=timezone.now())
