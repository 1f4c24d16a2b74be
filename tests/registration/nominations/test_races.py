"""Two links at once, two clicks, two colleagues: one letter, one nominee, one application that counts."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from programme.models import Window
from registration.actions.applications import withdraw
from registration.actions.duplicates import merge, point_out_all, reopen
from registration.actions.invitations import close
from registration.actions.nominations import Nominee, nominate, remind, take_back, take_up
from registration.actions.seats import prepare_batch
from registration.models import Application, Decision, Duplicate, Nomination
from tests import factories
from tests.factories import NOW, application, edition, person
from tests.racing import at_once, of_its_own, outcomes
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
ADDRESS = "amina@example.org"


def letters(kind: str) -> int:
    return Letter.objects.filter(kind=f"registration/{kind}").count()


def taking_up(nomination: Nomination, user: Any, seen: Any = ()) -> Callable[[], Any]:
    return lambda: take_up(nomination, user=user, may_tell_result=True, seen=seen, now=NOW)


def test_eight_clicks_on_one_link_are_one_person() -> None:
    nomination, her = factories.nomination(factories.invitation(edition()), email=ADDRESS), person(ADDRESS)
    assert outcomes(at_once([taking_up(nomination, her)] * 8)) == {"done": 8}
    assert Nomination.objects.get().user == her


def test_of_two_people_with_one_link_one_comes_in() -> None:
    nomination = factories.nomination(factories.invitation(edition()))
    results = at_once([taking_up(nomination, person()) for _each in range(4)])
    assert outcomes(results) == {"done": 1, "LinkIsOver": 3}


def test_the_links_of_several_organisations_do_not_wait_for_each_other() -> None:
    call, her = edition(), person(ADDRESS)
    made = [factories.nomination(factories.invitation(call), email=ADDRESS) for _organisation in range(4)]
    seen = [nomination.public_id for nomination in made]
    results = at_once([taking_up(nomination, her, seen) for nomination in (*made, *reversed(made))])
    assert outcomes(results) == {"done": 8}
    assert set(Nomination.objects.values_list("user", flat=True)) == {her.pk}


def test_a_link_is_used_or_taken_back() -> None:
    nomination = factories.nomination(factories.invitation(edition()))
    taking = taking_up(nomination, person())
    results = at_once([taking, lambda: take_back(nomination, by=person(), now=NOW)])
    row = Nomination.objects.get()
    assert (row.user is None) == (row.taken_back_at is not None)
    assert sorted(outcomes(results).items()) in ([("LinkIsOver", 1), ("done", 1)], [("NotHers", 1), ("done", 1)])


def test_naming_her_eight_times_at_once_is_one_letter() -> None:
    made, by = factories.invitation(edition()), person()
    amina = Nominee("mentee", "Amina", ADDRESS, "KE", "en")
    results = at_once([lambda: nominate(made, amina, by=by, now=NOW)] * 8)
    assert outcomes(results)["done"] == 1
    assert (Nomination.objects.count(), letters("nominated")) == (1, 1)


def test_the_quota_holds() -> None:
    made, by = factories.invitation(edition(), quota=2), person()

    def naming(number: int) -> Callable[[], Any]:
        somebody = Nominee("mentee", "Amina", f"a{number}@example.org", "KE", "en")
        return lambda: nominate(made, somebody, by=by, now=NOW)

    assert outcomes(at_once([naming(number) for number in range(8)])) == {"done": 2, "QuotaIsUsed": 6}


def test_one_reminder_whoever_named_her() -> None:
    call = edition()
    Window.objects.filter(edition=call).update(closes_at=NOW + timedelta(days=30))
    made = [factories.nomination(factories.invitation(call), email=ADDRESS) for _organisation in range(3)]
    results = at_once([call for one in made for call in of_its_own(2, remind, one, now=NOW)])
    assert outcomes(results) == {"done": 1, "NobodyToRemind": 5}
    assert letters("nominated_reminder") == 1


def test_the_closing_letter_goes_out_once() -> None:
    made = factories.nomination(factories.invitation(edition())).invitation
    assert outcomes(at_once(of_its_own(6, close, made, now=NOW))) == {"done": 1, "ClosedAlready": 5}
    assert letters("nominations_closed") == 1


# --- one person, two applications ------------------------------------------------------------------------------------
@pytest.fixture
def pair() -> Duplicate:
    call = edition()
    for _twice in range(2):
        application(call)
    point_out_all(now=NOW)
    return Duplicate.objects.select_related("first__user", "second__user").get()


def merging(pair: Duplicate, keep: Application) -> Callable[[], Any]:
    own = Duplicate.objects.get(pk=pair.pk)
    return lambda: merge(own, keep=keep, by=person(), now=NOW)


def states(pair: Duplicate) -> list[str]:
    return sorted(Application.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list("state", flat=True))


def test_two_colleagues_who_merge_leave_one_that_counts(pair: Duplicate) -> None:
    results = at_once([merging(pair, keep) for keep in (pair.first, pair.second) * 3])
    assert outcomes(results)["done"] == 1
    assert states(pair) == ["set_aside", "submitted"]
    assert letters("set_aside") == 1


def test_she_withdraws_one_while_the_other_is_set_aside(pair: Duplicate) -> None:
    results = at_once([merging(pair, pair.first), lambda: withdraw(pair.first, by=pair.first.user, now=NOW)])
    assert states(pair) in (["set_aside", "withdrawn"], ["submitted", "withdrawn"])
    assert outcomes(results)["done"] >= 1


def test_what_is_set_aside_is_not_decided_on(pair: Duplicate) -> None:
    call = pair.first.edition
    results = at_once([merging(pair, pair.first), lambda: prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)])
    aside = Application.objects.filter(state=Application.State.SET_ASIDE)
    assert not Decision.objects.filter(application__in=aside).exists()
    assert outcomes(results)["done"] >= 1


def test_reopened_once_she_is_told_once(pair: Duplicate) -> None:
    merge(Duplicate.objects.get(), keep=pair.first, by=person(), now=NOW)
    merged = [Duplicate.objects.select_related("set_aside").get() for _each in range(4)]
    results = at_once([partial(reopen, one, by=person(), now=NOW) for one in merged])
    assert outcomes(results) == {"done": 1, "Stale": 3}
    assert (states(pair), letters("counts_again")) == (["submitted", "submitted"], 1)
