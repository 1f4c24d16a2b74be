"""Texts of letters go when nobody needs them any more; the row stays and says what was sent when."""

from datetime import timedelta

import pytest
from django.forms.models import model_to_dict

from tests.factories import NOW, letter
from wic.mail.actions import Wiped, send_again, wipe_old_texts
from wic.mail.models import Letter, LetterState

pytestmark = pytest.mark.django_db

YEAR, WEEK, SECOND = timedelta(days=365), timedelta(days=7), timedelta(seconds=1)
DONE = [LetterState.SENT, LetterState.HELD, LetterState.REFUSED]


def in_state(state: LetterState, *, secret: bool = False) -> Letter:
    written = letter(secret=secret)
    sent_at = NOW if state == LetterState.SENT else None
    lease = NOW if state in {LetterState.SENDING, LetterState.DATA} else None
    Letter.objects.filter(pk=written.pk).update(state=state, sent_at=sent_at, lease_until=lease)
    written.refresh_from_db()
    return written


@pytest.mark.parametrize("state", DONE)
@pytest.mark.parametrize(("secret", "kept"), [(False, YEAR), (True, WEEK)])
def test_the_text_goes_and_the_facts_stay(state: LetterState, secret: bool, kept: timedelta) -> None:
    written = in_state(state, secret=secret)
    before = model_to_dict(written)
    assert wipe_old_texts(now=NOW + kept) == 0

    assert wipe_old_texts(now=NOW + kept + SECOND) == 1

    written.refresh_from_db()
    gone = {"text": "", "html": "", "wiped_at": NOW + kept + SECOND}
    assert model_to_dict(written) == before | gone
    assert wipe_old_texts(now=NOW + kept + YEAR) == 0, "twice"


@pytest.mark.parametrize("state", [state for state in LetterState if state not in DONE])
def test_what_has_yet_to_leave_keeps_its_text(state: LetterState) -> None:
    in_state(state, secret=True)

    assert wipe_old_texts(now=NOW + 2 * YEAR) == 0


def test_what_is_wiped_is_not_sent_again() -> None:
    written = in_state(LetterState.REFUSED, secret=True)
    wipe_old_texts(now=NOW + WEEK + SECOND)
    written.refresh_from_db()

    with pytest.raises(Wiped, match="has been deleted"):
        send_again(written, by=None, now=NOW + YEAR)
