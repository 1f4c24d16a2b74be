"""The rows that the desk is tried on."""

from datetime import timedelta
from typing import Any

from circles.models import MatchRun
from network.actions import join_network
from registration.actions.deputies import name_deputy
from registration.actions.seats import approve_batch, prepare_batch
from registration.models import Decision, Duplicate, Inquiry, Review
from tests import factories
from tests.factories import NOW, edition, event, grant, staff
from tests.registration import reviewing
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow


def rows_of_the_desk(call: Any, sent: Any, mentee: Any, room: Any) -> dict[str, tuple[int, int]]:
    """Of each list a row of the African region and one of the Arab; where there are no regions, any two."""
    arab = factories.participant(call, country="EG")
    arab_sent = factories.application(call, country="EG")
    arab_room = factories.circle(factories.participant(call, kind="mentor"), [arab], number=2)
    pairs = {
        **_of_registration(call, sent, arab_sent),
        **_of_nominations(call),
        **_of_circles(call, room, arab_room),
        "accounts.user": (sent.user, arab.user),
        "accounts.rolegrant": (grant(sent.user, Role.FOCAL_POINT), grant(arab.user, Role.FOCAL_POINT)),
        "mail.letter": (factories.letter(region="AFR"), factories.letter(region="ARB")),
        "programme.edition": (call, edition(slug="2025", code="WIC25", published_at=None)),
        "programme.update": (factories.update(call), factories.update(call)),
        "programme.question": (factories.question(call), factories.question(None)),
        "programme.signedcircular": tuple(factories.signed_circular(call, language) for language in ("en", "ar")),
        "programme.extraquestion": (factories.extra_question(call, "one"), factories.extra_question(call, "two")),
        "programme.closedday": (factories.closed_day("KE"), factories.closed_day("EG")),
        "programme.interest": tuple(factories.interest(region=r, now=NOW - timedelta(days=15)) for r in ("AFR", "ARB")),
        "audit.auditrow": AuditRow.objects.order_by("pk")[:2],
        "events.event": (event(call), room.sessions.get().event),
        "registration.participant": (mentee, arab),
        "circles.pairrule": (factories.pair_rule(mentee, arab), factories.pair_rule(arab, mentee)),
        "certificates.certificate": (mentee.certificates.get(), factories.certificate(arab)),
        "network.member": tuple(
            join_network(her.user, profile={"name": "A"}, by=her.user, now=NOW) for her in (mentee, arab)
        ),
    }
    return {label: (african.pk, arab.pk) for label, (african, arab) in pairs.items()}


def _of_registration(call: Any, sent: Any, arab_sent: Any) -> dict[str, Any]:
    prepared = prepare_batch(call, kind="mentee", seed=1, by=staff(), now=NOW)
    approved = approve_batch(prepare_batch(call, kind="mentor", seed=1, by=staff(), now=NOW), by=staff(), now=NOW)
    deputies = tuple(
        name_deputy(staff(Role.REGIONAL, region="AFR"), begins_at=NOW, ends_at=NOW + timedelta(days=1), by=by, now=NOW)
        for by in (staff(), staff())
    )
    rubrics = (reviewing.rubric(call), reviewing.rubric(edition(slug="2024", code="WIC24")))
    guests = tuple(reviewing.reviewer(call) for _ in range(2))
    both = (sent, arab_sent)
    return {
        "registration.application": both,
        "registration.offer": (sent.offers.get(), factories.offer(arab_sent)),
        "registration.batch": (prepared, approved),
        "registration.decision": tuple(Decision.objects.get(application=row) for row in both),
        "registration.deputy": deputies,
        "registration.rubric": rubrics,
        "registration.reviewer": guests,
        "registration.review": tuple(
            Review.objects.create(application=row, reviewer=guest, assigned_at=NOW)
            for row, guest in zip(both, guests, strict=True)
        ),
        "registration.duplicate": tuple(
            Duplicate.objects.create(first=one, second=factories.application(call, country=code), found_at=NOW)
            for one, code in zip(both, ("KE", "EG"), strict=True)
        ),
        "registration.inquiry": tuple(
            Inquiry.objects.create(application=row, questions=["post"], asked_at=NOW, due_at=NOW + timedelta(days=7))
            for row in both
        ),
    }


def _of_nominations(call: Any) -> dict[str, Any]:
    named = [factories.nomination(factories.invitation(call, country=code), country=code) for code in ("KE", "EG")]
    return {
        "registration.nominatingorganisation": tuple(row.invitation.organisation for row in named),
        "registration.invitation": tuple(row.invitation for row in named),
        "registration.nomination": tuple(named),
    }


def _of_circles(call: Any, room: Any, arab_room: Any) -> dict[str, Any]:
    nothing = {"instance": factories.NOBODY, "result": factories.NOTHING_FOUND}
    rooms = (room, arab_room)
    return {
        "circles.matchrun": tuple(
            MatchRun.objects.create(edition=call, seed=1, state="done", created_at=NOW, **nothing) for _ in range(2)
        ),
        "circles.circle": rooms,
        "circles.alert": tuple(factories.alert(row) for row in rooms),
        "circles.concern": tuple(factories.concern(row, tell_region=True) for row in rooms),
        "circles.concernhandler": (factories.concern_handler(call), factories.concern_handler(call)),
        "circles.repair": (factories.repair(call), factories.repair(call)),
        "circles.guidepage": tuple(factories.guide_page(call, number=number) for number in (1, 2)),
    }
