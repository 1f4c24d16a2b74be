"""Who may open what: every address, every role, GET and POST, written down. A new address without a row fails.

A cell says what an address answers: `.` the page, `>` a way on (a redirect inside), `L` the sign-in page,
`0` not found, `F` forbidden, `5` not allowed by this method. The columns are the roles, in the order of ROLES.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories
from tests.factories import NOW, edition, event, grant, person, staff
from wic.accounts.permissions import Role

# visitor, stranger (an account, nothing else), applicant (with an offer), mentee and mentor (of one circle),
# focal point, reviewer, regional officer of her region and of the other one, headquarters
ROLES = ("visitor", "stranger", "applicant", "mentee", "mentor", "focal", "reviewer", "africa", "arab", "headquarters")

# name: (path, GET, POST without a body)
PAGES: dict[str, tuple[str, str, str]] = {
    "plain:front": ("/", "", ""),
    "plain:live": ("/health/live", "", ""),
    "mail:mailbox": ("/mailbox/", "", ""),
    "mail:mailbox-letter": ("/mailbox/{letter}/", "", ""),
    "mail:mailbox-html": ("/mailbox/{letter}/html/", "", ""),
    "events_plain:join": ("/join/{join}/", "", ""),
    "events_plain:confirm": ("/join/{join}/confirm/", "", ""),
    "events_plain:cancel": ("/join/{join}/cancel/", "", ""),
    "circles_plain:roll-call": ("/roll-call/{roll}/", "", ""),
    "accounts:sign-in": ("/en/account/sign-in/", "", ""),
    "accounts:code": ("/en/account/sign-in/code/", "", ""),
    "accounts:code-again": ("/en/account/sign-in/code/again/", "", ""),
    "accounts:sign-out": ("/en/account/sign-out/", "", ""),
    "accounts:profile": ("/en/account/profile/", "", ""),
    "accounts:second-factor": ("/en/account/second-factor/", "", ""),
    "accounts:step-up": ("/en/account/step-up/", "", ""),
    "accounts:step-up-code": ("/en/account/step-up/code/", "", ""),
    "accounts:step-up-code-again": ("/en/account/step-up/code/again/", "", ""),
    "account_login": ("/en/account/sign-in/", "", ""),
    "account_logout": ("/en/account/sign-out/", "", ""),
    "account_inactive": ("/en/account/closed/", "", ""),
    "mfa_authenticate": ("/en/account/sign-in/second-factor/", "", ""),
    "mfa_login_webauthn": ("/en/account/sign-in/passkey/", "", ""),
    "mfa_reauthenticate": ("/en/account/step-up/second-factor/", "", ""),
    "mfa_reauthenticate_webauthn": ("/en/account/step-up/passkey/", "", ""),
    "mfa_index": ("/en/account/security/", "", ""),
    "mfa_activate_totp": ("/en/account/security/app/add/", "", ""),
    "mfa_deactivate_totp": ("/en/account/security/app/remove/", "", ""),
    "mfa_view_recovery_codes": ("/en/account/security/codes/", "", ""),
    "mfa_download_recovery_codes": ("/en/account/security/codes/file/", "", ""),
    "mfa_generate_recovery_codes": ("/en/account/security/codes/new/", "", ""),
    "mfa_list_webauthn": ("/en/account/security/passkeys/", "", ""),
    "mfa_add_webauthn": ("/en/account/security/passkeys/add/", "", ""),
    "mfa_remove_webauthn": ("/en/account/security/passkeys/1/remove/", "", ""),
    "mfa_edit_webauthn": ("/en/account/security/passkeys/1/edit/", "", ""),
    "network:about": ("/en/network/", "", ""),
    "network:people": ("/en/network/people/", "", ""),
    "network:map": ("/en/network/map/", "", ""),
    "network:profile": ("/en/network/profile/", "", ""),
    "network:leave": ("/en/network/profile/leave/", "", ""),
    "certificates:check-form": ("/en/certificates/", "", ""),
    "certificates:check": ("/en/certificates/{certificate}/", "", ""),
    "certificates:download": ("/en/certificates/{certificate}/pdf/", "", ""),
    "circles:circle": ("/en/circles/{circle}/", "", ""),
    "circles:schedule": ("/en/circles/{circle}/schedule/", "", ""),
    "events:calendar": ("/en/{edition}/calendar/", "", ""),
    "events:event": ("/en/events/{event}/", "", ""),
    "registration:apply": ("/en/{edition}/apply/", "", ""),
    "registration:application": ("/en/{edition}/apply/mentee/", "", ""),
    "registration:application-again": ("/en/{edition}/apply/mentee/again/", "", ""),
    "registration:application-check": ("/en/{edition}/apply/mentee/check/", "", ""),
    "registration:application-sent": ("/en/{edition}/apply/mentee/sent/", "", ""),
    "registration:application-withdraw": ("/en/{edition}/apply/mentee/withdraw/", "", ""),
    "registration:offer": ("/en/offers/{offer}/", "", ""),
    "registration:offer-decline": ("/en/offers/{offer}/decline/", "", ""),
    "registration:place-leave": ("/en/places/{place}/leave/", "", ""),
    "home:front": ("/en/", "", ""),
    "home:dashboard": ("/en/me/", "", ""),
    "home:privacy": ("/en/privacy/", "", ""),
    "home:edition": ("/en/{edition}/", "", ""),
    "home:eligibility": ("/en/{edition}/eligibility/", "", ""),
    "home:mentors": ("/en/{edition}/mentors/", "", ""),
    "home:timeline": ("/en/{edition}/timeline/", "", ""),
}

# The desk: who may see the list, add a row, open a row of the African region.
DESK: dict[str, tuple[str, str, str]] = {
}


def names(patterns: Any = None, space: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            if pattern.namespace != "admin":
                yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


@pytest.fixture
def world(db: None) -> dict[str, Any]:
    """One of each, and a browser for every role."""
    call = edition()
    people = {role: person() for role in ROLES[1:6]}
    grant(people["focal"], Role.FOCAL_POINT)
    people |= {
        "reviewer": staff(Role.REVIEWER),
        "africa": staff(Role.REGIONAL, region="AFR"),
        "arab": staff(Role.REGIONAL, region="ARB"),
        "headquarters": staff(),
    }
    sent = factories.application(call, people["applicant"])
    mentor = factories.participant(call, people["mentor"], kind="mentor")
    mentee = factories.participant(call, people["mentee"])
    room = factories.circle(mentor, [mentee])
    meeting = factories.session(room)
    browsers = {role: Client() for role in ROLES}
    for role, user in people.items():
        browsers[role].force_login(user)
    place = meeting.event.sign_ups.get(participant=mentee)
    return {
        "browsers": browsers,
        "edition": call.slug,
        "offer": factories.offer(sent).public_id,
        "event": event(call).public_id,
        "join": place.join_key,
        "roll": meeting.event.sign_ups.get(participant=mentor).join_key,
        "circle": room.public_id,
        "place": mentee.public_id,
        "certificate": factories.certificate(mentee).code,
        "letter": factories.letter().public_id,
    }


def cell(response: HttpResponse) -> str:
    if response.status_code == 302:
        to = response.headers["Location"]
        return "L" if "/account/sign-in/" in to else ">"
    return {200: ".", 403: "F", 404: "0", 405: "5"}.get(response.status_code, str(response.status_code))


def row(world: dict[str, Any], path: str, method: str) -> str:
    address = path.format(**world)
    return "".join(cell(getattr(world["browsers"][role], method)(address)) for role in ROLES)


def test_every_address_has_a_row() -> None:
    assert sorted(set(names())) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_page(world: dict[str, Any], clock: object, name: str) -> None:
    path, get, post = PAGES[name]
    assert row(world, path, "get") == get
    assert row(world, path, "post") == post


@pytest.mark.parametrize("name", PAGES)
def test_no_page_knows_other_methods(world: dict[str, Any], clock: object, name: str) -> None:
    for method in ("put", "patch", "delete"):
        assert set(row(world, PAGES[name][0], method)) <= {"5", "L", "0", "F"}
