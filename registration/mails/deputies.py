from datetime import datetime

from registration.models import Deputy
from wic.accounts.rules import known_zone
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

NAMED = Kind("registration/deputy_named")


def named(row: Deputy, *, key: str, now: datetime) -> Letter:
    return queue(
        NAMED,
        to=row.deputy.email,
        language=row.deputy.language,
        context={
            "name": str(row.deputy),
            "principal": str(row.principal),
            "begins_at": row.begins_at,
            "ends_at": row.ends_at,
            "time_zone": known_zone(row.deputy.time_zone),
            "desk_url": link("admin:registration_batch_changelist"),
        },
        key=key,
        about=row,
        now=now,
    )
