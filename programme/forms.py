import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from programme.addresses import EditionSlugConverter
from programme.extra import contradictions, extra_of
from programme.models import ClosedDay, Edition, ExtraQuestion, SignedCircular
from programme.models.extra import MOST_WORDS, SECTIONS_OF_MENTEES, ExtraAudience, ExtraKind
from programme.offered import extra_questions
from wic import places
from wic.files import document_type


class ToTheSecond(AdminSplitDateTime):
    """A last day ends at 23:59:59: without the seconds, saving the page unread would cut it short."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M:%S"
        self.widgets[0].attrs["aria-label"], self.widgets[1].attrs["aria-label"] = _("Date"), _("Hour")


def is_edition_slug(slug: str) -> None:
    if not re.fullmatch(EditionSlugConverter.regex, slug):
        raise ValidationError(_("The address begins with a year, like 2027 or 2027-asia, and has small letters only."))


class EditionForm(forms.ModelForm):
    circle_languages = forms.MultipleChoiceField(
        label=_("Languages of the circles"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Edition
        fields: Any = forms.ALL_FIELDS

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        is_edition_slug(slug)
        return slug


class ClosedDayForm(forms.ModelForm):
    country = forms.ChoiceField(label=_("Country or territory"), choices=lambda: [("", "—"), *places.choices()])

    class Meta:
        model = ClosedDay
        fields: Any = forms.ALL_FIELDS


class SignedCircularForm(forms.ModelForm):
    class Meta:
        model = SignedCircular
        fields = ("edition", "language", "file")
        help_texts = {"file": _("A PDF file of at most 5 MB. It takes the place of one that is there already.")}
        widgets = {"file": forms.FileInput(attrs={"accept": ".pdf"})}

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if document_type(file) != "application/pdf":
            raise ValidationError(_("Please attach a PDF file."))
        return file

    def clean(self) -> dict[str, Any]:
        """That there is one already is no mistake: it is the one to be replaced."""
        typed: dict[str, Any] = super().clean() or {}
        if {"edition", "language"} <= typed.keys():
            earlier = typed["edition"].signed_circulars.in_language(typed["language"]).first()
            self.instance = earlier or self.instance
        return typed


class ChoicesOfQuestions(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple
    is_of_one_edition = False

    def label_from_instance(self, choice: Any) -> str:
        named = f"{choice.question}: {choice}"
        return named if self.is_of_one_edition else f"{choice.question.edition.slug} · {named}"


class ExtraQuestionForm(forms.ModelForm):
    class Meta:
        model = ExtraQuestion
        fields: Any = forms.ALL_FIELDS
        field_classes = {"shown_if": ChoicesOfQuestions}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            choices = self.fields["shown_if"].queryset  # type: ignore[attr-defined]
            others = choices.filter(question__edition=self.instance.edition_id).exclude(question=self.instance)
            self.fields["shown_if"].is_of_one_edition = True  # type: ignore[attr-defined]
            self.fields["shown_if"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What each way of answering asks for, said at its field."""
        given = self.cleaned_data
        kind = given.get("kind") or self.instance.kind
        if kind != ExtraKind.TEXT:
            given["word_limit"] = None
        elif given.get("word_limit") not in range(1, MOST_WORDS + 1):
            said = _("A longer text needs a limit of words, at most %(limit)s.")
            self.add_error("word_limit", said % {"limit": MOST_WORDS})
        lowest, highest = given.get("lowest"), given.get("highest")
        if kind != ExtraKind.NUMBER:
            given["lowest"] = given["highest"] = None
        elif lowest is None or highest is None or highest < lowest:
            self.add_error("highest", _("A number needs its lowest value and its highest, which is not below it."))
        if given.get("section") in SECTIONS_OF_MENTEES and given.get("audience") != ExtraAudience.MENTEES:
            self.add_error("section", _("This section of the form is for mentees only."))
        if len({choice.question_id for choice in given.get("shown_if", [])}) > 1:
            self.add_error("shown_if", _("A question can depend on the answers to one earlier question only."))
        return given


class ChoiceForm(forms.ModelForm):
    """Its code stays as it was first written: answers rest on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True


class ChoiceFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """The question with its choices among the others of its edition."""
        question: ExtraQuestion = self.instance
        shown_after = getattr(question, "shown_after", None)
        if any(self.errors) or shown_after is None:  # the form says first what is wrong with the question itself
            return
        choices = [row.instance for row in self.forms if row.instance.pk or row.has_changed()]
        others = [other for other in extra_questions(question.edition) if other.pk != question.pk]
        if found := contradictions([*others, extra_of(question, choices, shown_after)]):
            raise ValidationError(found)
