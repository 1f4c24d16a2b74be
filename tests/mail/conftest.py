# ruff: noqa: ARG002, N802 - aiosmtpd calls its handlers by these names with these arguments
import asyncio
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.template import Engine
from pytest_django.fixtures import Settings

if TYPE_CHECKING:
    from tests.mail.steps import Clock

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def letter_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine.get_default()
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, TEMPLATES])


@dataclass
class Peer:
    """A real SMTP server that keeps what it takes, and fails where a test tells it to."""

    answers: dict[str, str] = field(default_factory=dict)  # to "MAIL", to an address, or to "DATA"
    breaks_off_after: str = ""  # "MAIL", or "DATA": it has the letter and goes without a word
    after_one_letter: str = ""  # what a second one over the same connection meets: an answer, or "breaks off"
    offers_starttls: bool = False
    when_address_comes: Callable[[], None] = lambda: None
    when_text_comes: Callable[[], None] = lambda: None
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [responses[0], "250-STARTTLS", *responses[1:]] if self.offers_starttls else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        is_tired = self.after_one_letter and getattr(session, "has_given", False)
        if self.breaks_off_after == "MAIL" or (is_tired and self.after_one_letter == "breaks off"):
            server.transport.abort()
        elif is_tired:
            return self.after_one_letter
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._let(self.when_address_comes)
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self._let(self.when_text_comes)
        session.has_given = True
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            content = envelope.original_content.replace(b"\r\n", b"\n")
            self.messages.append(message_from_bytes(content, policy=policy.default))
            self.recipients.append(envelope.rcpt_tos)
        if self.breaks_off_after == "DATA":
            server.transport.abort()
        return answer

    async def _let(self, happen: Callable[[], None]) -> None:
        def in_a_thread() -> None:
            happen()
            connection.close()

        await asyncio.to_thread(in_a_thread)

    @property
    def addresses(self) -> list[str]:
        return [address for recipients in self.recipients for address in recipients]


class OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def start_peer(settings: Settings) -> Iterator[Callable[..., Peer]]:
    """Start a peer, and let the mail settings point to it."""
    running: list[Controller] = []

    def start(*, tls: ssl.SSLContext | None = None, **server: Any) -> Peer:
        peer = Peer()
        controller = OnAnyPort(peer, hostname="127.0.0.1", port=0, tls_context=tls, **server)
        controller.start()
        running.append(controller)
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
        return peer

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def peer(start_peer: Callable[..., Peer]) -> Peer:
    return start_peer()


@pytest.fixture
def clock() -> "Clock":
    from tests.mail.steps import Clock  # once Django is ready

    return Clock()
