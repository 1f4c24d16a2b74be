"""Addresses without a language: they stand in letters and calendar entries."""

app_name = "circles_plain"

urlpatterns: list = []
