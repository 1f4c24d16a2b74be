"""CPU of the page that says whose outcome other criteria would change: `python -m bench.rule_change [applications]`.

One application is sent through the verbs; the others are its copies. Fails past two seconds, as each look at the page
screens everybody anew.
"""

import sys
from datetime import UTC, datetime
from urllib.parse import urlencode

from bench.desk_list import fill, measure, seed_application
from bench.pageweight import prepare

MOST_SECONDS = 2
ROUNDS = 3
ASKED = {"regions": ["AFR"], "min_years": 9, "min_english": 3, "women_only": "on"}


def main(number: int) -> int:
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment, teardown_test_environment
    from django.urls import reverse

    settings.DEBUG = False
    first, headquarters = seed_application(datetime.now(UTC))
    fill(first, number)
    browser = Client()
    browser.force_login(headquarters)
    address = f"{reverse('admin:edition-rules', args=[first.edition.pk])}?{urlencode(ASKED, doseq=True)}"
    setup_test_environment()
    changed = len(browser.get(address, headers={"host": "localhost"}).context["outlook"].changed)
    teardown_test_environment()
    seconds, statements = measure(browser, address, rounds=ROUNDS)
    print(f"{changed:,} of {number:,} outcomes would change: {seconds:.2f} s, {statements} statements")
    return int(seconds > MOST_SECONDS or changed != number)


if __name__ == "__main__":
    prepare()
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
