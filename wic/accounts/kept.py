"""What a form carries so that it can be kept when her sign-in has ended: whose it is, on which page. Pure."""

import re
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

KEPT_FOR = timedelta(hours=1)
FORM_LIVES = timedelta(days=7)  # as long as a page may stand open before it is sent
LARGEST = 100_000  # characters as they were posted: the longest form that is filled in by hand has a tenth of it
COOKIE = "kept"
FIELD = "whose"
SECRET = re.compile("[A-Za-z0-9_-]{43}")


def stamp(public_id: uuid.UUID, path: str) -> str:
    """Says whose form it is. Nobody else can write it, and it counts on its own page only."""
    return _signer(path).sign(urlsafe_b64encode(public_id.bytes).rstrip(b"=").decode())


def whose(stamped: str, path: str) -> uuid.UUID | None:
    try:
        said = _signer(path).unsign(stamped, max_age=FORM_LIVES)
        return uuid.UUID(bytes=urlsafe_b64decode(f"{said}=="))
    except (BadSignature, ValueError):
        return None


def digest(secret: str) -> str:
    """Of the secret that her browser has, and no other."""
    return salted_hmac("wic.accounts.kept", secret, algorithm="sha256").hexdigest()


def _signer(path: str) -> TimestampSigner:
    return TimestampSigner(salt=f"wic.accounts.kept {path}")
