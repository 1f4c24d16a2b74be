from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from wic.accounts.middleware import signed_in
from wic.desk.shortcuts import editions_under_way
from wic.desk.views.clone import clone_view
from wic.desk.views.dates import dates_view
from wic.desk.views.extension import extend_view
from wic.desk.views.funnel import funnel_view
from wic.desk.views.mentors import mentors_view
from wic.desk.views.rules import rules_view
from wic.desk.waiting import waiting_for

# Django’s own words that our catalogues say otherwise: French puts no article before a noun that it does not know, and
# Arabic writes its filter as we write a nominee.
DJANGOS_WORDS = (
    gettext_noop("Add %s"),
    gettext_noop("Change %s"),
    gettext_noop("View %s"),
    gettext_noop("Add %(name)s"),
    gettext_noop("Filter"),
)


class DeskSite(AdminSite):
    """The staff's desk: the stock admin, for people with a desk role; they sign in where everybody does."""

    site_header = _("Women in Cyber: the desk")
    site_title = _("Desk")
    index_title = _("What waits")
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002 - Django’s signature
        """No form of its own: a password alone would pass by the second factor."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))
        if not self.has_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:index"))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """With the pages about an edition that cross apps."""
        edition = "programme/edition/<int:pk>/"
        own = [
            path(f"{edition}funnel/", self.admin_view(funnel_view), name="edition-funnel"),
            path(f"{edition}dates/", self.admin_view(dates_view), name="edition-dates"),
            path(f"{edition}mentors/", self.admin_view(mentors_view), name="edition-mentors"),
            path(f"{edition}clone/", self.admin_view(clone_view), name="edition-clone"),
            path(f"{edition}rules/", self.admin_view(rules_view), name="edition-rules"),
            path(f"{edition}extend/", self.admin_view(extend_view), name="edition-extend"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        user, now = signed_in(request), timezone.now()
        own = {"waiting": waiting_for(user, now=now), "under_way": editions_under_way(user, now=now)}
        return super().index(request, {**own, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Made when it is read: Django puts it on every page for its sidebar, and ours shows it on two."""
        make = super().get_app_list
        return cast(list[Any], SimpleLazyObject(lambda: make(request, app_label)))

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_active and request.user.roles.is_staff
