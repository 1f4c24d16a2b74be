"""Addresses without a language: they stand in letters."""

from django.urls import path

from circles import views

app_name = "circles_plain"

urlpatterns = [path("roll-call/<slug:key>/", views.roll_call, name="roll-call")]
