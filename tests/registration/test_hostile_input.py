"""Whatever is typed, pasted, forged or posted twice: a clear refusal or a correct save, never a fault of the server."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.test import Client

from registration.models import Application
from registration.rules.answers import SECTIONS, questions
from tests.factories import MENTEE_ANSWERS, MENTOR_ANSWERS, edition, person
from tests.registration.test_form_page import typed
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Browser = Callable[[User], Client]

NASTY = [
    "", " ", "\t\n", "\x00", "a\x00b", "\x1b[31m", "\u202egnp.exe", "\u2066x", "\ufeff", "\u200b", "\u00a0", "\uffff",
    "\U0010ffff", "e" + "\u0301" * 500, "Z\u0351\u036b\u0343a\u0321l\u0357go", "👩🏾‍💻🏳️‍🌈", "ﷺ", "ı ſ İ K", "𝒜𝓂𝒾𝓃𝒶",
    "أمينة", "ሰላም", "李", "-1", "0", "٣", "1e9", "NaN", "Infinity", "9" * 400, "0x10", "1_000", "=cmd|'/C calc'!A0",
    "+1+1", "-2+3", "@SUM(1)", "＝1", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{7*7}}",
    "{%debug%}", "${7*7}", "%s%s%n", "'; DROP TABLE x;--", '" OR ""="', "../../etc/passwd", "%00", "%2e%2e", "null",
    "undefined", "true", "[]", "{}", "on", "yes", "a" * 5000, "word " * 10_000, "\r\nBcc: all@example.org",
    "javascript:alert(1)",
]  # fmt: skip
BROKEN = [b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"%ED%A0%80", b"%FF%FE%00", b"a=%", b"%"]


@pytest.mark.parametrize(("kind", "answers"), [("mentee", MENTEE_ANSWERS), ("mentor", MENTOR_ANSWERS)])
def test_every_field_takes_or_refuses_every_text(as_user: Browser, kind: str, answers: dict[str, Any]) -> None:
    edition()
    browser, form = as_user(person()), f"/en/2026/apply/{kind}/"
    names = [*questions(kind, ()), "languages-en", "languages-fr-rank", "country-name", "revision", "page", "save"]
    lot = Random(5)

    for text in NASTY:
        hit = lot.sample(names, 6)
        answer = browser.post(form, typed(answers) | dict.fromkeys(hit, text))
        assert answer.status_code in {200, 302}, (hit, text)
        assert b"<img src=x" not in answer.content
        assert b"<script>alert" not in answer.content
    assert browser.get(form).status_code == 200
    assert browser.get(f"{form}check/").status_code == 200


@pytest.mark.parametrize("kind", ["mentee", "mentor"])
def test_every_section_alone_does_too(as_user: Browser, kind: str) -> None:
    edition()
    browser = as_user(person())
    lot = Random(7)

    for text in NASTY:
        section = lot.choice(SECTIONS[kind])
        told = browser.post(
            f"/en/2026/apply/{kind}/save/{section.key}/", dict.fromkeys([*section.questions, "revision"], text)
        )
        assert told.status_code in {200, 409}, (section.key, text)
        assert isinstance(json.loads(told.content), dict)


@pytest.mark.parametrize("body", BROKEN)
def test_bytes_that_are_no_text(as_user: Browser, body: bytes) -> None:
    edition()
    posted = b"revision=0&full_name=" + body + b"&motivation=" + body

    answer = as_user(person()).post("/en/2026/apply/mentee/", posted, "application/x-www-form-urlencoded")

    assert answer.status_code in {200, 302, 400}


@pytest.mark.parametrize(
    "forged", ["state", "user", "edition", "kind", "reference", "region", "__class__", "answers", "a.b"]
)
def test_forged_names_are_nothing(as_user: Browser, forged: str) -> None:
    edition()

    answer = as_user(person()).post("/en/2026/apply/mentee/", typed(MENTEE_ANSWERS, send="1") | {forged: "submitted"})

    assert answer.status_code == 302
    sent = Application.objects.get()
    assert (sent.state, sent.kind, sent.region, sent.revision) == ("submitted", "mentee", "AFR", 1)


def test_a_replayed_send_is_one_submission(as_user: Browser) -> None:
    edition()
    browser = as_user(person())
    posted = typed(MENTEE_ANSWERS, send="1")

    answers = [browser.post("/en/2026/apply/mentee/", posted).status_code for _again in range(3)]

    assert (answers, Application.objects.get().submissions.count()) == ([302, 302, 302], 1)


def test_more_fields_than_a_form_has(as_user: Browser) -> None:
    edition()

    answer = as_user(person()).post("/en/2026/apply/mentee/", {f"x{n}": "1" for n in range(2000)})

    assert answer.status_code == 400
