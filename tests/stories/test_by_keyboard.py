"""Everything without a mouse: what has the focus is always seen, is reached in order, and nothing holds it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page

from registration.models import Application
from tests.factories import NOW, edition
from tests.stories.post import code_for
from tests.stories.reader import Reader
from wic.rehearsal.editions import make_edition

FOCUS = """
() => {
  const at = document.activeElement;
  const {outlineStyle, outlineWidth} = getComputedStyle(at);
  const {top, bottom} = at.getBoundingClientRect();
  const seen = outlineStyle !== "none" && outlineWidth !== "0px" && bottom > 0 && top < innerHeight;
  const {name = "", value = "", type = at.localName, form} = at;
  const group = type === "radio" && form.elements[name].length > 1 ? form.elements[name][0].dataset.stop : "";
  return {address: at.getAttribute("href"), name, value, type, seen, stop: group || at.dataset.stop || ""};
}
"""
# What can be reached, in the order of the page; of the answers to one question, which are one stop, the first.
STOPS = """
() => {
  const known = new Set(), can = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const stops = [...document.querySelectorAll(can)].filter((one) => {
    const again = one.type === "radio" && known.has(one.name);
    known.add(one.name);
    return one.checkVisibility({visibilityProperty: true}) && !one.disabled && !again;
  });
  return stops.map((one, number) => (one.dataset.stop = String(number)));
}
"""
MOST_STOPS = 200


def go_on_to(page: Page, *, address: str = "", name: str = "", key: str = "Tab") -> None:
    """Press until the link or field has the focus."""
    for _press in range(MOST_STOPS):
        focus = page.evaluate(FOCUS)
        if (address and focus["address"] == address) or (name and focus["name"] == name):
            assert focus["seen"]
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {address or name}")


def fill_in(page: Page, answers: Mapping[str, Any], *, button: str) -> None:
    """From one control to the next, to the button; whatever there is an answer to is answered on the way."""
    left = dict(answers)
    for _press in range(MOST_STOPS):
        focus = page.evaluate(FOCUS)
        name, kind = focus["name"], focus["type"]
        assert focus["seen"] or kind == "body", focus
        if kind == "submit" and name == button:
            break
        if kind == "checkbox" and focus["value"] in answers.get(name, ()):
            page.keyboard.press("Space")
            left.pop(name, None)
        elif kind == "radio" and name in left:
            choose(page, left.pop(name))
        elif kind != "checkbox" and name in left:
            page.keyboard.type(left.pop(name))  # in a list the letters choose
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"Tab does not lead to the button {button}")
    assert left == {}
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, value: str) -> None:
    """One of several: the keys with arrows go from one to the next."""
    page.keyboard.press("Space")
    for _press in range(10):
        if page.evaluate(FOCUS)["value"] == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not lead to {value}")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_tab_stops_at_everything_in_its_order(
    reader: Callable[..., Reader], transactional_db: None, clock: object, language: str, width: int
) -> None:
    call = make_edition(year=2026, begins=NOW.date(), by=None, now=NOW)
    her = reader("keyboard", language=language, width=width)
    page = her.page
    for path in ("", "eligibility/check/", "nominators/", "calendar/"):
        page.goto(f"{her.site}/{language}/{call.slug}/{path}")
        stops = page.evaluate(STOPS)
        reached = []
        for _stop in stops:
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUS)
            assert focus["seen"], (path, focus)
            reached.append(focus["stop"])
        assert reached == stops


def test_the_way_around_the_menus(reader: Callable[..., Reader], transactional_db: None, clock: object) -> None:
    call = edition()
    her = reader("keyboard")
    her.open(f"/en/{call.slug}/eligibility/")
    her.page.keyboard.press("Tab")
    assert her.page.evaluate(FOCUS)["address"] == "#content"
    her.page.keyboard.press("Enter")
    her.page.keyboard.press("Tab")
    assert her.page.evaluate("document.activeElement.closest('main') !== null")


ELIGIBLE = {
    "country": "Kenya",
    "gender": "woman",
    "pathway": "cybersecurity",
    "years": "3",
    "english": "2",
    "has_computer": "yes",
    "has_connection": "yes",
}
MORE = {
    "full_name": "Amina Wanjiku",
    "sector": "Government",
    "employer": "Coastal Telecom",
    "post": "Analyst",
    "languages-en": "Fluent",
    "languages-en-rank": "1",
    "availability": ["0-evening", "1-evening", "2-evening"],
    "topics": ["forensics"],
    "goal": "Digital forensics",
    "motivation": "I want to lead a response team.",
    "consent": ["on"],
}


def test_checks_herself_and_applies_by_keyboard(
    reader: Callable[..., Reader], transactional_db: None, clock: object
) -> None:
    call = make_edition(year=2026, begins=NOW.date(), by=None, now=NOW)
    her = reader("keyboard", width=360)
    page = her.page
    her.open(f"/en/{call.slug}/eligibility/check/")
    fill_in(page, ELIGIBLE, button="")
    assert "You meet every criterion" in her.text
    her.check_page()
    fill_in(page, {}, button="apply")
    sign_in_by_keyboard(page)
    her.check_page()
    fill_in(page, MORE, button="check")
    assert her.path == f"/en/{call.slug}/apply/mentee/check/", her.text
    her.check_page()
    fill_in(page, {}, button="")
    assert her.path == f"/en/{call.slug}/apply/mentee/sent/"
    sent = Application.objects.get(user__email="keyboard@example.org")
    assert (sent.state, sent.country, sent.mentee.years) == (Application.State.SUBMITTED, "KE", 3)


def sign_in_by_keyboard(page: Page) -> None:
    fill_in(page, {"email": "keyboard@example.org"}, button="")
    fill_in(page, {"code": code_for("keyboard@example.org")}, button="")


def test_signs_in_by_keyboard(reader: Callable[..., Reader], transactional_db: None, clock: object) -> None:
    call = edition()
    her = reader("keyboard")
    page = her.page
    her.open(f"/en/{call.slug}/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["address"] == "#content"  # the way around the menus comes first
    go_on_to(page, address="/en/account/sign-in/")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go_on_to(page, name="email")
    page.keyboard.type("keyboard@example.org")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go_on_to(page, name="code")
    page.keyboard.type(code_for("keyboard@example.org"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert her.path == "/en/me/"
    her.check_page()


def test_opens_the_menu_of_languages_and_closes_it(
    reader: Callable[..., Reader], transactional_db: None, clock: object
) -> None:
    call = edition()
    her = reader("keyboard", width=360)
    page = her.page
    her.open(f"/en/{call.slug}/")
    menu = page.locator("details:has(a[hreflang=fr])")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") == ""
    her.check_page()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    page.keyboard.press("Enter")
    go_on_to(page, address=f"/fr/{call.slug}/")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert her.path == f"/fr/{call.slug}/"
