"""Fictitious women of the two regions: a seed gives the same people again."""

from dataclasses import dataclass
from random import Random

from registration.rules import availability
from wic import places

# Given names and family names that go together, as (Latin letters, Arabic letters).
ARABIC_GIVEN = [
    ("Amal", "أمل"), ("Nour", "نور"), ("Huda", "هدى"), ("Salma", "سلمى"), ("Rania", "رانيا"), ("Layla", "ليلى"),
    ("Mariam", "مريم"), ("Yasmin", "ياسمين"), ("Aya", "آية"), ("Khadija", "خديجة"), ("Zeinab", "زينب"),
    ("Samira", "سميرة"), ("Ghada", "غادة"), ("Iman", "إيمان"), ("Shaimaa", "شيماء"), ("Rim", "ريم"),
]  # fmt: skip
ARABIC_FAMILY = [
    ("Al-Harthy", "الحارثي"), ("Benali", "بن علي"), ("El-Sayed", "السيد"), ("Haddad", "حدّاد"), ("Mansour", "منصور"),
    ("Khoury", "خوري"), ("Al-Amin", "الأمين"), ("Bouazizi", "بوعزيزي"), ("Saleh", "صالح"), ("Nasser", "ناصر"),
    ("Qasim", "قاسم"), ("Abdullah", "عبد الله"), ("Idrissi", "الإدريسي"), ("Darwish", "درويش"), ("Tahir", "طاهر"),
]  # fmt: skip
FRENCH_GIVEN = ["Aïssatou", "Fatou", "Aminata", "Mariam", "Adjoa", "Chantal", "Estelle", "Grâce", "Nadège", "Rokhaya"]
FRENCH_FAMILY = ["Traoré", "Diallo", "Ndiaye", "Kouassi", "Ouédraogo", "Mbarga", "Coulibaly", "Sène", "Agbodjan", "Sow"]
ENGLISH_GIVEN = [
    "Wanjiru",
    "Achieng",
    "Chidinma",
    "Ngozi",
    "Thandiwe",
    "Naledi",
    "Akosua",
    "Tendai",
    "Makena",
    "Zawadi",
]
ENGLISH_FAMILY = [
    "Mwangi",
    "Odhiambo",
    "Okafor",
    "Adeyemi",
    "Dlamini",
    "Moyo",
    "Mensah",
    "Banda",
    "Nyambura",
    "Tesfaye",
]

# Where they live, with the language in which most people there would write to an office.
ARABIC_COUNTRIES = ["EG", "MA", "TN", "DZ", "JO", "LB", "IQ", "SD", "OM", "SA", "YE", "PS", "MR", "DJ", "SY", "QA"]
FRENCH_COUNTRIES = ["SN", "CI", "ML", "BF", "CM", "BJ", "TG", "NE", "CD", "GA", "MG", "GN", "TD", "BI"]
ENGLISH_COUNTRIES = ["KE", "NG", "GH", "ZA", "UG", "TZ", "ZM", "ZW", "RW", "ET", "MW", "BW", "NA", "GM", "SL", "LS"]
ELSEWHERE = ["FR", "IN", "BR", "PK"]

EMPLOYERS = [
    "Ministry of Communications", "National CERT", "Office of the Regulator", "University of Science and Technology",
    "Coastal Telecom", "Savannah Bank", "Delta Software", "Institute of Statistics", "Horizon Mobile", "City Hospital",
]  # fmt: skip
JUNIOR_POSTS = ["Security analyst", "Network engineer", "System administrator", "Software developer", "Data analyst"]
SENIOR_POSTS = ["Chief information security officer", "Head of incident response", "Director of infrastructure"]
MOTIVATION = (
    "I have worked on {topic} beside my daily tasks and want to do it with method. In my team I am the only woman, "
    "and I would like to hear how others found their way, to learn from a mentor who has led teams, and to bring what "
    "I learn to the girls whom I teach on Saturdays."
)


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    arabic_name: str
    country: str
    language: str
    spoken: list[list[object]]
    time_zone: str


def person(random: Random, number: int, *, lives_elsewhere: bool, domain: str) -> Person:
    """One woman; her number keeps her address unlike all others."""
    kind = random.choice(["ar", "fr", "en"])
    if kind == "ar":
        given, family = random.choice(ARABIC_GIVEN), random.choice(ARABIC_FAMILY)
        name, arabic = f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"
        country = random.choice(ARABIC_COUNTRIES)
    elif kind == "fr":
        name, arabic = f"{random.choice(FRENCH_GIVEN)} {random.choice(FRENCH_FAMILY)}", ""
        country = random.choice(FRENCH_COUNTRIES)
    else:
        name, arabic = f"{random.choice(ENGLISH_GIVEN)} {random.choice(ENGLISH_FAMILY)}", ""
        country = random.choice(ENGLISH_COUNTRIES)
    if lives_elsewhere:
        country = random.choice(ELSEWHERE)
    return Person(
        email=f"p{number:05d}@{domain}",
        name=name,
        arabic_name=arabic,
        country=country,
        language=kind,
        spoken=_spoken(random, kind),
        time_zone=places.zone_of(country),
    )


def _spoken(random: Random, first: str) -> list[list[object]]:
    """In order of preference: her own language, and often English or another one."""
    spoken: list[list[object]] = [[first, 3]]
    if first != "en" and random.random() < 0.6:
        spoken.append(["en", random.choice([2, 3])])
    if first == "ar" and random.random() < 0.3:
        spoken.append(["fr", random.choice([1, 2])])
    return spoken


def answers(random: Random, who: Person, *, topics: list[str], is_mentor: bool) -> dict[str, object]:
    """Everything that the form asks; about one mentee in seven does not meet a criterion."""
    chosen = random.sample(topics, k=min(len(topics), random.randint(2, 4)))
    common: dict[str, object] = {
        "full_name": who.name,
        "arabic_name": who.arabic_name,
        "gender": "woman",
        "country": who.country,
        "time_zone": who.time_zone,
        "sector": random.choice(["government", "regulator", "academia", "private", "civil"]),
        "employer": random.choice(EMPLOYERS),
        "post": random.choice(SENIOR_POSTS if is_mentor else JUNIOR_POSTS),
        "topics": chosen,
        "availability": _availability(random),
        "languages": who.spoken,
        "consent": True,
    }
    if is_mentor:
        return common | {"seniority": random.choice(["senior", "manager", "executive"]), "capacity": 5}
    pathway = random.choice(["cybersecurity", "ict_stem"])
    return common | {
        "pathway": pathway,
        "years": random.choice([1, 2, 2, 3, 3, 4, 5, 6]) if pathway == "cybersecurity" else None,
        "english": random.choices([1, 2, 3], weights=[1, 12, 6])[0],
        "has_computer": True,
        "has_connection": random.random() > 0.02,
        "goal": chosen[0],
        "motivation": MOTIVATION.format(topic=chosen[0].replace("-", " ")),
    }


def _availability(random: Random) -> list[int]:
    """Evenings of most days, and a part of the weekend, as people with a post have them."""
    evenings = [(day, "evening") for day in range(7) if random.random() < 0.8] or [(1, "evening")]
    extra = [(day, random.choice(["morning", "afternoon"])) for day in range(7) if random.random() < 0.35]
    return availability.hours_of([*evenings, *extra])
