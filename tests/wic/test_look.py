"""The sheet, the base template, and instants in words."""

import gzip
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.forms import DateField
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.formats import get_format

from wic.accounts.models import User
from wic.look import sheet_hash
from wic.look.context import language_links
from wic.look.drawing import ICONS, icon_svg, mark_svg
from wic.look.sheet import SOURCE, minified, sheet
from wic.look.times import day_words, deadline_parts, person_time_sentence
from wic.look.zones import CITIES, zone_city

STATIC = Path(settings.BASE_DIR) / "static"
CLOSES = datetime(2021, 3, 31, 21, 59, 59, tzinfo=UTC)
NOW = datetime(2021, 3, 28, 9, 0, tzinfo=UTC)
GENEVA = "Europe/Zurich"
NAIROBI = "Africa/Nairobi"


def request_for(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


# --- The sheet ---


def test_the_rendered_sheet_is_the_one_the_policy_allows() -> None:
    page = render_to_string("500.html")
    (inline,) = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    assert inline == sheet()
    assert sheet_hash() in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"]


def test_sheet_stays_small() -> None:
    assert len(sheet().encode()) <= 15_000
    assert len(gzip.compress(sheet().encode())) <= 4_500


def test_minifying_keeps_what_matters() -> None:
    css = "/* why */\na > b :hover , i { margin: calc(1px + 2px) ; color : red; }\n"
    assert minified(css) == "a>b :hover,i{margin:calc(1px + 2px);color :red}"


@pytest.mark.parametrize("name", ["wic.css", "admin-wic.css"])
def test_no_physical_direction(name: str) -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(), flags=re.DOTALL)
    assert re.findall(r"[\w-]*\b(?:left|right)\b[\w-]*", css) == []
    lopsided = [
        value
        for value in re.findall(r"\b(?:margin|padding|inset)\s*:\s*([^;}]+)", css)
        if len(value.split()) == 4 and value.split()[1] != value.split()[3]
    ]
    assert lopsided == []


def test_every_variable_of_the_sheet_is_defined() -> None:
    assert set(re.findall(r"var\((--[\w-]+)\)", sheet())) <= set(re.findall(r"(--[\w-]+):", sheet()))


# --- Colours ---

ON_PAGE = ["ink", "muted", "teal", "teal-deep", "ember", "green", "amber", "red", "violet"]
TEXT_PAIRS = [
    *[(text, ground) for text in ON_PAGE for ground in ("paper", "surface")],
    *[(text, "sunken") for text in ("ink", "muted")],
    *[("on", button) for button in ("teal", "teal-deep", "ember", "ember-deep")],
]
EDGE_PAIRS = [("edge", "paper"), ("edge", "surface"), ("ember", "sunken")]  # borders of fields, focus: 3 to 1


def palettes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root ?\{([^}]*--ink[^}]*)\}", SOURCE.read_text())
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", light))
    return {"light": colours, "dark": colours | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", dark))}


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    palette = palettes()[scheme]
    weak_text = [pair for pair in TEXT_PAIRS if contrast(palette[pair[0]], palette[pair[1]]) < 4.5]
    weak_edges = [pair for pair in EDGE_PAIRS if contrast(palette[pair[0]], palette[pair[1]]) < 3]
    assert (weak_text, weak_edges) == ([], [])


def test_every_colour_is_checked() -> None:
    checked = {name for pair in TEXT_PAIRS + EDGE_PAIRS for name in pair}
    assert set(palettes()["light"]) - checked == {"line"}  # a rule between things that are apart anyway


def test_contrast_knows_black_and_white() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)


# --- The mark ---


def test_seats_are_the_dots_of_the_mark() -> None:
    drawing = mark_svg(filled=3, of=5)
    assert drawing.count("<circle") == 6
    assert drawing.count('class="o"') == 2


def test_favicon_is_the_mark() -> None:
    places = r'cx="[\d.]+" cy="[\d.]+" r="[\d.]+"'
    assert re.findall(places, (STATIC / "favicon.svg").read_text()) == re.findall(places, mark_svg(filled=5, of=5))


def test_only_icons_that_point_turn_round() -> None:
    turning = {name for name in ICONS if 'class="icon turns"' in icon_svg(name)}
    assert turning == {"arrow", "back", "edit", "external", "list", "search", "video"}


