"""Letters."""

from datetime import datetime

from tests.factories.moment import NOW, numbers
from wic.mail.actions import Content, store
from wic.mail.models import Letter


def letter(
    to: str = "",
    *,
    repeat_safe: bool = True,
    secret: bool = False,
    region: str = "",
    subject: str = "Hello",
    text: str = "Good morning.\n",
    now: datetime = NOW,
) -> Letter:
    number = next(numbers)
    return store(
        Content(subject=subject, text=text, html=f"<p>{text}</p>"),
        key=f"test/{number}",
        kind="test/hello",
        to=to or f"reader{number}@example.org",
        language="en",
        repeat_safe=repeat_safe,
        secret=secret,
        region=region,
        now=now,
    )
