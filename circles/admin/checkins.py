"""The early warning at the desk: what it is about, what to do, who does it."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import F, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from circles.actions import checkins as actions
from circles.models import Alert, Repair
from circles.models.checkins import AlertQuerySet
from circles.rules.checkins import SUGGESTED
from registration.models import Participant
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.pages import each_told


@admin.register(Alert)
class AlertAdmin(DeskAdmin):
    list_display = ["circle", "kind", "participant", "since", "state", "owner", "suggested"]
    list_filter = ["state", "kind", "circle__edition"]
    list_select_related = ["circle", "participant", "owner"]
    ordering = [F("settled_at").asc(nulls_first=True), "-raised_at", "-pk"]
    actions = ["take", "settle"]
    change_form_template = "admin/circles/alert/change_form.html"

    @admin.display(description=_("What helps"))
    def suggested(self, alert: Alert) -> str:
        return str(SUGGESTED[alert.kind])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        alert = self.get_object(request, object_id)
        if alert is None:
            raise Http404
        user = signed_in(request)
        hers = Participant.objects.visible_to(user).select_related("user").filter(pk=alert.participant_id)
        said = alert.circle.check_ins.filter(participant=alert.participant).order_by("-answered_at")
        may_mend = alert.calls_for_mending and user.has_perm("circles.add_repair")
        waiting = Repair.objects.visible_to(user).for_edition(alert.circle.edition).drafted().newest_first()
        context = {
            "alert": alert,
            "title": capfirst(str(self.opts.verbose_name)),
            "suggested": SUGGESTED[alert.kind],
            "check_ins": said,
            "hers": hers.first(),
            "may_mend": may_mend,
            "proposal": waiting.first() if may_mend else None,
        }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    @admin.action(description=_("I look after the chosen ones"), permissions=["view"])
    def take(self, request: HttpRequest, chosen: AlertQuerySet) -> None:
        self._each(request, chosen, actions.take_alert)

    @admin.action(description=_("The chosen ones are settled"), permissions=["view"])
    def settle(self, request: HttpRequest, chosen: AlertQuerySet) -> None:
        self._each(request, chosen, actions.settle_alert)

    def _each(self, request: HttpRequest, chosen: AlertQuerySet, verb: Any) -> None:
        each_told(request, chosen.select_related("owner"), partial(verb, by=signed_in(request), now=timezone.now()))
