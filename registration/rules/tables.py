"""The columns of the files that people send, and the words that may stand in them: in any of our languages."""

from collections.abc import Collection, Mapping

from registration.models.applications import Kind
from wic.names import fold

Headings = Mapping[str, Collection[str]]

NAME = (
    "Name", "Full name", "Last name", "Family name", "Surname", "Nom", "Nom complet", "Nom et prénom", "Prénom et nom",
    "Nom de famille", "الاسم", "الاسم الكامل", "الاسم واللقب", "اسم العائلة", "اللقب",
)  # fmt: skip
# Where a list parts a name in two, this is the half that stands before the other.
GIVEN_NAME = ("First name", "Given name", "Prénom", "Prénoms", "الاسم الأول", "الاسم الشخصي")
EMAIL = (
    "E-mail", "Email", "E-mail address", "Mail", "Courriel", "Adresse électronique", "Adresse e-mail",
    "Adresse mail", "Adresse de courriel", "Adresse courriel", "البريد الإلكتروني", "عنوان البريد الإلكتروني",
)  # fmt: skip
COUNTRY = (
    "Country", "Country or territory", "Country of residence", "Pays", "Pays ou territoire", "Pays de résidence",
    "البلد", "البلد أو الإقليم", "الدولة", "بلد الإقامة",
)  # fmt: skip
LANGUAGE = ("Language", "Langue", "اللغة")

COLUMNS_OF_NOMINEES: Headings = {
    "name": NAME,
    "given_name": GIVEN_NAME,
    "email": EMAIL,
    "country": COUNTRY,
    "kind": ("As", "Role", "En qualité de", "Rôle", "الصفة"),
    "language": LANGUAGE,
}
COLUMNS_OF_ORGANISATIONS: Headings = {
    "name": ("Organisation", "Organization", "Organisation name", "Name", "Entité", "Organisme", "الجهة", "المنظمة"),
    "kind": ("Kind", "Type", "Catégorie", "الفئة", "النوع"),
    "country": COUNTRY,
    "focal_name": ("Focal point", "Coordonnateur", "Coordonnatrice", "Coordonnatrice ou coordonnateur", "جهة الاتصال"),
    "focal_email": EMAIL,
    "language": LANGUAGE,
    "quota": ("Quota", "Most nominations", "الحصة"),
}

ROLES: Headings = {
    Kind.MENTEE: ("Mentee", "Mentorée", "Mentoré", "مسترشدة", "المسترشدة"),
    Kind.MENTOR: ("Mentor", "Mentore", "مرشدة", "المرشدة"),
}
LANGUAGES: Headings = {
    "en": ("en", "English", "Anglais", "الإنكليزية", "الإنجليزية"),
    "fr": ("fr", "French", "Français", "الفرنسية"),
    "ar": ("ar", "Arabic", "Arabe", "العربية"),
}


def meant(words: Headings, cell: str) -> str:
    """The value that these words stand for; empty where none does."""
    key = fold(cell)
    return next((value for value, known in words.items() if key in {fold(word) for word in (value, *known)}), "")
