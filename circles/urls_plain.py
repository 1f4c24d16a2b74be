"""Addresses without a language: they stand in letters."""

from django.urls import path

from circles.views import sessions

app_name = "circles_plain"

urlpatterns = [path("roll-call/<slug:key>/", sessions.roll_call, name="roll-call")]
