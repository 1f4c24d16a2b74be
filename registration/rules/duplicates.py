"""Whether two applications may be one person's: said to staff with the reasons, decided by nobody but them. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wic.accounts.models import mailbox
from wic.names import fold, same_person_key

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Alike(StrEnum):
    MAILBOX = "mailbox"
    NAME = "name"
    ARABIC_NAME = "arabic_name"
    COUNTRY = "country"
    EMPLOYER = "employer"


WORDS: dict[Alike, "StrPromise"] = {
    Alike.MAILBOX: _("the same mailbox"),
    Alike.NAME: _("the same name"),
    Alike.ARABIC_NAME: _("the same name in Arabic letters"),
    Alike.COUNTRY: _("the same country or territory"),
    Alike.EMPLOYER: _("the same employer"),
}


@dataclass(frozen=True, slots=True)
class Traits:
    """Folded, so that two spellings are equal; empty where nothing was said."""

    mailbox: str
    name: str
    arabic_name: str
    employer: str
    country: str


def traits(*, email: str, full_name: str, arabic_name: str, employer: str, country: str) -> Traits:
    """A name of one word tells too little to be compared."""
    return Traits(
        mailbox=mailbox(email),
        name=_name_key(full_name),
        arabic_name=_name_key(arabic_name),
        employer=fold(employer)[:200],
        country=country,
    )


def _name_key(name: str) -> str:
    key = same_person_key(name)
    return key[:200] if " " in key else ""


def alike(one: Traits, other: Traits) -> tuple[Alike, ...]:
    """In what; empty where that is not enough: one mailbox is, a name only with the country or the employer."""
    equal = [trait for trait in Alike if getattr(one, trait) and getattr(one, trait) == getattr(other, trait)]
    is_same_name = Alike.NAME in equal or Alike.ARABIC_NAME in equal
    is_same_place = Alike.COUNTRY in equal or Alike.EMPLOYER in equal
    return tuple(equal) if Alike.MAILBOX in equal or (is_same_name and is_same_place) else ()
