"""Questions about signing in and about roles: values in, an answer out."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from zoneinfo import available_timezones

from django.utils.http import url_has_allowed_host_and_scheme

from wic.accounts.models import SignInCode, User
from wic.accounts.permissions import Role
from wic.places import PLACES

CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=15)
CODE_ATTEMPTS = 5
ASK_AGAIN_AFTER = timedelta(seconds=30)
CODES_PER_MAILBOX_AND_HOUR = 6
CODES_PER_NETWORK_AND_HOUR = 300  # a whole campus may sit behind one address
PROOF_STAYS_FRESH = timedelta(minutes=15)


class Limit(Enum):
    WAIT_A_MOMENT = auto()
    WAIT_AN_HOUR = auto()


def limit_reached(*, just_asked: bool, mailbox_in_hour: int, network_in_hour: int) -> Limit | None:
    if mailbox_in_hour >= CODES_PER_MAILBOX_AND_HOUR or network_in_hour >= CODES_PER_NETWORK_AND_HOUR:
        return Limit.WAIT_AN_HOUR
    return Limit.WAIT_A_MOMENT if just_asked else None


def slot(now: datetime) -> int:
    """The half minute that `now` falls in; a mailbox gets one code in each."""
    return int(now.timestamp() // ASK_AGAIN_AFTER.total_seconds())


def is_live(code: SignInCode, now: datetime) -> bool:
    return code.used_at is None and code.attempts < CODE_ATTEMPTS and now <= code.expires_at


def network(address: str) -> str:
    """What limits count by: one household has one IPv4 address, but 2**64 of IPv6."""
    parsed = ip_address(address.partition("%")[0])
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, 64), strict=False).network_address)


def safe_path(url: str | None) -> str | None:
    """`url` if it is a path on this site, written so that no browser reads anything else into it."""
    if not url or not url.startswith("/") or "\\" in url or not url.isprintable() or " " in url:
        return None
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else None


@cache  # it walks through the files of the zone data
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def known_zone(zone: str) -> str:
    """What a browser reported, if it is the name of a time zone."""
    return zone if zone in _zones() else "UTC"


def knows_clock(user: User) -> bool:
    """Whether anything has told us when it is morning where she is: her browser did not, and nobody has asked."""
    return user.time_zone != "UTC" or user.country != ""


def only_zone_of(country: str) -> str:
    """The zone of a country or territory that has but one; of others, and of none, it takes an answer."""
    zones = PLACES[country].zones if country in PLACES else ()
    return zones[0] if len(zones) == 1 else ""


def has_fresh_proof(records: Iterable[Mapping[str, Any]], now: datetime) -> bool:
    """Whether an e-mailed code or a second factor came in lately, by allauth's records of the session.

    A code counts for people with a second factor too: no session begins without both, and afterwards
    the step-up page asks them for the second factor only.
    """
    oldest = (now - PROOF_STAYS_FRESH).timestamp()
    return any(record["method"] in {"code", "mfa"} and oldest <= record["at"] for record in records)


def may_change_profile(user: User, by: User) -> bool:
    return user == by


def may_manage_roles(by: User | None) -> bool:
    """Headquarters do; nobody at all is the command line, which appoints the first of them."""
    return by is None or (by.is_active and by.roles.is_headquarters)


def may_close(user: User, by: User | None) -> bool:
    return user == by or may_manage_roles(by)


def fits_region(role: str, region: str) -> bool:
    """A regional office is of a region; headquarters are of none."""
    if role == Role.REGIONAL:
        return region != ""
    return role != Role.HEADQUARTERS or region == ""
