"""The room of a circle, for its members."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from circles.models import Circle, Session
from events.rules import is_over
from wic import places
from wic.accounts.middleware import SignedInRequest


@require_safe
def circle(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """For its members: who they are, the next session with her own address, the past ones."""
    now = timezone.now()
    room = get_object_or_404(
        Circle.objects.of_member(request.user).select_related("mentor__application", "edition"), public_id=public_id
    )
    sessions = list(Session.objects.of_circle(room).with_place_of(request.user))
    context = {
        "circle": room,
        "edition": room.edition,
        "is_mentor": room.mentor.user_id == request.user.pk,
        "people": _roster(room),
        "coming": [session for session in sessions if not is_over(session.event, now=now)],
        "past": [session for session in sessions if is_over(session.event, now=now)],
        "zone": request.user.time_zone,
    }
    return TemplateResponse(request, "circles/circle.html", context)


def _roster(room: Circle) -> list[dict[str, str]]:
    """What comes with the place: name, country, post and goal; the mentor first."""
    topics = {topic.code: topic.label for topic in room.edition.topics.all()}
    people = [room.mentor]
    people += [p.participant for p in room.places.living().select_related("participant__application__mentee")]
    roster = []
    for person in people:
        application = person.application
        goal = topics.get(application.mentee.goal, "") if application.is_mentee else ""
        about = [places.name(person.country), application.post, goal]
        roster.append({"name": person.certificate_name, "about": " · ".join(word for word in about if word)})
    return roster
