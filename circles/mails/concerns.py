from collections.abc import Sequence
from datetime import datetime

from circles.models import Concern
from wic.accounts.models import User
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

# Who reads the letters at the desk is not who reads concerns: they name neither circle nor person.
RAISED = Kind("circles/concern_raised", secret=True)
TAKEN = Kind("circles/concern_taken", secret=True)


def concern_raised(concern: Concern, people: Sequence[User], *, key: str, now: datetime) -> list[Letter]:
    return [
        queue(
            RAISED,
            to=user.email,
            language=user.language,
            context={"name": str(user), "desk_url": link("admin:circles_concern_change", concern.pk)},
            key=f"{key}-{user.pk}",
            about=None,
            now=now,
            edition=concern.circle.edition.slug,
        )
        for user in people
    ]


def concern_taken(concern: Concern, *, key: str, now: datetime) -> Letter:
    her = concern.raised_by
    return queue(
        TAKEN,
        to=her.user.email,
        language=her.user.language,
        context={"name": her.certificate_name, "handler": str(concern.handler)},
        key=key,
        about=None,
        now=now,
        edition=concern.circle.edition.slug,
    )
