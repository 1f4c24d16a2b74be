"""Letters of the nomination desk. None of them says, or lets anybody work out, what was decided on an application."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext, override

from programme.rules import window_for
from registration.models import FocalPoint, Invitation, Nomination
from registration.rules.nominations import FOCAL_POINT_LINK_LIVES, NOMINEE_LINK_LIVES, Purpose, closings, write_key
from wic.look.words import join_words
from wic.mail.actions import Kind, link, queue
from wic.mail.models import Letter

INVITED = Kind("registration/nominations_invited", secret=True)
LINK = Kind("registration/nominations_link", secret=True)
CLOSED = Kind("registration/nominations_closed")
NOMINATED = Kind("registration/nominated", secret=True)
REMINDER = Kind("registration/nominated_reminder", secret=True)


def invited(invitation: Invitation, focal_point: FocalPoint, *, key: str, now: datetime) -> Letter:
    language = focal_point.user.language
    edition = invitation.edition
    open_until = closings(edition, now=now)
    context = {
        "edition": edition.name_in(language),
        "closes_on": edition.local(open_until[0][0]).date() if open_until else None,
        "quota": invitation.quota,
    }
    return _to_focal_point(INVITED, focal_point, context, edition=edition.slug, key=key, now=now)


def sign_in_link(focal_point: FocalPoint, *, key: str, now: datetime) -> Letter:
    return _to_focal_point(LINK, focal_point, {}, edition="", key=key, now=now)


def closed(invitation: Invitation, focal_point: FocalPoint, *, key: str, now: datetime) -> Letter:
    """The same words whoever was selected: the page says more, to whoever signs in, with the consent of each."""
    context = {
        "name": focal_point.name,
        "organisation": focal_point.organisation.name,
        "edition": invitation.edition.name_in(focal_point.user.language),
        "desk_url": link("registration:nomination-desk", invitation.public_id),
    }
    return queue(
        CLOSED,
        to=focal_point.user.email,
        language=focal_point.user.language,
        context=context,
        key=key,
        about=invitation,
        now=now,
        edition=invitation.edition.slug,
        region=focal_point.organisation.region,
    )


def nominated(nomination: Nomination, *, key: str, now: datetime) -> Letter:
    return _to_nominee(NOMINATED, nomination, [nomination], key=key, now=now)


def reminder(nomination: Nomination, nominations: list[Nomination], *, key: str, now: datetime) -> Letter:
    """One letter for all who nominated her."""
    return _to_nominee(REMINDER, nomination, nominations, key=key, now=now)


def _to_focal_point(
    kind: Kind, focal_point: FocalPoint, context: Mapping[str, object], *, edition: str, key: str, now: datetime
) -> Letter:
    lives = FOCAL_POINT_LINK_LIVES
    ticket = write_key(Purpose.FOCAL_POINT, focal_point.public_id, used=focal_point.links_used, expires_at=now + lives)
    return queue(
        kind,
        to=focal_point.user.email,
        language=focal_point.user.language,
        context={
            "name": focal_point.name,
            "organisation": focal_point.organisation.name,
            "days": lives.days,
            "link_url": link("registration:nomination-link", ticket),
            **context,
        },
        key=key,
        about=focal_point,
        now=now,
        edition=edition,
        region=focal_point.organisation.region,
    )


def _to_nominee(
    kind: Kind, nomination: Nomination, nominations: list[Nomination], *, key: str, now: datetime
) -> Letter:
    edition, language = nomination.invitation.edition, nomination.language
    window = window_for(edition, nomination.kind)
    ticket = write_key(Purpose.NOMINEE, nomination.public_id, used=0, expires_at=now + NOMINEE_LINK_LIVES)
    with override(language):
        organisations = join_words([each.invitation.organisation.name for each in nominations], gettext("and"))
    return queue(
        kind,
        to=nomination.email,
        language=language,
        context={
            "name": nomination.name,
            "organisation": organisations,
            "edition": edition.name_in(language),
            "is_mentee": nomination.kind == "mentee",
            "closes_on": edition.local(window.closes_at).date() if window else None,
            "days": NOMINEE_LINK_LIVES.days,
            "link_url": link("registration:nominee-link", ticket),
        },
        key=key,
        about=nomination,
        now=now,
        edition=edition.slug,
        region=nomination.region,
    )
