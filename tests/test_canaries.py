"""Words of one application that nobody else may read, and a decision that nobody can tell before it is announced."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from network.actions import join_network
from registration.actions.offers import accept
from registration.actions.seats import announce_all, approve_batch, prepare_batch, release_batch
from registration.models import Application, Decision, Participant
from tests.factories import (
    NOW,
    application,
    certificate,
    circle,
    edition,
    extra_question,
    offer,
    participant,
    person,
    session,
    staff,
)
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]

EMAIL = "zarqa.kanariax@example.org"
CANARIES = {
    "full_name": "Kanariaxname Zarqa",
    "arabic_name": "كناريكس",
    "employer": "Kanariaxworks",
    "post": "Kanariaxkeeper",
    "motivation": "Kanariaxsong",
    "access_needs": "Kanariaxneeds",
    "gender_words": "Kanariaxgender",
    "extra-team": "Kanariaxteam",
}
SHOWN = re.compile("kanariax|كناريكس", re.IGNORECASE)
# Parts of them, so that a page which repeats what was typed shows no canary.
TYPED = ("kanaria", "zarqa.kanaria", "كناري")


@pytest.fixture
def hers() -> Participant:
    """A woman of the Arab region, with a place, a circle, a certificate, and a profile that she shows to nobody."""
    call = edition()
    extra_question(call, "team", kind="line")
    her = person(EMAIL, name="Kanariaxname Zarqa")
    sent = application(call, her, country="EG", **CANARIES)
    prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    mentee = accept(offer(sent), agrees_to_conduct=True, certificate_name="Kanariaxname Zarqa", by=her, now=NOW)
    room = circle(participant(call, kind="mentor"), [mentee])
    session(room)
    certificate(mentee)
    join_network(her, profile={"name": "Kanariaxname Zarqa", "organisation": "Kanariaxworks"}, by=her, now=NOW)
    return mentee


def of_the_desk(hers: Participant) -> Iterator[str]:
    """Every list, searched by every canary, every page of a row of hers, and the look-ups."""
    words = ["", *(f"?q={typed}" for typed in (*TYPED, hers.application.reference)), "?o=1", "?all="]
    rows = {
        "mail.letter": Letter.objects.filter(to=EMAIL),
        "registration.decision": Decision.objects.filter(application=hers.application),
        "registration.application": [hers.application],
        "registration.offer": hers.application.offers.all(),
        "registration.participant": [hers],
        "circles.circle": [place.circle for place in hers.circle_places.all()],
        "certificates.certificate": hers.certificates.all(),
        "network.member": [hers.user.membership],
        "accounts.user": [hers.user],
    }
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield from (reverse(f"{name}_changelist") + word for word in words)
        for row in rows.get(model._meta.label_lower, []):
            yield from (reverse(f"{name}_{view}", args=[row.pk]) for view in ("change", "history", "delete"))
    yield "/admin/"
    yield "/admin/autocomplete/?app_label=accounts&model_name=rolegrant&field_name=user&term=kanaria"


def of_the_site(hers: Participant) -> Iterator[str]:
    slug = hers.edition.slug
    for path in ("me/", "network/", "network/people/", "network/map/", "network/profile/", "account/profile/"):
        yield f"/en/{path}"
    for path in ("", "timeline/", "mentors/", "calendar/", "apply/", "apply/mentee/", "apply/mentee/sent/"):
        yield f"/en/{slug}/{path}"
    yield f"/en/certificates/{hers.certificates.get().code}/pdf/"
    yield from (f"/en/offers/{offer.public_id}/" for offer in hers.application.offers.all())
    yield f"/en/places/{hers.public_id}/leave/"
    yield from (f"/en/circles/{place.circle.public_id}/" for place in hers.circle_places.all())


def shown_to(browser: Client, addresses: Iterator[str]) -> dict[str, list[str]]:
    """Where a canary stands: in the page, its headers or its file name."""
    found = {}
    for address in addresses:
        answer = browser.get(address)
        if words := SHOWN.findall(f"{answer.content.decode(errors='replace')} {answer.headers}"):
            found[address] = words
    return found


@pytest.mark.parametrize("role", ["stranger", "applicant", "mentee", "mentor", "focal", "reviewer", "africa"])
def test_nobody_of_elsewhere_reads_a_word_of_hers(hers: Participant, as_user: AsUser, role: str) -> None:
    call = hers.edition
    readers: dict[str, Callable[[], User]] = {
        "stranger": person,
        "applicant": lambda: application(call).user,
        "mentee": lambda: participant(call).user,
        "mentor": lambda: participant(call, kind="mentor").user,
        "focal": lambda: staff(Role.FOCAL_POINT),
        "reviewer": lambda: staff(Role.REVIEWER),
        "africa": lambda: staff(Role.REGIONAL, region="AFR"),
    }
    browser = as_user(readers[role]())
    assert shown_to(browser, of_the_site(hers)) == {}
    assert shown_to(browser, of_the_desk(hers)) == {}


def test_the_crawl_would_have_seen_her(hers: Participant, as_user: AsUser) -> None:
    """Her own office does read her: the crawl above is not blind."""
    found = shown_to(as_user(staff(Role.REGIONAL, region="ARB")), of_the_desk(hers))
    lists = {f"/admin/registration/{label}/?q=kanaria" for label in ("application", "decision", "offer", "participant")}
    assert lists | {f"/admin/registration/application/{hers.application.pk}/change/"} <= set(found)


# --- a held decision -------------------------------------------------------------------------------------------------
PAGES = ("/en/me/", "/en/2026/", "/en/2026/apply/", "/en/2026/apply/mentee/", "/en/2026/apply/mentee/sent/")


def told_so_far(browser: Client, sent: Application) -> list[str]:
    """Her pages and letters, without what is hers by nature: reference, address, form tokens."""
    pages = [browser.get(page).content.decode() for page in PAGES]
    letters = [f"{letter.kind} {letter.text}" for letter in Letter.objects.filter(to=sent.user.email).order_by("pk")]
    own = (
        f"{sent.reference}|{sent.public_id}|{sent.user.public_id}|{re.escape(sent.user.email)}|"
        r'value="[A-Za-z0-9]{64}"|name="whose" value="[^"]+"'
    )
    return [re.sub(own, "…", text) for text in (*pages, *letters)]


def test_a_held_decision_cannot_be_told(as_user: AsUser) -> None:
    call = edition(seats=1, reserve_length=1)
    for _ in range(3):
        application(call)
    undecided = told_so_far_by_all(as_user)
    batch = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    assert sorted(Decision.objects.values_list("outcome", flat=True)) == ["not_selected", "selected", "waiting"]
    assert told_so_far_by_all(as_user) == undecided
    assert undecided[0] == undecided[1] == undecided[2]
    approve_batch(batch, by=staff(), now=NOW)
    assert told_so_far_by_all(as_user) == undecided

    release_batch(batch, by=staff(), now=NOW)
    announce_all(now=NOW)
    told = told_so_far_by_all(as_user)
    assert len({tuple(texts) for texts in told}) == 3


def told_so_far_by_all(as_user: AsUser) -> list[list[str]]:
    return [
        told_so_far(as_user(sent.user), sent)
        for sent in Application.objects.mentees().select_related("user").order_by("pk")
    ]
