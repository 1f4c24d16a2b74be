from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("wic.home.urls_plain")),
    path("admin/", admin.site.urls),
    path("mailbox/", include("wic.mail.urls")),
    path("", include("programme.urls_plain")),
    path("", include("events.urls_plain")),
    path("", include("circles.urls_plain")),
    *i18n_patterns(
        path("account/", include("wic.accounts.urls")),
        path("account/", include("wic.accounts.allauth_urls")),
        path("network/", include("network.urls")),
        path("", include("certificates.urls")),
        path("", include("circles.urls")),
        path("", include("events.urls")),
        path("", include("registration.urls")),
        path("", include("wic.home.urls")),
    ),
]
