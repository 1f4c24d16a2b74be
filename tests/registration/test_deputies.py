"""A deputy: named for a time, approves in the place of who named her, and never what either of them prepared."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from registration.actions.deputies import NoDeputy, NotHeadquarters, end_deputy, name_deputy
from registration.actions.seats import NotHersToApprove, SamePerson, approve_batch, change_decision, prepare_batch
from registration.models import Batch, Deputy
from tests.factories import NOW, application, edition, grant, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.lifecycle import Stale
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
WEEK, DAY, SECOND = timedelta(days=7), timedelta(days=1), timedelta(seconds=1)
BATCHES, DEPUTIES = "/admin/registration/batch/", "/admin/registration/deputy/"


def officer(region: str = "AFR", **columns: str) -> User:
    her = person(**columns)
    grant(her, Role.REGIONAL, region=region)
    return her


def named(principal: User, deputy: User) -> Deputy:
    return name_deputy(deputy, begins_at=NOW - DAY, ends_at=NOW + WEEK, by=principal, now=NOW - DAY)


def prepared(*, by: User | None = None, countries: tuple[str, ...] = ("KE", "EG")) -> Batch:
    call = edition()
    for country in countries:
        application(call, country=country, full_name=f"Amina {country}")
    return prepare_batch(call, kind="mentee", seed=1, by=by, now=NOW)


# --- naming ----------------------------------------------------------------------------------------------------------
def test_a_deputy_is_named_and_told() -> None:
    boss, deputy = staff(), officer(language="fr")
    User.objects.filter(pk=boss.pk).update(name="Ines Ferreira")
    boss.refresh_from_db()
    row = named(boss, deputy)
    assert (row.principal, row.deputy, row.begins_at, row.ends_at) == (boss, deputy, NOW - DAY, NOW + WEEK)
    told = AuditRow.objects.about(row).get()
    assert (told.action, told.actor_pk, told.facts) == (
        "registration.deputy.named",
        str(boss.pk),
        {"principal": boss.pk, "deputy": deputy.pk},
    )
    letter = Letter.objects.about(row).get()
    assert (letter.to, letter.language, letter.kind) == (deputy.email, "fr", "registration/deputy_named")
    assert "Ines Ferreira" in letter.text
    assert "Ines" not in letter.subject
    assert "/admin/registration/batch/" in letter.text


def test_only_headquarters_name_somebody() -> None:
    with pytest.raises(NotHeadquarters):
        named(officer(), staff())


def test_a_deputy_is_another_person_who_works_at_the_desk() -> None:
    boss, gone = staff(), officer()
    gone.is_active = False
    for nobody in (boss, person(), staff(Role.REVIEWER), staff(Role.FOCAL_POINT), gone):
        with pytest.raises(NoDeputy, match="Please choose a colleague"):
            named(boss, nobody)
    assert (Deputy.objects.count(), Letter.objects.count()) == (0, 0)


@pytest.mark.parametrize(("begins", "ends"), [(WEEK, DAY), (DAY, DAY), (-WEEK, -DAY)])
def test_the_time_has_to_make_sense(begins: timedelta, ends: timedelta) -> None:
    with pytest.raises(NoDeputy, match="The last moment"):
        name_deputy(officer(), begins_at=NOW + begins, ends_at=NOW + ends, by=staff(), now=NOW)


@pytest.mark.parametrize(("begins", "ends"), [(-400 * DAY, DAY), (DAY, 400 * DAY)])
def test_nobody_is_named_for_longer_than_a_year(begins: timedelta, ends: timedelta) -> None:
    with pytest.raises(NoDeputy, match="one year at most"):
        name_deputy(officer(), begins_at=NOW + begins, ends_at=NOW + ends, by=staff(), now=NOW)


def test_nobody_is_named_twice_for_one_time() -> None:
    boss, deputy = staff(), officer()
    row = named(boss, deputy)
    with pytest.raises(NoDeputy, match="already"):
        named(boss, deputy)
    named(boss, officer())
    name_deputy(deputy, begins_at=row.ends_at + SECOND, ends_at=row.ends_at + WEEK, by=boss, now=NOW)
    end_deputy(row, by=boss, now=NOW)
    assert named(boss, deputy).pk != row.pk


def test_a_deputy_is_ended_before_her_time() -> None:
    boss, deputy = staff(), officer()
    row = named(boss, deputy)
    with pytest.raises(NotHeadquarters):
        end_deputy(row, by=deputy, now=NOW)
    ended = end_deputy(row, by=staff(), now=NOW)
    assert ended.ended_at == NOW
    assert AuditRow.objects.about(row).latest("pk").action == "registration.deputy.ended"
    for late in (NOW, NOW + 2 * WEEK):
        with pytest.raises(Stale):
            end_deputy(ended, by=boss, now=late)


# --- approving -------------------------------------------------------------------------------------------------------
def test_she_approves_in_the_place_of_who_named_her() -> None:
    boss, deputy, batch = staff(), officer(), prepared(by=staff())
    named(boss, deputy)
    approve_batch(batch, by=deputy, now=NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by, batch.approved_for, batch.approved_at) == ("approved", deputy, boss, NOW)
    told = AuditRow.objects.about(batch).latest("pk")
    assert (told.action, told.actor_pk, told.facts) == (
        "registration.batch.approved",
        str(deputy.pk),
        {"was": "prepared", "in_the_place_of": boss.pk},
    )


def test_who_has_left_the_desk_approves_for_nobody() -> None:
    boss, deputy, batch = staff(), officer(), prepared(by=staff())
    named(boss, deputy)
    deputy.grants.update(ended_at=NOW)
    with pytest.raises(NotHersToApprove):
        approve_batch(batch, by=User.objects.get(pk=deputy.pk), now=NOW)


def test_headquarters_approve_in_their_own_name() -> None:
    boss, colleague, batch = staff(), staff(), prepared()
    named(boss, colleague)
    assert approve_batch(batch, by=colleague, now=NOW).approved_for is None


@pytest.mark.parametrize("moment", [NOW - DAY - SECOND, NOW + WEEK + SECOND])
def test_only_in_her_time(moment: datetime) -> None:
    deputy, batch = officer(), prepared()
    named(staff(), deputy)
    with pytest.raises(NotHersToApprove):
        approve_batch(batch, by=deputy, now=moment)


@pytest.mark.parametrize("moment", [NOW - DAY, NOW + WEEK])
def test_the_first_and_the_last_second_are_hers(moment: datetime) -> None:
    deputy = officer()
    named(staff(), deputy)
    assert approve_batch(prepared(), by=deputy, now=moment).state == "approved"


def test_nobody_else_approves() -> None:
    batch, ended = prepared(), officer()
    end_deputy(named(boss := staff(), ended), by=boss, now=NOW)
    for somebody in (officer(), staff(Role.REVIEWER), person(), ended):
        with pytest.raises(NotHersToApprove):
            approve_batch(batch, by=somebody, now=NOW)


@pytest.mark.parametrize("loss", ["role", "account"])
def test_who_lost_her_role_or_account_has_no_deputy(loss: str) -> None:
    boss, deputy = staff(), officer()
    named(boss, deputy)
    if loss == "role":
        boss.grants.update(ended_at=NOW)
    else:
        User.objects.filter(pk=boss.pk).update(is_active=False)
    with pytest.raises(NotHersToApprove):
        approve_batch(prepared(), by=deputy, now=NOW)


def test_never_what_either_of_them_prepared_or_changed() -> None:
    boss, deputy = staff(), officer()
    named(boss, deputy)
    with pytest.raises(SamePerson, match="Who named you as deputy prepared"):
        approve_batch(prepared(by=boss), by=deputy, now=NOW)
    Batch.objects.update(prepared_by=deputy)
    with pytest.raises(SamePerson, match="You prepared"):
        approve_batch(Batch.objects.get(), by=deputy, now=NOW)
    Batch.objects.update(prepared_by=None)
    change_decision(Batch.objects.get().decisions.ranked()[0], outcome="waiting", note="Later.", by=boss, now=NOW)
    with pytest.raises(SamePerson):
        approve_batch(Batch.objects.get(), by=deputy, now=NOW)
    named(other := staff(), deputy)  # somebody else who had no part in it named her too
    assert approve_batch(Batch.objects.get(), by=deputy, now=NOW).approved_for == other


def test_of_one_edition_only_that_one() -> None:
    boss, deputy = person(), officer()
    grant(boss, edition="2026")
    named(boss, deputy)
    call = edition("2025", code="WIC25")
    application(call)
    other = prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)
    with pytest.raises(NotHersToApprove):
        approve_batch(other, by=deputy, now=NOW)
    assert approve_batch(prepared(), by=deputy, now=NOW).approved_for == boss


# --- at the desk -----------------------------------------------------------------------------------------------------
def test_a_deputy_is_named_at_the_desk(as_user: AsUser) -> None:
    boss, deputy = staff(), officer()
    hers = as_user(boss)
    offered = hers.get(f"{DEPUTIES}add/").context["adminform"].form.fields["deputy"].queryset
    assert list(offered) == [deputy]
    form = {"deputy": deputy.pk, "begins_at_0": "2026-03-02", "begins_at_1": "00:00"}
    answer = hers.post(f"{DEPUTIES}add/", form | {"ends_at_0": "2026-03-09", "ends_at_1": "23:59"})
    row = Deputy.objects.get()
    assert (answer.status_code, row.principal, row.deputy) == (302, boss, deputy)
    hers.post(DEPUTIES, {"action": "end_deputies", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.ended_at == NOW


def test_she_looks_through_the_whole_batch_and_approves(as_user: AsUser) -> None:
    boss, deputy, batch = staff(), officer("AFR"), prepared()
    hers = as_user(deputy)
    assert hers.get(f"{BATCHES}{batch.pk}/change/").status_code == 403
    named(boss, deputy)
    assert "1 batch of decisions waits to be approved" in hers.get("/admin/").content.decode()
    page = hers.get(f"{BATCHES}{batch.pk}/change/").content.decode()
    assert "Amina KE" in page
    assert "Amina EG" in page
    assert "You approve as deputy, in the place of:" in page
    assert "/release/" not in page
    assert hers.get(f"{BATCHES}{batch.pk}/check/").status_code == 200
    assert hers.post(f"{BATCHES}{batch.pk}/approve/").url == f"{BATCHES}{batch.pk}/change/"
    batch.refresh_from_db()
    assert (batch.state, batch.approved_for) == ("approved", boss)


def test_what_comes_after_is_not_hers(as_user: AsUser) -> None:
    deputy, batch = officer(), prepared()
    named(staff(), deputy)
    approve_batch(batch, by=deputy, now=NOW)
    hers = as_user(deputy)
    assert "Announce" not in hers.get(f"{BATCHES}{batch.pk}/change/").content.decode()
    for step in ("reopen", "schedule", "release"):
        assert hers.post(f"{BATCHES}{batch.pk}/{step}/").status_code == 404, step
    assert hers.get(f"{BATCHES}add/").status_code == 403
    batch.refresh_from_db()
    assert batch.state == "approved"


def test_her_refusal_is_told(as_user: AsUser) -> None:
    boss, deputy = staff(), officer()
    batch = prepared(by=boss)
    named(boss, deputy)
    answer = as_user(deputy).post(f"{BATCHES}{batch.pk}/approve/")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "Who named you as deputy prepared these decisions. Please ask somebody else to approve them."
    ]


def test_the_list_tells_who_stands_in_now_or_later_from_who_no_longer_does(as_user: AsUser) -> None:
    boss, others = staff(), [officer(), officer(), officer()]
    now = named(boss, others[0])
    ended = end_deputy(named(boss, others[1]), by=boss, now=NOW)
    over = name_deputy(others[2], begins_at=NOW - WEEK, ends_at=NOW - DAY, by=boss, now=NOW - WEEK)
    found = {
        value: {row.pk for row in as_user(boss).get(DEPUTIES, {"over": value}).context["cl"].result_list}
        for value in ("no", "yes")
    }
    assert found == {"no": {now.pk}, "yes": {ended.pk, over.pk}}
