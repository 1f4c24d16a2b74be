"""A code works once, for a quarter of an hour, and bears five tries."""

import re
from datetime import timedelta
from functools import partial

import pytest

from tests.factories import NOW, person
from tests.racing import at_once, outcomes
from wic.accounts.actions import CodeIsOver, WrongCode, ask_for_code, forget_codes, step_up, use_code
from wic.accounts.models import SignInCode
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

SIGN_IN, STEP_UP = SignInCode.Purpose.SIGN_IN, SignInCode.Purpose.STEP_UP


def sent(email="amina@example.org", *, purpose=SIGN_IN, now=NOW):
    """A code in somebody's mailbox: the id that her browser holds, and what the letter says."""
    code = ask_for_code(email, purpose=purpose, network_address=None, language="en", now=now)
    letter = Letter.objects.get(about_pk=str(code.pk))
    return code.public_id, re.search(r"\b\d{6}\b", letter.text).group()


def wrong(secret):
    return f"{(int(secret) + 1) % 1_000_000:06d}"


def try_it(public_id, code, *, purpose=SIGN_IN, now=NOW):
    return use_code(public_id, code, purpose=purpose, now=now)


def test_it_proves_the_address():
    public_id, secret = sent("Amina@example.org")

    assert try_it(public_id, secret) == "amina@example.org"

    code = SignInCode.objects.get()
    assert (code.used_at, code.attempts) == (NOW, 1)
    row = AuditRow.objects.order_by("pk").last()
    assert (row.action, row.target_pk, row.facts) == (
        "accounts.signincode.used",
        str(code.pk),
        {"purpose": "sign_in", "attempt": 1},
    )


def test_it_works_once():
    public_id, secret = sent()
    try_it(public_id, secret)

    with pytest.raises(CodeIsOver, match="ask for a new one"):
        try_it(public_id, secret)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_it_works_once_for_eight_at_the_same_moment():
    public_id, secret = sent()

    results = at_once([partial(try_it, public_id, secret)] * 8)

    assert outcomes(results) == {"done": 1, "CodeIsOver": 7}
    assert SignInCode.objects.get().attempts == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_the_same_moment_are_five():
    public_id, secret = sent()

    results = at_once([partial(try_it, public_id, wrong(secret))] * 10)

    assert outcomes(results) == {"WrongCode": 5, "CodeIsOver": 5}
    assert SignInCode.objects.get().attempts == 5


def test_a_wrong_code_is_refused_counted_and_audited():
    public_id, secret = sent()

    with pytest.raises(WrongCode, match="not the code that we sent"):
        try_it(public_id, wrong(secret))

    assert (SignInCode.objects.get().attempts, SignInCode.objects.get().used_at) == (1, None)
    assert AuditRow.objects.order_by("pk").last().action == "accounts.signincode.missed"
    assert try_it(public_id, secret) == "amina@example.org"


def test_the_fifth_try_may_be_right():
    public_id, secret = sent()
    for _ in range(4):
        with pytest.raises(WrongCode):
            try_it(public_id, wrong(secret))

    assert try_it(public_id, secret) == "amina@example.org"


def test_a_sixth_try_is_not_looked_at():
    public_id, secret = sent()
    for _ in range(5):
        with pytest.raises(WrongCode):
            try_it(public_id, wrong(secret))

    with pytest.raises(CodeIsOver):
        try_it(public_id, secret)


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, True), (1, False)])
def test_it_lives_for_fifteen_minutes(seconds, works):
    public_id, secret = sent()
    then = NOW + timedelta(minutes=15, seconds=seconds)

    if works:
        assert try_it(public_id, secret, now=then) == "amina@example.org"
    else:
        with pytest.raises(CodeIsOver):
            try_it(public_id, secret, now=then)


def test_the_code_of_another_request_does_not_work():
    mine, _secret = sent("amina@example.org")
    _theirs, secret = sent("zineb@example.org")

    with pytest.raises(WrongCode):
        try_it(mine, secret if secret != _secret else wrong(secret))


def test_an_unknown_request_is_refused():
    with pytest.raises(CodeIsOver):
        try_it("no-such-request", "123456")


def test_a_code_to_confirm_does_not_sign_in():
    public_id, secret = sent(purpose=STEP_UP)

    with pytest.raises(CodeIsOver):
        try_it(public_id, secret)


def test_step_up_is_written_down():
    amina = person("amina@example.org")
    public_id, secret = sent(purpose=STEP_UP)

    step_up(amina, code_id=public_id, code=secret, now=NOW)

    row = AuditRow.objects.order_by("pk").last()
    assert (row.action, row.target_pk, row.actor_pk) == ("accounts.user.stepped_up", str(amina.pk), str(amina.pk))


def test_step_up_wants_a_code_sent_to_her():
    amina = person("amina@example.org")
    public_id, secret = sent("zineb@example.org", purpose=STEP_UP)

    with pytest.raises(CodeIsOver):
        step_up(amina, code_id=public_id, code=secret, now=NOW)

    assert not AuditRow.objects.filter(action="accounts.user.stepped_up").exists()


def test_codes_are_forgotten_once_no_limit_counts_them():
    sent()
    over = NOW + timedelta(minutes=15)

    assert forget_codes(now=over + timedelta(minutes=60)) == 0
    assert forget_codes(now=over + timedelta(minutes=60, seconds=1)) == 1
    assert not SignInCode.objects.exists()
