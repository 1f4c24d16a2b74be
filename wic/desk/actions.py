"""Verbs that cross apps: each app copies its own."""

from datetime import datetime, timedelta

from django.db import transaction

from circles.actions.guide import write_guide_page
from circles.models import GuidePage
from events.actions import copy_events
from programme.actions.clones import copy_edition, fresh_copy
from programme.models import Edition
from registration.actions.review import create_rubric, revise_criteria
from registration.models import Rubric
from wic.accounts.models import User


@transaction.atomic
def clone_edition(source: Edition, *, slug: str, code: str, year: int, weeks: int, by: User, now: datetime) -> Edition:
    """The edition with its forms, templates and events, every date as many weeks later; nobody comes along."""
    edition = copy_edition(source, slug=slug, code=code, year=year, weeks=weeks, by=by, now=now)
    copy_events(source, edition, later=timedelta(weeks=weeks), by=by, now=now)
    for rubric in Rubric.objects.filter(edition=source):
        copy = create_rubric(fresh_copy(rubric, edition=edition, seed=0, gaps=[]), by=by, now=now)
        criteria = [fresh_copy(criterion) for criterion in rubric.criteria.order_by("position", "pk")]
        revise_criteria(copy, put=criteria, by=by, now=now)
    for page in GuidePage.objects.for_edition(source):
        write_guide_page(fresh_copy(page, edition=edition), by=by, now=now)
    return edition
