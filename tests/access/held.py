"""Twin worlds: people, pages and rows are the same, and only the decisions that are held differ."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from string import Formatter
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.contrib import admin
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from circles.models import Circle, Session
from registration.actions.nominations import take_up
from registration.actions.review import begin_reading
from registration.actions.seats import approve_batch, change_decision, prepare_batch, schedule_release
from registration.models import Application, Batch, Decision, Invitation, Review
from tests import factories
from tests.access.test_desk import MORE_OF_THE_DESK
from tests.access.test_pages import PAGES
from tests.access.world import signed_in_cookie, undone
from tests.factories import NOW, edition, event, grant, person, staff
from tests.registration import reviewing
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.celery import app
from wic.mail.models import Letter

MENTEES = ("selected", "waiting", "not_selected")
# Who is selected, waits or is out: from one world to the other everybody's outcome changes.
WORLDS = ({"mentees": MENTEES, "mentor": "selected"}, {"mentees": MENTEES[1:] + MENTEES[:1], "mentor": "waiting"})
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")  # against forged forms: another one in each answer
SENDERS = ("applicant", "applying", "focal")  # whose forms concern an application; the others' have nothing to tell


@dataclass(frozen=True)
class Answer:
    """All that a reader gets, and what it cost."""

    status: int
    headers: dict[str, str]
    body: str
    statements: int


@dataclass
class Held:
    """An edition in which three women and a mentor have applied, are nominated and read, and nobody is decided on."""

    call: Any = field(default_factory=lambda: edition(seats=2, reserve_length=1))

    def __post_init__(self) -> None:
        self.mentor = factories.participant(self.call, kind="mentor")
        self.mentee = factories.participant(self.call)
        room = factories.circle(self.mentor, [self.mentee])
        meeting = factories.session(room)
        self.focal, self.reviewer = person(), person()
        grant(self.focal, Role.FOCAL_POINT)
        asked = factories.invitation(self.call, focal_email=self.focal.email)
        self.mentees = [factories.application(self.call, full_name=f"Amina {number}") for number in range(3)]
        self.applying_mentor = factories.application(self.call, kind="mentor")
        applied = [*self.mentees, self.applying_mentor]
        named = [factories.nomination(asked, email=her.user.email, kind=her.kind) for her in applied]
        for nomination, her in zip(named, applied, strict=True):
            take_up(nomination, user=her.user, may_tell_result=True, now=NOW)
        rubric = reviewing.rubric(self.call)
        reviewing.reviewer(self.call, self.reviewer)
        begin_reading(rubric, seed=1, by=None, now=NOW)
        reviewing.done(Review.objects.open().order_by("pk")[0], 3, 4)
        self.parts = self._parts(room, meeting, asked) | {"nomination": named[0].public_id}
        self.nominations = [row.public_id for row in named]
        self.people: dict[str, User | None] = {
            "visitor": None,
            **{f"applicant {number}": her.user for number, her in enumerate(self.mentees)},
            "applying mentor": self.applying_mentor.user,
            "approved mentor": self.mentor.user,
            "mentee": self.mentee.user,
            "focal point": self.focal,
            "reviewer": self.reviewer,
        }
        self.cookies = {name: signed_in_cookie(somebody) for name, somebody in self.people.items()}
        self.site = BaseHandler()
        self.site.load_middleware()

    def _parts(self, room: Circle, meeting: Session, asked: Invitation) -> dict[str, object]:
        """What the addresses of the pages are made of."""
        return {
            "edition": self.call.slug,
            "offer": "00000000-0000-4000-8000-000000000000",  # there is none yet
            "event": event(self.call).public_id,
            "join": meeting.event.sign_ups.get(participant=self.mentee).join_key,
            "roll": meeting.event.sign_ups.get(participant=self.mentor).join_key,
            "circle": room.public_id,
            **factories.room_parts(room, self.mentee),
            "place": self.mentee.public_id,
            "certificate": factories.certificate(self.mentee).code,
            "letter": factories.letter().public_id,
            "invitation": asked.public_id,
            "signed": factories.signed_letter(asked).public_id,
            "interest": factories.interest().key,
        }

    def decide(self, outcomes: Mapping[str, Any], *, seed: int) -> None:
        """Prepared, moved, approved, with a time to be announced; and the worker has swept over all of it."""
        first, second = staff(email="first@example.org"), staff(email="second@example.org")
        wanted = dict(zip(self.mentees, outcomes["mentees"], strict=True)) | {self.applying_mentor: outcomes["mentor"]}
        for kind in ("mentor", "mentee"):
            batch = prepare_batch(self.call, kind=kind, seed=seed, by=first, now=NOW)
            for decision in batch.decisions.ranked().select_related("application"):
                change_decision(
                    decision, outcome=wanted.get(decision.application, "waiting"), note="So.", by=first, now=NOW
                )
            approve_batch(batch, by=second, now=NOW)
            schedule_release(Batch.objects.get(pk=batch.pk), release_at=self.call.results_at, by=second, now=NOW)
        app.loader.import_default_modules()
        for entry in app.conf.beat_schedule.values():
            if not entry["task"].startswith("mail."):  # no relay here
                app.tasks[entry["task"]]()

    def addresses(self, name: str) -> Iterator[tuple[str, str]]:
        """Every address that there is; of the desk for who may enter it: others learn to sign in, or nothing."""
        for path, _get, post in PAGES.values():
            for nomination in self.nominations if "{nomination}" in path else [None]:
                address = path.format(**self.parts | ({"nomination": nomination} if nomination else {}))
                yield "GET", address
                if name.startswith(SENDERS) and set(post) != {"5"}:
                    yield "POST", address
        yield "GET", "/admin/"
        if name == "reviewer":
            yield from (("GET", address) for address in self.of_the_desk())

    def of_the_desk(self) -> Iterator[str]:
        rows = [*Application.objects.all(), *Review.objects.all(), *Decision.objects.all(), *Batch.objects.all()]
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            yield reverse(f"{name}_changelist")
            for row in rows:
                if isinstance(row, model):
                    yield from (reverse(f"{name}_{view}", args=[row.pk]) for view in ("change", "history"))
        batches = dict.fromkeys(("prepared", "approved"), Batch.objects.latest("pk").pk)
        review = Review.objects.latest("pk").pk
        parts = {"application": self.mentees[0].pk, "edition": self.call.pk, "review": review, **batches}
        for path, _get, _post in MORE_OF_THE_DESK.values():
            if {part for _text, part, _spec, _how in Formatter().parse(path) if part} <= parts.keys():
                yield path.format(**parts)

    def answer(self, name: str, method: str, address: str) -> Answer:
        request = RequestFactory().generic(method, address)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        if self.cookies[name]:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = self.cookies[name]
        with undone(), counted() as statements:
            response: HttpResponse = self.site.get_response(request)
        body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
        headers = {**response.headers, "cookies": " ".join(sorted(response.cookies))}
        return Answer(response.status_code, headers, TOKEN.sub("…", in_words(body)), len(statements))

    def crawl(self) -> dict[tuple[str, str, str], Answer]:
        """What each of them gets at each address."""
        return {
            (name, method, address): self.answer(name, method, address)
            for name in self.people
            for method, address in self.addresses(name)
        }


def in_words(body: bytes) -> str:
    """Of a workbook what is in it: the archive around it notes the clock of this machine, which nobody has stopped."""
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with ZipFile(BytesIO(body)) as archive:
        return "".join(f"{name}: {in_words(archive.read(name))}" for name in sorted(archive.namelist()))


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield seen


def letters() -> list[tuple[str, ...]]:
    """The outbox, as anybody could read it who gets a letter."""
    columns = ("to", "kind", "subject", "text", "html", "language", "region", "edition", "state")
    return list(Letter.objects.order_by("pk").values_list(*columns))
