from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from circles.actions.checkins import ask_again, moment_of, without_answer
from circles.actions.places import members, name_coordinator
from circles.actions.repairs import change_capacity
from circles.admin.repairs import mend_soon
from circles.models import Circle, CircleQuerySet, Session
from circles.rules.sessions import access_needs
from registration.models import Participant
from registration.models.applications import MOST_MENTEES
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.look.words import name_in_sentence
from wic.pages import refusals_told


@admin.register(Circle)
class CircleAdmin(DeskAdmin):
    list_display = ["number", "edition", "led_by", "language", "state", "taken", "coordinator"]
    list_filter = ["edition", "language", "state"]
    search_fields = ["mentor__application__search"]
    ordering = ["edition", "number"]
    fields = ["edition", "number", "led_by", "language", "state", "opened_at", "closed_at", "coordinator", "most"]
    readonly_fields = ["edition", "number", "led_by", "language", "state", "opened_at", "closed_at"]
    autocomplete_fields = ["coordinator"]
    change_form_template = "admin/circles/circle/change_form.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return cast(CircleQuerySet, super().get_queryset(request)).with_seats().select_related("coordinator")

    @admin.display(description=gettext_lazy("mentor"), ordering="mentor__certificate_name")
    def led_by(self, circle: Circle) -> str:
        name = circle.mentor.certificate_name
        if not circle.waits_for_mentor:
            return name
        told = pgettext("feminine", "{name} (has left; the circle waits for a new mentor)")
        return told.format(name=name_in_sentence(name))

    @admin.display(description=gettext_lazy("Mentees"))
    def taken(self, circle: Circle) -> int:
        return circle.taken  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(require_POST(self.ask_again))
        return [path("<int:pk>/ask-again/", again, name="circles_circle_ask_again"), *super().get_urls()]

    def ask_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whoever looks after the circle: an office cannot change it, and may write to its people all the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        circle = get_object_or_404(Circle.objects.looked_after_by(by), pk=pk)
        with refusals_told(request):
            letters = ask_again(circle, by=by, now=timezone.now())
            said = ngettext("%(count)s member has been written to.", "%(count)s members have been written to.", letters)
            messages.success(request, said % {"count": letters})
        return HttpResponseRedirect(reverse("admin:circles_circle_change", args=[pk]))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "most":
            kwargs |= {"min_value": 1, "max_value": MOST_MENTEES}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With who is in it, as far as she may know them, its dates, and what its members need to take part."""
        circle = self.get_object(request, object_id)
        reader, now = signed_in(request), timezone.now()
        told = _told(circle, reader, now=now) if circle else {}  # it is asked below whether she may read it
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Circle, form: forms.Form, change: bool) -> None:
        now, by = timezone.now(), signed_in(request)
        if "coordinator" in form.changed_data:
            name_coordinator(obj, form.cleaned_data["coordinator"], by=by, now=now)
        if "most" in form.changed_data and change_capacity(obj, most=form.cleaned_data["most"], by=by, now=now):
            mend_soon()
            told = gettext("She has more mentees than that. A proposal to mend the circles is being worked out.")
            messages.warning(request, told)


def _told(circle: Circle, reader: User, *, now: datetime) -> dict[str, Any]:
    """What people of another office need is theirs, also without their names."""
    present = members(circle)
    visible = Participant.objects.visible_to(reader).filter(pk__in=[person.pk for person in present])
    known = list(visible.select_related("application").order_by("certificate_name", "pk"))
    is_looked_after = Circle.objects.open().looked_after_by(reader).filter(pk=circle.pk).exists()
    moment = moment_of(circle, now=now) if is_looked_after else None
    return {
        "without_answer": len(without_answer(circle, moment)) if moment else 0,
        "mentees": [person for person in known if person != circle.mentor],
        "elsewhere": len([person for person in present if person not in [*known, circle.mentor]]),
        "sessions": Session.objects.of_circle(circle),
        "needs": access_needs(known),
        "reads_room": Circle.objects.readable_by(reader).filter(pk=circle.pk).exists(),
    }
