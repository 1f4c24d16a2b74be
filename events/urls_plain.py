"""Addresses without a language: they stand in letters and calendar entries."""

app_name = "events_plain"

urlpatterns: list = []
