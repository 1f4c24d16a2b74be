"""Organisations that nominate for the open edition of the demo, and somebody who sent two applications."""

from datetime import datetime, timedelta

from programme.models import Edition
from registration.actions import applications, duplicates
from registration.actions.invitations import Entry, invite
from registration.actions.nominations import Nominee, nominate, take_up
from registration.models import Application
from wic.accounts.actions import open_account
from wic.accounts.models import User

ORGANISATIONS = (
    Entry("member_state", "Ministry of Digital Economy (fictitious)", "KE", "Wangari Otieno", "focal-kenya", "en"),
    Entry("academia", "Université des télécommunications (fictive)", "SN", "Moussa Sarr", "focal-senegal", "fr", 5),
    Entry("cybersecurity", "المركز الوطني للأمن السيبراني (وهمي)", "TN", "هالة بن عمر", "focal-tunisia", "ar"),
)
WAITING = (("Njeri Kamau", "KE"), ("Achieng Odhiambo", "KE"))


def organisations_nominate(
    edition: Edition, *, by: User, now: datetime, domain: str = "nominating.example.org"
) -> None:
    """The first has named people who are invited, have begun and have sent; the last is silent."""
    asked = now - timedelta(days=8)
    made = [
        invite(
            edition,
            Entry(
                kind=entry.kind,
                name=entry.name,
                country=entry.country,
                focal_name=entry.focal_name,
                focal_email=f"{entry.focal_email}@{domain}",
                language=entry.language,
                quota=entry.quota,
            ),
            by=by,
            now=asked,
        )
        for entry in ORGANISATIONS
    ]
    focal_point = made[0].organisation.focal_points.get().user
    for number, (name, country) in enumerate(WAITING):
        nominee = Nominee("mentee", name, f"nominee{number}@{domain}", country, "en")
        nominate(made[0], nominee, by=focal_point, now=now - timedelta(days=1))
    begun = Application.objects.for_edition(edition).mentees().select_related("user").order_by("state", "pk")
    for invitation, application in ((made[0], begun[0]), (made[0], begun.reverse()[0]), (made[1], begun.reverse()[0])):
        user = application.user
        nominee = Nominee("mentee", user.name, user.email, user.country or "KE", user.language)
        by = invitation.organisation.focal_points.get().user
        nomination = nominate(invitation, nominee, by=by, now=now - timedelta(days=1))
        take_up(nomination, user=user, may_tell_result=True, now=now)


def somebody_applies_twice(edition: Edition, *, now: datetime, domain: str = "twice.example.org") -> None:
    """From another address, and with her name the other way round."""
    first = Application.objects.for_edition(edition).mentees().submitted().order_by("pk").first()
    if first is None:
        return
    answers = first.submissions.latest("number").answers
    user = open_account(f"second@{domain}", language="en", time_zone=answers["time_zone"], by=None, now=now)
    turned = " ".join(reversed(answers["full_name"].split()))
    begun = applications.begin(
        edition, user=user, kind=first.kind, answers=answers | {"full_name": turned}, by=user, now=now
    )
    applications.submit(begun, by=user, now=now)
    duplicates.point_out_all(now=now)
