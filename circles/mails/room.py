from collections.abc import Sequence
from datetime import datetime

from circles.mails.circles import to_member
from circles.models import Message
from registration.models import Participant
from wic.mail.actions import Kind, link
from wic.mail.models import Letter

MESSAGE = Kind("circles/message", secret=True)  # read by its circle and its coordinator, in the room


def message(written: Message, people: Sequence[Participant], *, key: str, now: datetime) -> list[Letter]:
    circle = written.circle
    context = {
        "author": written.written_by.certificate_name,
        "lines": written.text.splitlines(),
        "answer_url": link("circles:write", circle.public_id),
    }
    return [
        to_member(MESSAGE, circle, person, context, about=written, key=f"{key}-{person.pk}", now=now)
        for person in people
    ]
