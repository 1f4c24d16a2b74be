"""The conversation with the mail relay, split where it matters: before the text is given, and after."""

import re
import ssl
from binascii import b2a_qp
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from smtplib import SMTP, SMTPAuthenticationError, SMTPNotSupportedError, SMTPResponseException, SMTPServerDisconnected
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils.encoding import punycode

from wic.mail.models import Letter

WIRE = compat32.clone(linesep="\r\n")
CLOSING = 421
ABOUT_US = {503, 530, 535, 538}  # refusals that blame our login or our order of commands, not her address


class RelayError(Exception):
    """`code` is the relay's number or a word of ours, never the peer's text: that may name people."""

    def __init__(self, code: object) -> None:
        self.code = str(code)
        super().__init__(self.code)


class AwayError(RelayError):
    """No letter can leave at the moment."""


class LaterError(RelayError):
    """Not this letter, not now."""


class NeverError(RelayError):
    """Refused for good."""


class UnclearError(RelayError):
    """The text was given, the answer never came: it may have arrived."""


class Relay:
    """One connection, kept open from letter to letter. Django's mail settings say where to and how."""

    def __init__(self) -> None:
        self._backend = EmailBackend()
        self._sender = _wire_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._backend.close()
        else:
            self.drop()

    def offer(self, to: str) -> None:
        """Go as far as the relay's "give me the text" (354). Until then nothing can have arrived."""
        recipient = _wire_address(to)
        was_open = self._backend.connection is not None
        try:
            try:
                self._offer(recipient)
            except SMTPServerDisconnected:
                if not was_open:
                    raise
                self._offer(recipient)  # relays end long conversations: a new one, once
        except SMTPServerDisconnected as error:
            raise LaterError("cut") from error

    def hand_over(self, message: bytes) -> None:
        """Give the text. Whatever leaves this without a clear answer has to be taken for "perhaps"."""
        smtp = self._open()
        try:
            smtp.send(re.sub(rb"(?m)^\.", b"..", message) + b"\r\n.\r\n")
            code, _text = smtp.getreply()
        except (OSError, SMTPResponseException) as error:  # smtplib's own errors are OSErrors too
            self.drop()
            raise UnclearError("cut") from error
        if code // 100 == 2:
            return
        self.drop()
        if code // 100 == 4:
            raise LaterError(code)
        if code // 100 == 5:
            raise NeverError(code)
        raise UnclearError("garbled")

    def drop(self) -> None:
        """End the connection without a word, whatever state it is in."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None

    def _offer(self, recipient: str) -> None:
        smtp = self._open()
        try:
            code = self._heard(smtp.mail(self._sender)[0])
            if code // 100 == 5:
                raise AwayError(code)
            if code // 100 == 2:
                code = self._heard(smtp.rcpt(recipient)[0])
            if code // 100 == 2:
                code = self._heard(smtp.docmd("data")[0])
        except SMTPServerDisconnected:
            self.drop()
            raise
        if code // 100 == 3:
            return
        self._start_over(smtp)
        raise NeverError(code) if code // 100 == 5 and code not in ABOUT_US else LaterError(code)

    def _heard(self, code: int) -> int:
        if code == CLOSING:
            raise SMTPServerDisconnected
        return code

    def _start_over(self, smtp: SMTP) -> None:
        try:
            smtp.rset()
        except SMTPServerDisconnected:
            self.drop()

    def _open(self) -> SMTP:
        try:
            self._backend.open()
            if self._backend.connection is None:
                raise AwayError("away")
            self._backend.connection.ehlo_or_helo_if_needed()
        except OSError as error:
            self.drop()
            raise AwayError(_why_closed(error)) from error
        return self._backend.connection


class Drawer(Relay):
    """Where letters go in development: nowhere. The mailbox page shows them."""

    def offer(self, to: str) -> None:
        pass

    def hand_over(self, message: bytes) -> None:
        pass


def compose(letter: Letter, now: datetime) -> bytes:
    """The letter as it travels: seven bits, lines that every relay takes.

    By the older half of Python's email package: the newer loses a space where it breaks long Arabic subjects,
    and takes five times as long.
    """
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = MIMEMultipart("alternative")
    message["From"] = formataddr((name, _wire_address(address)))
    message["To"] = _wire_address(letter.to)
    charset = None if letter.subject.isascii() else "utf-8"
    message["Subject"] = Header(letter.subject, charset, header_name="Subject").encode()
    message["Date"] = format_datetime(now)
    message["Message-ID"] = letter.message_id
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    message.attach(_part(letter.text, "plain"))
    if letter.html:
        message.attach(_part(letter.html, "html"))
    return message.as_bytes(policy=WIRE)


def _part(text: str, kind: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", kind, charset="utf-8")
    # Base64 in place of plain words makes spam filters wary; the package's own quoting took a third of a letter's time.
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # of other ends of lines the encoder sees no end
    part.set_payload(b2a_qp(lines.encode(), istext=True).decode("ascii"))
    return part


def _wire_address(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local}@{punycode(domain)}"


def _why_closed(error: OSError) -> str:
    if isinstance(error, SMTPAuthenticationError):
        return "login"
    if isinstance(error, SMTPNotSupportedError | ssl.SSLError):
        return "encryption"
    if isinstance(error, SMTPResponseException):
        return str(error.smtp_code)
    return "away"
