"""What somebody's roles reach: a value, made of her grants once per request, that answers for the rows of every app.

A grant is for one region or all of them, and for one edition or all of them. A list narrows itself by
`filter(user.roles.reach(region="participant__region", edition="participant__edition__slug"))`: the rows that any of
her grants reaches. A row that has no column for what a grant is limited to is beyond that grant.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import Q

from wic.accounts.permissions import AT_THE_DESK, BEYOND_EDITIONS, DESK, PERMISSIONS, Role

NOTHING = Q(pk__in=[])  # neither costs anything: Django leaves both out of the statement
EVERYTHING = ~NOTHING


@dataclass(frozen=True, slots=True)
class Grant:
    role: Role
    region: str = ""  # empty: every region
    edition: str = ""  # an edition's slug; empty: every edition

    def rows(self, *, region: str, edition: str) -> Q:
        limits = {column: limit for column, limit in ((region, self.region), (edition, self.edition)) if limit}
        if "" in limits:
            return NOTHING
        return Q(**limits) if limits else EVERYTHING


@dataclass(frozen=True, slots=True)
class Roles:
    grants: tuple[Grant, ...]

    def reach(self, *, region: str = "", edition: str = "") -> Q:
        """The rows that she works on for headquarters or a regional office.

        `region` and `edition` name the columns that tell the row's region and the slug of its edition.
        """
        return _any(grant.rows(region=region, edition=edition) for grant in self.grants if grant.role in DESK)

    def reach_editions(self, edition: str) -> Q:
        """The rows of every edition on which she works at the desk, in whichever region, reviewers too."""
        at_the_desk = (replace(grant, region="") for grant in self.grants if grant.role in AT_THE_DESK)
        return _any(grant.rows(region="", edition=edition) for grant in at_the_desk)

    def allow(self, perm: str) -> bool:
        return bool(self.carrying(perm).grants)

    def carrying(self, perm: str) -> "Roles":
        """Those of her roles that give this permission. What belongs to no edition takes a role for all of them."""
        roles = PERMISSIONS.get(perm, frozenset())
        is_beyond = perm in BEYOND_EDITIONS
        return Roles(tuple(one for one in self.grants if one.role in roles and not (is_beyond and one.edition)))

    def only(self, role: Role) -> "Roles":
        return Roles(tuple(grant for grant in self.grants if grant.role == role))

    def away_from_the_desk(self) -> "Roles":
        """What is left of them while she has not proven with a second factor who she is."""
        return Roles(tuple(grant for grant in self.grants if grant.role not in AT_THE_DESK))

    @property
    def names(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_headquarters(self) -> bool:
        """Of every edition."""
        return Grant(Role.HEADQUARTERS) in self.grants

    @property
    def is_staff(self) -> bool:
        """Works at the desk, in the admin."""
        return bool(self.names & AT_THE_DESK)


def _any(parts: Iterable[Q]) -> Q:
    return reduce(or_, parts, NOTHING)
