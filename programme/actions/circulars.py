"""The circular as it was signed, in place of the one that the site makes."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from programme.models import Edition, SignedCircular
from wic.accounts.models import User
from wic.audit.actions import record


@transaction.atomic
def put_signed_circular(
    edition: Edition, *, language: str, file: File, by: User | None, now: datetime
) -> SignedCircular:
    """Also in place of one that was put there before. `file` was found to be a PDF file."""
    Edition.objects.locked().get(pk=edition.pk)  # one after the other: there is one for each language
    for earlier in edition.signed_circulars.in_language(language):
        _drop(earlier)
    circular = SignedCircular.objects.create(edition=edition, language=language, file=file, put_at=now, put_by=by)
    record("programme.signed_circular.put", circular, by=by, now=now, facts=_facts(circular))
    return circular


@transaction.atomic
def take_signed_circular_away(circular: SignedCircular, *, by: User | None, now: datetime) -> None:
    """What the site makes is handed out again."""
    record("programme.signed_circular.taken_away", circular, by=by, now=now, facts=_facts(circular))
    _drop(circular)


def _drop(circular: SignedCircular) -> None:
    storage, name = circular.file.storage, circular.file.name
    circular.delete()
    transaction.on_commit(lambda: storage.delete(name or ""))


def _facts(circular: SignedCircular) -> dict[str, str]:
    return {"edition": circular.edition.slug, "language": circular.language}
