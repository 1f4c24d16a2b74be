from collections.abc import Sequence
from datetime import datetime

from circles.mails.circles import to_member
from circles.models import Alert, Circle
from circles.rules.checkins import SUGGESTED
from registration.models import Participant
from wic.accounts.models import User
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

ASKED = Kind("circles/how_does_it_go")
NEEDED = Kind("circles/needs_somebody")


def how_does_it_go(
    circle: Circle, moment: str, people: Sequence[Participant], *, key: str, now: datetime
) -> list[Letter]:
    """The key goes on with the person: who has the letter is not asked, nor is it rendered again every hour."""
    by_key = {f"{key}-{person.pk}": person for person in people}
    written = Letter.objects.keys_among(by_key)
    context = {"is_end": moment == "end", "check_in_url": link("circles:check-in", circle.public_id)}
    return [
        to_member(ASKED, circle, person, context, key=key, now=now)
        for key, person in by_key.items()
        if key not in written
    ]


def needs_somebody(alert: Alert, coordinator: User, *, now: datetime) -> Letter:
    """To the circle’s coordinator; who it is about stands at the desk."""
    return queue(
        NEEDED,
        to=coordinator.email,
        language=coordinator.language,
        context={
            "name": str(coordinator),
            "number": alert.circle.number,
            "what": alert.get_kind_display,
            "suggested": SUGGESTED[alert.kind],
            "desk_url": link("admin:circles_alert_change", alert.pk),
        },
        key=f"alert-{alert.pk}",
        about=alert,
        now=now,
        edition=alert.circle.edition.slug,
    )
