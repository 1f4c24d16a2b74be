"""CPU and statements of the desk's list of applications and of home: `python -m bench.desk_list [few many]`.

One application is sent through the verbs; the others are its copies, written in bulk. Fails when a page with many
costs more than 1.3 times the CPU of the page with few, or the list more than 15 statements, home more than 6. With a
`postgres://` in DATABASE_URL the database's own work is not in the CPU seconds: they are this process's.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bench.pageweight import prepare

MOST_TIMES = 1.3
ROUNDS = 40
CHUNK = 2_000
HOME = "home, of a visitor"
LIST = "/admin/registration/application/"
VIEWS = {  # address and most statements
    "the list": (LIST, 15),
    "what was sent": (f"{LIST}?state__exact=submitted", 15),
    "her queue": (f"{LIST}?queue=undecided&kind__exact=mentee", 15),
    "page 2": (f"{LIST}?p=2", 15),
    HOME: ("/en/{edition}/", 6),
}


def seed_application(now: datetime) -> Any:
    from registration.actions.applications import save, start, submit
    from wic.accounts.actions import open_account
    from wic.rehearsal.editions import make_edition
    from wic.rehearsal.people import answers, person
    from wic.rehearsal.season import staff

    desk = staff(now=now - timedelta(days=60))
    begins = (now - timedelta(days=10)).date()
    edition = make_edition(year=now.year, begins=begins, by=desk["headquarters"], now=now - timedelta(days=50))
    user = open_account("first@example.org", language="en", time_zone="Africa/Nairobi", by=None, now=now)
    random = Random(1)
    her = person(random, 1, lives_elsewhere=False, domain="example.org")
    topics = [topic.code for topic in edition.topics.order_by("position")]
    begun = start(edition, user=user, kind="mentee", by=user, now=now)
    replies = answers(random, her, topics=topics, is_mentor=False)
    save(begun, answers=replies, revision=begun.revision, by=user, now=now)
    return submit(begun, by=user, now=now), desk["headquarters"]


def fill(first: Any, number: int) -> None:
    """As many copies as bring the list to `number`, each of a person of her own."""
    from registration.models import Application, Screening, Submission
    from wic.accounts.models import User

    there = Application.objects.count()
    submission = first.submissions.get()
    screening = submission.screenings.get()
    for begin in range(there, number, CHUNK):
        numbers = range(begin, min(number, begin + CHUNK))
        people = User.objects.bulk_create(
            User(email=f"copy{n}@example.org", name=f"Copy {n}", created_at=first.created_at) for n in numbers
        )
        own = {"id", "public_id", "user", "reference", "submitted_at"}
        same = {f.attname: getattr(first, f.attname) for f in first._meta.concrete_fields if f.name not in own}
        twins = Application.objects.bulk_create(
            Application(
                **same, user=user, reference=f"B-{n:06}", submitted_at=first.submitted_at - timedelta(seconds=n)
            )
            for n, user in zip(numbers, people, strict=True)
        )
        sent = Submission.objects.bulk_create(
            Submission(
                application=twin, number=1, answers=submission.answers, consent_version="1", at=twin.submitted_at
            )
            for twin in twins
        )
        Screening.objects.bulk_create(
            Screening(
                application=one.application, submission=one, outcome=screening.outcome, results=screening.results,
                rules_version=1, at=one.at,
            )
            for one in sent
        )  # fmt: skip


def measure(browser: Any, address: str, *, rounds: int = ROUNDS) -> tuple[float, int]:
    """CPU seconds of one page, the least of some rounds, and its statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address, headers={"host": "localhost"}).status_code == 200
        statements = len(seen)
    seconds = []
    for _round in range(rounds):
        begin = time.process_time()
        browser.get(address, headers={"host": "localhost"})
        seconds.append(time.process_time() - begin)
    return min(seconds), statements


def main(few: int, many: int) -> int:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.DEBUG = False
    first, headquarters = seed_application(datetime.now(UTC))
    visitor, staff = Client(), Client()
    staff.force_login(headquarters)
    found: dict[str, list[tuple[float, int]]] = {view: [] for view in VIEWS}
    for number in (few, many):
        fill(first, number)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for view, (address, _most) in VIEWS.items():
            browser = visitor if view == HOME else staff
            found[view].append(measure(browser, address.format(edition=first.edition.slug)))
    print(f"| view | {few:,} | {many:,} | times | statements |\n| --- | ---: | ---: | ---: | ---: |")
    is_over = False
    for view, ((one, _count), (other, count)) in found.items():
        print(f"| {view} | {one * 1000:.1f} ms | {other * 1000:.1f} ms | {other / one:.2f} | {count} |")
        is_over |= other / one > MOST_TIMES or count > VIEWS[view][1]
    return int(is_over)


if __name__ == "__main__":
    prepare()
    sizes = [int(argument) for argument in sys.argv[1:]] or [1_000, 20_000]
    sys.exit(main(*sizes))
