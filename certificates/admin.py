"""Certificates at the desk: issue those that are due, look one up, revoke one with the reason."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from certificates.actions import revoke
from certificates.models import Certificate
from certificates.tasks import issue_all_task
from programme.models import Edition
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.accounts.views import step_up_required


class IssueForm(forms.Form):
    edition: "forms.ModelChoiceField[Edition]" = forms.ModelChoiceField(
        label=gettext_lazy("Edition"), queryset=Edition.objects.none()
    )

    def __init__(self, data: QueryDict | None, *, by: User) -> None:
        super().__init__(data)
        issuing = by.with_roles(by.roles.carrying("certificates.add_certificate"))
        offered = Edition.objects.worked_on_by(issuing).published().newest_first()
        self.fields["edition"].queryset = offered  # type: ignore[attr-defined]


@admin.register(Certificate)
class CertificateAdmin(DeskAdmin):
    list_display = ["serial", "name", "edition", "state", "language", "issued_at"]
    list_filter = ["state", "language", "participant__edition"]
    list_select_related = ["participant__edition"]
    search_fields = ["serial", "participant__application__search"]
    ordering = ["-issued_at"]
    fields = ["serial", "name", "language", "state", "issued_at", "ended_at", "ended_reason"]
    readonly_fields = ["serial", "name", "language", "state", "issued_at", "ended_at"]
    change_list_template = "admin/certificates/certificate/change_list.html"

    @admin.display(description=gettext_lazy("Edition"))
    def edition(self, certificate: Certificate) -> Edition:
        return certificate.participant.edition

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        return (obj is None or obj.state == Certificate.State.VALID) and super().has_change_permission(request, obj)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Looking is free; what the page saves cannot be taken back, so she proves once more who she is."""
        view = super().change_view
        if request.method == "POST":
            return cast(HttpResponse, step_up_required(view)(request, object_id, form_url, extra_context))
        return view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Certificate, form: forms.Form, change: bool) -> None:
        """Saving the page of a valid certificate revokes it, for the reason that is given."""
        certificate = Certificate.objects.get(pk=obj.pk)
        revoke(certificate, reason=form.cleaned_data["ended_reason"], by=signed_in(request), now=timezone.now())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.issue)
        return [path("issue/", view, name="certificates_certificate_issue"), *super().get_urls()]

    def issue(self, request: HttpRequest) -> HttpResponse:
        form = IssueForm(request.POST or None, by=signed_in(request))
        if not request.user.has_perm("certificates.add_certificate"):
            return HttpResponse(status=403)
        if form.is_valid():
            try:
                issue_all_task.delay(edition_id=form.cleaned_data["edition"].pk, by_id=request.user.pk)
            except OperationalError:
                messages.error(
                    request, _("The certificates could not be begun just now. Please try again in a minute.")
                )
                return HttpResponseRedirect(request.path)
            messages.success(request, _("The certificates are being written. This list fills in the next minutes."))
            return HttpResponseRedirect(reverse("admin:certificates_certificate_changelist"))
        context = {**self.admin_site.each_context(request), "title": _("Issue certificates"), "opts": self.opts}
        return TemplateResponse(request, "admin/certificates/certificate/issue.html", {**context, "form": form})
