"""Addresses without a language: they stand in letters."""

from django.urls import path

from circles.views import roll_call

app_name = "circles_plain"

urlpatterns = [path("roll-call/<slug:key>/", roll_call.roll_call, name="roll-call")]
