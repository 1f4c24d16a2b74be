"""Writing letters, and what staff do with those that did not get through."""

import logging
import re
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.template import Context, Engine
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import punycode
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from wic.lifecycle import Refused, move
from wic.mail.models import Letter

log = logging.getLogger(__name__)

WOKEN = "mail-worker-woken"
_ALL_AT_THE_END = ContextVar("all_at_the_end", default=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of letter. Template "registration/offer" means registration/mail/offer.subject.txt, .txt and .html."""

    template: str
    repeat_safe: bool = True  # False for decisions and certificates: after a crash staff look first
    secret: bool = False  # codes and personal addresses: masked, and wiped once sent


@dataclass(frozen=True, slots=True)
class Content:
    subject: str
    text: str
    html: str


class NotStopped(Refused):
    """The letter has left, or will by itself: there is nothing for staff to do."""


class Wiped(Refused):
    """There is nothing left to send."""


def queue(
    letter: Kind,
    *,
    to: str,
    language: str,
    context: dict[str, Any],
    key: str,
    about: models.Model | None,
    now: datetime,
    edition: str = "",
    region: str = "",
) -> Letter:
    """Write the letter in the caller's transaction; it leaves after the commit. One key, one letter."""
    return store(
        render(letter, language, context),
        kind=letter.template,
        repeat_safe=letter.repeat_safe,
        secret=letter.secret,
        to=to,
        language=language,
        key=key,
        about_label="" if about is None else about._meta.label_lower,
        about_pk="" if about is None else str(about.pk),
        now=now,
        edition=edition,
        region=region,
    )


def store(content: Content, *, key: str, to: str, now: datetime, **fields: Any) -> Letter:
    validate_email(to)  # one bare address, without a line break
    punycode(to.rpartition("@")[2])  # and one that a relay can be told: here it fails one act, later every worker
    public_id = uuid.uuid4()
    letter = Letter(
        key=key,
        public_id=public_id,
        message_id=f"<{public_id}@{_sending_domain()}>",
        to=to,
        subject=one_line(content.subject),
        text=content.text,
        html=content.html,
        created_at=now,
        next_attempt_at=now,
        **fields,
    )
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:  # its key is taken: hardly ever, so it is not asked before each of many letters
        if (written := Letter.objects.filter(key=key).first()) is None:
            raise
        return written
    _wake_worker_on_commit()
    return letter


def render(letter: Kind, language: str, context: dict[str, Any]) -> Content:
    """The letter in its reader's language. Text parts are not escaped: there is nothing to escape from."""
    app, name = letter.template.split("/")
    templates = Engine.get_default()
    with translation.override(language):
        values = {
            **{key: inert(value) for key, value in context.items()},
            "site_url": settings.SITE_URL,
            "language": language,
            "dir": "rtl" if translation.get_language_bidi() else "ltr",
        }
        subject, text, html = (
            templates.get_template(f"{app}/mail/{name}.{part}").render(Context(values, autoescape=part == "html"))
            for part in ("subject.txt", "txt", "html")
        )
    return Content(subject=subject, text=text.strip() + "\n", html=html.strip() + "\n")


def link(name: str, *args: Any, **kwargs: Any) -> str:
    """The absolute address of a page, without language: the reader's browser decides that when she follows it."""
    with translation.override(settings.LANGUAGE_CODE):
        path: str = reverse(name, args=args, kwargs=kwargs)
    if path.startswith(f"/{settings.LANGUAGE_CODE}/"):
        path = path.removeprefix(f"/{settings.LANGUAGE_CODE}")
    return f"{settings.SITE_URL}{path}"


# A dot inside a word or a scheme: what mail programs turn into links by themselves.
LINKABLE = re.compile(r"(?<=\w)\.(?=[^\W\d_])|://")
MAIL_ADDRESS = re.compile(r"[^\s@/]+@[^\s@/]+")


def inert(value: Any) -> Any:
    """The value with nothing in it that a mail program makes clickable, unless it is an address of this site.

    People's names and employers stand in letters sent in our name: "www.example.org" as a name would be a trap.
    An invisible word joiner keeps it readable as typed.
    """
    if isinstance(value, dict):
        return {key: inert(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [inert(item) for item in value]
    if not isinstance(value, str) or MAIL_ADDRESS.fullmatch(value):
        return value
    if value.startswith(f"{settings.SITE_URL}/") and not re.search(r"\s", value):
        return value
    return LINKABLE.sub("\\g<0>\N{WORD JOINER}", value)


def one_line(subject: str) -> str:
    printable = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in subject)
    return " ".join(printable.split())[:250]


def _sending_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def wake_worker() -> None:
    """Tell a worker that letters are waiting, unless it is told already and has not begun to look.

    With the broker away, or the word lost, the letters stay and the sweep finds them.
    """
    if not cache.add(WOKEN, value=True, timeout=10):
        return
    try:
        current_app.send_task("mail.send_due", ignore_result=True)
    except OperationalError as error:
        log.warning("broker away, letters wait for the sweep: %s", type(error.__cause__ or error).__name__)


def begin_to_look() -> None:
    """From here on a new letter may come too late to be seen by the worker that looks: it is to be woken again."""
    cache.delete(WOKEN)


@contextmanager
def leaving_together() -> Iterator[None]:
    """For a program that writes letters for seconds: no worker is woken in between, to work against it."""
    waits = _ALL_AT_THE_END.set(True)
    try:
        yield
    finally:
        _ALL_AT_THE_END.reset(waits)
        wake_worker()


def _wake_worker_on_commit() -> None:
    if _ALL_AT_THE_END.get():
        return
    # One call is enough for the hundreds of letters of one release.
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[1] is wake_worker for entry in waiting):
        transaction.on_commit(wake_worker)


@transaction.atomic
def send_again(letter: Letter, *, by: models.Model | None, now: datetime) -> Letter:
    """Staff send a held or refused letter once more, with the same Message-ID."""
    if letter.state not in {Letter.State.HELD, Letter.State.REFUSED}:
        raise NotStopped(_("Only a letter that is held or was refused can be sent again."))
    if letter.wiped_at is not None:
        raise Wiped(_("The text of this letter has been deleted, so it cannot be sent again."))
    move(letter, Letter.State.QUEUED, by=by, now=now, attempts=0, next_attempt_at=now, last_error="")
    _wake_worker_on_commit()
    return letter


@transaction.atomic
def mark_arrived(letter: Letter, *, by: models.Model | None, now: datetime) -> Letter:
    """Staff know that a held letter has arrived."""
    if letter.state != Letter.State.HELD:
        raise NotStopped(_("Only a letter that is held can be marked as arrived."))
    move(letter, Letter.State.SENT, by=by, now=now, sent_at=now, **wiping(letter, now))
    return letter


def wiping(letter: Letter, now: datetime) -> dict[str, Any]:
    """What happens to the text once it has been sent."""
    if not letter.secret or settings.DEV_MAILBOX:
        return {}
    return {"text": "", "html": "", "wiped_at": now}


def wipe_old_texts(*, now: datetime) -> int:
    return Letter.objects.with_text_to_wipe(now).update(text="", html="", wiped_at=now)
