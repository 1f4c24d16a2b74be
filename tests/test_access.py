"""Who may open what: every address, every role, every method, written down. A new address without a row fails.

A cell says what an address answers: `.` the page, `>` a way on (a redirect inside), `L` the sign-in page,
`0` not found, `F` forbidden, `5` not allowed by this method. The columns are the roles, in the order of ROLES.
A GET writes nothing: see `reading`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib import admin
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from circles.models import MatchRun
from network.actions import join_network
from registration.actions.seats import approve_batch, prepare_batch
from registration.models import Decision, Duplicate, FocalPoint, Inquiry, Review
from tests import factories
from tests.factories import NOW, edition, event, grant, person, staff
from tests.registration import reviewing
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow

pytestmark = pytest.mark.django_db

# visitor, stranger (an account, nothing else), applicant (with an offer), mentee and mentor (of one circle),
# focal point, reviewer, regional officer of her region and of the other one, headquarters
ROLES = ("visitor", "stranger", "applicant", "mentee", "mentor", "focal", "reviewer", "africa", "arab", "headquarters")
AT_THE_DESK = ROLES[6:]

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
    "circles_plain:roll-call": ("/roll-call/{roll}/", "..........", ">>>>>>>>>>"),
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
    "circles:file-remove": ("/en/circles/{circle}/files/{file}/remove/", "L555555555", "L00>000000"),
    "circles:write": ("/en/circles/{circle}/write/", "L00..00000", "L00..00000"),
    "circles:introduction": ("/en/circles/{circle}/about-me/", "L00..00000", "L00..00000"),
    "circles:check-in": ("/en/circles/{circle}/check-in/", "L00..00000", "L00..00000"),
    "circles:guide": ("/en/circles/{circle}/guide/", "L00..00000", "L555555555"),
    "circles:conduct": ("/en/circles/{circle}/conduct/", "L00..00000", "L00..00000"),
    "circles:times": ("/en/circles/{circle}/times/", "L000.00000", "L555555555"),
    "circles:session": ("/en/circles/{circle}/sessions/1/", "L000.00000", "L000.00000"),
    "circles:session-call-off": ("/en/circles/{circle}/sessions/1/call-off/", "L555555555", "L000>00000"),
    "circles:session-stand-in": ("/en/circles/{circle}/sessions/1/stand-in/", "L555555555", "L000>00000"),
    "events:calendar": ("/en/{edition}/calendar/", "..........", "5555555555"),
    "events:event": ("/en/events/{event}/", "..........", ".........."),
    "registration:self-check": ("/en/{edition}/eligibility/check/", "..........", ".........."),
    "registration:apply": ("/en/{edition}/apply/", "..........", "5555555555"),
    "registration:application": ("/en/{edition}/apply/mentee/", "L.........", "L>..>>>>>>"),
    "registration:application-section": ("/en/{edition}/apply/mentee/save/work/", "L555555555", "L........."),
    "registration:application-answer": ("/en/{edition}/apply/mentee/answer/", "L0.0000000", "L0.0000000"),
    "registration:application-again": ("/en/{edition}/apply/mentee/again/", "L555555555", "L0>>000000"),
    "registration:application-check": ("/en/{edition}/apply/mentee/check/", "L0..000000", "L0>>000000"),
    "registration:application-sent": ("/en/{edition}/apply/mentee/sent/", "L0..000000", "L555555555"),
    "registration:application-withdraw": ("/en/{edition}/apply/mentee/withdraw/", "L0..000000", "L0>>000000"),
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

# The desk: its list, adding, a row of the African region, one of the Arab region, saving the first of them.
# The columns are AT_THE_DESK; everybody else is sent away, and nobody deletes: `test_the_desk` says so for each.
DESK: dict[str, tuple[str, str, str, str, str]] = {
    "auth.group": ("FFFF", "FFFF", "FFFF", "FFFF", "FFFF"),
    "account.emailaddress": ("FFFF", "FFFF", "FFFF", "FFFF", "FFFF"),
    "mfa.authenticator": ("FFFF", "FFFF", "FFFF", "FFFF", "FFFF"),
    "accounts.user": ("FFF.", "FFFF", "FFF.", "FFF.", "FFFF"),
    "accounts.rolegrant": ("FFF.", "FFF.", "FFF.", "FFF.", "FFFF"),
    "mail.letter": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "programme.edition": ("F...", "FFF.", "F...", "F...", "FFF."),
    "programme.update": ("F...", "FFF.", "F...", "F...", "FFF."),
    "programme.question": ("F...", "FFF.", "F...", "F...", "FFF."),
    "programme.closedday": ("F...", "FFF.", "F...", "F...", "FFF."),
    "programme.interest": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "audit.auditrow": ("FFF.", "FFFF", "FFF.", "FFF.", "FFFF"),
    "events.event": ("F...", "FFF.", "F...", "F00.", "FFF."),  # the second is a circle's own session
    "registration.application": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "registration.duplicate": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "registration.inquiry": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "registration.nominatingorganisation": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "registration.invitation": ("F...", "FFF.", "F.0.", "F0..", "FFFF"),
    "registration.nomination": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "registration.offer": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "registration.participant": ("F...", "FFFF", "F.0.", "F0..", "FFFF"),
    "registration.rubric": ("FFF.", "FFF.", "FFF.", "FFF.", "FFF."),
    "registration.reviewer": ("FFF.", "FFF.", "FFF.", "FFF.", "FFFF"),
    "registration.review": ("....", "FFFF", "0.0.", "00..", "0F0F"),  # hers to read, and what others found
    "registration.batch": ("FFF.", "FFF.", "FFF.", "FFF.", "FFFF"),
    "registration.decision": ("F...", "FFFF", "F.0.", "F0..", "FFF."),
    "circles.matchrun": ("FFF.", "FFF.", "000.", "000.", "000F"),
    "circles.circle": ("F...", "FFFF", "F.0.", "F0..", "FFF>"),
    "circles.alert": ("F...", "FFFF", "0.0.", "00..", "0F0F"),
    "circles.concern": (
        "F...",
        "FFFF",
        "0.00",
        "00.0",
        "0F00",
    ),  # by her region where she agreed; somebody else is named
    "circles.concernhandler": ("FFF.", "FFF.", "FFF.", "FFF.", "FFFF"),
    "circles.repair": ("FFF.", "FFF.", "000.", "000.", "000F"),
    "circles.pairrule": ("FFF.", "FFF.", "FFF.", "FFF.", "FFFF"),
    "circles.guidepage": ("F...", "FFF.", "F...", "F...", "FFF."),
    "certificates.certificate": ("F...", "FFFF", "F.0.", "F0..", ">>>>"),
    "network.member": ("FFF.", "FFFF", "FFF.", "FFF.", "FFFF"),
}
# name: (path, GET, POST without a body), the same columns
MORE_OF_THE_DESK: dict[str, tuple[str, str, str]] = {
    "index": ("/admin/", "....", "...."),
    "login": ("/admin/login/", ">>>>", ">>>>"),
    "logout": ("/admin/logout/", "5555", ">>>>"),
    "password_change": ("/admin/password_change/", "....", "...."),
    "password_change_done": ("/admin/password_change/done/", "....", "5555"),
    "autocomplete": ("/admin/autocomplete/?app_label=accounts&model_name=rolegrant&field_name=user", "FFF.", "5555"),
    "jsi18n": ("/admin/jsi18n/", "....", "5555"),
    "view_on_site": ("/admin/r/1/1/", "0000", "0000"),
    "app_list": ("/admin/registration/", "....", "...."),
    "programme_edition_publish": ("/admin/programme/edition/{edition}/publish/", "FFF.", "FFF>"),
    "edition-dates": ("/admin/programme/edition/{edition}/dates/", "F...", "5555"),
    "edition-clone": ("/admin/programme/edition/{edition}/clone/", "FFF.", "FFF."),
    "edition-funnel": ("/admin/programme/edition/{edition}/funnel/", "F...", "5555"),
    "edition-extend": ("/admin/programme/edition/{edition}/extend/", "FFF.", "FFF."),
    "registration_duplicate_different": ("/admin/registration/duplicate/{pair}/different/", "5555", "F>0>"),
    "registration_duplicate_same": ("/admin/registration/duplicate/{pair}/same/", "5555", "F>0>"),
    "registration_duplicate_merge": ("/admin/registration/duplicate/{pair}/merge/", ">>>>", ">>>>"),
    "registration_duplicate_reopen": ("/admin/registration/duplicate/{pair}/reopen/", ">>>>", ">>>>"),
    "registration_invitation_by_file": ("/admin/registration/invitation/by-file/", "FFF.", "FFF."),
    "registration_invitation_quota": ("/admin/registration/invitation/{invitation}/quota/", "5555", "FFF>"),
    "registration_invitation_colleague": ("/admin/registration/invitation/{invitation}/colleague/", "5555", "FFF>"),
    "registration_invitation_link": ("/admin/registration/invitation/{invitation}/link/{focal}/", "5555", "FFF>"),
    "registration_invitation_end": ("/admin/registration/invitation/{invitation}/end/{focal}/", "5555", "FFF>"),
    "registration_batch_approve": ("/admin/registration/batch/{prepared}/approve/", "5555", "000>"),
    "registration_batch_reopen": ("/admin/registration/batch/{approved}/reopen/", "5555", "000>"),
    "registration_application_export": ("/admin/registration/application/export/", ">>>>", ">>>>"),
    "registration_application_save_view": ("/admin/registration/application/save-view/", "5555", "F>>>"),
    "registration_application_forget_view": ("/admin/registration/application/forget-view/1/", "5555", "0000"),
    "registration_application_note": ("/admin/registration/application/{application}/note/", "5555", "0>0>"),
    "registration_application_flag": ("/admin/registration/application/{application}/flag/", "5555", "0>0>"),
    "registration_application_overrule": ("/admin/registration/application/{application}/overrule/", "5555", "0>0>"),
    "registration_application_more_time": ("/admin/registration/application/more-time/", "FFF.", "FFF."),
    "registration_inquiry_ask": ("/admin/registration/inquiry/ask/{application}/", "0.0.", "0.0."),
    "registration_batch_check": ("/admin/registration/batch/{prepared}/check/", "000.", "5555"),
    "registration_batch_compare": ("/admin/registration/batch/{prepared}/compare/", "000.", "5555"),
    "registration_batch_schedule": ("/admin/registration/batch/{approved}/schedule/", ">>>>", ">>>>"),
    "registration_batch_release": ("/admin/registration/batch/{approved}/release/", ">>>>", ">>>>"),
    "registration_rubric_begin": ("/admin/registration/rubric/{rubric}/begin/", "5555", "000>"),
    "registration_review_next": ("/admin/registration/review/next/", ">>>>", "5555"),
    "registration_review_give_back": ("/admin/registration/review/{review}/give-back/", "5555", "0000"),
    "circles_concern_take": ("/admin/circles/concern/{concern}/take/", "5555", "0>00"),
    "circles_concern_settle": ("/admin/circles/concern/{concern}/settle/", "5555", "0>00"),
    "circles_matchrun_stop": ("/admin/circles/matchrun/{run}/stop/", "5555", "000>"),
    "circles_matchrun_again": ("/admin/circles/matchrun/{run}/again/", "5555", "000>"),
    "circles_matchrun_move": ("/admin/circles/matchrun/{run}/move/", "5555", "000>"),
    "circles_matchrun_lock": ("/admin/circles/matchrun/{run}/lock/", "5555", "000>"),
    "circles_matchrun_undo": ("/admin/circles/matchrun/{run}/undo/", "5555", "000>"),
    "circles_matchrun_compare": ("/admin/circles/matchrun/{run}/compare/?with={run}", "000.", "000."),
    "circles_repair_apply": ("/admin/circles/repair/{repair}/apply/", "5555", "000>"),
    "circles_repair_discard": ("/admin/circles/repair/{repair}/discard/", "5555", "000>"),
    "circles_matchrun_publish": ("/admin/circles/matchrun/{run}/publish/", "5555", "000>"),
    "certificates_certificate_issue": ("/admin/certificates/certificate/issue/", "FFF.", "FFF."),
}


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
        self.cookies = {role: _signed_in(people.get(role)) for role in ROLES}
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
        self.rows: dict[str, tuple[int, int]] = _rows_of_the_desk(call, sent, mentee, room)

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


def _signed_in(user: Any) -> str:
    browser = Client()
    if user is not None:
        browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value if user else ""


def _cell(response: HttpResponse) -> str:
    if response.status_code == 302:
        to = response.headers["Location"]
        return "L" if "/account/sign-in/" in to else ">"
    return {200: ".", 403: "F", 404: "0", 405: "5"}.get(response.status_code, f"<{response.status_code}>")


def _rows_of_the_desk(call: Any, sent: Any, mentee: Any, room: Any) -> dict[str, tuple[int, int]]:
    """Of each list a row of the African region and one of the Arab; where there are no regions, any two."""
    arab = factories.participant(call, country="EG")
    arab_sent = factories.application(call, country="EG")
    arab_room = factories.circle(factories.participant(call, kind="mentor"), [arab], number=2)
    prepared = prepare_batch(call, kind="mentee", seed=1, by=staff(), now=NOW)
    approved = approve_batch(prepare_batch(call, kind="mentor", seed=1, by=staff(), now=NOW), by=staff(), now=NOW)
    nothing = {"instance": factories.NOBODY, "result": factories.NOTHING_FOUND}
    runs = [MatchRun.objects.create(edition=call, seed=1, state="done", created_at=NOW, **nothing) for _ in range(2)]
    rubric = reviewing.rubric(call)
    guests = [reviewing.reviewer(call) for _ in range(2)]
    african, arabian = (
        Review.objects.create(application=row, reviewer=guest, assigned_at=NOW)
        for row, guest in zip((sent, arab_sent), guests, strict=True)
    )
    named, arab_named = (
        factories.nomination(factories.invitation(call, country=code), country=code) for code in ("KE", "EG")
    )
    pairs = {
        "registration.rubric": (rubric, reviewing.rubric(edition(slug="2024", code="WIC24"))),
        "registration.reviewer": tuple(guests),
        "registration.review": (african, arabian),
        "accounts.user": (sent.user, arab.user),
        "accounts.rolegrant": (grant(sent.user, Role.FOCAL_POINT), grant(arab.user, Role.FOCAL_POINT)),
        "mail.letter": (factories.letter(region="AFR"), factories.letter(region="ARB")),
        "programme.edition": (call, edition(slug="2025", code="WIC25", published_at=None)),
        "programme.update": (factories.update(call), factories.update(call)),
        "programme.question": (factories.question(call), factories.question(None)),
        "programme.closedday": (factories.closed_day("KE"), factories.closed_day("EG")),
        "programme.interest": tuple(factories.interest(region=r, now=NOW - timedelta(days=15)) for r in ("AFR", "ARB")),
        "audit.auditrow": AuditRow.objects.order_by("pk")[:2],
        "events.event": (event(call), room.sessions.get().event),
        "registration.duplicate": tuple(
            Duplicate.objects.create(first=one, second=factories.application(call, country=code), found_at=NOW)
            for one, code in ((sent, "KE"), (arab_sent, "EG"))
        ),
        "registration.nominatingorganisation": (named.invitation.organisation, arab_named.invitation.organisation),
        "registration.invitation": (named.invitation, arab_named.invitation),
        "registration.nomination": (named, arab_named),
        "registration.application": (sent, arab_sent),
        "registration.inquiry": tuple(
            Inquiry.objects.create(application=row, questions=["post"], asked_at=NOW, due_at=NOW + timedelta(days=7))
            for row in (sent, arab_sent)
        ),
        "registration.offer": (sent.offers.get(), factories.offer(arab_sent)),
        "registration.participant": (mentee, arab),
        "registration.batch": (prepared, approved),
        "registration.decision": tuple(Decision.objects.get(application=each) for each in (sent, arab_sent)),
        "circles.matchrun": (runs[0], runs[1]),
        "circles.circle": (room, arab_room),
        "circles.alert": (factories.alert(room), factories.alert(arab_room)),
        "circles.concern": (factories.concern(room, tell_region=True), factories.concern(arab_room, tell_region=True)),
        "circles.concernhandler": (factories.concern_handler(call), factories.concern_handler(call)),
        "circles.repair": (factories.repair(call), factories.repair(call)),
        "circles.pairrule": (factories.pair_rule(mentee, arab), factories.pair_rule(arab, mentee)),
        "circles.guidepage": tuple(factories.guide_page(call, number=number) for number in (1, 2)),
        "certificates.certificate": (mentee.certificates.get(), factories.certificate(arab)),
        "network.member": tuple(
            join_network(her.user, profile={"name": "A"}, by=her.user, now=NOW) for her in (mentee, arab)
        ),
    }
    return {label: (african.pk, arab.pk) for label, (african, arab) in pairs.items()}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), undone():
        yield World()


@pytest.fixture
def world(built: World, clock: object, caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level("ERROR", "django.request")  # a thousand refusals are no news
    return built


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


# --- the desk --------------------------------------------------------------------------------------------------------
def of_the_model(label: str, view: str, *args: object) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{view}", args=args)


def test_every_list_of_the_desk_has_a_row() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == set(DESK)


def test_every_other_page_of_the_desk_has_a_row() -> None:
    views = ("changelist", "add", "change", "delete", "history")
    usual = {f"admin:{label.replace('.', '_')}_{view}" for label in DESK for view in views}
    found = {name for name in names() if name.startswith("admin:")}
    assert {name.removeprefix("admin:") for name in found - usual} == set(MORE_OF_THE_DESK)


def test_the_desk(world: World) -> None:
    found = {}
    for label in DESK:
        first, second = (of_the_model(label, "change", pk) for pk in world.rows.get(label, (1, 2)))
        found[label] = (
            reading(world, of_the_model(label, "changelist"), AT_THE_DESK),
            reading(world, of_the_model(label, "add"), AT_THE_DESK),
            reading(world, first, AT_THE_DESK),
            reading(world, second, AT_THE_DESK),
            world.row(first, "POST", AT_THE_DESK),
        )
    assert found == DESK


def test_more_of_the_desk(world: World) -> None:
    batch = {"prepared": world.rows["registration.batch"][0], "approved": world.rows["registration.batch"][1]}
    own = ("application", "rubric", "review")
    parts = batch | {name: world.rows[f"registration.{name}"][0] for name in own}
    parts |= {"concern": world.rows["circles.concern"][0]}
    invitation = world.rows["registration.invitation"][0]
    focal = FocalPoint.objects.get(organisation__invitations=invitation).pk
    parts |= {"invitation": invitation, "focal": focal, "pair": world.rows["registration.duplicate"][0]}
    parts |= {"repair": world.rows["circles.repair"][0]}
    parts |= {"run": world.rows["circles.matchrun"][0], "edition": world.rows["programme.edition"][0]}
    found = {
        name: (
            path,
            reading(world, path.format(**parts), AT_THE_DESK),
            world.row(path.format(**parts), "POST", AT_THE_DESK),
        )
        for name, (path, _get, _post) in MORE_OF_THE_DESK.items()
    }
    assert found == MORE_OF_THE_DESK


def test_nobody_deletes_and_a_row_has_the_readers_of_its_history(world: World) -> None:
    for label, (pk, _second) in world.rows.items():
        for method in ("GET", "POST"):
            assert set(world.row(of_the_model(label, "delete", pk), method, AT_THE_DESK)) <= {"F", "0"}, label
        told = world.row(of_the_model(label, "history", pk), "GET", AT_THE_DESK)
        assert told.replace("0", "F") == DESK[label][2].replace("0", "F"), label


def test_the_desk_is_for_staff(world: World) -> None:
    """Everybody else is sent away before anything is looked up, so she does not learn what there is."""
    addresses = [
        path.format(
            prepared=1,
            approved=2,
            invitation=1,
            pair=1,
            focal=1,
            run=1,
            edition=1,
            application=1,
            rubric=1,
            review=1,
            concern=1,
            repair=1,
        )
        for path, *_cells in MORE_OF_THE_DESK.values()
    ]
    for label in DESK:
        addresses += [of_the_model(label, view) for view in ("changelist", "add")]
        addresses += [of_the_model(label, view, 1) for view in ("change", "delete", "history")]
    found = {path: {world.row(path, method, ("visitor", "mentee")) for method in ("GET", "POST")} for path in addresses}
    own = {"/admin/login/": {"LF"}, "/admin/logout/": {">5", ">>"}}
    wrong = {path: cells for path, cells in found.items() if not cells <= own.get(path, {"L>", ">>"})}
    assert wrong == {}
    assert world.row("/admin/", "GET", ROLES[:6]) == ">>>>>>"


@pytest.mark.parametrize("label", sorted(DESK))
def test_no_row_of_the_desk_is_found_by_nonsense(world: World, label: str) -> None:
    for nonsense in ("999999", "0", "-1", "1e9", "abc", "a_00"):
        cells = world.row(of_the_model(label, "change", nonsense), "GET", AT_THE_DESK)
        assert set(cells) <= {"F", "0"}, nonsense
