"""Addresses without a language."""

from django.urls import path

from wic.home import views

app_name = "plain"

urlpatterns = [
    path("", views.root, name="front"),
    path("health/live", views.live, name="live"),
]
