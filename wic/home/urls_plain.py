"""Addresses without a language."""

from django.urls import path

from wic.home.views import share, site

app_name = "plain"

urlpatterns = [
    path("", site.root, name="front"),
    path("robots.txt", share.robots, name="robots"),
    path("sitemap.xml", share.sitemap, name="sitemap"),
    path("health/live", site.live, name="live"),
]
