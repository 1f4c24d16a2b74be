from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from circles.actions.checkins import check_in as verb
from circles.actions.checkins import moment_of
from circles.forms.checkins import CheckInForm
from circles.models import CheckIn, Circle
from circles.rules.checkins import is_too_late
from wic.accounts.middleware import SignedInRequest
from wic.pages import refusals_on, show_or_send


@show_or_send
def check_in(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One question, one line, one box: for mentees and mentors alike."""
    rooms = Circle.objects.open().of_member(request.user).with_mentor()
    room = get_object_or_404(rooms, public_id=public_id)
    moment = moment_of(room, now=timezone.now())
    own = CheckIn.objects.filter(circle=room, participant__user=request.user, moment=moment or "").first()
    said = {"going": own.going, "text": own.text, "wants_contact": own.wants_contact} if own else None
    form = CheckInForm(request.POST or None, initial=said)
    if form.is_valid():
        with refusals_on(form):
            verb(room, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("Thank you: this helps us to help."))
            return redirect("circles:circle", public_id)
    today = room.edition.local(timezone.now()).date()
    context = {
        "circle": room,
        "edition": room.edition,
        "moment": moment,
        "is_too_late": is_too_late(ends_on=room.edition.ends_on, today=today),
        "form": form,
    }
    return TemplateResponse(request, "circles/check_in.html", context)
