"""A code is sent to whoever asks, known or not, within limits."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.factories import NOW, person
from tests.racing import at_once, outcomes
from wic.accounts.actions import AskedTooOften, AskedTooSoon, ask_for_code
from wic.accounts.models import SignInCode, User
from wic.audit.models import AuditRow
from wic.mail.models import Letter

pytestmark = pytest.mark.django_db

SIGN_IN = SignInCode.Purpose.SIGN_IN


def ask(email="amina@example.org", *, network_address="192.0.2.7", language="en", now=NOW, purpose=SIGN_IN):
    return ask_for_code(email, purpose=purpose, network_address=network_address, language=language, now=now)


def test_a_code_is_kept_as_a_digest_and_sent_in_a_secret_letter():
    code = ask("Amina@Example.ORG")

    letter = Letter.objects.get()
    secret = re.search(r"\b\d{6}\b", letter.text).group()
    assert (letter.to, letter.secret, letter.repeat_safe, letter.kind) == (
        "amina@example.org",
        True,
        True,
        "accounts/code",
    )
    assert secret in letter.html
    assert secret not in letter.subject
    assert secret not in code.code_digest
    assert (code.email, code.purpose, code.attempts, code.used_at) == ("amina@example.org", "sign_in", 0, None)
    assert (code.created_at, code.expires_at) == (NOW, NOW + timedelta(minutes=15))
    assert not User.objects.exists()


def test_the_audit_holds_no_address():
    code = ask()

    row = AuditRow.objects.get()
    assert (row.action, row.target_pk, row.actor_pk, row.facts) == (
        "accounts.signincode.sent",
        str(code.pk),
        "",
        {"purpose": "sign_in"},
    )


@pytest.mark.parametrize(
    ("account_language", "page_language", "language"), [("ar", "en", "ar"), (None, "fr", "fr"), (None, "ar", "ar")]
)
def test_the_letter_is_in_the_language_of_the_account_or_of_the_page(account_language, page_language, language):
    if account_language:
        person("amina@example.org", language=account_language)

    ask(language=page_language)

    assert Letter.objects.get().language == language


def test_a_letter_to_confirm_says_so():
    ask(purpose=SignInCode.Purpose.STEP_UP)

    assert "to confirm that it is you" in Letter.objects.get().text


def test_two_codes_differ():
    ask()
    ask(now=NOW + timedelta(seconds=31))

    first, second = (re.search(r"\b\d{6}\b", letter.text).group() for letter in Letter.objects.order_by("pk"))
    digests = set(SignInCode.objects.values_list("code_digest", flat=True))
    assert len(digests) == 2
    assert len(first) == len(second) == 6


@pytest.mark.parametrize("seconds", [0, 1, 29])
def test_a_second_code_waits_for_half_a_minute(seconds):
    ask()

    with pytest.raises(AskedTooSoon, match="wait half a minute"):
        ask(now=NOW + timedelta(seconds=seconds))

    assert (SignInCode.objects.count(), Letter.objects.count(), AuditRow.objects.count()) == (1, 1, 1)


def test_after_half_a_minute_there_is_another_code():
    ask()
    ask(now=NOW + timedelta(seconds=30))

    assert Letter.objects.count() == 2


def test_half_a_minute_counts_across_the_turn_of_the_slot():
    ask(now=NOW + timedelta(seconds=29))

    with pytest.raises(AskedTooSoon):
        ask(now=NOW + timedelta(seconds=31))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_who_presses_many_times_at_once_gets_one_letter():
    results = at_once([ask] * 6)

    assert outcomes(results) == {"done": 1, "AskedTooSoon": 5}
    assert (SignInCode.objects.count(), Letter.objects.count(), AuditRow.objects.count()) == (1, 1, 1)


def test_the_database_keeps_a_mailbox_to_one_code_in_half_a_minute():
    code = ask()
    code.pk, code.public_id = None, "another"

    with pytest.raises(IntegrityError):
        code.save()


@pytest.mark.parametrize(
    "variant",
    [
        "AMINA.K@EXAMPLE.ORG",
        "aminak@example.org",
        "a.m.i.n.a.k@example.org",
        "amina.k+wic@example.org",
        "ａmina.k@example.org",
    ],
)
def test_the_spellings_of_a_mailbox_share_one_limit(variant):
    ask("amina.k@example.org")

    with pytest.raises(AskedTooSoon):
        ask(variant)


def test_another_mailbox_has_a_limit_of_its_own():
    ask("amina@example.org")
    ask("amina@example.com")

    assert Letter.objects.count() == 2


def test_six_codes_an_hour():
    for minute in range(6):
        ask(now=NOW + timedelta(minutes=minute))

    with pytest.raises(AskedTooOften, match="in an hour"):
        ask(now=NOW + timedelta(minutes=59))
    ask(now=NOW + timedelta(minutes=60))

    assert Letter.objects.count() == 7


@pytest.mark.parametrize("network_address", ["192.0.2.7", "::ffff:192.0.2.7"])
def test_a_campus_behind_one_address_has_three_hundred(network_address):
    SignInCode.objects.bulk_create(
        SignInCode(
            purpose="sign_in",
            email=f"student{number}@example.org",
            mailbox=f"student{number}@example.org",
            slot=1,
            public_id=f"code{number}",
            network_address="192.0.2.7",
            created_at=NOW,
            expires_at=NOW,
        )
        for number in range(299)
    )
    ask("last@example.org", network_address=network_address)

    with pytest.raises(AskedTooOften):
        ask("toomany@example.org", network_address=network_address)
    ask("elsewhere@example.org", network_address="192.0.2.8")


def test_a_household_of_ipv6_is_one_network():
    first = ask("a@example.org", network_address="2001:db8:1:2:3:4:5:6")
    second = ask("b@example.org", network_address="2001:db8:1:2:ffff::1")

    assert (first.network_address, second.network_address) == ("2001:db8:1:2::", "2001:db8:1:2::")


def test_without_a_network_address_the_mailbox_is_still_limited():
    ask(network_address=None)

    with pytest.raises(AskedTooSoon):
        ask(network_address=None)


def test_no_letter_without_its_code():
    """Both are in one transaction: a refused address leaves neither behind."""
    with pytest.raises(Exception, match="valid email"):
        ask("not an address")

    assert (SignInCode.objects.count(), AuditRow.objects.count(), Letter.objects.count()) == (0, 0, 0)
