"""Signing in without a mouse: what has the focus is always seen, and nothing holds it."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.factories import edition
from tests.stories.post import code_for
from tests.stories.reader import Reader

FOCUS = """
() => {
  const at = document.activeElement;
  const {outlineStyle, outlineWidth} = getComputedStyle(at);
  const seen = outlineStyle !== "none" && outlineWidth !== "0px";
  return {address: at.getAttribute("href"), name: at.name || "", seen};
}
"""


def go_on_to(page: Page, *, address: str = "", name: str = "", key: str = "Tab") -> None:
    """Press until the link or field has the focus."""
    for _press in range(30):
        focus = page.evaluate(FOCUS)
        if (address and focus["address"] == address) or (name and focus["name"] == name):
            assert focus["seen"]
            return
        page.keyboard.press(key)
    raise AssertionError(f"thirty times {key} do not lead to {address or name}")


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
