"""Small instances, drawn at random or told in one line."""

import random
from typing import Any

Json = dict[str, Any]

WEIGHTS = {"interests": 30, "goal": 25, "language": 20, "timezone": 15, "place": 10}
TAGS = ["cloud", "law", "malware", "policy"]
CODES = ["ar", "en", "fr"]


def mentee(name: str, *codes: str, **more: Any) -> Json:
    return {
        "id": name,
        "languages": [{"code": code, "level": 2} for code in codes],
        "tz": 0,
        "country": None,
        "region": None,
        "interests": [],
        "goal": None,
        **more,
    }


def mentor(name: str, *codes: str, lower: int = 3, upper: int = 5, **more: Any) -> Json:
    return {
        "id": name,
        "languages": list(codes),
        "lower": lower,
        "upper": upper,
        "tz": 0,
        "country": None,
        "region": None,
        "interests": [],
        "expertise": [],
        **more,
    }


def instance(mentees: list[Json], mentors: list[Json], **more: Any) -> Json:
    return {
        "format": "circles-instance/1",
        "mentees": mentees,
        "mentors": mentors,
        "pins": [],
        "conflicts": [],
        "affinity": {"kind": "attributes", "weights": WEIGHTS},
        **more,
    }


def drawn(seed: int, *, mentees: int = 8, mentors: int = 3, table: bool = False, hours: bool = False) -> Json:
    rng = random.Random(seed)
    people = [
        mentee(
            f"mentee-{n}",
            *rng.sample(CODES, rng.randint(1, 2)),
            **_traits(rng, hours),
            goal=rng.choice(TAGS),
        )
        for n in range(mentees)
    ]
    leaders = []
    for n in range(mentors):
        lower = rng.randint(1, 3)
        codes = rng.sample(CODES, rng.randint(1, 2))
        traits = _traits(rng, hours)
        leaders.append(
            mentor(
                f"mentor-{n}",
                *codes,
                lower=lower,
                upper=lower + rng.randint(0, 2),
                expertise=[rng.choice(TAGS)],
                **traits,
            )
        )
    chosen = rng.sample(range(mentees), 3)
    more: Json = {
        "conflicts": [[f"mentee-{chosen[0]}", f"mentee-{chosen[1]}"]] if rng.random() < 0.6 else [],
        "pins": [_pin(rng, chosen[2], mentors)] if rng.random() < 0.6 else [],
    }
    if table:
        pairs = [[i, m, rng.randint(1, 4)] for i in range(mentees) for m in range(mentors) if rng.random() < 0.7]
        more["affinity"] = {"kind": "table", "pairs": pairs}
    elif hours:
        more["affinity"] = {"kind": "attributes", "weights": WEIGHTS | {"hours": 20}}
    return instance(people, leaders, **more)


def _traits(rng: random.Random, hours: bool) -> Json:
    region = rng.choice(["africa", "arab"])
    traits: Json = {
        "tz": rng.randint(-2, 4),
        "region": region,
        "country": f"{region}-{rng.randint(1, 3)}",
        "interests": rng.sample(TAGS, rng.randint(1, 3)),
    }
    return traits | ({"hours": rng.sample(range(12), 4)} if hours else {})


def _pin(rng: random.Random, who: int, mentors: int) -> Json:
    kind = rng.choice(["must", "never"])
    return {"mentee": f"mentee-{who}", "mentor": f"mentor-{rng.randrange(mentors)}", "kind": kind}
