"""Who is at the desk and has applied herself sees the ranks of the others, and no gap where hers would stand."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from registration.actions.offers import decline, fill_next_place
from registration.actions.seats import prepare_batch
from registration.models import Batch, Decision, Review
from tests.factories import NOW, application, edition, grant, offer, person, staff, waiting_list
from tests.registration.reviewing import reviewer, rubric
from wic.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
DECISIONS, BATCHES = "/admin/registration/decision/", "/admin/registration/batch/"
OFFERS = "/admin/registration/offer/"


@pytest.fixture
def batch() -> Batch:
    """Of six, ranked by lot."""
    call = edition()
    for number in range(6):
        application(call, person(f"she{number}@example.org"), full_name=f"Mentee {number}")
    return prepare_batch(call, kind="mentee", seed=1, by=None, now=NOW)


def at_the_desk(user: User) -> User:
    grant(user)
    return User.objects.get(pk=user.pk)


def on_the_page(user: User, batch: Batch, as_user: AsUser) -> list[tuple[int, int]]:
    """The number shown and the rank behind it."""
    decisions = as_user(user).get(f"{BATCHES}{batch.pk}/change/").context["decisions"]
    return [(decision.position, decision.rank) for decision, _reason in decisions]


def in_the_list(user: User, as_user: AsUser, **narrowed: str) -> list[tuple[int, int]]:
    listed = as_user(user).get(DECISIONS, narrowed).context["cl"]
    return [(listed.model_admin.position(decision), decision.rank) for decision in listed.result_list]


@pytest.mark.parametrize("own", [1, 3, 6])
def test_there_is_no_gap_where_hers_would_stand(as_user: AsUser, batch: Batch, own: int) -> None:
    herself = at_the_desk(batch.decisions.get(rank=own).application.user)
    others = [rank for rank in range(1, 7) if rank != own]
    assert on_the_page(herself, batch, as_user) == list(zip(range(1, 6), others, strict=True))
    assert in_the_list(herself, as_user) == list(zip(range(1, 6), others, strict=True))
    last = batch.decisions.get(rank=others[-1])
    page = as_user(herself).get(f"{DECISIONS}{last.pk}/change/").content.decode()
    assert '<div class="readonly">5</div>' in page


@pytest.mark.parametrize("lookup", ["rank", "rank__exact", "rank__lt"])
def test_no_address_asks_for_one_rank(as_user: AsUser, batch: Batch, lookup: str) -> None:
    herself = at_the_desk(batch.decisions.get(rank=3).application.user)
    assert as_user(herself).get(DECISIONS, {lookup: "3"}).status_code == HTTPStatus.BAD_REQUEST
    assert as_user(herself).get(OFFERS, {f"facts__{lookup}": "3"}).status_code == HTTPStatus.BAD_REQUEST


def test_an_offer_numbers_as_the_list_and_is_silent_about_hers(as_user: AsUser) -> None:
    call = edition(seats=2, country_ceiling=1)
    first = offer(application(call, country="EG"))
    offer(application(call, country="KE"))
    own, passed, following = (application(call, country=country) for country in ("KE", "KE", "SN"))
    waiting_list(call, [own, passed, following])
    decline(first, reason="", by=first.application.user, now=NOW)
    made = fill_next_place(call, now=NOW)
    herself = at_the_desk(own.user)
    assert in_the_list(herself, as_user) == [(1, 2), (2, 3)]
    pages = [as_user(user).get(f"{OFFERS}{made.pk}/change/").content.decode() for user in (herself, staff())]
    assert [("rank 2 of the list" in page, "rank 3 of the list" in page) for page in pages] == [
        (True, False),
        (False, True),
    ]
    assert [(passed.reference in page, own.reference in page) for page in pages] == [(True, False), (True, True)]


def test_who_has_not_applied_sees_the_ranks_as_they_are(as_user: AsUser, batch: Batch) -> None:
    ranks = [(rank, rank) for rank in range(1, 7)]
    assert (on_the_page(staff(), batch, as_user), in_the_list(staff(), as_user)) == (ranks, ranks)


def test_a_list_that_is_narrowed_keeps_the_numbers(as_user: AsUser, batch: Batch) -> None:
    batch.decisions.filter(rank__in=[1, 4]).update(outcome="not_selected")
    herself = at_the_desk(batch.decisions.get(rank=2).application.user)
    assert in_the_list(herself, as_user, outcome__exact="not_selected") == [(1, 1), (3, 4)]


def test_what_she_is_to_read_without_a_name_leaves_no_gap_either(as_user: AsUser, batch: Batch) -> None:
    rubric(batch.edition, is_anonymous=True)
    reader = at_the_desk(person())
    unread = batch.decisions.get(rank=2).application
    Review.objects.create(reviewer=reviewer(batch.edition, reader), application=unread, assigned_at=NOW)
    assert on_the_page(reader, batch, as_user) == [(1, 1), (2, 3), (3, 4), (4, 5), (5, 6)]


def test_the_keys_of_the_rows_follow_in_no_order_of_ranks(batch: Batch) -> None:
    """They stand in addresses: one that is missing would tell the same."""
    by_key = list(Decision.objects.order_by("pk").values_list("application", flat=True))
    assert by_key == sorted(by_key)
    assert by_key != list(batch.decisions.ranked().values_list("application", flat=True))
