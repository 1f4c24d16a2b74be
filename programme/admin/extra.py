"""What the form asks in one edition only: written by headquarters, translated, withdrawn when it is over."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Case, When
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.actions import extra as verbs
from programme.admin.languages import WordedAdmin, WordedInline, in_languages
from programme.extra import PLACES
from programme.forms import ChoiceForm, ChoiceFormSet, ExtraQuestionForm
from programme.models import ExtraChoice, ExtraQuestion
from programme.models.extra import ExtraQuestionQuerySet
from wic.accounts.middleware import signed_in
from wic.pages import each_told

PLACE = Case(*(When(section=section, then=place) for section, place in PLACES.items()))  # in the form


class ChoiceInline(WordedInline):
    model = ExtraChoice
    form = ChoiceForm
    formset = ChoiceFormSet
    extra = 4
    can_delete = False
    ordering = ["position", "pk"]
    fields = [("code", "position", "is_offered"), in_languages("label")]
    verbose_name_plural = _("choices, where it is answered by choosing")


@admin.register(ExtraQuestion)
class ExtraQuestionAdmin(WordedAdmin):
    form = ExtraQuestionForm
    inlines = [ChoiceInline]
    list_display = ["label", "edition", "audience", "section", "position", "withdrawn_at"]
    list_filter = ["edition", "audience", "section"]
    list_select_related = ["edition"]
    ordering = ["-edition", PLACE, "position", "pk"]
    change_form_template = "admin/programme/extraquestion/form.html"
    fieldsets = [
        (None, {"fields": ["edition", "code", "kind", "withdrawn_at"]}),
        (_("Words"), {"fields": [in_languages("label"), in_languages("hint")]}),
        (_("In the form"), {"fields": ["audience", ("section", "position"), "is_required", "shown_if"]}),
        (_("Its answers"), {"fields": ["word_limit", ("lowest", "highest"), "identifies"]}),
    ]
    actions = ["withdraw_them", "ask_them_again", "drop_them"]

    def get_readonly_fields(self, request: HttpRequest, obj: ExtraQuestion | None = None) -> list[str]:
        return ["withdrawn_at", *(["edition", "code", "kind"] if obj else [])]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        asked = ExtraQuestion.objects.visible_to(signed_in(request)).living()
        choices = ExtraChoice.objects.filter(question__in=asked).select_related("question__edition")
        in_order = choices.order_by("-question__edition", "question__pk", "position", "pk")
        return super().formfield_for_manytomany(db_field, request, queryset=in_order, **kwargs)

    def save_form(self, request: HttpRequest, form: forms.ModelForm, change: bool) -> ExtraQuestion:
        """What it depends on is looked at together with its choices."""
        question: ExtraQuestion = super().save_form(request, form, change)
        question.shown_after = form.cleaned_data["shown_if"]  # type: ignore[attr-defined]
        return question

    def save_model(self, request: HttpRequest, obj: ExtraQuestion, form: forms.ModelForm, change: bool) -> None:
        """One verb writes it with its choices, see `save_related`."""

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        verbs.write_extra_question(
            form.instance,
            choices=[row.instance for formset in formsets for row in formset.forms if row.has_changed()],
            shown_if=list(form.cleaned_data["shown_if"]),
            by=signed_in(request),
            now=timezone.now(),
        )
        for formset in formsets:  # the audit has told it
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    @admin.action(description=_("Ask the chosen questions no longer"), permissions=["change"])
    def withdraw_them(self, request: HttpRequest, chosen: ExtraQuestionQuerySet) -> None:
        self._each(request, chosen, verbs.withdraw_extra_question)

    @admin.action(description=_("Ask the chosen questions again"), permissions=["change"])
    def ask_them_again(self, request: HttpRequest, chosen: ExtraQuestionQuerySet) -> None:
        self._each(request, chosen, verbs.ask_extra_question_again)

    @admin.action(description=_("Delete the chosen questions that nobody can have answered"), permissions=["change"])
    def drop_them(self, request: HttpRequest, chosen: ExtraQuestionQuerySet) -> None:
        self._each(request, chosen, verbs.drop_extra_question)

    def _each(self, request: HttpRequest, chosen: models.QuerySet[Any], verb: Callable[..., object]) -> None:
        each_told(request, chosen, partial(verb, by=signed_in(request), now=timezone.now()))
