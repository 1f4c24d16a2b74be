"""The application form. It takes what is there: whether that is enough to send, `rules` say, and only when she asks.

So no field is required here, and a field refuses only what could not be kept.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import linebreaks_filter
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from programme.extra import Extra, applying
from programme.models import Edition, EnglishLevel
from programme.offered import Offered, offered
from registration.forms.extra import field_of
from registration.forms.fields import AvailabilityField, LanguagesField, WholeNumber, YesOrNo
from registration.models import Application, MenteeDetail, MentorDetail
from registration.models.applications import MOST_MENTEES, Kind
from registration.rules.answers import LABELS, questions
from registration.rules.applications import MOTIVATION_WORDS, Problem
from registration.rules.availability import in_words, is_finer
from wic import places
from wic.accounts.rules import known_zone
from wic.look.country import CountryField, CountrySelect
from wic.look.zones import zone_choices
from wic.texts import NameText, PlainText

NOT_CHOSEN = [("", _("Please choose"))]
CAPACITY = 5
CLOCK_OF_COUNTRY = [("", _("The clock of my country or territory"))]


def line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", **attrs})


class ApplicationForm(forms.Form):
    full_name = NameText(
        max_length=120, widget=line(autocomplete="name"), help_text=_("In the letters that you want to see there.")
    )
    arabic_name = NameText(
        max_length=120,
        widget=line(lang="ar", autocomplete="off"),
        help_text=_("If you wish."),
    )
    gender = forms.ChoiceField(
        choices=Application.Gender.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "We ask because the programme is for women. It is seen by those who check eligibility, by nobody else."
        ),
    )
    gender_words = PlainText(
        max_length=60, widget=line(autocomplete="off"), help_text=_("If you describe it yourself.")
    )
    country = CountryField(widget=CountrySelect(attrs={"autocomplete": "country"}))
    time_zone = forms.ChoiceField(help_text=_("Sessions are shown to you on this clock."))
    sector = forms.ChoiceField(choices=[*NOT_CHOSEN, *Application.Sector.choices])
    employer = PlainText(max_length=120, widget=line(autocomplete="organization"))
    post = PlainText(
        max_length=120,
        widget=line(autocomplete="organization-title"),
        help_text=pgettext_lazy("feminine", "The title of your job, as you would write it on a card."),
    )
    languages = LanguagesField(help_text=_("A circle is held in one language."))
    availability = AvailabilityField(
        help_text=pgettext_lazy(
            "feminine", "On your own clock, in a usual week. The more you tick, the easier it is to find a circle."
        ),
    )
    topics = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    access_needs = PlainText(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=pgettext_lazy(
            "feminine", "If you wish. It is read by those who plan rooms and events, so that you can take part."
        ),
    )
    consent = forms.BooleanField()

    kind: str

    def __init__(self, *args: Any, edition: Edition, choices: Offered | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.choices = choices = choices or offered(edition)
        self.asked = choices.asked(self.kind)
        spoken = [(code, name) for code, name in settings.LANGUAGES if code in edition.circle_languages]
        self.fields["country"].offer(choices.regions)  # type: ignore[attr-defined]
        self._offer("time_zone", [*CLOCK_OF_COUNTRY, *self._clocks(choices.regions)])
        self._offer("topics", choices.topic_choices)
        self._offer("goal", [*NOT_CHOSEN, *choices.topic_choices])
        self.fields["languages"].widget.languages = spoken
        self._refine(self.initial.get("availability") or ())
        for question, field in self.fields.items():
            field.label = LABELS[question]
        self._put_to(self.asked)
        for field in self.fields.values():
            field.required = field.widget.is_required = False
        self.order_fields(questions(self.kind, self.asked))

    def _refine(self, hours: Sequence[int]) -> None:
        """Parts that she leaves as they are keep the single hours that she has chosen."""
        field = self.fields["availability"]
        field.hours = hours  # type: ignore[attr-defined]
        if is_finer(hours):
            chosen = "; ".join(in_words(hours).splitlines())
            field.help_text = pgettext(
                "feminine", "You have chosen single hours: {hours}. A part that you leave ticked keeps them."
            ).format(hours=chosen)

    def _put_to(self, asked: Sequence[Extra]) -> None:
        """The edition's own questions."""
        known = {question.code: question for question in asked}
        for question in asked:
            chosen = self.initial.get(question.key, question.empty)
            self.fields[question.key] = field_of(question, chosen=chosen, known=known)

    def narrow(self, asked: Collection[str]) -> None:
        """To these questions: what else the browser sends, or leaves out, says nothing."""
        for question in set(self.fields) - set(asked):
            del self.fields[question]

    def _offer(self, question: str, choices: list[tuple[str, Any]]) -> None:
        if question in self.fields:
            self.fields[question].choices = choices  # type: ignore[attr-defined]

    def _clocks(self, regions: Collection[str]) -> list[tuple[str, str]]:
        """Most countries have one clock: to choose from are those of the others, and the one she has already."""
        countries = [code for code, _name in places.choices(regions)]
        typed = [self.initial.get("time_zone"), self.data.get("time_zone")]
        known = {zone for zone in typed if zone and known_zone(zone) == zone}
        return zone_choices(places.several_clocks([*countries, self.initial.get("country")]) | known)

    def explain_consent(self, text: str) -> None:
        paragraphs = linebreaks_filter(text)
        # Also on the field as it was bound when the answers were read: it has a copy.
        self.fields["consent"].help_text = self["consent"].help_text = paragraphs

    @property
    def answers(self) -> dict[str, Any]:
        """What can be kept: a field that refused, or that the browser did not send, is not among them."""
        return {
            question: value
            for question, value in self.cleaned_data.items()
            if not self.fields[question].widget.value_omitted_from_data(
                self.data, self.files, self.add_prefix(question)
            )
        }

    def clean(self) -> None:
        country = self.cleaned_data.get("country")
        if country and self.cleaned_data.get("time_zone") == "":
            self.cleaned_data["time_zone"] = places.zone_of(country)
        applies = applying(self.asked, {**self.initial, **self.cleaned_data})
        for question in self.asked:
            if question.key not in applies:  # nothing is wrong where nothing is asked
                self.errors.pop(question.key, None)

    def clean_topics(self) -> list[str]:
        """In the edition's order, so that the same ticks are the same answer."""
        ticked = self.cleaned_data["topics"]
        return [code for code, _label in self.fields["topics"].choices if code in ticked]  # type: ignore[attr-defined]

    def show(self, problems: list[Problem]) -> None:
        """Say at each field what stands in the way of sending."""
        for problem in problems:
            if problem.question not in self.errors:
                self.add_error(problem.question, problem.sentence)


