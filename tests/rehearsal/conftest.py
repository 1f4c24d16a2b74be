"""The season's letters go to a real SMTP server."""

from tests.mail.conftest import peer, start_peer  # noqa: F401 - fixtures
