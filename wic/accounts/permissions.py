"""Who may do what at the desk: one table, read by `User.has_perm`. Which rows, is said by `visible_to`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    HEADQUARTERS = "headquarters", _("Headquarters")
    REGIONAL = "regional", _("Regional office")
    REVIEWER = "reviewer", _("Partner’s reviewer")
    FOCAL_POINT = "focal_point", _("Focal point")


HQ = frozenset({Role.HEADQUARTERS})
DESK = frozenset({Role.HEADQUARTERS, Role.REGIONAL})
AT_THE_DESK = DESK | {Role.REVIEWER}

EXTRA = ("extraquestion", "extrachoice")
EDITION_PARTS = ("editionregion", "window", "milestone", "contact", "passage", "topic", "signatory", "partner")

PERMISSIONS: dict[str, frozenset[Role]] = {
    "accounts.view_user": HQ,
    "accounts.view_rolegrant": HQ,
    "accounts.add_rolegrant": HQ,
    "accounts.change_rolegrant": HQ,
    "audit.view_auditrow": HQ,
    "mail.view_letter": DESK,
    "programme.view_edition": DESK,
    "programme.add_edition": HQ,
    "programme.change_edition": HQ,
    **{f"programme.view_{part}": DESK for part in EDITION_PARTS},
    **{f"programme.{verb}_{part}": HQ for verb in ("add", "change") for part in EDITION_PARTS},
    **{f"programme.delete_{part}": HQ for part in ("milestone", "contact", "signatory", "partner")},
    **{f"programme.view_{row}": DESK for row in ("update", "question", "closedday", "interest", *EXTRA)},
    **{
        f"programme.{verb}_{row}": HQ
        for verb in ("add", "change")
        for row in ("update", "question", "closedday", *EXTRA)
    },
    "programme.view_signedcircular": DESK,
    "programme.add_signedcircular": HQ,
    "programme.change_signedcircular": HQ,  # taking one away
    "registration.view_application": DESK,
    "registration.change_application": DESK,
    "registration.view_rubric": HQ,
    "registration.add_rubric": HQ,
    "registration.change_rubric": HQ,
    **{f"registration.{verb}_criterion": HQ for verb in ("view", "add", "change", "delete")},
    "registration.view_reviewer": HQ,
    "registration.add_reviewer": HQ,
    "registration.change_reviewer": HQ,
    "registration.view_review": DESK | {Role.REVIEWER},
    "registration.view_nominatingorganisation": DESK,
    "registration.view_invitation": DESK,
    "registration.add_invitation": HQ,
    "registration.view_nomination": DESK,
    "registration.change_nomination": DESK,  # their links are sent again
    "registration.view_duplicate": DESK,
    "registration.change_duplicate": DESK,
    "registration.extend_application": HQ,
    "registration.view_inquiry": DESK,
    "registration.view_batch": HQ,
    "registration.add_batch": HQ,
    "registration.approve_batch": HQ,
    "registration.view_deputy": DESK,  # in which she has a part
    "registration.add_deputy": HQ,
    "registration.change_deputy": HQ,  # ending one
    "registration.change_decision": HQ,
    "registration.view_decision": DESK,
    "registration.view_offer": DESK,
    "registration.view_participant": DESK,
    "registration.end_participant": DESK,
    "events.view_event": DESK,
    "events.add_event": HQ,
    "events.change_event": HQ,
    "events.view_signup": HQ,
    "circles.view_circle": DESK,
    "circles.change_circle": HQ,
    "circles.view_alert": DESK,
    "circles.change_alert": DESK,  # take and settle
    "circles.view_concern": DESK,  # those named for it, see ConcernQuerySet.visible_to
    "circles.view_concernhandler": HQ,
    "circles.add_concernhandler": HQ,
    "circles.view_guidepage": DESK,
    "circles.add_guidepage": HQ,
    "circles.change_guidepage": HQ,
    "circles.view_matchrun": HQ,
    "circles.view_repair": HQ,
    "circles.add_repair": HQ,
    "circles.view_pairrule": HQ,
    "circles.add_pairrule": HQ,
    "circles.change_pairrule": HQ,  # taking one away
    "circles.add_matchrun": HQ,
    "certificates.view_certificate": DESK,
    "certificates.add_certificate": HQ,
    "certificates.change_certificate": HQ,
    "network.view_member": HQ,
}

# What belongs to no edition: nobody does this whose role is limited to one.
BEYOND_EDITIONS = {
    *(perm for perm in PERMISSIONS if perm.startswith(("accounts.", "audit.", "network."))),
    *("programme.add_edition", "programme.add_closedday", "programme.change_closedday"),
}
