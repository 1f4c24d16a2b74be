from datetime import datetime

from programme.models import Edition, Interest, Window
from programme.rules import window_for
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter
from wic.places import Region

# Who reads the address in them can confirm or leave: the text is wiped once it has left.
PLEASE_CONFIRM = Kind("programme/please_confirm", secret=True)
IS_OPEN = Kind("programme/is_open")


def please_confirm(interest: Interest, *, key: str, now: datetime) -> Letter:
    return queue(
        PLEASE_CONFIRM,
        to=interest.email,
        language=interest.language,
        context={
            "region": Region(interest.region).label,  # said in her language, when the letter is written
            "is_confirmed": interest.state == Interest.State.CONFIRMED,
            "interest_url": link("programme_plain:interest", interest.key),
        },
        key=key,
        about=interest,
        now=now,
        region=interest.region,
    )


def is_open(interest: Interest, edition: Edition, *, to: str, key: str, now: datetime) -> Letter:
    """To the address she gave, which by then is no longer on the row."""
    window = window_for(edition, Window.Audience.MENTEES)
    return queue(
        IS_OPEN,
        to=to,
        language=interest.language,
        context={
            "region": Region(interest.region).label,  # said in her language, when the letter is written
            "edition": edition.name_in(interest.language),
            "closes_at": window.closes_at if window else None,
            "zone": edition.zone,
            "edition_url": link("home:edition", edition.slug),
        },
        key=key,
        about=interest,
        now=now,
        edition=edition.slug,
        region=interest.region,
    )
