"""Addresses without a language: they stand in letters and calendar entries."""

from django.urls import path

from events import views

app_name = "events_plain"

urlpatterns = [
    path("join/<slug:key>/", views.join, name="join"),
    path("join/<slug:key>/confirm/", views.confirm, name="confirm"),
    path("join/<slug:key>/cancel/", views.cancel, name="cancel"),
]
