from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DeskSite(AdminSite):
    """The staff's desk: the stock admin, for people with a desk role; they sign in where everybody does."""

    site_header = _("Women in Cyber: the desk")
    site_title = _("Desk")
    index_title = _("What waits")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_active and request.user.roles.is_staff
