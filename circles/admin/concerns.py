"""Concerns at the desk, for the people who are named for them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from circles.actions import concerns as actions
from circles.forms.room import OutcomeForm
from circles.models import Concern, ConcernHandler
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.pages import refusals_told


@admin.register(ConcernHandler)
class ConcernHandlerAdmin(DeskAdmin):
    list_display = ["user", "edition", "named_at"]
    list_filter = ["edition"]
    list_select_related = ["user", "edition"]
    ordering = ["edition", "pk"]
    fields = ["edition", "user"]
    autocomplete_fields = ["user"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ConcernHandler, form: forms.Form, change: bool) -> None:
        named = actions.name_handler(obj.edition, obj.user, by=signed_in(request), now=timezone.now())
        obj.pk = named.pk
        obj.refresh_from_db()


@admin.register(Concern)
class ConcernAdmin(DeskAdmin):
    """Who raised it, what she wrote, and two steps: to look after it, and to say what was done."""

    list_display = ["raised_at", "circle", "state", "handler"]
    list_filter = ["state"]
    list_select_related = ["circle", "handler"]
    ordering = ["-raised_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        concern = self.get_object(request, unquote(object_id))
        if concern is None:
            raise Http404
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        return self._page(request, concern, OutcomeForm())

    def get_urls(self) -> list[URLPattern]:
        take = self.admin_site.admin_view(require_POST(self.take))
        settle = self.admin_site.admin_view(require_POST(self.settle))
        return [
            path("<int:pk>/take/", take, name="circles_concern_take"),
            path("<int:pk>/settle/", settle, name="circles_concern_settle"),
            *super().get_urls(),
        ]

    def take(self, request: HttpRequest, pk: int) -> HttpResponse:
        concern = get_object_or_404(self.get_queryset(request), pk=pk)
        with refusals_told(request):
            actions.take_concern(concern, by=signed_in(request), now=timezone.now())
            messages.success(request, gettext("You look after it now, and she has been told so."))
        return HttpResponseRedirect(reverse("admin:circles_concern_change", args=[pk]))

    def settle(self, request: HttpRequest, pk: int) -> HttpResponse:
        concern = get_object_or_404(self.get_queryset(request), pk=pk)
        form = OutcomeForm(request.POST)
        if form.is_valid():
            with refusals_told(request):
                actions.settle_concern(concern, **form.cleaned_data, by=signed_in(request), now=timezone.now())
                messages.success(request, gettext("The concern is settled."))
                return HttpResponseRedirect(reverse("admin:circles_concern_change", args=[pk]))
        return self._page(request, concern, form)

    def _page(self, request: HttpRequest, concern: Concern, form: OutcomeForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(str(self.opts.verbose_name)),
            "opts": self.opts,
            "concern": concern,
            "form": form,
            "is_hers": concern.handler_id in {None, request.user.pk},
        }
        return TemplateResponse(request, "admin/circles/concern/page.html", context)
