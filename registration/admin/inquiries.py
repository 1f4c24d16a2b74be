"""Questions to applicants at the desk: who was asked, until when, who has answered; and the page that asks."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration.actions.inquiries import ask
from registration.admin.reading import without_unread
from registration.forms.inquiries import InquiryForm
from registration.models import Application, Inquiry
from registration.rules.inquiries import DAYS_TO_ANSWER, unclear
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.pages import refusals_told


@admin.register(Inquiry)
class InquiryAdmin(DeskAdmin):
    list_display = ["application", "asked_at", "due_at", "reminded_at", "answered_at"]
    list_filter = ["application__edition", "answered_at"]
    search_fields = ["application__search"]
    ordering = ["due_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inquiry]:
        found: QuerySet[Inquiry] = super().get_queryset(request)
        return without_unread(found, signed_in(request), "application").select_related("application")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # on the page of an application

    def get_urls(self) -> list[URLPattern]:
        page = path("ask/<int:pk>/", self.admin_site.admin_view(self.ask_view), name="registration_inquiry_ask")
        return [page, *super().get_urls()]

    def ask_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Which questions are open to her again, until when, and in which words she is asked."""
        by, now = signed_in(request), timezone.now()
        hers = without_unread(Application.objects.for_the_desk_of(by), by, "pk")
        application = get_object_or_404(hers.select_related("edition", "user"), pk=pk)
        if not by.has_perm("registration.change_application"):
            raise PermissionDenied
        screening = application.screenings.latest("pk")
        initial = {
            "questions": unclear(screening.results, screening.outcome),
            "due_on": application.edition.local(now + timedelta(days=DAYS_TO_ANSWER)).date(),
        }
        form = InquiryForm(request.POST or None, application=application, initial=initial)
        if form.is_valid():
            with refusals_told(request):
                ask(application, **form.cleaned_data, by=by, now=now)
                messages.success(request, gettext("She has been asked by letter, and on her page."))
                return HttpResponseRedirect(reverse("admin:registration_application_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ask her for information"),
            "subtitle": str(application),
            "opts": application._meta,
            "above": application,
            "application": application,
            "form": form,
        }
        return TemplateResponse(request, "admin/registration/inquiry/ask.html", context)
