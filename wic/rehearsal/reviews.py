"""Reviewing in the demo: criteria, two partners' reviewers and an office, and some points given already."""

from datetime import datetime
from random import Random

from programme.models import Edition
from registration.actions.desk import raise_flag, write_note
from registration.actions.review import begin_reading, create_rubric, finish, invite_reviewer, revise_criteria
from registration.models import Criterion, Review, Rubric
from wic.accounts.actions import change_profile, open_account
from wic.accounts.models import User
from wic.places import zone_of

CRITERIA = [
    (3, "Motivation", "Motivation", "الدافع"),
    (2, "Fit with the programme", "Adéquation avec le programme", "الملاءمة للبرنامج"),
    (1, "What she will pass on", "Ce qu’elle transmettra", "ما ستنقله إلى غيرها"),
]
PARTNERS = [
    ("reviewer-first", "Hanna Lindqvist", "SE", "FIRST", ("en", "fr", "ar")),
    ("reviewer-equals", "Lucía Romero", "UY", "EQUALS", ("en", "fr", "ar")),
]


def read_applications(
    edition: Edition, *, headquarters: User, now: datetime, domain: str = "staff.example.org"
) -> None:
    """Of an edition whose call is open; headquarters leave a note and a flag."""
    rubric = create_rubric(Rubric(edition=edition), by=headquarters, now=now)
    criteria = [
        Criterion(weight=weight, position=position, title_en=en, title_fr=fr, title_ar=ar)
        for position, (weight, en, fr, ar) in enumerate(CRITERIA)
    ]
    revise_criteria(rubric, put=criteria, by=headquarters, now=now)
    for key, name, country, employer, languages in PARTNERS:
        user = open_account(f"{key}@{domain}", language="en", time_zone=zone_of(country), by=None, now=now)
        zone = zone_of(country)
        change_profile(user, name=name, language="en", time_zone=zone, country=country, by=user, now=now)
        invite_reviewer(
            user,
            edition=edition,
            languages=languages,
            country=country,
            employer=employer,
            by=headquarters,
            now=now,
        )
    begin_reading(rubric, seed=edition.pk, by=headquarters, now=now)
    random = Random(edition.pk)
    keys = [criterion.pk for criterion in criteria]
    given_out = Review.objects.for_edition(edition).open().select_related("reviewer__user").order_by("pk")
    for review in list(given_out)[::3]:
        points = {key: random.randint(2, 5) for key in keys}
        finish(review, points=points, note="", by=review.reviewer.user, now=now)
    doubtful = Review.objects.for_edition(edition).order_by("pk").select_related("application").last()
    if doubtful is not None:
        write_note(doubtful.application, text="Her employer has changed since 2021.", by=headquarters, now=now)
        raise_flag(doubtful.application, reason="Has she applied before?", by=headquarters, now=now)
