"""An offer made, accepted, declined, run out, offered on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registration.actions.applications import withdraw
from registration.actions.offers import (
    ConductNotAgreed,
    NoPlaceLeft,
    TooLate,
    accept,
    decline,
    expire,
    expire_all,
    fill_next_place,
    fill_places,
    free_places,
    make_offer,
    start_clock,
)
from registration.actions.participants import leave
from registration.models import Offer, Participant
from tests.factories import NOW, application, edition, offer, participant, person, waiting_list
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal, Refused
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db


def actions_about(row: object) -> list[str]:
    return list(AuditRow.objects.about(row).order_by("pk").values_list("action", flat=True))  # type: ignore[arg-type]


def test_an_offer_holds_a_place_and_writes_to_her() -> None:
    call = edition(seats=2)
    made = make_offer(application(call), from_waiting_list=False, by=None, now=NOW)
    assert (made.state, made.expires_at, free_places(call)) == ("open", None, 1)
    assert made.letter is not None
    assert (made.letter.kind, made.letter.to) == ("registration/offer", made.application.user.email)
    assert made.letter.repeat_safe is False
    assert actions_about(made) == ["registration.offer.made"]


def test_no_offer_beyond_the_seats() -> None:
    call = edition(seats=1)
    make_offer(application(call), from_waiting_list=False, by=None, now=NOW)
    with pytest.raises(NoPlaceLeft):
        make_offer(application(call), from_waiting_list=False, by=None, now=NOW)
    assert Offer.objects.count() == 1


def test_no_offer_to_somebody_who_has_withdrawn_meanwhile() -> None:
    sent = application(edition())
    withdraw(sent, by=sent.user, now=NOW)
    with pytest.raises(Illegal):
        make_offer(sent, from_waiting_list=False, by=None, now=NOW)  # `sent` as it was read before
    assert Offer.objects.count() == 0


def test_mentors_take_no_seat() -> None:
    call = edition(seats=1)
    participant(call, kind="mentor")
    assert free_places(call) == 1


def test_the_clock_starts_when_the_letter_has_left() -> None:
    made = make_offer(application(edition(offer_days=7)), from_waiting_list=False, by=None, now=NOW)
    assert start_clock(made, now=NOW).expires_at is None
    Letter.objects.filter(pk=made.letter_id).update(state="sent", sent_at=NOW)
    # 9 March, 23:59:59 in Geneva
    assert start_clock(made, now=NOW).expires_at == datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC)


def test_accepting_makes_her_a_participant_in_one_act() -> None:
    made = offer(application(edition(), full_name="Amal Haddad"))
    joined = accept(made, agrees_to_conduct=True, certificate_name="أمل حدّاد", by=made.application.user, now=NOW)
    assert (joined.role, joined.certificate_name, joined.country, joined.region) == ("mentee", "أمل حدّاد", "KE", "AFR")
    assert joined.conduct_agreed_at == NOW
    made.refresh_from_db()
    assert (made.state, made.answered_at) == ("accepted", NOW)
    assert actions_about(joined) == ["registration.participant.joined"]
    assert Letter.objects.filter(kind="registration/welcome").count() == 1


def test_the_code_of_conduct_comes_with_the_place() -> None:
    made = offer(application(edition()))
    with pytest.raises(ConductNotAgreed):
        accept(made, agrees_to_conduct=False, certificate_name="", by=made.application.user, now=NOW)
    assert Participant.objects.count() == 0


@pytest.mark.parametrize(("seconds", "is_in_time"), [(-1, True), (0, True), (1, False)])
def test_the_last_second_belongs_to_her(seconds: int, is_in_time: bool) -> None:
    made = offer(application(edition()))
    assert made.expires_at is not None
    moment = made.expires_at + timedelta(seconds=seconds)
    if is_in_time:
        accept(made, agrees_to_conduct=True, certificate_name="", by=made.application.user, now=moment)
        assert Participant.objects.get().certificate_name == made.application.full_name
    else:
        with pytest.raises(TooLate):
            accept(made, agrees_to_conduct=True, certificate_name="", by=made.application.user, now=moment)
        assert Participant.objects.count() == 0


def test_an_answer_is_given_once() -> None:
    made = offer(application(edition()))
    decline(made, reason="A new post", by=made.application.user, now=NOW)
    with pytest.raises(TooLate):
        accept(made, agrees_to_conduct=True, certificate_name="", by=made.application.user, now=NOW)
    with pytest.raises(TooLate):
        decline(made, reason="", by=made.application.user, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.decline_reason) == ("declined", "A new post")


def test_an_offer_runs_out_after_its_last_second_and_not_before() -> None:
    made = offer(application(edition()))
    assert made.expires_at is not None
    with pytest.raises(Refused):
        expire(made, now=made.expires_at)
    expire_all(now=made.expires_at)
    made.refresh_from_db()
    assert made.state == "open"
    expire_all(now=made.expires_at + timedelta(seconds=1))
    made.refresh_from_db()
    assert made.state == "expired"
    assert Letter.objects.filter(kind="registration/offer_expired").count() == 1


def test_a_place_given_back_goes_to_the_next_in_order() -> None:
    call = edition(seats=1)
    first = offer(application(call))
    waiting = [application(call) for _ in range(3)]
    waiting_list(call, waiting)
    assert fill_next_place(call, now=NOW) is None
    decline(first, reason="", by=first.application.user, now=NOW)
    following = fill_next_place(call, now=NOW)
    assert following is not None
    assert (following.application, following.from_waiting_list) == (waiting[0], True)
    assert fill_next_place(call, now=NOW) is None


def test_who_leaves_frees_her_seat() -> None:
    call = edition(seats=1)
    gone = participant(call)
    waiting = application(call)
    waiting_list(call, [waiting])
    leave(gone, by=gone.user, now=NOW)
    fill_places(now=NOW)
    assert Offer.objects.open().get().application == waiting
    assert Letter.objects.filter(kind="registration/goodbye").count() == 1


def test_replacements_end_on_the_editions_day() -> None:
    call = edition(seats=1, replacements_until=date(2026, 3, 2))
    waiting_list(call, [application(call)])
    assert fill_next_place(call, now=datetime(2026, 3, 2, 23, 0, tzinfo=UTC)) is None  # 3 March in Geneva
    assert fill_next_place(call, now=datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)) is not None


def test_the_last_day_ends_on_the_editions_clock_for_the_sweep_too() -> None:
    last = date(2026, 8, 31)
    call = edition(seats=1, zone="America/New_York", replacements_until=last, ends_on=last)
    waiting_list(call, [application(call)])
    fill_places(now=datetime(2026, 9, 1, 3, 59, tzinfo=UTC))  # 31 August, 23:59
    assert Offer.objects.open().count() == 1


def test_nobody_on_the_list_is_offered_a_place_twice() -> None:
    call = edition(seats=2)
    waiting_list(call, [application(call)])
    made = fill_next_place(call, now=NOW)
    assert made is not None
    decline(made, reason="", by=made.application.user, now=NOW)
    assert fill_next_place(call, now=NOW) is None


def test_the_page_is_hers_alone(as_user, clock) -> None:
    made = offer(application(edition()))
    address = f"/en/offers/{made.public_id}/"
    assert as_user(person()).get(address).status_code == 404
    page = as_user(made.application.user).get(address)
    assert page.status_code == 200
    assert "A place is held for you" in page.content.decode()


def test_accepting_on_the_page(as_user, clock) -> None:
    made = offer(application(edition()))
    browser = as_user(made.application.user)
    address = f"/en/offers/{made.public_id}/"
    refused = browser.post(address, {"certificate_name": "Amina Wanjiku"})
    assert refused.status_code == 200
    assert Participant.objects.count() == 0
    for unreadable in ("\N{ZERO WIDTH SPACE}", "Amina \N{RIGHT-TO-LEFT OVERRIDE}Wanjiku", "1234"):
        answer = browser.post(address, {"certificate_name": unreadable, "agrees_to_conduct": "on"})
        assert (answer.status_code, Participant.objects.count()) == (200, 0)
    accepted = browser.post(address, {"certificate_name": "Amina Wanjiku", "agrees_to_conduct": "on"})
    assert (accepted.status_code, accepted.url) == (302, "/en/me/")
    assert Participant.objects.get().user == made.application.user


def test_declining_on_the_page(as_user, clock) -> None:
    made = offer(application(edition()))
    browser = as_user(made.application.user)
    browser.get(f"/en/offers/{made.public_id}/decline/")
    made.refresh_from_db()
    assert made.state == "open"
    browser.post(f"/en/offers/{made.public_id}/decline/", {"reason": ""})
    made.refresh_from_db()
    assert made.state == "declined"