# --- The base template ---


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_page_has_its_language_direction_and_alternates(language: str, direction: str) -> None:
    with translation.override(language):
        page = render_to_string("404.html", request=request_for(f"/{language}/2021/?page=2"))
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert f'<link rel="canonical" href="http://testserver/{language}/2021/">' in page
    assert re.findall(r'rel="alternate" hreflang="(\w+)" href="http://testserver(.*?)"', page) == [
        ("en", "/en/2021/"),
        ("fr", "/fr/2021/"),
        ("ar", "/ar/2021/"),
    ]


def test_header_and_footer_are_those_of_the_reader_and_of_the_address() -> None:
    def parts(path: str, user: AnonymousUser | User, language: str = "en") -> tuple[bool, bool, bool, list[str]]:
        request = request_for(path)
        request.user = user
        with translation.override(language):
            page = render_to_string("404.html", request=request)
        head, foot = page[page.index("<header") : page.index("</header>")], page[page.index("<footer") :]
        here = re.findall(r'href="([^"]+)" lang="\w+" hreflang="\w+" aria-current', head)
        signs_in, signs_out = f"/{language}/account/sign-in/" in head, f"/{language}/account/sign-out/" in foot
        return signs_in, f"/{language}/me/" in head, signs_out, here

    for _again in range(2):  # drawn, and as it was kept
        assert parts("/en/x/", AnonymousUser()) == (True, False, False, ["/en/x/"])
        assert parts("/en/x/", User()) == (False, True, True, ["/en/x/"])
        assert parts("/en/y/?page=2", User()) == (False, True, True, ["/en/y/?page=2"])
        assert parts("/fr/x/", User(), "fr") == (False, True, True, ["/fr/x/"])


def test_language_menu_keeps_the_query() -> None:
    assert [link.path for link in language_links(request_for("/en/x/?page=2"))] == [
        "/en/x/?page=2",
        "/fr/x/?page=2",
        "/ar/x/?page=2",
    ]


def test_address_without_a_language_has_no_menu() -> None:
    assert language_links(request_for("/admin/")) == []


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_pages_of_last_resort_need_no_context(name: str, language: str, direction: str) -> None:
    with translation.override(language):
        assert f'<html lang="{language}" dir="{direction}">' in render_to_string(name)


# --- Instants in words ---


def test_deadline_says_zone_own_time_and_what_is_left() -> None:
    with timezone.override("Africa/Algiers"):
        html = Template("{% load look %}{% deadline at zone now %}").render(
            Context({"at": CLOSES, "zone": GENEVA, "now": NOW})
        )
    assert html == (
        '<time datetime="2021-03-31T21:59:59Z">31 March 2021, 23:59 Geneva time</time> '
        '(<time datetime="2021-03-31T21:59:59Z">22:59 your time</time>), in 3 days'
    )


def test_deadline_for_a_visitor_says_utc_until_the_browser_knows_better() -> None:
    html = Template("{% load look %}{% deadline at zone %}").render(Context({"at": CLOSES, "zone": GENEVA}))
    assert html == (
        '<time datetime="2021-03-31T21:59:59Z">31 March 2021, 23:59 Geneva time</time> '
        '(<time datetime="2021-03-31T21:59:59Z" data-there="2021-03-31T23:59" data-on="{date}, {time}"'
        ' data-yours="{time} your time">'
        "21:59 UTC</time>)"
    )


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [
        (GENEVA, "31 March 2021, 23:59 Geneva time"),
        ("Asia/Dubai", "31 March 2021, 23:59 Geneva time (1 April, 01:59 your time)"),
    ],
)
def test_deadline_in_a_letter(reader: str, sentence: str) -> None:
    text = Template("{% load look %}{% deadline_text at zone reader %}")
    assert text.render(Context({"at": CLOSES, "zone": GENEVA, "reader": reader})) == sentence


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2021, 3, 30, 21, 59, 59, tzinfo=UTC), "in 1 day"),
        (datetime(2021, 3, 30, 22, 0, 0, tzinfo=UTC), "in 23 hours"),
        (datetime(2021, 3, 31, 20, 59, 59, tzinfo=UTC), "in 1 hour"),
        (datetime(2021, 3, 31, 21, 30, 0, tzinfo=UTC), "in 29 minutes"),
        (CLOSES, "in 1 minute"),
        (datetime(2021, 3, 31, 22, 30, 0, tzinfo=UTC), "30 minutes ago"),
        (datetime(2021, 4, 1, 0, 0, 0, tzinfo=UTC), "2 hours ago"),
        (datetime(2021, 4, 3, 0, 0, 0, tzinfo=UTC), "2 days ago"),
    ],
)
def test_what_is_left(now: datetime, left: str) -> None:
    assert deadline_parts(CLOSES, GENEVA, now=now, reader=UTC).left == left


