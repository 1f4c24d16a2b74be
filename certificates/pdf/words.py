"""What a certificate says, in its three languages.

A table and not the translation catalogue: the certificate's language is a fact of the certificate, it is signed for
by the organisers as a whole, and its bytes must not change because a catalogue did. The Arabic carries no vowel
marks, since common readers garble the copied text of words that do.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["en", "fr", "ar"]
Role = Literal["mentee", "mentor"]


@dataclass(frozen=True)
class RoleWords:
    title: str
    lead: str
    statement: str
    record_of_all: str
    record_of_some: str


@dataclass(frozen=True)
class Words:
    programme: str
    months: str  # the twelve, in order
    serial: str
    issued: str
    verify: str
    qr: str
    watermark: str
    specimen: str
    mentee: RoleWords
    mentor: RoleWords

    def for_role(self, role: Role) -> RoleWords:
        return self.mentee if role == "mentee" else self.mentor


def written(day: date, language: Language, *, with_year: bool = True) -> str:
    """The date as it stands in a sentence: 8 March 2021, 1er mars 2021, 8 مارس 2021."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    month = WORDS[language].months.split()[day.month - 1]
    return f"{number} {month} {day.year}" if with_year else f"{number} {month}"


WORDS: dict[Language, Words] = {
    "en": Words(
        programme="Women in Cyber Mentorship Programme",
        months="January February March April May June July August September October November December",
        serial="No. {serial}",
        issued="Issued on {date}",
        verify="Verify this certificate at",
        qr="QR code that leads to the page where this certificate is verified",
        watermark="SPECIMEN",
        specimen="Specimen: the names and facts are fictitious.",
        mentee=RoleWords(
            title="Certificate of participation",
            lead="This certificate is awarded to",
            statement="who completed the Women in Cyber Mentorship Programme as a mentee.",
            record_of_all=(
                "The programme ran from {start} to {end}.\n"
                "She attended every session of her mentorship circle ({attended} of {planned})."
            ),
            record_of_some=(
                "The programme ran from {start} to {end}.\n"
                "She attended {attended} of the {planned} sessions of her mentorship circle."
            ),
        ),
        mentor=RoleWords(
            title="Certificate of appreciation",
            lead="This certificate is presented, with gratitude, to",
            statement=(
                "who, as a mentor in the Women in Cyber Mentorship Programme,\n"
                "gave her time and her experience to the women of her circle."
            ),
            record_of_all=(
                "The programme ran from {start} to {end}.\n"
                "She led every session of her mentorship circle ({attended} of {planned})."
            ),
            record_of_some=(
                "The programme ran from {start} to {end}.\n"
                "She led {attended} of the {planned} sessions of her mentorship circle."
            ),
        ),
    ),
    "fr": Words(
        programme="Programme de mentorat Women in Cyber",
        months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        serial="N°\u00a0{serial}",
        issued="Fait le {date}",
        verify="Vérifier l’authenticité de ce document\u00a0:",
        qr="Code QR menant à la page où l’authenticité de ce document se vérifie",
        watermark="SPÉCIMEN",
        specimen="Spécimen\u00a0: les noms et les faits sont fictifs.",
        mentee=RoleWords(
            title="Attestation de participation",
            lead="La présente attestation est délivrée à",
            statement=(
                "qui a suivi jusqu’à son terme, en tant que mentorée,\nle programme de mentorat Women in Cyber."
            ),
            record_of_all=(
                "Le programme s’est déroulé du {start} au {end}.\n"
                "Elle a participé à toutes les séances de son cercle de mentorat ({attended} sur {planned})."
            ),
            record_of_some=(
                "Le programme s’est déroulé du {start} au {end}.\n"
                "Elle a participé à {attended} des {planned} séances de son cercle de mentorat."
            ),
        ),
        mentor=RoleWords(
            title="Certificat de reconnaissance",
            lead="Le présent certificat est décerné, en témoignage de gratitude, à",
            statement=(
                "qui, en tant que mentore du programme de mentorat Women in Cyber,\n"
                "a offert son temps et son expérience aux femmes de son cercle."
            ),
            record_of_all=(
                "Le programme s’est déroulé du {start} au {end}.\n"
                "Elle a animé toutes les séances de son cercle de mentorat ({attended} sur {planned})."
            ),
            record_of_some=(
                "Le programme s’est déroulé du {start} au {end}.\n"
                "Elle a animé {attended} des {planned} séances de son cercle de mentorat."
            ),
        ),
    ),
    "ar": Words(
        programme="برنامج الإرشاد للمرأة في مجال الأمن السيبراني",
        months="يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        serial="الرقم: {serial}",
        issued="صدرت في {date}",
        verify="للتحقق من صحة هذه الشهادة:",
        qr="رمز استجابة سريعة يؤدي إلى صفحة التحقق من صحة هذه الشهادة",
        watermark="نموذج SPECIMEN",
        specimen="نموذج: الأسماء والوقائع خيالية.",
        mentee=RoleWords(
            title="شهادة مشاركة",
            lead="تمنح هذه الشهادة إلى",
            statement="لإتمامها برنامج الإرشاد للمرأة في مجال الأمن السيبراني بصفتها مسترشدة.",
            record_of_all=(
                "امتد البرنامج من {start} إلى {end}، وحضرت جميع جلسات حلقة الإرشاد ({attended} من {planned})."
            ),
            record_of_some=(
                "امتد البرنامج من {start} إلى {end}، وحضرت من جلسات حلقة الإرشاد {attended} من أصل {planned}."
            ),
        ),
        mentor=RoleWords(
            title="شهادة تقدير",
            lead="تمنح هذه الشهادة، مع خالص التقدير، إلى",
            statement=(
                "التي بذلت، بصفتها مرشدة في برنامج الإرشاد للمرأة في مجال الأمن السيبراني،\n"
                "من وقتها وخبرتها لعضوات حلقتها."
            ),
            record_of_all=(
                "امتد البرنامج من {start} إلى {end}، وأدارت جميع جلسات حلقة الإرشاد ({attended} من {planned})."
            ),
            record_of_some=(
                "امتد البرنامج من {start} إلى {end}، وأدارت من جلسات حلقة الإرشاد {attended} من أصل {planned}."
            ),
        ),
    ),
}
