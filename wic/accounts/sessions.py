"""Django's sessions in the database, with four statements fewer where everybody passes who signs in."""

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.crypto import get_random_string


class SessionStore(DatabaseStore):
    def _get_new_session_key(self) -> str:
        """Not asked for beforehand: whoever creates a session tries another key should this one be taken."""
        return get_random_string(32, VALID_KEY_CHARS)

    def cycle_key(self) -> None:
        """The new row is written once: with what the sign-in adds, when the response goes out."""
        data, key = dict(self.items()), self.session_key
        self._session_key, self._session_cache = None, data
        self.modified = True
        if key:
            old_session = self.model(session_key=key)
            old_session.delete()  # without reading it first
