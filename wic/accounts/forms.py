import unicodedata
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator, validate_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.http import QueryDict
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wic import places
from wic.accounts.models import User
from wic.accounts.rules import CODE_DIGITS, known_zone, only_zone_of
from wic.look.zones import zone_city, zone_label
from wic.names import normalise_email, western_digits
from wic.texts import PersonName


class AddressField(forms.EmailField):
    """An e-mail address in its one spelling, without the invisible marks that come with pasting."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return normalise_email("".join(letter for letter in typed if unicodedata.category(letter) != "Cf"))

    def validate(self, value: str) -> None:
        super().validate(value)
        local, _at, domain = value.rpartition("@")
        if not local.isascii():  # few mail servers take such names, and look-alikes hide in them
            raise ValidationError(_("Please give an address in Latin letters."))
        try:
            punycode(domain)
        except UnicodeError as error:  # no mail server could be told this domain
            raise ValidationError(EmailValidator.message) from error


class AddressForm(forms.Form):
    email = AddressField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "autofocus": True, "dir": "ltr"}),
    )


class LongEnough(MinimumLengthValidator):
    """Django's, whose sentence has no Arabic yet."""

    def get_error_message(self) -> str:
        few = ngettext(
            "Please use at least {count} character.", "Please use at least {count} characters.", self.min_length
        )
        return few.format(count=self.min_length)


class PasswordField(forms.CharField):
    """Every keyboard's spelling of one password is the same: an é may be one character or two."""

    def __init__(self, *, label: Any, autocomplete: str, help_text: Any = "") -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "dir": "ltr"})
        super().__init__(label=label, help_text=help_text, max_length=128, strip=False, widget=widget)

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value) or "")


class PasswordSignInForm(forms.Form):
    email = AddressField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "dir": "ltr"}),
    )
    password = PasswordField(label=_("Your password"), autocomplete="current-password")


class NewPasswordForm(forms.Form):
    password = PasswordField(
        label=_("New password"),
        autocomplete="new-password",
        help_text=_("At least 12 characters, in any script. A few words in a row are easy to remember."),
    )
    again = PasswordField(label=_("The same password once more"), autocomplete="new-password")

    def __init__(self, data: QueryDict | None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError(_("This is not the same password. Please type it twice in the same way."))
        return again


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code from the letter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "dir": "ltr",
                "class": "short",
            }
        ),
    )
    time_zone = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput(attrs={"data-zone": ""}))

    def clean_code(self) -> str:
        digits = "".join(letter for letter in western_digits(self.cleaned_data["code"]) if letter.isalnum())
        if not digits.isdecimal() or len(digits) != CODE_DIGITS:
            raise ValidationError(_("The code has %(count)d digits."), params={"count": CODE_DIGITS})
        return digits

    def clean_time_zone(self) -> str:
        return known_zone(self.cleaned_data["time_zone"])


class FactorCodeField(forms.CharField):
    """Of an app or of the list of recovery codes, as people type them: with spaces, in their own digits."""

    def __init__(self, *, label: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "autofocus": True, "dir": "ltr", "class": "short"}
        super().__init__(label=label, max_length=40, widget=forms.TextInput(attrs=attrs))

    def to_python(self, value: Any) -> str:
        return "".join(letter for letter in western_digits(super().to_python(value) or "") if letter.isalnum()).lower()


class AppCodeForm(ActivateTOTPForm):
    code = FactorCodeField(label=_("The six digits that the app shows"))


class SecondStepForm(AuthenticateForm):
    code = FactorCodeField(label=_("The code from your app, or a recovery code"))


class StepUpForm(ReauthenticateForm):
    code = FactorCodeField(label=_("The code from your app, or a recovery code"))


class KeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"dir": "auto"}))


class PasskeyForm(AddWebAuthnForm):
    """allauth's, which by default would add a key that only comes second."""

    name = forms.CharField(label=_("Name"), required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with this key alone, without a code by mail"), required=False, initial=True
    )


class ProfileForm(forms.Form):
    name = PersonName(
        label=_("Your name"),
        required=False,
        max_length=120,
        help_text=_("If you wish: as you would like to be addressed, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of our letters to you"))
    time_zone = forms.ChoiceField(label=_("Your time zone"))
    country = forms.ChoiceField(
        label=_("Country or territory where you live"), help_text=_("If you wish."), required=False
    )

    def __init__(self, data: QueryDict | None, *, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices(besides=initial["time_zone"])  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("I would rather not say")), *places.choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who says where she lives, and leaves the clock at UTC, has not been asked for her clock."""
        answers = super().clean() or {}
        if (
            "country" in self.changed_data
            and "time_zone" not in self.changed_data
            and answers.get("time_zone") == "UTC"
        ):
            answers["time_zone"] = only_zone_of(answers["country"]) or "UTC"
        return answers


class ClockForm(forms.Form):
    """Where she lives; and by which clock, if there are several."""

    country = forms.ChoiceField(label=_("Country or territory where you live"))
    time_zone = forms.ChoiceField(label=_("The nearest city"), required=False)

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        chosen = data.get("country", "") if data else ""
        zones = places.PLACES[chosen].zones if chosen in places.PLACES else ()
        self.fields["country"].choices = [("", _("Please choose")), *places.choices()]  # type: ignore[attr-defined]
        if len(zones) > 1:
            by_city = sorted(((zone, zone_city(zone)) for zone in zones), key=lambda choice: choice[1])
            self.fields["time_zone"].choices = [("", _("Please choose")), *by_city]  # type: ignore[attr-defined]
        else:
            del self.fields["time_zone"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if only := only_zone_of(answers.get("country", "")):
            answers["time_zone"] = only
        elif "time_zone" in self.fields and not answers.get("time_zone"):
            self.add_error("time_zone", _("There are several time zones. Please choose the city nearest to you."))
        return answers


def zone_choices(*, besides: str) -> list[tuple[str, str]]:
    """The zones of all countries by the name of a city; browsers also report old names, such as hers may be."""
    zones = {zone for place in places.PLACES.values() for zone in place.zones} | {besides} - {"UTC"}
    return [
        ("UTC", zone_label("UTC")),
        *sorted(((zone, zone_city(zone)) for zone in zones), key=lambda choice: places.dictionary_key(choice[1])),
    ]
