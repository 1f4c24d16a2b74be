"""What libraries send goes through the outbox."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core.mail import EmailMultiAlternatives
from django.test import RequestFactory
from django.utils import translation
from pytest_django.fixtures import Settings

from tests.factories import NOW
from tests.mail.conftest import Peer
from tests.mail.steps import Clock, send
from wic.mail.models import Letter

State = Letter.State
pytestmark = pytest.mark.django_db(transaction=True)


def test_djangos_mail_goes_through_the_outbox(peer: Peer, clock: Clock, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "wic.mail.backend.OutboxBackend"  # the test runner puts its own

    message = EmailMultiAlternatives(
        "Code\r\nBcc: x", "The code is 1.", None, ["Amina <amina@example.org>", "b@example.org"]
    )
    message.attach_alternative("<p>1</p>", "text/html")
    message.send()

    assert peer.connections == 0
    written = [
        (one.to, one.subject, one.text, one.html, one.language, one.kind, one.repeat_safe, one.secret)
        for one in Letter.objects.order_by("pk")
    ]
    rest = ("Code Bcc: x", "The code is 1.", "<p>1</p>", "en", "library", True, True)
    assert written == [("amina@example.org", *rest), ("b@example.org", *rest)]

    clock.now = Letter.objects.latest("pk").created_at
    send(clock)
    assert sorted(peer.addresses) == ["amina@example.org", "b@example.org"]
    assert peer.messages[0].get_body(["plain"]).get_content() == "The code is 1."


def test_attachments_are_refused_aloud(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "wic.mail.backend.OutboxBackend"
    message = EmailMultiAlternatives("Subject", "Text", None, ["a@example.org"])
    message.attach("cv.pdf", b"%PDF", "application/pdf")

    with pytest.raises(ValueError, match="no attachments"):
        message.send()

    assert list(Letter.objects.all()) == []


def test_what_allauth_sends_goes_through_the_outbox(peer: Peer, rf: RequestFactory, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "wic.mail.backend.OutboxBackend"

    with request_context(rf.get("/")), translation.override("fr"):
        get_adapter().send_mail(
            "account/email/password_changed", "amina@example.org", {"ip": "::1", "user_agent": "", "timestamp": NOW}
        )

    written = Letter.objects.get()
    assert (written.to, written.language, written.secret, written.state) == (
        "amina@example.org",
        "fr",
        True,
        State.QUEUED,
    )
    assert peer.connections == 0
