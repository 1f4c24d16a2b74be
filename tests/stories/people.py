"""The people of a story, and the steps that several of them take."""

from dataclasses import dataclass

from tests.stories.post import code_for
from tests.stories.reader import Manner, Reader


@dataclass(frozen=True)
class Cast:
    """Who she is, in each of the three walks."""

    name: str
    country: str
    time_zone: str
    region: str
    elsewhere: str  # a country that another office serves
    mentor: str
    visitor: str

    @property
    def other_region(self) -> str:
        return "ARB" if self.region == "AFR" else "AFR"


CASTS = {
    "en": Cast("Amina Wanjiku", "KE", "Africa/Nairobi", "AFR", "EG", "Ngozi Adeyemi", "Ruth Banda"),
    "ar": Cast("أمينة الزبيدي", "EG", "Africa/Cairo", "ARB", "KE", "سلمى حداد", "ليلى منصور"),
    "fr": Cast("Aïssatou Diallo", "SN", "Africa/Dakar", "AFR", "EG", "Nadège Kouassi", "Chantal Mbarga"),
}
MANNERS = {
    "en": Manner(language="en", time_zone="Africa/Nairobi"),
    "ar": Manner(language="ar", width=360, time_zone="Africa/Cairo"),
    "fr": Manner(language="fr", has_scripts=False, time_zone="Africa/Dakar"),
}


def sign_in(reader: Reader, email: str) -> None:
    """From the page that asked for it, by the code that comes by mail."""
    assert reader.path.endswith("/account/sign-in/"), reader.path
    reader.fill(email=email)
    reader.press("form:has([name=email]) button[type=submit]")
    reader.fill(code=code_for(email))
    reader.press("form:has([name=code]) button[type=submit]")


def answer_common(reader: Reader, cast: Cast, *, name: str, post: str) -> None:
    """What mentees and mentors are both asked."""
    language = reader.manner.language
    reader.fill(full_name=name, employer="Coastal Telecom" if post == "Analyst" else "National CERT", post=post)
    reader.tick("consent", gender="woman", topics="forensics")
    reader.choose(country=cast.country, sector="government")
    reader.choose(**{f"languages-{language}": "3", f"languages-{language}-rank": "1"})
    for day in range(5):
        reader.tick(availability=f"{day}-evening")
