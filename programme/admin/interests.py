"""Who waits for a call: how many, where and since when. The addresses are for the letters alone."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from programme.models import Interest
from wic.accounts.desk import DeskAdmin


@admin.register(Interest)
class InterestAdmin(DeskAdmin):
    list_display = ["region", "language", "state", "asked_at", "confirmed_at", "told_at", "left_at"]
    list_filter = ["region", "state", "language"]
    ordering = ["-asked_at"]
    fields = ["region", "language", "state", "asked_at", "confirmed_at", "told_at", "left_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
