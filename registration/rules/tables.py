"""The columns of the files that people send, and the words that may stand in them: in any of our languages."""

from collections.abc import Collection, Mapping

from registration.models.applications import Kind
from wic.names import fold

Headings = Mapping[str, Collection[str]]

NAME = ("Name", "Full name", "Nom", "Nom complet", "Nom et prénom", "الاسم", "الاسم الكامل")
EMAIL = (
    "E-mail", "Email", "E-mail address", "Mail", "Courriel", "Adresse électronique", "Adresse e-mail",
    "البريد الإلكتروني", "عنوان البريد الإلكتروني",
)  # fmt: skip
COUNTRY = (
    "Country", "Country or territory", "Pays", "Pays ou territoire", "البلد", "البلد أو الإقليم", "الدولة",
)  # fmt: skip
LANGUAGE = ("Language", "Langue", "اللغة")

COLUMNS_OF_NOMINEES: Headings = {
    "name": NAME,
    "email": EMAIL,
    "country": COUNTRY,
    "kind": ("As", "Role", "En qualité de", "Rôle", "الصفة"),
    "language": LANGUAGE,
}
COLUMNS_OF_ORGANISATIONS: Headings = {
    "name": ("Organisation", "Organization", "Organisation name", "Name", "Entité", "Organisme", "الجهة", "المنظمة"),
    "kind": ("Kind", "Type", "Catégorie", "الفئة", "النوع"),
    "country": COUNTRY,
    "focal_name": ("Focal point", "Coordonnateur", "Coordonnatrice", "جهة الاتصال"),
    "focal_email": EMAIL,
    "language": LANGUAGE,
    "quota": ("Quota", "Most nominations", "الحصة"),
}

ROLES: Headings = {
    Kind.MENTEE: ("Mentee", "Mentorée", "Mentoree", "مسترشدة"),
    Kind.MENTOR: ("Mentor", "Mentore", "مرشدة"),
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
