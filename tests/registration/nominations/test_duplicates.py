"""One person with two addresses is pointed out to staff, who decide; nothing of it reaches anybody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registration.actions.applications import save, start, submit, withdraw
from registration.actions.duplicates import (
    HasOutcome,
    NotSent,
    NotTwoOfOne,
    mark_different,
    mark_same,
    merge,
    point_out_all,
    reopen,
)
from registration.actions.nominations import take_up
from registration.models import Application, Duplicate, Nomination, PersonKey
from registration.rules.duplicates import Alike, alike, traits
from registration.rules.standing import Stand, standing_of
from tests import factories
from tests.factories import NOW, edition, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]


def of(email: str = "a@example.org", **facts: str) -> Any:
    said = {"full_name": "Amina Wanjiku", "arabic_name": "", "employer": "", "country": "KE"} | facts
    return traits(email=email, **said)


def two(call: Any, **second: Any) -> tuple[Application, Application, Duplicate]:
    first = factories.application(call, person("home@example.org"))
    other = factories.application(call, person("work@example.org"), **second)
    point_out_all(now=NOW)
    return first, other, Duplicate.objects.get()


# --- the rule --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (of("a.b+x@example.org", full_name="A B"), of("ab@example.org", full_name="C D", country="SN"), ["mailbox"]),
        (of(), of("b@example.org"), ["name", "country"]),
        (of(), of("b@example.org", full_name="WANJIKU, Amína"), ["name", "country"]),
        (of(), of("b@example.org", country="SN"), []),
        (of(employer="The Bank"), of("b@example.org", country="SN", employer="the bank"), ["name", "employer"]),
        (of(full_name="Amina"), of("b@example.org", full_name="Amina"), []),
        (
            of(full_name="A B", arabic_name="أمينة الحدّاد"),
            of("b@example.org", full_name="C D", arabic_name="امينه الحداد"),
            ["arabic_name", "country"],
        ),
        (of(full_name="A B"), of("b@example.org", full_name="C D"), []),
    ],
)  # fmt: skip
def test_alike(one: Any, other: Any, expected: list[str]) -> None:
    assert list(alike(one, other)) == [Alike(reason) for reason in expected]
    assert alike(other, one) == alike(one, other)


# --- pointing out ----------------------------------------------------------------------------------------------------
def test_a_pair_is_pointed_out_once() -> None:
    first, other, pair = two(edition())
    assert (pair.first, pair.second, pair.state) == (first, other, Duplicate.State.OPEN)
    assert pair.reasons == ["name", "country", "employer"]
    assert point_out_all(now=NOW) == 0
    assert AuditRow.objects.filter(action="registration.duplicate.found").count() == 1


def test_in_two_editions_and_never_with_herself() -> None:
    call, later = edition(), edition("2027", code="WIC27")
    her = person()
    factories.application(call, her)
    factories.application(call, her, kind="mentor", full_name="Amina Wanjiku", country="KE")
    factories.application(later, person())
    point_out_all(now=NOW)
    assert sorted((pair.first.kind, pair.second.kind) for pair in Duplicate.objects.all()) == [
        ("mentee", "mentee"),
        ("mentor", "mentee"),
    ]


def test_what_is_sent_again_is_looked_at_again() -> None:
    call = edition()
    factories.application(call, person())
    other = factories.application(call, person(), full_name="Somebody Else", employer="Elsewhere")
    assert point_out_all(now=NOW) == 0
    later = NOW + timedelta(hours=1)
    begun = start(call, user=other.user, kind="mentee", by=other.user, now=later)
    save(begun, answers={"full_name": "Wanjiku Amina"}, revision=begun.revision, by=other.user, now=later)
    assert point_out_all(now=later) == 0  # not sent yet
    submit(begun, by=other.user, now=later)
    assert point_out_all(now=later) == 1
    assert PersonKey.objects.count() == 2


# --- deciding --------------------------------------------------------------------------------------------------------
def test_not_the_same_person() -> None:
    first, other, pair = two(edition())
    colleague = staff()
    mark_different(pair, by=colleague, now=NOW)
    assert (pair.state, pair.decided_by, pair.decided_at) == (Duplicate.State.DIFFERENT, colleague, NOW)
    point_out_all(now=NOW)
    assert Duplicate.objects.open().count() == 0
    with pytest.raises(Illegal):
        merge(pair, keep=first, by=colleague, now=NOW)
    other.refresh_from_db()
    assert other.state == Application.State.SUBMITTED  # the refusal left nothing behind


def test_merging_sets_one_aside() -> None:
    call = edition()
    first, other, pair = two(call)
    made = factories.nomination(factories.invitation(call), email="work@example.org")
    take_up(made, user=other.user, may_tell_result=True, now=NOW)
    colleague = staff()
    merge(pair, keep=first, by=colleague, now=NOW)
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.state, other.state, pair.state, pair.set_aside) == ("submitted", "set_aside", "merged", other)
    assert list(Nomination.objects.behind(first)) == [made]
    assert other.submissions.count() == 1  # nothing is lost
    told = AuditRow.objects.about(other).newest_first()[0]
    assert (told.action, told.actor_pk) == ("registration.application.set_aside", str(colleague.pk))
    letter = Letter.objects.get(kind="registration/set_aside")
    assert letter.to == "work@example.org"
    for secret in ("home@example.org", first.reference):
        assert secret not in letter.text + letter.html + letter.subject
    # the accounts stay two, and hers that is set aside says so
    standing = standing_of(Application.objects.with_facts().get(pk=other.pk), now=NOW)
    assert standing.key == Stand.SET_ASIDE
    begun = start(call, user=other.user, kind="mentee", by=other.user, now=NOW)
    with pytest.raises(Illegal):
        save(begun, answers={"post": "x"}, revision=begun.revision, by=other.user, now=NOW)
    for verb in (submit, withdraw):
        with pytest.raises(Illegal):
            verb(begun, by=other.user, now=NOW)


def test_undone() -> None:
    call = edition()
    first, other, pair = two(call)
    made = factories.nomination(factories.invitation(call), email="work@example.org")
    take_up(made, user=other.user, may_tell_result=True, now=NOW)
    merge(pair, keep=first, by=staff(), now=NOW)
    reopen(pair, by=staff(), now=NOW)
    other.refresh_from_db()
    assert (other.state, pair.state, pair.set_aside, pair.moved) == ("submitted", "open", None, [])
    assert list(Nomination.objects.behind(other)) == [made]
    assert Letter.objects.get(kind="registration/counts_again").to == "work@example.org"
    mark_different(pair, by=staff(), now=NOW)
    reopen(pair, by=staff(), now=NOW)
    assert pair.state == "open"


def test_two_editions_or_two_roles_can_both_stand() -> None:
    factories.application(edition(), person())
    other = factories.application(edition("2027", code="WIC27"), person())
    point_out_all(now=NOW)
    pair = Duplicate.objects.get()
    with pytest.raises(NotTwoOfOne):
        merge(pair, keep=other, by=staff(), now=NOW)
    mark_same(pair, by=staff(), now=NOW)
    assert pair.state == Duplicate.State.SAME
    assert not Letter.objects.filter(kind="registration/set_aside").exists()


def test_what_is_decided_or_withdrawn_is_not_set_aside() -> None:
    call = edition()
    first, other, pair = two(call)
    factories.offer(other)
    with pytest.raises(HasOutcome):
        merge(pair, keep=first, by=staff(), now=NOW)
    withdraw(first, by=first.user, now=NOW)
    with pytest.raises(NotSent):
        merge(pair, keep=other, by=staff(), now=NOW)


def test_a_prepared_decision_is_an_outcome() -> None:
    call = edition()
    first, other, pair = two(call)
    factories.waiting_list(call, [other])
    with pytest.raises(HasOutcome):
        merge(pair, keep=first, by=staff(), now=NOW)


# --- the desk --------------------------------------------------------------------------------------------------------
def test_the_page_of_a_pair(as_user: AsUser) -> None:
    first, _other, pair = two(edition())
    browser = as_user(staff())
    page = reverse("admin:registration_duplicate_change", args=[pair.pk])
    text = browser.get(page).content.decode()
    assert "the same name, the same country or territory and the same employer" in text
    application = browser.get(reverse("admin:registration_application_change", args=[first.pk])).content.decode()
    assert page in application
    done = browser.post(reverse("admin:registration_duplicate_merge", args=[pair.pk]), {"keep": first.pk}, follow=True)
    assert done.redirect_chain == [(page, 302)]
    # By the clock of the times above it: else it seems done before they were sent.
    said = done.content.decode().rpartition("Set aside:")[0].rpartition("<p>")[2]
    assert " Geneva time</time>" in said
    pair.refresh_from_db()
    assert pair.state == Duplicate.State.MERGED
    browser.post(reverse("admin:registration_duplicate_reopen", args=[pair.pk]))
    browser.post(reverse("admin:registration_duplicate_different", args=[pair.pk]))
    pair.refresh_from_db()
    assert pair.state == Duplicate.State.DIFFERENT


def test_merging_asks_who_she_is(as_user: AsUser, client: Client) -> None:
    first, _other, pair = two(edition())
    client.force_login(staff())  # signed in, but not lately
    response = client.post(reverse("admin:registration_duplicate_merge", args=[pair.pk]), {"keep": first.pk})
    assert "/step-up/" in response.headers["Location"]
    pair.refresh_from_db()
    assert pair.state == Duplicate.State.OPEN
    nonsense = as_user(staff()).post(reverse("admin:registration_duplicate_merge", args=[pair.pk]), {"keep": "x"})
    assert nonsense.status_code == 404


def test_a_pair_is_seen_by_who_works_on_both() -> None:
    first, _other, pair = two(edition(), country="EG", full_name="Amina Wanjiku", employer="Ministry of Posts")
    africa, arab = (staff(Role.REGIONAL, region=region) for region in ("AFR", "ARB"))
    seen = {who: list(Duplicate.objects.visible_to(user)) for who, user in {
        "africa": africa, "arab": arab, "headquarters": staff(), "herself": first.user, "anybody": person(),
    }.items()}  # fmt: skip
    assert seen == {"africa": [], "arab": [], "headquarters": [pair], "herself": [], "anybody": []}
    factories.grant(africa, Role.REGIONAL, region="ARB")
    assert list(Duplicate.objects.visible_to(User.objects.get(pk=africa.pk))) == [pair]


def test_pairs_are_found_by_the_edition_of_either(as_user: AsUser) -> None:
    old, call = edition("2025", code="WIC25"), edition()
    factories.application(old, person("home@example.org"))
    factories.application(call, person("work@example.org"))
    edition("2024", code="WIC24")
    point_out_all(now=NOW)
    browser, page = as_user(staff()), reverse("admin:registration_duplicate_changelist")
    found = {
        slug: list(browser.get(page, {"edition": slug}).context["cl"].queryset) for slug in ("2024", "2025", "2026")
    }
    pair = Duplicate.objects.get()
    assert found == {"2024": [], "2025": [pair], "2026": [pair]}


def test_it_waits_on_the_first_page_of_the_desk(as_user: AsUser) -> None:
    _first, _other, pair = two(edition())
    browser = as_user(staff())
    waiting = {item.sentence: item.url for item in browser.get("/admin/").context["waiting"]}
    url = waiting["1 pair of applications may be one person’s"]
    assert list(browser.get(url).context["cl"].queryset) == [pair]
    mark_different(pair, by=staff(), now=NOW)
    assert not any("may be one person" in item.sentence for item in browser.get("/admin/").context["waiting"])
