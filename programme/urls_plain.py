"""Addresses without a language: they stand in letters."""

from django.urls import path

from programme import views

app_name = "programme_plain"

urlpatterns = [
    path("interest/<slug:key>/", views.confirm_interest, name="interest"),
    path("interest/<slug:key>/leave/", views.leave_interest, name="interest-leave"),
]
