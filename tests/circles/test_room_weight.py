"""A room on a bad line: no page of a full one is heavy, and none asks again by itself."""

import gzip
import random
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from circles.actions import room as actions
from circles.actions.concerns import CONCERNS_A_DAY, raise_concern
from circles.models import Circle
from events.models import SignUp
from tests.factories import NOW, circle, edition, participant, session
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
MOST_BYTES = 25_000  # half a second at 50 kB a second
LETTERS = {"en": "etaoinshrdlucmfwypvbgk", "fr": "esaitnrulodcpmévqfbgàè", "ar": "ايلمونترسبعدفهكحقجشصطخ"}
PAGES = ("", "notes/", "goals/", "files/", "write/", "guide/", "conduct/", "about-me/", "check-in/")
OF_THE_MENTOR = ("times/", "times/?all", "schedule/", "sessions/12/")


def prose(language: str, length: int) -> str:
    """As many different words as people use: it cannot be compressed to nothing."""
    dice = random.Random(f"{language}{length}")
    words = ["".join(dice.choices(LETTERS[language], k=dice.randint(2, 9))) for _ in range(800)]
    return " ".join(dice.choices(words, k=length))[:length]


def full_room(language: str) -> Circle:
    """Everything that fits into a room, as long as it may be."""
    call = edition()
    mentor = participant(call, kind="mentor")
    of = circle(mentor, [participant(call, post=prose(language, 60)) for _ in range(5)])
    by = {"by": mentor.user, "now": NOW}
    for person in actions.members(of):
        actions.introduce(of, text=prose(language, 600), by=person.user, now=NOW)
    for number in range(actions.VERSIONS_A_DAY):
        actions.write_notes(of, text=prose(language, 7_990 + number % 10), revision=number, **by)
    for number in range(actions.MOST_GOALS):
        actions.set_goal(of, text=prose(language, 270 + number), is_shared=True, **by)
    for number in range(actions.MOST_STEPS):
        actions.add_step(of, text=prose(language, 270 + number), who=mentor, due_on=NOW.date(), **by)
    for number in range(actions.MESSAGES_A_DAY):
        actions.write_to_circle(of, text=prose(language, 2_990 + number), **by)
    for number in range(actions.MOST_FILES):
        file = SimpleUploadedFile("x.pdf", b"%PDF-1.7\n%%EOF\n")
        actions.share_file(of, name=prose(language, 40 + number), file=file, content_type="application/pdf", **by)
    for number in range(CONCERNS_A_DAY):
        raise_concern(of, text=prose(language, 3_990 + number), tell_region=False, **by)
    for number in range(12):
        session(of, starts_at=NOW + timedelta(days=7 * number + 1))
    return of


def weight(browser: Client, address: str) -> int:
    """The page and what it loads, as the proxy compresses it."""
    page = browser.get(address).content
    assets = {str(find(name)) for name in re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode())}
    return len(gzip.compress(page)) + sum(len(gzip.compress(Path(asset).read_bytes())) for asset in assets)


@pytest.mark.parametrize("language", sorted(LETTERS))
def test_every_page_of_a_full_room_is_light(
    as_user: Callable[[User], Client], settings: Settings, tmp_path: Path, language: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    of = full_room(language)
    mentee = of.places.order_by("pk").first().participant
    pages = [(of.mentor.user, page) for page in (*PAGES, *OF_THE_MENTOR)]
    pages += [(mentee.user, page) for page in PAGES]
    weights = {
        (user == mentee.user, page): weight(as_user(user), f"/{language}/circles/{of.public_id}/{page}")
        for user, page in pages
    }
    place = SignUp.objects.filter(participant=of.mentor).order_by("pk").first()
    weights |= {(False, page): weight(Client(), f"/{page}/{place.join_key}/") for page in ("roll-call", "join")}
    assert {page: size for page, size in weights.items() if size > MOST_BYTES} == {}


def test_no_page_asks_again_by_itself() -> None:
    scripts = [path.read_text() for path in Path("static").glob("*.js") if path.name != "workbench.js"]  # at the desk
    pages = [path.read_text() for path in Path("templates/circles").rglob("*.html")]
    assert [
        text for text in (*scripts, *pages) if re.search(r'setInterval|http-equiv="?refresh|EventSource', text)
    ] == []
