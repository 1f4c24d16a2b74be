"""No letter can leave: none is lost, and none goes unencrypted."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django.fixtures import Settings

from tests.factories import letter
from tests.mail.conftest import Peer
from tests.mail.steps import Clock, facts, send, wait_of
from wic.mail.models import Letter

State = Letter.State
pytestmark = pytest.mark.django_db(transaction=True)


def test_with_the_relay_away_nothing_is_lost_and_no_attempt_counted(
    clock: Clock, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
    written, other = letter(), letter()

    send(clock)

    assert (facts(written), facts(other)) == ((State.QUEUED, "away", 0), (State.QUEUED, "", 0))
    assert wait_of(written) == 0
    assert [record.getMessage() for record in caplog.records if record.name == "wic.mail.sending"] == [
        "mail relay away: away"
    ]


def test_without_encryption_no_letter_leaves(start_peer: Callable[..., Peer], clock: Clock, settings: Settings) -> None:
    settings.EMAIL_USE_TLS = True
    peer = start_peer()
    written = letter()

    send(clock)

    assert (facts(written), peer.messages) == ((State.QUEUED, "encryption", 0), [])


def test_with_encryption_refused_no_letter_leaves(peer: Peer, clock: Clock, settings: Settings) -> None:
    settings.EMAIL_USE_TLS = True
    peer.offers_starttls = True  # and answers 454
    written = letter()

    send(clock)

    assert (facts(written), peer.messages) == ((State.QUEUED, "454", 0), [])


def certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    signed = x509.CertificateBuilder(
        name, name, key.public_key(), 1, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    ).sign(key, hashes.SHA256())
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "peer.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*plain))
    return path


def test_an_unknown_certificate_gets_no_letter(
    start_peer: Callable[..., Peer], clock: Clock, settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_USE_TLS = True
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate(tmp_path))
    peer = start_peer(tls=tls)
    written = letter()

    send(clock)

    assert (facts(written), peer.messages) == ((State.QUEUED, "encryption", 0), [])


def test_a_wrong_password_of_ours_refuses_no_letter(
    start_peer: Callable[..., Peer], clock: Clock, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
    peer = start_peer(auth_require_tls=False, authenticator=lambda *_args: AuthResult(success=False, handled=False))
    written = letter()

    send(clock)

    assert (facts(written), peer.messages) == ((State.QUEUED, "login", 0), [])
