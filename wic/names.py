"""Folding of Latin and Arabic text, so that a name is found however it was typed.

A folded text is for searching and comparing. It is never shown: it is not how anybody writes her name.
"""

import unicodedata

# Decomposition has already split أ إ آ ؤ ئ into a plain letter and a hamza mark, which goes with the other marks.
# These are the letters that Unicode keeps whole though people type one for the other.
ARABIC_VARIANTS = str.maketrans(
    {
        "ٱ": "ا",  # alef wasla
        "ى": "ي",  # alef maqsura
        "ی": "ي",  # Persian yeh
        "ے": "ي",  # yeh barree
        "ة": "ه",  # ta marbuta
        "ە": "ه",  # ae
        "ہ": "ه",  # heh goal
        "ھ": "ه",  # heh doachashmee
        "ک": "ك",  # Persian kaf
        "ء": None,  # hamza on the line
        "ـ": None,  # tatweel
    }
)

# Latin letters without a decomposition of their own, and the apostrophes that Unicode counts as letters.
LATIN_VARIANTS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th"}
    | dict.fromkeys("ʹʻʼʽʾʿˈ", " ")
)


def fold(text: str) -> str:
    """Lower-case words without marks, variants of letters or punctuation, one space between them."""
    composed = unicodedata.normalize("NFKC", western_digits(text))
    decomposed = unicodedata.normalize("NFKD", composed.casefold())
    letters = "".join(letter for letter in decomposed if not _is_silent(letter))
    plain = letters.translate(ARABIC_VARIANTS).translate(LATIN_VARIANTS)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def same_person_key(text: str) -> str:
    """Equal for two names made of the same words, whichever comes first."""
    return " ".join(sorted(fold(text).split()))


def western_digits(text: str) -> str:
    """The text with Arabic-Indic, Persian and other decimal digits as 0-9."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def normalise_email(address: str) -> str:
    """One spelling for an address; whether it is one at all is the form's question."""
    # An address copied from an Arabic page often brings an invisible direction mark along.
    visible = "".join(letter for letter in address if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", visible.strip()).casefold()


def _is_silent(letter: str) -> bool:
    # Marks (accents, vowels, shadda) and invisible format characters (joiners, direction marks).
    category = unicodedata.category(letter)
    return category.startswith("M") or category == "Cf"
