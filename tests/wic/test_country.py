"""A country is chosen from a short list or written by its name."""

import pytest
from django import forms
from django.http import QueryDict
from django.utils.translation import override

from wic import places
from wic.look.country import CountryField, _options
from wic.look.words import join_words
from wic.look.zones import zone_choices

ARAB_STATES = len(places.choices({"ARB"}))


class Where(forms.Form):
    country = CountryField(required=False)

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["country"].offer(["ARB"])  # type: ignore[attr-defined]


def said(query: str) -> tuple[str | None, list[str]]:
    form = Where(QueryDict(query))
    form.is_valid()
    return form.cleaned_data.get("country"), form.errors.get("country", [])


def listed(form: Where) -> list[str]:
    html = str(form["country"])
    return [part.partition('"')[0] for part in html.split('<option value="')[1:]]


def test_the_places_of_the_regions_are_listed_and_another_is_the_last() -> None:
    codes = listed(Where())
    assert (codes[0], codes[-1], len(codes)) == ("", "other", ARAB_STATES + 2)


def test_what_is_no_place_chooses_nothing_and_is_not_kept() -> None:
    assert '<option value="" selected>' in str(Where()["country"])
    kept = _options.cache_info().currsize
    for number in range(3):
        sent = Where(QueryDict(f"country={number}{'x' * 9999}"))
        assert '<option value="" selected>' in str(sent["country"])
    assert _options.cache_info().currsize == kept


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("country=EG", "EG"),
        ("country=KE", "KE"),  # known, though not in the list
        ("country=other&country-name=Switzerland", "CH"),
        ("country=other&country-name=+cote+d'ivoire+", "CI"),
        ("country=other&country-name=Suisse", "CH"),
        ("country=other&country-name=سويسرا", "CH"),
        ("country=other&country-name=usa", "US"),
        ("country=other&country-name=UK", "GB"),
        ("country-name=Kenya", "KE"),
        ("country=EG&country-name=Kenya", "EG"),
        ("country=", ""),
    ],
)
def test_the_choice_or_the_name_says_the_code(query: str, code: str) -> None:
    assert said(query) == (code, [])


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("country=other", "Please write which country or territory."),
        ("country=other&country-name=Kenia", "We do not know this name. Did you mean: Kenya?"),
        ("country=other&country-name=Egipt", "We do not know this name. Did you mean: Egypt?"),
        (
            "country=other&country-name=qqqq",
            "We do not know this name. Please write the country or territory in English, French or Arabic.",
        ),
        ("country=XX", "Select a valid choice. XX is not one of the available choices."),
    ],
)
def test_what_is_not_known_is_said_and_what_is_near_is_named(query: str, error: str) -> None:
    assert said(query) == (None, [error])


def test_a_choice_made_before_stays_in_the_list() -> None:
    html = str(Where(initial={"country": "CH"})["country"])
    assert '<option value="CH" selected>Switzerland</option>' in html
    assert listed(Where()) == [code for code in listed(Where(initial={"country": "CH"})) if code != "CH"]


def test_what_was_typed_is_there_to_be_mended() -> None:
    html = str(Where(QueryDict("country=other&country-name=<Kenia>"))["country"])
    assert '<option value="other" selected>' in html
    assert 'value="&lt;Kenia&gt;"' in html


def test_every_place_is_known_by_its_name_in_each_language() -> None:
    for code, place in places.PLACES.items():
        for label in place.names.values():
            query = QueryDict(mutable=True)
            query.update({"country": "other", "country-name": label})
            assert said(query.urlencode()) == (code, [])


@pytest.mark.parametrize(
    ("language", "commas", "choice"),
    [("en", "a, b, c", "a, b or c"), ("fr", "a, b, c", "a, b ou c"), ("ar", "a، b، c", "a أو b أو c")],
)
def test_words_in_a_row(language: str, commas: str, choice: str) -> None:
    last = {"en": "or", "fr": "ou", "ar": "أو"}[language]
    with override(language):
        assert (join_words("abc"), join_words("abc", last)) == (commas, choice)
    assert (join_words([]), join_words(["a"], "or")) == ("", "a")


def test_clocks_to_choose_from() -> None:
    assert places.several_clocks(["KE", "PS", "", None, "XX"]) == {"Asia/Hebron", "Asia/Gaza"}
    with override("en"):
        assert zone_choices(["Africa/Lome", "Africa/Lagos", "Africa/Accra"]) == [
            ("Africa/Accra", "Accra time"),
            ("Africa/Lagos", "Lagos time"),
            ("Africa/Lome", "Lomé time"),
        ]
