"""One of each row and somebody of each role; what an address answers to each of them, in one letter a role.

A cell says what an address answers: `.` the page, `>` a way on (a redirect inside), `L` the sign-in page,
`0` not found, `F` forbidden, `5` not allowed by this method.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories
from tests.access.rows import rows_of_the_desk
from tests.factories import edition, event, grant, person, staff
from wic.accounts.permissions import Role

# visitor, stranger (an account, nothing else), applicant (with an offer), mentee and mentor (of one circle),
# focal point, reviewer, regional officer of her region and of the other one, headquarters
ROLES = ("visitor", "stranger", "applicant", "mentee", "mentor", "focal", "reviewer", "africa", "arab", "headquarters")
AT_THE_DESK = ROLES[6:]


def names(patterns: Any = None, space: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}"


class World:
    """One of each, and somebody signed in for every role. It is built once; each test begins with it untouched."""

    def __init__(self) -> None:
        call = edition(slug="2026")
        people = {role: person() for role in ROLES[1:6]}
        grant(people["focal"], Role.FOCAL_POINT)
        people |= {
            "reviewer": staff(Role.REVIEWER),
            "africa": staff(Role.REGIONAL, region="AFR"),
            "arab": staff(Role.REGIONAL, region="ARB"),
            "headquarters": staff(),
        }
        self.people = people
        self.cookies = {role: signed_in_cookie(people.get(role)) for role in ROLES}
        sent = factories.application(call, people["applicant"])
        mentor = factories.participant(call, people["mentor"], kind="mentor")
        mentee = factories.participant(call, people["mentee"])
        room = factories.circle(mentor, [mentee])
        meeting = factories.session(room)
        asked = factories.invitation(call, focal_email=people["focal"].email)
        self.parts: dict[str, object] = {
            "edition": call.slug,
            "offer": factories.offer(sent).public_id,
            "event": event(call).public_id,
            "join": meeting.event.sign_ups.get(participant=mentee).join_key,
            "roll": meeting.event.sign_ups.get(participant=mentor).join_key,
            "circle": room.public_id,
            **factories.room_parts(room, mentee),
            "place": mentee.public_id,
            "certificate": factories.certificate(mentee).code,
            "letter": factories.letter().public_id,
            "invitation": asked.public_id,
            "nomination": factories.nomination(asked, email=people["applicant"].email).public_id,
            "signed": factories.signed_letter(asked).public_id,
            "interest": factories.interest().key,
        }
        self.rows: dict[str, tuple[int, int]] = rows_of_the_desk(call, sent, mentee, room)

    @cached_property
    def site(self) -> BaseHandler:
        site = BaseHandler()
        site.load_middleware()
        return site

    def answer(self, role: str, path: str, method: str) -> HttpResponse:
        """Without the test client, which copies every template's context."""
        request = RequestFactory().generic(method, path)
        request._dont_enforce_csrf_checks = True
        if self.cookies[role]:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = self.cookies[role]
        return self.site.get_response(request)

    def row(self, path: str, method: str, roles: tuple[str, ...] = ROLES) -> str:
        """The cells of one address; what the requests did is undone afterwards.

        No page is drawn: that takes most of the time, and decides nothing.
        """
        with undone(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(SimpleTemplateResponse, "rendered_content", "")
            return "".join(_cell(self.answer(role, path, method)) for role in roles)


def signed_in_cookie(user: Any) -> str:
    browser = Client()
    if user is not None:
        browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value if user else ""


def _cell(response: HttpResponse) -> str:
    if response.status_code == 302:
        to = response.headers["Location"]
        return "L" if "/account/sign-in/" in to else ">"
    return {200: ".", 403: "F", 404: "0", 405: "5"}.get(response.status_code, f"<{response.status_code}>")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def writes() -> Iterator[list[str]]:
    """What is written to the database meanwhile, but for sessions."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield seen


def reading(world: World, path: str, roles: tuple[str, ...] = ROLES) -> str:
    """The cells of GET; neither it nor HEAD, which draws the page for one reader, writes a row, whoever asks."""
    with undone(), writes() as written:
        cells = world.row(path, "GET", roles)
        reader = max(cells.find("."), 0)
        assert _cell(world.answer(roles[reader], path, "HEAD")) == cells[reader], f"HEAD {path}"
    assert written == [], path
    return cells