class MenteeForm(ApplicationForm):
    kind = Kind.MENTEE

    pathway = forms.ChoiceField(choices=MenteeDetail.Pathway.choices, widget=forms.RadioSelect)
    years = WholeNumber(
        min_value=0,
        max_value=60,
        help_text=pgettext_lazy("feminine", "If you work in cybersecurity. At any level; 0 is an answer too."),
    )
    english = forms.TypedChoiceField(
        choices=EnglishLevel.choices,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("The trainings and keynotes are held in English."),
    )
    goal = forms.ChoiceField()
    motivation = PlainText(
        max_length=100_000, strip=True, widget=forms.Textarea(attrs={"rows": 12, "dir": "auto", "lang": "en"})
    )
    has_computer = YesOrNo()
    has_connection = YesOrNo()

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, **kwargs)
        self.fields["motivation"].help_text = _("At most %(limit)s words.") % {"limit": MOTIVATION_WORDS}


class MentorForm(ApplicationForm):
    kind = Kind.MENTOR

    seniority = forms.ChoiceField(choices=MentorDetail.Seniority.choices, widget=forms.RadioSelect)
    capacity = forms.TypedChoiceField(
        choices=[(number, number) for number in range(1, MOST_MENTEES + 1)],
        coerce=int,
        initial=CAPACITY,
        widget=forms.Select(attrs={"class": "short"}),
    )

    def clean_capacity(self) -> int:
        return self.cleaned_data["capacity"] or CAPACITY


FORMS: Mapping[str, type[ApplicationForm]] = {Kind.MENTEE: MenteeForm, Kind.MENTOR: MentorForm}
