"""Addresses without a language: they stand in letters and calendar entries."""

from django.urls import path

from events import views

app_name = "events_plain"

urlpatterns = [
    path("join/<str:key>/", views.join, name="join"),
    path("join/<str:key>/confirm/", views.confirm, name="confirm"),
    path("join/<str:key>/cancel/", views.cancel, name="cancel"),
]
