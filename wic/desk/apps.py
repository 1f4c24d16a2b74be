from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site; named in full in the settings."""

    default = False
    default_site = "wic.desk.site.DeskSite"


class DeskConfig(AppConfig):
    name = "wic.desk"
    label = "desk"
    verbose_name = _("Desk")
