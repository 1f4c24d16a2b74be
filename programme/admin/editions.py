"""Headquarters prepare an edition here: its dates and numbers, its texts side by side, its people."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.admin.languages import PlainInline, WordedAdmin, WordedInline, in_languages
from programme.forms import EditionForm, ToTheSecond
from programme.models import (
    RULES,
    Contact,
    Edition,
    EditionRegion,
    Milestone,
    Partner,
    Passage,
    Signatory,
    Topic,
    Window,
)
from programme.rules import gaps
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.pages import refusals_told

TO_THE_SECOND: dict[Any, Any] = {models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": ToTheSecond}}
HTTPS: dict[Any, Any] = {models.URLField: {"assume_scheme": "https"}}
SIDE_BY_SIDE: dict[Any, Any] = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 8, "cols": 38})}}


class RegionInline(PlainInline):
    """Which regions an edition is open to is a criterion: later only the places kept for one change here."""

    model = EditionRegion
    extra = 0
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        return ["region"] if obj else []

    def has_add_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return obj is None and super().has_add_permission(request, obj)


class WindowInline(PlainInline):
    model = Window
    extra = 0
    formfield_overrides = TO_THE_SECOND
    can_delete = False
    verbose_name_plural = _("registration periods, on the clock of the edition’s zone")


class MilestoneInline(WordedInline):
    model = Milestone
    extra = 0
    ordering = ["on", "pk"]
    fields = [("on", "until"), in_languages("title"), ("pillar", "is_invented")]
    classes = ["collapse"]


class PassageInline(WordedInline):
    model = Passage
    extra = 0
    can_delete = False
    ordering = ["pk"]
    fields = ["slot", in_languages("title"), in_languages("body")]
    formfield_overrides = SIDE_BY_SIDE
    classes = ["collapse"]


class ContactInline(WordedInline):
    model = Contact
    extra = 0
    ordering = ["position", "pk"]
    fields = [("region", "position"), in_languages("office"), ("name", "email")]
    classes = ["collapse"]


class TopicInline(WordedInline):
    model = Topic
    extra = 0
    can_delete = False
    ordering = ["position", "pk"]
    fields = [("code", "position"), in_languages("label")]
    classes = ["collapse"]


class SignatoryInline(WordedInline):
    model = Signatory
    extra = 0
    ordering = ["position", "pk"]
    fields = [("name", "position"), in_languages("title")]
    classes = ["collapse"]


class PartnerInline(WordedInline):
    model = Partner
    extra = 0
    ordering = ["position", "pk"]
    fields = [("kind", "position"), in_languages("name"), in_languages("about"), "url"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 38})}} | HTTPS
    classes = ["collapse"]


@admin.register(Edition)
class EditionAdmin(WordedAdmin):
    form = EditionForm
    formfield_overrides = TO_THE_SECOND | SIDE_BY_SIDE
    list_display = ["name", "slug", "starts_on", "ends_on", "seats", "published_at"]
    ordering = ["-starts_on"]
    change_form_template = "admin/programme/edition/change_form.html"
    readonly_fields = ["published_at"]
    inlines = [
        RegionInline,
        WindowInline,
        MilestoneInline,
        PassageInline,
        ContactInline,
        TopicInline,
        SignatoryInline,
        PartnerInline,
    ]
    fieldsets = [
        (None, {"fields": ["slug", "code", "published_at", "is_specimen"]}),
        (_("Names"), {"fields": [in_languages("name"), in_languages("summary"), "zone", in_languages("zone_name")]}),
        (_("Dates"), {"fields": ["starts_on", "ends_on", "results_at", "replacements_until"]}),
        (_("Places"), {"fields": ["seats", "country_ceiling", "reserve_length", "offer_days"]}),
        (
            _("Circles and trainings"),
            {
                "fields": [
                    ("circle_min", "circle_max"),
                    "circle_languages",
                    ("sessions_planned", "sessions_required"),
                    "trainings_admit",
                ]
            },
        ),
        (
            _("Who can apply"),
            {
                "fields": [*RULES, "rules_version"],
                "description": _(
                    "Of a new edition the criteria are written here. Later they change on a page of their own, "
                    "“Criteria”, which says first whose outcome would change."
                ),
            },
        ),
        (_("Consent"), {"fields": ["consent_version"]}),
        (_("Nominations"), {"fields": ["nominated_only", "nomination_quota"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        settled = ["slug", "code", *RULES] if obj else []
        return [*super().get_readonly_fields(request, obj), "rules_version", *settled]

    def desk_rows(self, user: User) -> models.QuerySet[Edition]:
        """Not those that she sees as everybody does."""
        return Edition.objects.worked_on_by(user)

    def view_on_site(self, obj: Edition) -> str | None:
        """Before it is published the page leads to its preview."""
        return reverse("home:edition", args=[obj.slug]) if obj.published_at else None

    def save_model(self, request: HttpRequest, obj: Edition, form: forms.ModelForm, change: bool) -> None:
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            actions.revise(obj, changes=changes, by=signed_in(request), now=timezone.now())
        else:
            actions.create_edition(obj, by=signed_in(request), now=timezone.now())

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        dropped = [row.instance for row in formset.deleted_forms if row.instance.pk]
        put = [row.instance for row in formset.forms if row.has_changed() and row not in formset.deleted_forms]
        actions.revise_parts(form.instance, put=put, dropped=dropped, by=signed_in(request), now=timezone.now())
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []  # the audit has told it

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        edition = self.get_object(request, object_id) if object_id else None
        said = {"untranslated": gaps(edition)} if edition and edition.published_at else {}
        with timezone.override(_zone_of(request, edition)):  # a deadline is typed and read on the edition's clock
            response = super().changeform_view(request, object_id, form_url, {**said, **(extra_context or {})})
            return response.render() if isinstance(response, TemplateResponse) else response

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<int:pk>/publish/", self.admin_site.admin_view(self.publish_view), name="programme_edition_publish"
        )
        return [page, *super().get_urls()]

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is missing, and the button."""
        editions = Edition.objects.worked_on_by(signed_in(request)).with_calendar().with_words()
        edition = get_object_or_404(editions, pk=pk)
        if not self.has_change_permission(request, edition):
            raise PermissionDenied
        if request.method == "POST":
            with refusals_told(request):
                actions.publish(edition, by=signed_in(request), now=timezone.now())
                messages.success(request, gettext("The edition is published."))
                return HttpResponseRedirect(reverse("admin:programme_edition_change", args=[pk]))
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish this edition"),
            "subtitle": str(edition),
            "opts": self.opts,
            "above": edition,
            "edition": edition,
            "gaps": gaps(edition),
        }
        return TemplateResponse(request, "admin/programme/edition/publish.html", context)


def _zone_of(request: HttpRequest, edition: Edition | None) -> zoneinfo.ZoneInfo:
    """The edition's, or of a new one the one typed in the same form."""
    if edition:
        return edition.tz
    typed = request.POST.get("zone", "")
    return zoneinfo.ZoneInfo(typed if typed in zoneinfo.available_timezones() else "Europe/Zurich")
