import uuid
from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from wic.mail.actions import Content, store


class OutboxBackend(BaseEmailBackend):
    """Whatever Django or a library sends becomes a letter: no page waits for the relay, or fails with it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("Letters carry no attachments.")
            for recipient in message.recipients():
                self._store(message, parseaddr(recipient)[1])
        return len(email_messages)

    def _store(self, message: EmailMessage, address: str) -> None:
        pages = [content for content, kind in getattr(message, "alternatives", []) if kind == "text/html"]
        language = get_language() or settings.LANGUAGE_CODE
        store(
            Content(subject=str(message.subject), text=str(message.body), html="".join(map(str, pages[:1]))),
            key=f"library/{uuid.uuid4()}",
            kind="library",
            to=address,
            language=language[:2],
            now=timezone.now(),
            secret=True,  # for all we know it is a code or a reset address
        )
