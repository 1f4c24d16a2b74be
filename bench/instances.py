"""Instances like a season's, by size and regime; the same seed gives the same instance."""

import random
from typing import Any

COUNTRIES = {
    "africa": [
        "NG",
        "KE",
        "GH",
        "ZA",
        "SN",
        "CM",
        "CI",
        "RW",
        "ET",
        "UG",
        "TZ",
        "ML",
        "BF",
        "BJ",
        "TG",
        "MW",
        "ZM",
        "MZ",
    ],
    "arab": [
        "EG",
        "MA",
        "TN",
        "DZ",
        "SA",
        "AE",
        "JO",
        "LB",
        "IQ",
        "SD",
        "OM",
        "QA",
        "KW",
        "BH",
        "PS",
        "YE",
        "LY",
        "MR",
    ],
    "world": ["US", "CH", "FR", "GB", "CA", "DE", "NL", "JP", "AU", "BR", "SE", "IT"],
}
ZONES = {"africa": (0, 1, 2, 3), "arab": (0, 1, 2, 3, 4), "world": (-8, -5, -3, 0, 1, 2, 9, 10)}
HOME_LANGUAGE = {"africa": ("en", "fr", "en"), "arab": ("ar", "ar", "fr"), "world": ("en", "en", "fr")}
TAGS = [
    "forensics",
    "cloud",
    "malware",
    "policy",
    "risk",
    "soc",
    "crypto",
    "network",
    "ics",
    "appsec",
    "privacy",
    "law",
]
GOALS = ["technical", "management", "certification", "research", "change", "speaking", "business", "policy"]
WEIGHTS = {"interests": 30, "goal": 25, "language": 20, "timezone": 15, "place": 10}
MENTORS = {"tight": 0.25, "few": 0.25, "plenty": 0.5, "ties": 0.25}
BOUNDS = {
    "tight": ((3, 5), (3, 4), (4, 5), (3, 5), (2, 4)),
    "few": ((3, 4), (3, 3), (2, 3), (3, 5)),
    "plenty": ((3, 5), (3, 4), (4, 5)),
    "ties": ((3, 6), (3, 5), (4, 6)),
}
POINTS = (5, 4, 4, 3, 3, 2, 2, 1)  # for a wish, by its rank


def generate(size: int, regime: str, seed: int, *, hours: bool = False) -> dict[str, Any]:
    rng = random.Random(f"{size} {regime} {seed}")
    weights = WEIGHTS | ({"hours": 20} if hours else {})
    instance = {
        "format": "circles-instance/1",
        "mentees": [_mentee(rng, n, hours) for n in range(size)],
        "mentors": [_mentor(rng, n, regime, hours) for n in range(round(size * MENTORS[regime]))],
        "pins": [],
        "conflicts": [],
        "affinity": {"kind": "attributes", "weights": weights},
    }
    return _with_wishes(rng, instance) if regime == "ties" else instance


def _with_wishes(rng: random.Random, instance: dict[str, Any]) -> dict[str, Any]:
    """Students who named eight groups, a few of which everybody likes; no other pair is acceptable."""
    for person in instance["mentees"]:
        person["languages"] = [{"code": "en", "level": 3}]
    for person in instance["mentors"]:
        person["languages"] = ["en"]
    pairs = []
    liked = [rng.random() ** 4 + 0.02 for _ in instance["mentors"]]
    for i in range(len(instance["mentees"])):
        # the larger the power of a chance by one over its weight, the earlier it is drawn
        drawn = sorted(range(len(liked)), key=lambda m: rng.random() ** (1 / liked[m]), reverse=True)
        pairs += [[i, m, points] for m, points in zip(drawn, POINTS, strict=False)]
    return instance | {"affinity": {"kind": "table", "pairs": pairs}}


def _mentee(rng: random.Random, n: int, hours: bool) -> dict[str, Any]:
    region = rng.choice(["africa", "arab"])
    codes = list(
        dict.fromkeys(
            [
                rng.choice(HOME_LANGUAGE[region]),
                *(["en"] if rng.random() < 0.6 else []),
                *(["fr"] if rng.random() < 0.2 else []),
            ]
        )
    )
    rng.shuffle(codes)
    return {
        "id": f"mentee-{n}",
        "languages": [{"code": code, "level": rng.randint(1, 3)} for code in codes],
        **_place(rng, region),
        "interests": sorted(rng.sample(TAGS, rng.randint(2, 5))),
        "goal": rng.choice(GOALS),
        **_week(rng, hours),
    }


def _mentor(rng: random.Random, n: int, regime: str, hours: bool) -> dict[str, Any]:
    region = rng.choice(["africa", "arab", "world"])
    lower, upper = rng.choice(BOUNDS[regime])
    return {
        "id": f"mentor-{n}",
        "languages": sorted({rng.choice(HOME_LANGUAGE[region]), *(["en"] if rng.random() < 0.5 else [])}),
        "lower": lower,
        "upper": upper,
        **_place(rng, region),
        "interests": sorted(rng.sample(TAGS, rng.randint(2, 6))),
        "expertise": sorted(rng.sample(GOALS, rng.randint(1, 3))),
        **_week(rng, hours),
    }


def _place(rng: random.Random, region: str) -> dict[str, Any]:
    return {"tz": rng.choice(ZONES[region]), "country": rng.choice(COUNTRIES[region]), "region": region}


def _week(rng: random.Random, hours: bool) -> dict[str, Any]:
    if not hours:
        return {}
    parts = rng.sample([(day, part) for day in range(7) for part in range(3)], rng.randint(4, 10))
    return {"hours": sorted({day * 24 + 6 + part * 5 + hour for day, part in parts for hour in range(4)})}
