"""Organisations are invited, one by one or by file; their focal points come in by link and hand over."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registration.actions.invitations import (
    AlreadyFocalPoint,
    AlreadyInvited,
    EnoughFocalPoints,
    EnoughLetters,
    Entry,
    LinkIsOver,
    LinkJustSent,
    RegistrationIsOver,
    SignInByCode,
    add_focal_point,
    attach_letter,
    change_quota,
    end_focal_point,
    hand_over,
    invite,
    invite_all,
    send_link,
    use_link,
)
from registration.actions.tables import RefusedRow
from registration.models import FocalPoint, Invitation, NominatingOrganisation
from registration.rules.nominations import Key, Purpose, read_key, write_key
from tests import factories
from tests.factories import NOW, edition, person, staff
from wic.accounts.actions import AccountIsClosed, close_account
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
MINISTRY = Entry(
    kind="member_state",
    name="Ministère des Postes",
    country="SN",
    focal_name="Fatou Diop",
    focal_email="fatou@example.org",
    language="fr",
)


def entry(**facts: object) -> Entry:
    return Entry(**{**{field: getattr(MINISTRY, field) for field in Entry.__slots__}, **facts})  # type: ignore[arg-type]


def key_of(focal_point: FocalPoint) -> Key:
    """What the newest letter to this person carries."""
    letter = Letter.objects.filter(to=focal_point.user.email).order_by("-pk")[0]
    written = next(line for line in letter.text.splitlines() if "/nominations/link/" in line)
    key = read_key(Purpose.FOCAL_POINT, written.rstrip("/").rpartition("/")[2])
    assert key is not None
    return key


def acts() -> list[str]:
    return list(AuditRow.objects.order_by("pk").values_list("action", flat=True))


def test_until_the_last_registration_period_is_over() -> None:
    call = edition(closes_at=NOW)
    with pytest.raises(RegistrationIsOver, match="so nobody can be nominated any more"):
        invite(call, MINISTRY, by=staff(), now=NOW + timedelta(seconds=1))
    assert (Invitation.objects.count(), NominatingOrganisation.objects.count()) == (0, 0)
    assert invite(call, MINISTRY, by=staff(), now=NOW).edition == call


def test_an_organisation_is_invited() -> None:
    made = invite(edition(), MINISTRY, by=staff(), now=NOW)
    focal_point = made.organisation.focal_points.get()
    assert (made.organisation.name, made.organisation.region, made.quota) == ("Ministère des Postes", "AFR", None)
    assert (focal_point.name, focal_point.user.email, focal_point.user.language) == (
        "Fatou Diop", "fatou@example.org", "fr",
    )  # fmt: skip
    assert [(grant.role, grant.edition) for grant in focal_point.user.grants.in_force()] == [("focal_point", "")]
    assert acts() == [
        "registration.nominatingorganisation.added",
        "registration.invitation.made",
        "accounts.user.opened",
        "accounts.rolegrant.given",
        "registration.focalpoint.added",
        "registration.focalpoint.invited",
    ]
    letter = Letter.objects.get()
    assert (letter.to, letter.language, letter.secret, letter.edition, letter.region) == (
        "fatou@example.org", "fr", True, "2026", "AFR",
    )  # fmt: skip


def test_the_same_organisation_in_another_spelling() -> None:
    call = edition()
    invite(call, MINISTRY, by=None, now=NOW)
    with pytest.raises(AlreadyInvited):
        invite(call, entry(name=" ministere  DES postes"), by=None, now=NOW)
    next_year = edition("2027", code="WIC27")
    invite(next_year, entry(focal_name="Awa", focal_email="awa@example.org"), by=None, now=NOW)
    assert NominatingOrganisation.objects.count() == 1
    assert Invitation.objects.count() == 2
    # who nominated before nominates again, and is told so
    assert sorted(Letter.objects.filter(edition="2027").values_list("to", flat=True)) == [
        "awa@example.org",
        "fatou@example.org",
    ]
    invite(call, entry(country="ML"), by=None, now=NOW)
    assert NominatingOrganisation.objects.count() == 2


def test_a_file_of_organisations() -> None:
    call = edition()
    closed = close_account(person("closed@example.org"), by=None, now=NOW)
    made, refused = invite_all(
        call,
        [
            (2, MINISTRY),
            (3, MINISTRY),
            (5, entry(name="University", kind="academia", focal_email=closed.email)),
            (6, entry(name="وزارة الاتصالات", country="EG", focal_email="dina@example.org", quota=3)),
        ],
        by=staff(),
        now=NOW,
    )
    assert [(row.organisation.name, row.quota) for row in made] == [
        ("Ministère des Postes", None),
        ("وزارة الاتصالات", 3),
    ]
    assert refused == [
        RefusedRow(3, "This organisation is invited to this edition already."),
        RefusedRow(5, "This account is closed: it cannot be given a role."),
    ]
    # a refused row leaves nothing behind
    assert sorted(NominatingOrganisation.objects.values_list("name", flat=True)) == [
        "Ministère des Postes",
        "وزارة الاتصالات",
    ]


def test_a_quota_is_changed() -> None:
    made = factories.invitation(edition())
    change_quota(made, quota=4, by=staff(), now=NOW)
    made.refresh_from_db()
    assert made.quota == 4
    assert AuditRow.objects.about(made).newest_first()[0].facts == {"quota": 4}


# --- links -----------------------------------------------------------------------------------------------------------
def test_a_link_signs_in_once() -> None:
    focal_point = factories.invitation(edition()).organisation.focal_points.get()
    key = key_of(focal_point)
    assert use_link(key, now=LATER) == focal_point.user
    with pytest.raises(LinkIsOver):
        use_link(key, now=LATER)
    assert AuditRow.objects.filter(action="registration.focalpoint.signed_in").count() == 1


def test_a_link_has_its_time() -> None:
    focal_point = factories.invitation(edition()).organisation.focal_points.get()
    key = key_of(focal_point)
    with pytest.raises(LinkIsOver):
        use_link(key, now=NOW + timedelta(days=14, seconds=1))
    assert use_link(key, now=NOW + timedelta(days=14)) == focal_point.user


def test_a_link_is_sent_again() -> None:
    focal_point = factories.invitation(edition()).organisation.focal_points.get()
    first = key_of(focal_point)
    with pytest.raises(LinkJustSent):
        send_link(focal_point, by=None, now=NOW + timedelta(minutes=9))
    send_link(focal_point, by=None, now=NOW + timedelta(minutes=10))
    second = key_of(focal_point)
    assert second != first
    assert use_link(second, now=LATER) == focal_point.user
    with pytest.raises(LinkIsOver):  # both are used up with the first of them
        use_link(first, now=LATER)


def test_no_link_for_the_desk_nor_for_a_closed_account() -> None:
    call = edition()
    colleague = staff(email="hq@example.org")
    focal_point = factories.invitation(call, focal_email=colleague.email).organisation.focal_points.get()
    with pytest.raises(SignInByCode):
        use_link(key_of(focal_point), now=LATER)
    other = factories.invitation(call).organisation.focal_points.get()
    key = key_of(other)
    close_account(other.user, by=None, now=NOW)
    with pytest.raises(AccountIsClosed):
        use_link(key, now=LATER)


def test_a_key_of_another_kind_or_by_another_hand() -> None:
    focal_point = factories.invitation(edition()).organisation.focal_points.get()
    key = write_key(Purpose.NOMINEE, focal_point.public_id, used=0, expires_at=LATER)
    assert read_key(Purpose.FOCAL_POINT, key) is None
    assert read_key(Purpose.FOCAL_POINT, "nonsense") is None
    assert read_key(Purpose.FOCAL_POINT, "a:b:c") is None
    assert read_key(Purpose.NOMINEE, key) == Key(focal_point.public_id, 0, LATER)


# --- colleagues ------------------------------------------------------------------------------------------------------
def test_a_colleague_is_added() -> None:
    made = factories.invitation(edition())
    own = made.organisation.focal_points.get()
    added = add_focal_point(made, name="Awa", email="awa@example.org", language="fr", by=own.user, now=NOW)
    assert use_link(key_of(added), now=LATER) == added.user
    with pytest.raises(AlreadyFocalPoint):
        add_focal_point(made, name="Awa", email="awa@example.org", language="fr", by=own.user, now=NOW)


def test_a_focal_point_hands_over() -> None:
    made = factories.invitation(edition())
    own = made.organisation.focal_points.get()
    old_key = key_of(own)
    successor = hand_over(own, made, name="Awa", email="awa@example.org", language="fr", now=NOW)
    assert list(made.organisation.focal_points.living()) == [successor]
    assert list(Invitation.objects.of_focal_point(successor.user)) == [made]
    assert list(Invitation.objects.of_focal_point(own.user)) == []
    former = User.objects.get(pk=own.user_id)
    assert former.roles.names == frozenset()
    with pytest.raises(LinkIsOver):
        use_link(old_key, now=NOW)
    with pytest.raises(LinkIsOver):
        send_link(own, by=None, now=LATER)
    with pytest.raises(LinkIsOver):
        end_focal_point(own, by=own.user, now=LATER)


def test_ten_nominate_for_one_organisation_and_no_more_but_any_may_hand_over() -> None:
    made = factories.invitation(edition())
    own = made.organisation.focal_points.get()
    for number in range(9):
        add_focal_point(made, name="Awa", email=f"awa{number}@example.org", language="fr", by=own.user, now=NOW)
    with pytest.raises(EnoughFocalPoints, match="At most 10 people"):
        add_focal_point(made, name="Awa", email="more@example.org", language="fr", by=own.user, now=NOW)
    assert not User.objects.filter(email="more@example.org").exists()
    hand_over(own, made, name="Awa", email="more@example.org", language="fr", now=NOW)
    assert made.organisation.focal_points.living().count() == 10


def test_the_role_lasts_as_long_as_one_organisation() -> None:
    call = edition()
    first = factories.invitation(call, focal_email="both@example.org")
    second = factories.invitation(call, focal_email="both@example.org")
    end_focal_point(first.organisation.focal_points.get(), by=staff(), now=NOW)
    user = User.objects.get(email="both@example.org")
    assert user.roles.names == {Role.FOCAL_POINT}
    end_focal_point(second.organisation.focal_points.get(), by=staff(), now=NOW)
    assert User.objects.get(email="both@example.org").roles.names == frozenset()


# --- the signed letter -----------------------------------------------------------------------------------------------
def test_a_letter_is_attached(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    made = factories.invitation(edition())
    own = made.organisation.focal_points.get()
    for _number in range(5):
        file = SimpleUploadedFile("../../evil.html", b"%PDF-1.7 %%EOF", "text/html")
        letter = attach_letter(made, file=file, content_type="application/pdf", by=own.user, now=NOW)
    assert letter.file.name.startswith("letters/")
    assert "evil" not in letter.file.name
    assert letter.file.read() == b"%PDF-1.7 %%EOF"
    letter.file.close()
    with pytest.raises(EnoughLetters):
        attach_letter(made, file=file, content_type="application/pdf", by=own.user, now=NOW)
