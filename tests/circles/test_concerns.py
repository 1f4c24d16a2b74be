"""A concern reaches a named person in private, and is looked after."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from circles.actions.concerns import NotHers, NothingSaid, name_handler, raise_concern, settle_concern, take_concern
from circles.actions.places import NotAtTheDesk
from circles.actions.room import NotAMember
from circles.models import Circle, Concern
from tests import factories
from tests.factories import NOW, circle, edition, participant, person, staff
from tests.racing import at_once
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.lifecycle import Illegal, Stale
from wic.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AsUser = Callable[[User], Client]
WORDS = "She shouted at me"
DESK = "/admin/circles/concern/"


def room() -> Circle:
    call = edition()
    return circle(participant(call, kind="mentor"), [participant(call, full_name="Amina Wanjiku"), participant(call)])


def her_of(of: Circle) -> User:
    return of.places.order_by("pk").first().participant.user


def raised(of: Circle, *, tell_region: bool = False) -> Concern:
    return raise_concern(of, text=WORDS, tell_region=tell_region, by=her_of(of), now=NOW)


def readers(concern: Concern, *users: User) -> list[bool]:
    return [Concern.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=concern.pk).exists() for user in users]


def test_it_is_raised_in_the_room_and_told_without_a_word_of_it(as_user: AsUser) -> None:
    of, handler = room(), staff()
    name_handler(of.edition, handler, by=handler, now=NOW)
    address = f"/en/circles/{of.public_id}/conduct/"
    assert as_user(her_of(of)).post(address, {"text": WORDS}).status_code == 302
    concern = Concern.objects.get()
    assert (concern.state, concern.tell_region, concern.raised_by.user) == ("raised", False, her_of(of))
    letter = Letter.objects.get(kind="circles/concern_raised")
    told = letter.subject + letter.text + letter.html
    assert (letter.to, letter.secret, letter.about_label, letter.region) == (handler.email, True, "", "")
    assert [word for word in (WORDS, "Wanjiku", "Circle 1") if word in told] == []
    assert AuditRow.objects.about(concern).get().facts == {}


def test_neither_her_mentor_nor_the_others_read_it(as_user: AsUser) -> None:
    of = room()
    raised(of)
    pages = ("", "conduct/", "notes/", "write/")
    others = [of.mentor.user, of.places.order_by("pk").last().participant.user]
    shown = [
        as_user(other).get(f"/en/circles/{of.public_id}/{page}").content.decode() for other in others for page in pages
    ]
    assert [page for page in shown if WORDS in page] == []
    assert WORDS in as_user(her_of(of)).get(f"/en/circles/{of.public_id}/conduct/").content.decode()


def test_a_double_click_raises_it_once() -> None:
    of, handler = room(), staff()
    first, second = raised(of), raised(of)
    assert (first, [letter.to for letter in Letter.objects.filter(kind="circles/concern_raised")]) == (
        second,
        [handler.email],
    )
    later = raise_concern(of, text=WORDS, tell_region=False, by=her_of(of), now=NOW + timedelta(minutes=1))
    by_another = raise_concern(of, text=WORDS, tell_region=False, by=of.mentor.user, now=NOW)
    assert len({first, later, by_another, raised(of, tell_region=True)}) == 4


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_the_second_finds_the_first() -> None:
    of, handler = room(), staff()
    first, second = at_once([lambda: raised(of), lambda: raised(of)])
    assert first == second
    assert [letter.to for letter in Letter.objects.filter(kind="circles/concern_raised")] == [handler.email]


def test_who_reads_it() -> None:
    """Headquarters while nobody is named; then who is named; her region only where she agreed."""
    of = room()
    quiet, told = raised(of), raised(of, tell_region=True)
    headquarters, africa, arab = staff(), staff(Role.REGIONAL, region="AFR"), staff(Role.REGIONAL, region="ARB")
    assert readers(quiet, headquarters, africa, arab, of.mentor.user) == [True, False, False, False]
    assert readers(told, headquarters, africa, arab, of.mentor.user) == [True, True, False, False]
    named = staff()
    name_handler(of.edition, named, by=headquarters, now=NOW)
    assert readers(quiet, headquarters, named, africa) == [False, True, False]


def test_without_a_named_person_headquarters_are_told() -> None:
    of, first, second = room(), staff(), staff()
    staff(Role.REGIONAL, region="AFR")
    raised(of)
    told = Letter.objects.filter(kind="circles/concern_raised").values_list("to", flat=True)
    assert set(told) == {first.email, second.email}


def test_it_is_taken_and_settled(as_user: AsUser) -> None:
    of, handler = room(), staff()
    concern = raised(of)
    browser = as_user(handler)
    assert WORDS in browser.get(f"{DESK}{concern.pk}/change/").content.decode()
    browser.post(f"{DESK}{concern.pk}/take/")
    concern.refresh_from_db()
    assert (concern.state, concern.handler) == ("taken", handler)
    assert Letter.objects.get(kind="circles/concern_taken").to == her_of(of).email
    unsaid = browser.post(f"{DESK}{concern.pk}/settle/", {"outcome": "\u200b "})
    assert unsaid.context["form"].errors == {"outcome": ["This field is required."]}
    unkept = browser.post(f"{DESK}{concern.pk}/settle/", {"outcome": "We\u202e talked."})
    assert unkept.context["form"].errors["outcome"][0].startswith("This has an invisible character in it")
    assert "We\u202e talked.</textarea>" in unkept.content.decode()
    browser.post(f"{DESK}{concern.pk}/settle/", {"outcome": "We talked."})
    concern.refresh_from_db()
    assert (concern.state, concern.settled_at, concern.outcome) == ("settled", NOW, "We talked.")
    assert "We talked." in browser.get(f"{DESK}{concern.pk}/change/").content.decode()


def test_refusals() -> None:
    of, handler, other = room(), staff(), staff()
    with pytest.raises(NotAMember):
        raise_concern(of, text="x", tell_region=False, by=person(), now=NOW)
    with pytest.raises(NotAtTheDesk):
        name_handler(of.edition, of.mentor.user, by=handler, now=NOW)
    concern = raised(of)
    seen = Concern.objects.get(pk=concern.pk)
    with pytest.raises(Illegal):
        settle_concern(concern, outcome="We talked.", by=handler, now=NOW)
    take_concern(concern, by=handler, now=NOW)
    with pytest.raises(Stale):
        take_concern(seen, by=other, now=NOW)
    with pytest.raises(NotHers):
        settle_concern(concern, outcome="We talked.", by=other, now=NOW)
    with pytest.raises(NothingSaid):
        settle_concern(concern, outcome="", by=handler, now=NOW)
    assert Letter.objects.filter(kind="circles/concern_taken").count() == 1


def test_the_region_that_was_not_told_finds_nothing(as_user: AsUser) -> None:
    concern = raised(room())
    africa = as_user(staff(Role.REGIONAL, region="AFR"))
    assert africa.get(f"{DESK}{concern.pk}/change/").status_code == 404
    assert africa.post(f"{DESK}{concern.pk}/take/").status_code == 404
    assert africa.get(DESK).context["cl"].result_count == 0


def test_the_same_person_is_named_once() -> None:
    of, handler = room(), staff()
    first = name_handler(of.edition, handler, by=handler, now=NOW)
    assert name_handler(of.edition, handler, by=handler, now=NOW) == first
    assert AuditRow.objects.filter(action="circles.handler.named").count() == 1


def test_who_is_at_the_desk_and_mentors_the_circle_is_never_told() -> None:
    """Neither as headquarters nor as the person named: then it is headquarters again."""
    of = room()
    factories.grant(of.mentor.user)
    other = staff()
    assert readers(raised(of), of.mentor.user, other) == [False, True]
    name_handler(of.edition, User.objects.get(pk=of.mentor.user_id), by=other, now=NOW)
    assert readers(raised(of), of.mentor.user, other) == [False, True]
    assert set(Letter.objects.filter(kind="circles/concern_raised").values_list("to", flat=True)) == {other.email}


def test_so_many_concerns_a_day(monkeypatch: pytest.MonkeyPatch, as_user: AsUser) -> None:
    """Nobody floods the people who take every one of them seriously; what she typed stays in the form."""
    monkeypatch.setattr("circles.actions.concerns.CONCERNS_A_DAY", 1)
    of = room()
    raised(of)
    more = f"{WORDS} again"
    answer = as_user(her_of(of)).post(f"/en/circles/{of.public_id}/conduct/", {"text": more})
    assert answer.context["form"].non_field_errors() == [
        "We have what you told us today, and somebody will write to you. Please go on tomorrow."
    ]
    assert answer.context["form"]["text"].value() == more
    assert Concern.objects.count() == 1
    raise_concern(of, text=WORDS, tell_region=False, by=of.mentor.user, now=NOW)
    raise_concern(of, text=WORDS, tell_region=False, by=her_of(of), now=NOW + timedelta(days=1))
