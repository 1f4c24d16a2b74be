"""Who may open what of the desk: every list, row and step, written down. A new one without a row fails.

The columns are AT_THE_DESK; `tests/access/world.py` says what a cell means. A GET writes nothing: see `reading`.
"""

import pytest
from django.contrib import admin
from django.urls import reverse

from programme.models import Edition
from registration.models import FocalPoint
from tests import factories
from tests.access.world import AT_THE_DESK, ROLES, World, names, reading

pytestmark = pytest.mark.django_db

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
    "programme.extraquestion": ("F...", "FFF.", "F...", "F...", "FFF."),
    "programme.signedcircular": ("F...", "FFF.", "F...", "F...", "FFFF"),
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
    "registration.deputy": ("F...", "FFF.", "F00.", "F00.", "FFFF"),  # those in which she has a part
    "registration.decision": ("F...", "FFFF", "F.0.", "F0..", "FFF."),
    "circles.matchrun": ("FFF.", "FFF.", "000.", "000.", "000F"),
    "circles.circle": ("F...", "FFFF", "F.0.", "F0..", "FFF>"),
    "circles.alert": ("F...", "FFFF", "0.0.", "00..", "0F0F"),
    # by her region where she agreed; somebody else is named
    "circles.concern": ("F...", "FFFF", "0.00", "00.0", "0F00"),
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
    "edition-mentors": ("/admin/programme/edition/{edition}/mentors/", "FFF.", "5555"),
    "edition-clone": ("/admin/programme/edition/{edition}/clone/", "FFF.", "FFF."),
    "edition-funnel": ("/admin/programme/edition/{edition}/funnel/", "F...", "5555"),
    "edition-rules": ("/admin/programme/edition/{edition}/rules/", "FFF.", "FFF."),
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
    "registration_application_note": ("/admin/registration/application/{application}/note/", "5555", "0.0."),
    "registration_application_flag": ("/admin/registration/application/{application}/flag/", "5555", "0.0."),
    "registration_application_overrule": ("/admin/registration/application/{application}/overrule/", "5555", "0.0."),
    "registration_application_more_time": ("/admin/registration/application/more-time/", "FFF.", "FFF."),
    "registration_inquiry_ask": ("/admin/registration/inquiry/ask/{application}/", "0.0.", "0.0."),
    "registration_batch_check": ("/admin/registration/batch/{prepared}/check/", "000.", "5555"),
    "registration_batch_compare": ("/admin/registration/batch/{prepared}/compare/", "000.", "5555"),
    "registration_participant_end": ("/admin/registration/participant/{participant}/end/", ">>>>", ">>>>"),
    "registration_batch_schedule": ("/admin/registration/batch/{approved}/schedule/", ">>>>", ">>>>"),
    "registration_batch_release": ("/admin/registration/batch/{approved}/release/", ">>>>", ">>>>"),
    "registration_rubric_begin": ("/admin/registration/rubric/{rubric}/begin/", "5555", "000>"),
    "registration_review_next": ("/admin/registration/review/next/", ">>>>", "5555"),
    "registration_review_give_back": ("/admin/registration/review/{review}/give-back/", "5555", "0000"),
    "circles_concern_take": ("/admin/circles/concern/{concern}/take/", "5555", "0>00"),
    "circles_concern_settle": ("/admin/circles/concern/{concern}/settle/", "5555", "0.00"),
    "circles_circle_ask_again": ("/admin/circles/circle/{circle}/ask-again/", "5555", "F>0>"),
    "circles_matchrun_stop": ("/admin/circles/matchrun/{run}/stop/", "5555", "000>"),
    "circles_matchrun_again": ("/admin/circles/matchrun/{run}/again/", "5555", "000>"),
    "circles_matchrun_move": ("/admin/circles/matchrun/{run}/move/", "5555", "000>"),
    "circles_matchrun_lock": ("/admin/circles/matchrun/{run}/lock/", "5555", "000>"),
    "circles_matchrun_unlock": ("/admin/circles/matchrun/{run}/unlock/", "5555", "000>"),
    "circles_matchrun_open": ("/admin/circles/matchrun/{run}/open/", "5555", "000>"),
    "circles_matchrun_dissolve": ("/admin/circles/matchrun/{run}/dissolve/", "5555", "000>"),
    "circles_matchrun_take_back": ("/admin/circles/matchrun/{run}/take_back/", "5555", "000>"),
    "circles_matchrun_undo": ("/admin/circles/matchrun/{run}/undo/", "5555", "000>"),
    "circles_matchrun_compare": ("/admin/circles/matchrun/{run}/compare/?with={run}", "000.", "000."),
    "circles_repair_apply": ("/admin/circles/repair/{repair}/apply/", "5555", "000>"),
    "circles_repair_discard": ("/admin/circles/repair/{repair}/discard/", "5555", "000>"),
    "circles_matchrun_publish": ("/admin/circles/matchrun/{run}/publish/", "5555", "000>"),
    "certificates_certificate_issue": ("/admin/certificates/certificate/issue/", "FFF.", "FFF."),
}


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
    own = ("application", "participant", "rubric", "review")
    parts = batch | {name: world.rows[f"registration.{name}"][0] for name in own}
    parts |= {"circle": world.rows["circles.circle"][0], "concern": world.rows["circles.concern"][0]}
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


def test_who_is_in_a_circle_does_not_ask_it_again(world: World) -> None:
    call = Edition.objects.get(slug="2026")
    mentor = factories.participant(call, world.people["reviewer"], kind="mentor")
    mentees = [factories.participant(call, world.people[role]) for role in ("africa", "headquarters")]
    own = factories.circle(mentor, mentees, number=3)
    assert world.row(f"/admin/circles/circle/{own.pk}/ask-again/", "POST", AT_THE_DESK) == "F000"


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
            participant=1,
            rubric=1,
            review=1,
            circle=1,
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
