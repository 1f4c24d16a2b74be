"""Every page that anybody can open: on a small telephone, in three languages, light and dark."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from events.models import Event
from network.actions import join_network
from programme.models import Interest
from tests import factories
from tests.factories import NOW, edition, event
from tests.stories.post import address_in
from tests.stories.reader import Reader
from wic.rehearsal.editions import make_edition

# What sticks out at a side of the screen, or of a box that hides what does not fit.
CUT = """
(size) => {
  const root = document.documentElement, wide = root.clientWidth;
  root.style.fontSize = size;
  return [...document.body.querySelectorAll(":not(.hide, .hide *, .skip, svg, svg *, option)")].filter((one) => {
    const {left, right, width} = one.getBoundingClientRect();
    const hides = getComputedStyle(one).overflow !== "visible" && !one.matches("select, input");
    const cuts = hides && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
    return width && one.checkVisibility() && (left < -1 || right > wide + 1 || cuts);
  }).map((one) => one.outerHTML.slice(0, 120));
}
"""
BEGINS = (NOW - timedelta(days=12)).date()  # so that some dates are over and registration is open

PAGES = {
    "home:front": "/{language}/",
    "home:edition": "/{language}/{edition}/",
    "home:eligibility": "/{language}/{edition}/eligibility/",
    "home:mentors": "/{language}/{edition}/mentors/",
    "home:timeline": "/{language}/{edition}/timeline/",
    "home:pillars": "/{language}/{edition}/pillars/",
    "home:nominators": "/{language}/{edition}/nominators/",
    "home:updates": "/{language}/{edition}/updates/",
    "home:questions": "/{language}/{edition}/questions/",
    "home:contacts": "/{language}/{edition}/contacts/",
    "home:partners": "/{language}/{edition}/partners/",
    "home:about": "/{language}/about/",
    "home:tell-me": "/{language}/tell-me/",
    "home:privacy": "/{language}/privacy/",
    "home:accessibility": "/{language}/accessibility/",
    "registration:apply": "/{language}/{edition}/apply/",
    "registration:self-check": "/{language}/{edition}/eligibility/check/",
    "registration:nomination-link": "/{language}/nominations/link/{focal_key}/",
    "registration:nominee-link": "/{language}/nominated/link/{nominee_key}/",
    "events:calendar": "/{language}/{edition}/calendar/",
    "events:event": "/{language}/events/{event}/",
    "programme_plain:interest": "/interest/{interest}/",
    "programme_plain:interest-leave": "/interest/{interest}/leave/",
    "events_plain:join": "/join/{key}/",
    "events_plain:confirm": "/join/{key}/confirm/",
    "events_plain:cancel": "/join/{key}/cancel/",
    "circles_plain:roll-call": "/roll-call/{roll}/",
    "certificates:check-form": "/{language}/certificates/",
    "certificates:check": "/{language}/certificates/{certificate}/",
    "network:about": "/{language}/network/",
    "network:people": "/{language}/network/people/",
    "network:map": "/{language}/network/map/",
    "accounts:sign-in": "/{language}/account/sign-in/",
    "accounts:sign-in-by-password": "/{language}/account/sign-in/password/",
    "accounts:sign-out": "/{language}/account/sign-out/",
    "mail:mailbox": "/mailbox/",
    "mail:mailbox-letter": "/mailbox/{letter}/",
}
# Not pages, or pages of a sign-in that is under way, which the other stories see.
OTHERS = {
    "plain:front",
    "plain:live",
    "plain:robots",
    "plain:sitemap",
    "home:paper",
    "home:picture",
    "mail:mailbox-html",
    "accounts:code",
    "accounts:code-again",
    "account_login",
    # these send to sign in, and keep what was typed
    "registration:application",
    "registration:application-answer",
    "account_logout",
    "account_inactive",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def public(patterns: list[URLPattern | URLResolver], space: str = "") -> set[str]:
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            found |= public(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and not getattr(pattern.callback, "login_required", True):
            found.add(f"{space}{pattern.name}")
    return found


def test_every_public_address_is_looked_at() -> None:
    assert public(get_resolver().url_patterns) == PAGES.keys() | OTHERS


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_public_pages(reader: Callable[..., Reader], transactional_db: None, clock: object, language: str) -> None:
    call = make_edition(year=2026, begins=BEGINS, by=None, now=NOW, seats=20)
    mentor = factories.participant(call, factories.person(language=language), kind="mentor", topics=["forensics"])
    mentee = factories.participant(call, factories.person(language=language), topics=["forensics"], goal="forensics")
    shared = {"name_shared": "public", "country_shared": "public"}
    for one in (mentor, mentee):
        seen = {"name": one.certificate_name, "country": one.country, **shared}
        join_network(one.user, profile=seen, by=one.user, now=NOW)
    meeting = factories.session(factories.circle(mentor, [mentee])).event
    parts = {
        "language": language,
        "edition": call.slug,
        "event": Event.objects.for_edition(call).shown().in_order().last().public_id,
        "key": meeting.sign_ups.get(participant=mentee).join_key,
        "roll": meeting.sign_ups.get(participant=mentor).join_key,
        "certificate": factories.certificate(mentee).code,
        "interest": factories.interest(language=language).key,
        "letter": factories.letter().public_id,
        **factories.nomination_keys(call),
    }
    her = reader("visitor", language=language, width=320)
    for address in PAGES.values():
        her.page.emulate_media(color_scheme="light")
        her.open(address.format(**parts))
        her.page.emulate_media(color_scheme="dark")
        her.check_page()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (640, "200%")])
def test_no_text_is_cut_on_a_narrow_screen_or_at_twice_its_size(
    reader: Callable[..., Reader], transactional_db: None, clock: object, language: str, width: int, size: str
) -> None:
    call = make_edition(year=2026, begins=BEGINS, by=None, now=NOW, seats=20)
    her = reader("visitor", language=language, width=width)
    pages = [address for name, address in PAGES.items() if "{edition}" in address and name.startswith("home:")]
    pages += [PAGES[name] for name in ("registration:self-check", "registration:apply", "home:tell-me")]
    for address in pages:
        her.page.goto(her.site + address.format(language=language, edition=call.slug))
        assert her.page.evaluate(CUT, size) == [], address


@pytest.mark.parametrize(
    ("time_zone", "said"),
    [
        ("Africa/Nairobi", "16:00 your time, 13:00 UTC"),
        ("Africa/Bamako", "13:00 your time"),  # which is UTC: it is said once
        ("Europe/Zurich", "13:00 UTC"),  # her time is the edition’s, which stands before
        ("Pacific/Auckland", "5 March, 02:00 your time, 13:00 UTC"),
    ],
)
def test_a_time_is_said_on_her_clock_and_never_twice(
    reader: Callable[..., Reader], transactional_db: None, clock: object, time_zone: str, said: str
) -> None:
    talk = event(edition(), starts_at=datetime(2026, 3, 4, 13, tzinfo=UTC), zone="Europe/Zurich", local_time=time(14))
    her = reader("visitor", time_zone=time_zone)
    her.page.goto(f"{her.site}/en/{talk.edition.slug}/calendar/")
    assert f"Wednesday 4 March 2026, 14:00 Geneva time ({said}) · " in her.text


def test_asks_to_be_told_when_it_opens_and_changes_her_mind(
    reader: Callable[..., Reader], transactional_db: None, clock: object
) -> None:
    edition()
    her = reader("visitor", language="fr", width=360)
    her.open("/fr/tell-me/")
    her.press()  # of nothing, which is told beside the fields
    assert her.page.locator("#errors li").count() == 2
    her.choose(region="ASP")
    her.fill(email="visitor@example.org")
    her.press()
    her.open(address_in("programme/please_confirm", "visitor@example.org", part="/interest/[^/]+/$"))
    her.press()
    asked = Interest.objects.get()
    assert (asked.region, asked.state) == ("ASP", Interest.State.CONFIRMED)
    her.follow("a[href$='/leave/']")
    her.press()
    asked.refresh_from_db()
    assert (asked.email, asked.state) == ("", Interest.State.LEFT)
    her.check_links()
