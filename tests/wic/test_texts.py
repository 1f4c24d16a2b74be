"""What people type and paste: kept in one spelling, refused where it could hide something, nothing where unseen."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import Textarea
from django.http import QueryDict

from circles.forms.checkins import CheckInForm
from circles.forms.room import ConcernForm, GoalForm, IntroductionForm, MessageForm, NotesForm
from events.forms import RegistrationForm
from network.forms import ProfileForm
from registration.forms.offers import DeclineForm
from wic.texts import PersonName, PlainText, is_blank

INVISIBLE = [
    "\u200b",
    "\u200e\u200f",
    "\u00a0",
    "\u3164",
    "\u2060\ufeff",
    "\u00ad",
    "\u2800",
    "\u0301",
    "\ufe0f",
    "\u2067\u2069",
]
REQUIRED = ["This field is required."]


@pytest.mark.parametrize("text", ["", " \r\n\t", *INVISIBLE, "".join(INVISIBLE)])
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    assert is_blank(text) is True


@pytest.mark.parametrize("text", [".", "ش", "می\u200cخواهم", "👩🏾\u200d💻", "e\u0301", "李", "\u200f?"])
def test_what_can_be_seen_is_not(text: str) -> None:
    assert (is_blank(text), PlainText().clean(text) != "") == (False, True)


@pytest.mark.parametrize("text", INVISIBLE)
def test_invisible_signs_alone_are_nothing_typed(text: str) -> None:
    forms = {
        "goal": GoalForm({"text": text}),
        "message": MessageForm({"text": text}),
        "concern": ConcernForm({"text": text}),
        "visitor": RegistrationForm(QueryDict(f"name={text}&email=a@example.org&country=KE")),
        "member": ProfileForm({"name": text}),
    }
    said = {
        about: form.errors.get("name" if about in {"visitor", "member"} else "text") for about, form in forms.items()
    }
    assert said == dict.fromkeys(forms, REQUIRED)


@pytest.mark.parametrize("text", INVISIBLE)
def test_where_nothing_need_be_said_they_say_nothing(text: str) -> None:
    forms = (
        NotesForm({"text": text, "revision": "0"}),
        IntroductionForm({"text": text}),
        CheckInForm({"going": "4", "text": text}),
        DeclineForm({"reason": text}),
    )
    assert [form.is_valid() for form in forms] == [True] * 4
    assert [form.cleaned_data.get("text", form.cleaned_data.get("reason")) for form in forms] == [""] * 4


def test_marks_that_come_with_a_copy_from_a_chat_are_left_out() -> None:
    assert PlainText().clean("@\u2068أمل\u2069 \u202a+254 700\u202c") == "@أمل +254 700"


def test_no_space_is_left_where_the_marks_were() -> None:
    assert PlainText().clean("\u2068 Amina \u2069") == "Amina"
    assert PlainText(strip=False).clean("\u2068 Amina \u2069") == " Amina "


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_line_break_of_any_program_is_one(line_break: str) -> None:
    pasted = f"First{line_break}second{line_break}"
    assert PlainText(widget=Textarea).clean(pasted) == "First\nsecond"
    assert PlainText().clean(pasted) == PersonName().clean(pasted) == "First second"


@pytest.mark.parametrize("text", ["Amina\u202egnp.exe", "\u202dabc", "Ami\x00na", "A\x1bmina"])
def test_what_could_hide_something_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match=r"This has an invisible character in it"):
        PlainText().clean(text)


@pytest.mark.parametrize("text", ["12", "?!"])
def test_a_name_has_letters(text: str) -> None:
    with pytest.raises(ValidationError, match=r"Please write the name in letters\."):
        PersonName().clean(text)
