from datetime import datetime

from django.db import transaction

from circles.models import GuidePage
from wic.accounts.models import User
from wic.audit.actions import record


@transaction.atomic
def write_guide_page(page: GuidePage, *, by: User, now: datetime) -> GuidePage:
    """An edition's own words about one session; from then on they stand instead of the programme's."""
    page.save()
    record("circles.guide.written", page, by=by, now=now, facts={"number": page.number})
    return page
