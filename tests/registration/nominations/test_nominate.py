"""Naming somebody, one by one or many at once; she decides what comes of it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from programme.models import Window
from registration.actions.applications import OnlyNominated, start, withdraw
from registration.actions.invitations import LinkIsOver, LinkJustSent
from registration.actions.nominations import (
    AlreadyNominated,
    NominationsClosed,
    Nominee,
    NotHers,
    QuotaIsUsed,
    nominate,
    nominate_all,
    remind_all,
    send_nominee_link,
    take_back,
    take_up,
    tell_result,
)
from registration.actions.tables import RefusedRow
from registration.models import Nomination
from registration.rules.nominations import Stage, places_left, stage_of
from tests import factories
from tests.factories import NOW, edition, person
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

AMINA = Nominee(kind="mentee", name="أمينة الحدّاد", email="amina@example.org", country="TN", language="ar")
LATER = NOW + timedelta(minutes=10)
CLOSES = NOW + timedelta(days=10)


def nominee(**facts: str) -> Nominee:
    return Nominee(**{**{field: getattr(AMINA, field) for field in Nominee.__slots__}, **facts})


def stage(nomination: Nomination) -> Stage:
    return stage_of(Nomination.objects.with_stage().get(pk=nomination.pk))


def letters(kind: str) -> list[str]:
    return list(Letter.objects.filter(kind=f"registration/{kind}").order_by("pk").values_list("to", flat=True))


def test_a_nominee_gets_her_link() -> None:
    made = factories.invitation(edition())
    by = person()
    nomination = nominate(made, AMINA, by=by, now=NOW)
    assert (nomination.name, nomination.region, nomination.user) == ("أمينة الحدّاد", "ARB", None)
    assert AuditRow.objects.about(nomination).values_list("action", "actor_pk", "facts").get() == (
        "registration.nomination.made", str(by.pk), {"kind": "mentee"},
    )  # fmt: skip
    letter = Letter.objects.get(to="amina@example.org")
    assert (letter.kind, letter.language, letter.secret, letter.region) == ("registration/nominated", "ar", True, "ARB")
    assert made.organisation.name in letter.text
    assert stage(nomination) == Stage.INVITED


def test_twice_the_same() -> None:
    call = edition()
    made = factories.invitation(call)
    nominate(made, AMINA, by=person(), now=NOW)
    with pytest.raises(AlreadyNominated):
        nominate(made, nominee(name="Other"), by=person(), now=NOW)
    nominate(made, nominee(kind="mentor"), by=person(), now=NOW)
    nominate(factories.invitation(call), AMINA, by=person(), now=NOW)
    assert len(letters("nominated")) == 3


def test_until_registration_closes() -> None:
    made = factories.invitation(edition())
    nominate(made, AMINA, by=person(), now=CLOSES)
    with pytest.raises(NominationsClosed):
        nominate(made, nominee(email="b@example.org"), by=person(), now=CLOSES + timedelta(seconds=1))


def test_a_quota() -> None:
    made = factories.invitation(edition(), quota=1)
    first = nominate(made, AMINA, by=person(), now=NOW)
    with pytest.raises(QuotaIsUsed, match="can nominate 1 person"):
        nominate(made, nominee(email="b@example.org"), by=person(), now=NOW)
    take_back(first, by=person(), now=NOW)
    nominate(made, nominee(email="b@example.org"), by=person(), now=NOW)
    assert [places_left(None, used=500), places_left(None, used=499), places_left(2, used=5)] == [0, 1, 0]


def test_a_file_of_nominees() -> None:
    made = factories.invitation(edition(), quota=2)
    rows = [(2, AMINA), (3, AMINA), (7, nominee(email="b@example.org")), (9, nominee(email="c@example.org"))]
    taken, refused = nominate_all(made, rows, by=person(), now=NOW)
    assert [nomination.email for nomination in taken] == ["amina@example.org", "b@example.org"]
    assert refused == [
        RefusedRow(3, "You have nominated this address for this role already."),
        RefusedRow(9, "Your organisation can nominate 2 people for this edition, and has."),
    ]
    # the same file again: nobody is written to twice
    taken, refused = nominate_all(made, rows[:1], by=person(), now=NOW)
    assert (taken, len(refused)) == ([], 1)
    assert letters("nominated") == ["amina@example.org", "b@example.org"]


def test_a_nomination_is_taken_back() -> None:
    nomination = factories.nomination(factories.invitation(edition()))
    take_back(nomination, by=person(), now=NOW)
    for verb in (take_back, send_nominee_link):
        with pytest.raises((NotHers, LinkIsOver)):
            verb(nomination, by=person(), now=LATER)
    with pytest.raises(LinkIsOver):
        take_up(nomination, user=person(), may_tell_result=False, now=LATER)


def test_taking_back_is_no_way_to_fill_a_mailbox() -> None:
    made = factories.invitation(edition())
    take_back(nominate(made, AMINA, by=person(), now=NOW), by=person(), now=NOW)
    with pytest.raises(LinkJustSent):
        nominate(made, AMINA, by=person(), now=LATER - timedelta(seconds=1))
    nominate(made, AMINA, by=person(), now=LATER)
    assert letters("nominated") == ["amina@example.org"] * 2


def test_a_link_is_sent_again() -> None:
    nomination = factories.nomination(factories.invitation(edition()), email="a@example.org")
    with pytest.raises(LinkJustSent):
        send_nominee_link(nomination, by=None, now=LATER - timedelta(seconds=1))
    send_nominee_link(nomination, by=None, now=LATER)
    assert letters("nominated") == ["a@example.org", "a@example.org"]
    with pytest.raises(NominationsClosed):
        send_nominee_link(nomination, by=None, now=CLOSES + timedelta(seconds=1))


# --- what she makes of it --------------------------------------------------------------------------------------------
def test_she_takes_it_up_with_whatever_account() -> None:
    nomination = factories.nomination(factories.invitation(edition()), email="work@example.org")
    her = person("home@example.org")
    taken = take_up(nomination, user=her, may_tell_result=True, now=LATER)
    assert (taken.user, taken.taken_up_at, taken.may_tell_result_at) == (her, LATER, LATER)
    assert take_up(nomination, user=her, may_tell_result=False, now=LATER).may_tell_result_at == LATER  # once
    with pytest.raises(LinkIsOver):
        take_up(nomination, user=person(), may_tell_result=True, now=LATER)
    with pytest.raises(LinkIsOver):
        send_nominee_link(nomination, by=None, now=LATER)
    with pytest.raises(NotHers):
        take_back(nomination, by=person(), now=LATER)


def test_nominated_twice_is_one_application_with_both() -> None:
    call = edition()
    first = factories.nomination(factories.invitation(call), email="a@example.org")
    second = factories.nomination(factories.invitation(call), email="a@example.org")
    as_mentor = factories.nomination(factories.invitation(call), email="a@example.org", kind="mentor")
    elsewhere = factories.nomination(factories.invitation(call), email="b@example.org")
    her = person("a@example.org")
    take_up(first, user=her, may_tell_result=False, seen=[second.public_id], now=NOW)
    take_up(elsewhere, user=her, may_tell_result=False, now=NOW)
    sent = factories.application(call, her)
    assert list(Nomination.objects.behind(sent).oldest_first()) == [first, second, elsewhere]
    assert list(Nomination.objects.concerning(her).waiting()) == [as_mentor]
    assert {stage(each) for each in (first, second, elsewhere)} == {Stage.SUBMITTED}


def test_too_late_to_take_up() -> None:
    nomination = factories.nomination(factories.invitation(edition()))
    with pytest.raises(NominationsClosed):
        take_up(nomination, user=person(), may_tell_result=False, now=CLOSES + timedelta(seconds=1))


def test_her_stages() -> None:
    call = edition()
    nomination = factories.nomination(factories.invitation(call), email="a@example.org")
    her = person("a@example.org")
    take_up(nomination, user=her, may_tell_result=True, now=NOW)
    assert stage(nomination) == Stage.INVITED
    factories.draft(call, her)
    assert stage(nomination) == Stage.STARTED
    sent = factories.application(call, her)
    assert stage(nomination) == Stage.SUBMITTED
    withdraw(sent, by=her, now=NOW)  # she sent it; what she does later is hers
    assert stage(nomination) == Stage.SUBMITTED


def test_nominating_an_address_does_not_tell_whether_it_has_applied() -> None:
    call = edition()
    factories.application(call, person("a@example.org"))
    nomination = factories.nomination(factories.invitation(call), email="a@example.org")
    assert stage(nomination) == Stage.INVITED


def test_she_changes_her_mind_about_what_may_be_told() -> None:
    nomination = factories.nomination(factories.invitation(edition()))
    her = person()
    take_up(nomination, user=her, may_tell_result=False, now=NOW)
    nomination.refresh_from_db()
    assert tell_result(nomination, may_tell=True, by=her, now=LATER).may_tell_result_at == LATER
    assert tell_result(nomination, may_tell=False, by=her, now=LATER).may_tell_result_at is None
    with pytest.raises(NotHers):
        tell_result(nomination, may_tell=True, by=person(), now=LATER)


# --- one reminder ----------------------------------------------------------------------------------------------------
def test_who_has_not_begun_is_reminded_once() -> None:
    call = edition()
    Window.objects.filter(edition=call).update(closes_at=NOW + timedelta(days=30))
    quiet = factories.nomination(factories.invitation(call, name="Ministry A"), email="quiet@example.org")
    factories.nomination(factories.invitation(call, name="Ministry B"), email="quiet@example.org")
    begun = factories.nomination(factories.invitation(call), email="begun@example.org")
    take_up(begun, user=person("begun@example.org"), may_tell_result=False, now=NOW)
    factories.draft(call, person("unlinked@example.org"))
    factories.nomination(factories.invitation(call), email="unlinked@example.org")
    factories.draft(call, begun.invitation and Nomination.objects.get(pk=begun.pk).user)
    take_back(factories.nomination(factories.invitation(call), email="back@example.org"), by=person(), now=NOW)
    week = NOW + timedelta(days=7)
    remind_all(now=week - timedelta(seconds=1))
    assert letters("nominated_reminder") == []
    for _again in range(2):
        remind_all(now=week)
    assert letters("nominated_reminder") == ["quiet@example.org"]
    text = Letter.objects.get(kind="registration/nominated_reminder").text
    assert "Ministry A and Ministry B" in text
    quiet.refresh_from_db()
    assert quiet.reminded_at == week


def test_nobody_is_reminded_of_what_is_over_or_has_not_begun() -> None:
    factories.nomination(factories.invitation(edition()))
    coming = edition("2027", code="WIC27", opens_at=NOW + timedelta(days=9), closes_at=NOW + timedelta(days=30))
    factories.nomination(factories.invitation(coming))
    remind_all(now=NOW + timedelta(days=8))
    assert len(letters("nominated_reminder")) == 1  # the first alone
    remind_all(now=NOW + timedelta(days=9))
    assert len(letters("nominated_reminder")) == 2
    late = factories.nomination(factories.invitation(edition("2028", code="WIC28")))
    remind_all(now=CLOSES + timedelta(days=30))
    assert len(letters("nominated_reminder")) == 2
    due = Nomination.objects.to_remind(sent_before=CLOSES, now=CLOSES)
    assert list(due) == [late]
    assert not Nomination.objects.to_remind(sent_before=CLOSES, now=CLOSES + timedelta(days=30))  # not even looked at


# --- an edition that takes only who was nominated --------------------------------------------------------------------
def test_by_nomination_only() -> None:
    call = edition(nominated_only=True)
    made = factories.invitation(call)
    stranger, her = person(), person()
    with pytest.raises(OnlyNominated):
        start(call, user=stranger, kind="mentee", by=stranger, now=NOW)
    take_up(factories.nomination(made, kind="mentor"), user=her, may_tell_result=False, now=NOW)
    with pytest.raises(OnlyNominated):
        start(call, user=her, kind="mentee", by=her, now=NOW)
    take_up(factories.nomination(made), user=her, may_tell_result=False, now=NOW)
    assert start(call, user=her, kind="mentee", by=her, now=NOW).kind == "mentee"
    assert start(call, user=stranger, kind="mentor", by=stranger, now=NOW).kind == "mentor"


def test_the_form_is_for_the_nominated(client: Client) -> None:
    call = edition(nominated_only=True)
    her = person()
    client.force_login(her)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/en/2026/apply/mentee/", follow=True)
        assert page.redirect_chain == [("/en/2026/apply/", 302)]
        assert "In this edition only those who were nominated can apply." in page.content.decode()
        take_up(factories.nomination(factories.invitation(call)), user=her, may_tell_result=False, now=NOW)
        assert client.get("/en/2026/apply/mentee/").status_code == 200


def test_the_edition_sets_a_quota() -> None:
    call = edition(nomination_quota=3)
    assert factories.invitation(call).quota == 3
    assert factories.invitation(call, quota=1).quota == 1
