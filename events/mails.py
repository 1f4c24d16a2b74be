from datetime import datetime

from events.models import Event, SignUp
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

# Who reads a personal address can enter by it: the desk does not, and the text is wiped once it has left.
REGISTERED = Kind("events/registered", secret=True)
REMINDER = Kind("events/reminder", secret=True)
CALLED_OFF = Kind("events/called_off")


def registered(event: Event, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    return _letter(REGISTERED, event, sign_up, key=key, now=now)


def reminder(event: Event, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    return _letter(REMINDER, event, sign_up, key=key, now=now)


def called_off(event: Event, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    return _letter(CALLED_OFF, event, sign_up, key=key, now=now)


def _letter(kind: Kind, event: Event, sign_up: SignUp, *, key: str, now: datetime) -> Letter:
    """One recipient, her language, her hour. The meeting's own link is never in a letter."""
    edition, reader = event.edition, sign_up.reader
    return queue(
        kind,
        to=sign_up.email,
        language=reader.language,
        context={
            # Before she has confirmed it, anybody may have written that name, and given her address to send it to.
            "name": sign_up.name if sign_up.confirmed_at else "",
            "title": event.title_in(reader.language),
            "starts_at": event.starts_at,
            "minutes": event.minutes,
            "time_zone": reader.time_zone,
            "is_confirmed": sign_up.confirmed_at is not None,
            "join_url": link("events_plain:join", sign_up.join_key),
            "confirm_url": link("events_plain:confirm", sign_up.join_key),
            "cancel_url": link("events_plain:cancel", sign_up.join_key),
            "is_public": event.is_public,
            "is_of_circle": event.is_of_circle,
            "my_page_url": link("home:dashboard"),
        },
        key=key,
        about=sign_up,
        now=now,
        edition=edition.slug if edition else "",
        region=sign_up.participant.region if sign_up.participant else "",
    )
