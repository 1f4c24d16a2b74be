"""Who may open which page: every address, every role, every method, written down. A new address without a row fails.

The columns are the roles, in the order of ROLES; `tests/access/world.py` says what a cell means.
A GET writes nothing: see `reading`.
"""

import pytest

from tests.access.world import World, names, reading

pytestmark = pytest.mark.django_db

# name: (path, GET, POST without a body)
PAGES: dict[str, tuple[str, str, str]] = {
    "plain:front": ("/", ">>>>>>>>>>", "5555555555"),
    "plain:robots": ("/robots.txt", "..........", "5555555555"),
    "plain:sitemap": ("/sitemap.xml", "..........", "5555555555"),
    "plain:live": ("/health/live", "..........", "5555555555"),
    "mail:mailbox": ("/mailbox/", "0000000000", "5555555555"),
    "mail:mailbox-letter": ("/mailbox/{letter}/", "0000000000", "5555555555"),
    "mail:mailbox-html": ("/mailbox/{letter}/html/", "0000000000", "5555555555"),
    "programme_plain:interest": ("/interest/{interest}/", "..........", ">>>>>>>>>>"),
    "programme_plain:interest-leave": ("/interest/{interest}/leave/", "..........", ">>>>>>>>>>"),
    "events_plain:join": ("/join/{join}/", "..........", ">>>>>>>>>>"),
    "events_plain:confirm": ("/join/{join}/confirm/", "..........", ">>>>>>>>>>"),
    "events_plain:cancel": ("/join/{join}/cancel/", "..........", ">>>>>>>>>>"),
    "circles_plain:roll-call": ("/roll-call/{roll}/", "..........", ">...>....."),
    "accounts:sign-in": ("/en/account/sign-in/", ".>>>>>>>>>", ".>>>>>>>>>"),
    "accounts:code": ("/en/account/sign-in/code/", "LLLLLLLLLL", "LLLLLLLLLL"),
    "accounts:code-again": ("/en/account/sign-in/code/again/", "5555555555", "LLLLLLLLLL"),
    "accounts:sign-in-by-password": ("/en/account/sign-in/password/", ".>>>>>>>>>", ".>>>>>>>>>"),
    "accounts:sign-out": ("/en/account/sign-out/", "..........", ">>>>>>>>>>"),
    "accounts:profile": ("/en/account/profile/", "L.........", "L........."),
    "accounts:clock": ("/en/account/profile/clock/", "L.........", "L........."),
    "accounts:password": ("/en/account/profile/password/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "accounts:password-remove": ("/en/account/profile/password/remove/", "L555555555", "L>>>>>>>>>"),
    "accounts:second-factor": ("/en/account/second-factor/", "L.........", "L555555555"),
    "accounts:step-up": ("/en/account/step-up/", "L.........", "L>>>>>>>>>"),
    "accounts:step-up-code": ("/en/account/step-up/code/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "accounts:step-up-code-again": ("/en/account/step-up/code/again/", "L555555555", "L>>>>>>>>>"),
    "account_login": ("/en/account/sign-in/", ".>>>>>>>>>", ".>>>>>>>>>"),
    "account_logout": ("/en/account/sign-out/", "..........", ">>>>>>>>>>"),
    "account_inactive": ("/en/account/closed/", "..........", "5555555555"),
    "mfa_authenticate": ("/en/account/sign-in/second-factor/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_login_webauthn": ("/en/account/sign-in/passkey/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_reauthenticate": ("/en/account/step-up/second-factor/", "LFFFFFFFFF", "LFFFFFFFFF"),
    "mfa_reauthenticate_webauthn": ("/en/account/step-up/passkey/", "LFFFFFFFFF", "LFFFFFFFFF"),
    "mfa_index": ("/en/account/security/", "L.........", "L555555555"),
    "mfa_activate_totp": ("/en/account/security/app/add/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_deactivate_totp": ("/en/account/security/app/remove/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_view_recovery_codes": ("/en/account/security/codes/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_download_recovery_codes": ("/en/account/security/codes/file/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_generate_recovery_codes": ("/en/account/security/codes/new/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_list_webauthn": ("/en/account/security/passkeys/", "L.........", "L555555555"),
    "mfa_add_webauthn": ("/en/account/security/passkeys/add/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_remove_webauthn": ("/en/account/security/passkeys/1/remove/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "mfa_edit_webauthn": ("/en/account/security/passkeys/1/edit/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "network:about": ("/en/network/", "..........", "5555555555"),
    "network:people": ("/en/network/people/", "..........", "5555555555"),
    "network:map": ("/en/network/map/", "..........", "5555555555"),
    "network:profile": ("/en/network/profile/", "L.........", "L........."),
    "network:leave": ("/en/network/profile/leave/", "L555555555", "L00>000000"),
    "certificates:check-form": ("/en/certificates/", "..........", "5555555555"),
    "certificates:check": ("/en/certificates/{certificate}/", "..........", "5555555555"),
    "certificates:download": ("/en/certificates/{certificate}/pdf/", "L00.000.0.", "L555555555"),
    "circles:circle": ("/en/circles/{circle}/", "L00..00000", "L555555555"),
    "circles:schedule": ("/en/circles/{circle}/schedule/", "L000.00000", "L000.00000"),
    "circles:notes": ("/en/circles/{circle}/notes/", "L00..00000", "L00..00000"),
    "circles:goals": ("/en/circles/{circle}/goals/", "L00..00000", "L00..00000"),
    "circles:goal": ("/en/circles/{circle}/goals/{goal}/", "L555555555", "L00>>00000"),
    "circles:step": ("/en/circles/{circle}/steps/{step}/", "L555555555", "L00>>00000"),
    "circles:files": ("/en/circles/{circle}/files/", "L00..00000", "L00..00000"),
    "circles:file": ("/en/circles/{circle}/files/{file}/", "L000000000", "L555555555"),  # gone from the disk
    "circles:file-remove": ("/en/circles/{circle}/files/{file}/remove/", "L00..00000", "L00>>00000"),
    "circles:write": ("/en/circles/{circle}/write/", "L00..00000", "L00..00000"),
    "circles:introduction": ("/en/circles/{circle}/about-me/", "L00..00000", "L00..00000"),
    "circles:check-in": ("/en/circles/{circle}/check-in/", "L00..00000", "L00..00000"),
    "circles:guide": ("/en/circles/{circle}/guide/", "L00..00000", "L555555555"),
    "circles:conduct": ("/en/circles/{circle}/conduct/", "L00..00000", "L00..00000"),
    "circles:times": ("/en/circles/{circle}/times/", "L000.00000", "L555555555"),
    "circles:session": ("/en/circles/{circle}/sessions/1/", "L000.00000", "L000.00000"),
    "circles:session-call-off": (
        "/en/circles/{circle}/sessions/1/call-off/",
        "L000>00000",
        "L000>00000",
    ),  # it has begun
    "circles:session-roll-call": ("/en/circles/{circle}/sessions/1/roll-call/", "L000000000", "L000000000"),
    "circles:session-stand-in": ("/en/circles/{circle}/sessions/1/stand-in/", "L555555555", "L000>00000"),
    "events:calendar": ("/en/{edition}/calendar/", "..........", "5555555555"),
    "events:event": ("/en/events/{event}/", "..........", ".........."),
    "registration:self-check": ("/en/{edition}/eligibility/check/", "..........", ".........."),
    "registration:apply": ("/en/{edition}/apply/", "..........", "5555555555"),
    "registration:application": ("/en/{edition}/apply/mentee/", "L.........", "L>..>>>>>>"),
    "registration:application-section": ("/en/{edition}/apply/mentee/save/work/", "L555555555", "L........."),
    "registration:application-hours": ("/en/{edition}/apply/mentee/hours/", "L0..000000", "L0..000000"),
    "registration:application-preview": ("/en/{edition}/apply/mentee/preview/", "L000000...", "L555555555"),
    "registration:application-answer": ("/en/{edition}/apply/mentee/answer/", "L0.0000000", "L0.0000000"),
    "registration:application-again": ("/en/{edition}/apply/mentee/again/", "L555555555", "L0>>000000"),
    "registration:application-check": ("/en/{edition}/apply/mentee/check/", "L0..000000", "L0>>000000"),
    "registration:application-sent": ("/en/{edition}/apply/mentee/sent/", "L0..000000", "L555555555"),
    "registration:application-withdraw": ("/en/{edition}/apply/mentee/withdraw/", "L0.>000000", "L0>>000000"),
    "registration:offer": ("/en/offers/{offer}/", "L0.0000000", "L0.0000000"),
    "registration:offer-decline": ("/en/offers/{offer}/decline/", "L0.0000000", "L0>0000000"),
    "registration:nominations": ("/en/nominations/", "L....>....", "L555555555"),
    "registration:nomination-link": ("/en/nominations/link/nonsense/", "..........", ".........."),
    "registration:nomination-desk": ("/en/nominations/{invitation}/", "L0000.0000", "L555555555"),
    "registration:nominate": ("/en/nominations/{invitation}/nominate/", "L0000.0000", "L0000.0000"),
    "registration:nominate-by-file": ("/en/nominations/{invitation}/file/", "L0000.0000", "L0000.0000"),
    "registration:nomination-template": ("/en/nominations/{invitation}/file/empty/", "L0000.0000", "L555555555"),
    "registration:nomination-letter": ("/en/nominations/{invitation}/letter/", "L0000.0000", "L0000.0000"),
    "registration:nomination-colleague": ("/en/nominations/{invitation}/colleague/", "L0000.0000", "L0000.0000"),
    "registration:signed-letter": ("/en/nominations/letters/{signed}/", "L0000.0.0.", "L555555555"),
    "registration:nominee-link-again": ("/en/nominees/{nomination}/link/", "L555555555", "L0000>0000"),
    "registration:nomination-take-back": ("/en/nominees/{nomination}/take-back/", "L0000.0000", "L0000>0000"),
    "registration:nominee-link": ("/en/nominated/link/nonsense/", "..........", ".........."),
    "registration:nomination-mine": ("/en/nominated/{nomination}/", "L0.0000000", "L0>0000000"),
    "registration:place-leave": ("/en/places/{place}/leave/", "L00.000000", "L00.000000"),
    "home:front": ("/en/", ">>>>>>>>>>", "5555555555"),
    "home:dashboard": ("/en/me/", "L.........", "L555555555"),
    "home:close-account": ("/en/me/close/", "L>>>>>>>>>", "L>>>>>>>>>"),
    "home:about": ("/en/about/", "..........", "5555555555"),
    "home:tell-me": ("/en/tell-me/", "..........", ".........."),
    "home:accessibility": ("/en/accessibility/", "..........", "5555555555"),
    "home:privacy": ("/en/privacy/", "..........", "5555555555"),
    "home:edition": ("/en/{edition}/", "..........", "5555555555"),
    "home:eligibility": ("/en/{edition}/eligibility/", "..........", "5555555555"),
    "home:mentors": ("/en/{edition}/mentors/", "..........", "5555555555"),
    "home:timeline": ("/en/{edition}/timeline/", "..........", "5555555555"),
    "home:pillars": ("/en/{edition}/pillars/", "..........", "5555555555"),
    "home:nominators": ("/en/{edition}/nominators/", "..........", "5555555555"),
    "home:paper": ("/en/{edition}/nominators/terms.pdf", "..........", "5555555555"),
    "home:updates": ("/en/{edition}/updates/", "..........", "5555555555"),
    "home:questions": ("/en/{edition}/questions/", "..........", "5555555555"),
    "home:contacts": ("/en/{edition}/contacts/", "..........", "5555555555"),
    "home:partners": ("/en/{edition}/partners/", "..........", "5555555555"),
    "home:picture": ("/en/{edition}/picture.png", "..........", "5555555555"),
}


def test_every_address_has_a_row() -> None:
    assert {name for name in names() if not name.startswith("admin:")} == set(PAGES)


def test_reading_a_page(world: World) -> None:
    found = {name: reading(world, path.format(**world.parts)) for name, (path, _get, _post) in PAGES.items()}
    assert found == {name: get for name, (_path, get, _post) in PAGES.items()}


def test_posting_to_a_page(world: World) -> None:
    found = {name: world.row(path.format(**world.parts), "POST") for name, (path, _get, _post) in PAGES.items()}
    assert found == {name: post for name, (_path, _get, post) in PAGES.items()}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_page_knows_other_methods(world: World, method: str) -> None:
    """Whoever may open it (headquarters) or need not sign in is told so; before a step-up that comes first."""
    found = {
        name: world.row(path.format(**world.parts), method, ("visitor", "mentee", "headquarters"))
        for name, (path, _get, _post) in PAGES.items()
    }
    allowed = {name: set("5L0F>" if name.startswith("mfa_") else "5L0") for name in PAGES}
    assert {name: cells for name, cells in found.items() if not set(cells) <= allowed[name]} == {}
