"""The circular as it was signed: put in place for one language, or taken away again."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from programme.actions import circulars
from programme.forms import SignedCircularForm
from programme.models import SignedCircular
from programme.models.circulars import SignedCircularQuerySet
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in


@admin.register(SignedCircular)
class SignedCircularAdmin(DeskAdmin):
    form = SignedCircularForm
    list_display = ["edition", "language", "put_at", "put_by"]
    list_filter = ["edition", "language"]
    list_select_related = ["edition", "put_by"]
    ordering = ["-put_at", "pk"]
    actions = ["take_away"]

    def get_fields(self, request: HttpRequest, obj: SignedCircular | None = None) -> Any:
        return ["edition", "language", "put_at", "put_by", "document"] if obj else ["edition", "language", "file"]

    def get_readonly_fields(self, request: HttpRequest, obj: SignedCircular | None = None) -> list[str]:
        return ["document"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: SignedCircular | None = None) -> bool:
        return obj is None and super().has_change_permission(request)  # another file is put in its place, as a new one

    @admin.display(description=_("document"))
    def document(self, circular: SignedCircular) -> SafeString:
        """Where everybody gets it."""
        with override(circular.language):
            address = reverse("home:paper", args=[circular.edition.slug, "circular"])
        return format_html('<a href="{}">{}</a>', address, gettext("Fetch it, as everybody does"))

    def save_model(self, request: HttpRequest, obj: SignedCircular, form: SignedCircularForm, change: bool) -> None:
        obj.pk = circulars.put_signed_circular(**form.cleaned_data, by=signed_in(request), now=timezone.now()).pk

    @admin.action(description=_("Hand out what the site makes instead"), permissions=["change"])
    def take_away(self, request: HttpRequest, chosen: SignedCircularQuerySet) -> None:
        for circular in chosen:
            circulars.take_signed_circular_away(circular, by=signed_in(request), now=timezone.now())