@pytest.mark.parametrize(("language", "day"), [("fr", "31 mars 2021"), ("ar", "31 مارس 2021")])
def test_deadline_in_other_languages(language: str, day: str) -> None:
    with translation.override(language):
        sentence = str(deadline_parts(CLOSES, GENEVA, now=NOW, reader=UTC))
    assert sentence.startswith(day)
    assert re.findall(r"\d+", sentence.removeprefix(day)) == ["23", "59", "21", "59", "3"]


@pytest.mark.parametrize(
    ("language", "start"),
    [("en", "Wednesday 14 April 2021"), ("fr", "mercredi 14 avril 2021"), ("ar", "الأربعاء 14 أبريل 2021")],
)
def test_person_time_has_the_weekday_her_clock_and_utc(language: str, start: str) -> None:
    with translation.override(language):
        sentence = person_time_sentence(datetime(2021, 4, 14, 13, 0, tzinfo=UTC), NAIROBI)
    assert sentence.startswith(start)
    assert re.findall(r"\d+:\d+", sentence) == ["16:00", "13:00"]


def test_person_time_does_not_say_utc_twice() -> None:
    assert person_time_sentence(datetime(2021, 1, 5, 9, 0, tzinfo=UTC), "UTC") == "Tuesday 5 January 2021, 09:00 UTC"


def test_zones_go_by_a_city() -> None:
    assert (zone_city(GENEVA), zone_city("America/Port_of_Spain")) == ("Geneva", "Port of Spain")
    assert len(CITIES) > 90


def test_name_in_a_sentence_is_escaped_and_isolated() -> None:
    html = Template("{% load look %}{{ name|bidi }}").render(Context({"name": "أمل <b>"}))
    assert html == "<bdi>أمل &lt;b&gt;</bdi>"


# --- Dates that people type ---


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("typed", ["2026-04-03", "03/04/2026"])
def test_third_of_april_is_never_the_fourth_of_march(language: str, typed: str) -> None:
    with translation.override(language):
        assert DateField().clean(typed) == datetime(2026, 4, 3, tzinfo=UTC).date()
        assert "%m/%d/%Y" not in get_format("DATE_INPUT_FORMATS")


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "1 December 2026", "2 December 2026"),
        ("fr", "1er décembre 2026", "2 décembre 2026"),
        ("ar", "1 ديسمبر 2026", "2 ديسمبر 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(language: str, first: str, second: str) -> None:
    with translation.override(language):
        said = [Template("{% load look %}{{ on|day }}").render(Context({"on": date(2026, 12, day)})) for day in (1, 2)]
        assert said == [first, second]
        assert day_words(date(2026, 12, 11), "MONTH_DAY_FORMAT").startswith("11 ")


def test_a_reader_whose_zone_is_not_known_is_told_the_other_clocks() -> None:
    said = Template("{% load look %}{% person_time at zone %}").render(Context({"at": CLOSES, "zone": GENEVA}))
    assert said == (
        '<time datetime="2021-03-31T21:59:59Z">Wednesday 31 March 2021, 23:59 Geneva time</time> '
        '(<time datetime="2021-03-31T21:59:59Z" data-there="2021-03-31T23:59" data-on="{date}, {time}"'
        ' data-yours="{time} your time" data-both="{time} your time, {utc}">21:59 UTC</time>)'
    )
    with timezone.override(NAIROBI):
        known = Template("{% load look %}{% person_time at zone %}").render(Context({"at": CLOSES, "zone": NAIROBI}))
    words = "Thursday 1 April 2021, 00:59 Nairobi time (31 March, 21:59 UTC)"
    assert known == f'<time datetime="2021-03-31T21:59:59Z">{words}</time>'
