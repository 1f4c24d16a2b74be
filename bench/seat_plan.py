"""CPU seconds per seat plan, and per proof that no better one exists: python bench/seat_plan.py [largest number].

Applications as they come: many from few countries, one to three languages each; a ceiling per country and a floor per
region. Mentors are ample, or none of them speaks French, or everything is tight: mentors for four seats of five, low
ceilings, floors out of reach, so that the smallest changes are looked for as well.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from registration.rules.seat_plan.plan import propose, search
from registration.rules.seat_plan.proof import Branch, check, claims, prove
from registration.rules.seat_plan.system import System
from registration.rules.seat_plan.terms import Candidate, Mentor, Terms, group_of, group_sizes, ranked

Result = TypeVar("Result")
REGIONS = {"AFR": 44, "ARB": 22, "ASP": 38}  # countries
SPEAKING = {"AFR": ("en", "fr"), "ARB": ("ar", "ar", "fr"), "ASP": ("en",)}
SIZES = ((2_000, 250), (20_000, 250), (20_000, 2_500))


def applications(random: Random, number: int) -> list[Candidate]:
    countries = [(f"{region}{n}", region) for region, many in REGIONS.items() for n in range(many)]
    weights = [1 / (1 + n) for _region, many in REGIONS.items() for n in range(many)]
    return [
        Candidate(key, country, region, _languages(random, region), random.random() < 0.85, random.randint(40, 100))
        for key, (country, region) in enumerate(random.choices(countries, weights, k=number))
    ]


def _languages(random: Random, region: str) -> tuple[str, ...]:
    return tuple({random.choice(SPEAKING[region]), *random.sample(("ar", "en", "fr"), random.choice((0, 0, 1, 2)))})


def terms(random: Random, seats: int, regime: str) -> Terms:
    taught = ["en", "en", "ar", "ar en"] + ([] if regime == "no French" else ["fr", "en fr", "ar en fr"])
    mentors: list[Mentor] = []
    while sum(mentor.upper for mentor in mentors) < seats * (0.8 if regime == "tight" else 1.1):
        mentors.append(Mentor(tuple(random.choice(taught).split()), 3, random.choice((4, 5, 5))))
    floors = {"AFR": seats // 4, "ARB": seats // (2 if regime == "tight" else 4), "ASP": seats // 10}
    return Terms(seats, seats // 2, 7, max(1, seats // (80 if regime == "tight" else 25)), floors, tuple(mentors))


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def measure(number: int, seats: int, regime: str) -> str:
    random = Random(f"{number}:{seats}")
    candidates, asked = applications(random, number), terms(random, seats, regime)
    seconds, plan = timed(lambda: propose(candidates, asked))
    eligible = [candidate for candidate in ranked(candidates, asked.seed) if candidate.is_eligible]
    system = System(group_sizes(eligible), asked)
    found = search(eligible, system)
    proving, trees = timed(lambda: prove(system, found))
    places = {group: n for n, group in enumerate(system.groups)}
    order = [places[group_of(candidate)] for candidate in eligible]
    checking, is_proven = timed(lambda: check(system, order, found, trees))
    split = sum(isinstance(tree, Branch) for tree in trees)
    return (
        f"| {number:,} | {seats:,} | {regime} | {len(system.groups)} | {len(plan.selected):,} "
        f"| {seconds:.2f} | {len(list(claims(system, found)))} ({split}) | {proving:.2f} | {checking:.2f} "
        f"| {'yes' if is_proven else 'NO'} |"
    )


if __name__ == "__main__":
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print("| applications | seats | mentors | groups | selected | plan | claims (split) | proof | check | proven |")
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    for number, seats in SIZES:
        for regime in ("ample", "no French", "tight") if number <= largest else ():
            print(measure(number, seats, regime), flush=True)
