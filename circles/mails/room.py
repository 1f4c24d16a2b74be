from collections.abc import Sequence
from datetime import datetime

from circles.models import Message
from registration.models import Participant
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

MESSAGE = Kind("circles/message", secret=True)  # read by its circle and its coordinator, in the room


def message(written: Message, people: Sequence[Participant], *, key: str, now: datetime) -> list[Letter]:
    circle = written.circle
    return [
        queue(
            MESSAGE,
            to=person.user.email,
            language=person.user.language,
            context={
                "name": person.certificate_name,
                "author": written.written_by.certificate_name,
                "lines": written.text.splitlines(),
                "answer_url": link("circles:write", circle.public_id),
            },
            key=f"{key}-{person.pk}",
            about=written,
            now=now,
            edition=circle.edition.slug,
            region=person.region,
        )
        for person in people
    ]
