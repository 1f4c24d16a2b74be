"""A person at her browser: she opens pages and presses buttons, and every page she stays on is checked."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Request, Response, WebError

HERE = Path(__file__).parent
DIRECTIONS = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
MEETING = "https://meet.example.org/"  # the only address besides ours that may be asked for; it leads nowhere

# WCAG 2.0, 2.1 and 2.2, levels A and AA, and what our own pages promise besides.
LOOK = """
async ({language, direction}) => {
  const ENGLISH = /(?<!\\p{L})(the|of|and|your?|is|are|with|this|that|for|to|not|please)(?!\\p{L})/iu; // none French
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const runOnly = {type: "tag", values: tags};
  // To load style sheets ahead axe writes style elements, which our content security policy refuses, as it should.
  // The one frame there is holds a letter, where no script runs.
  const {violations} = await axe.run(document, {runOnly, preload: false, iframes: false, resultTypes: ["violations"]});
  const found = violations.flatMap(({id, nodes}) => nodes.map((node) =>
    `axe ${id}: ${node.target.join(" ")} ${node.any.concat(node.all, node.none).map((check) => check.message)[0]}`));
  const root = document.documentElement;
  const says = (is, what) => is || found.push(what);
  says(root.scrollWidth <= root.clientWidth, `scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  says(root.lang === language, `lang is ${root.lang}`);
  says((root.dir || "ltr") === direction, `dir is ${root.dir}`);
  says(document.querySelectorAll("h1").length === 1, `h1: ${document.querySelectorAll("h1").length}`);
  says(/^[^·|\\s]/.test(document.title.trim()), `title: ${document.title}`);
  for (const link of document.querySelectorAll("a[href^='#']:not([role=button], .datetimeshortcuts a)"))
    says(document.getElementById(link.hash.slice(1)), `leads nowhere: ${link.hash}`);
  if (language !== "en") for (const text of ours()) says(!ENGLISH.test(text), `not translated: ${text.trim()}`);
  return found;

  function* ours() {
    yield document.title;
    const hers = "script, style, bdi, [dir=auto], [lang]:not(html), textarea, code";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(hers)) yield walker.currentNode.data;
    for (const name of ["aria-label", "placeholder", "title", "alt", "content"])
      for (const element of document.querySelectorAll(`[${name}]`)) yield element.getAttribute(name);
  }
}
"""


@cache
def axe() -> str:
    return (HERE / "vendor" / "axe.min.js").read_text()


@dataclass(frozen=True)
class Manner:
    """How somebody reads: her language, the width of her screen, with scripts or without, light or dark."""

    language: str = "en"
    width: int = 1280
    has_scripts: bool = True
    colours: str = "light"
    time_zone: str = "Africa/Nairobi"

    def context(self, *, has_scripts: bool) -> dict[str, Any]:
        return {
            "locale": self.language,
            "viewport": {"width": self.width, "height": 800},
            "java_script_enabled": has_scripts,
            "color_scheme": self.colours,
            "reduced_motion": "reduce",  # a colour half way through its fade is no finding
            "timezone_id": self.time_zone,
        }


class Reader:
    def __init__(self, browser: Browser, site: str, *, name: str, manner: Manner, pictures: Path | None) -> None:
        self.site, self.name, self.manner, self.pictures = site, name, manner, pictures
        self.faults: list[str] = []
        self.links: dict[str, str] = {}
        self.checked = 0
        self.context = self._watched(browser, has_scripts=manner.has_scripts)
        self.page = self.context.new_page()
        # axe needs scripts: where she has none, the same address is looked at in a second browser with her cookies.
        self.twin = None if manner.has_scripts else self._watched(browser, has_scripts=True).new_page()

    def close(self) -> None:
        self.context.close()
        if self.twin:
            self.twin.context.close()

    # --- What she does ---
    def open(self, address: str) -> None:
        """By an address that was typed, or stood in a letter."""
        self.page.goto(address if "://" in address else self.site + address)
        self.check_page()

    def follow(self, selector: str) -> None:
        """A link of the page's content."""
        self._leave_by(self.one(selector))
        self.check_page()

    def press(self, selector: str = "form button[type=submit]") -> None:
        """A button of the page's content that sends a form."""
        self._leave_by(self.one(selector))
        self.check_page()

    def press_and_leave(self) -> str:
        """A button that leads away from the site: the address that the browser then asks for."""
        with self.page.expect_request(lambda request: not request.url.startswith(self.site)) as asked:
            self.one("form button[type=submit]").click()
        self.page.close()  # nobody answers there
        self.page = self.context.new_page()
        return asked.value.url

    def _leave_by(self, way: Locator) -> None:
        with self.page.expect_navigation():
            way.click()

    def one(self, selector: str) -> Locator:
        """The first that matches, in what is not the frame of every page."""
        return self.page.locator(f":is(main, #content) {selector}").first

    def fill(self, **answers: str) -> None:
        for name, value in answers.items():
            self.page.locator(f"[name={name!r}]").fill(value)

    def choose(self, **answers: str) -> None:
        for name, value in answers.items():
            self.page.locator(f"select[name={name!r}]").select_option(value)

    def tick(self, *boxes: str, **answers: str) -> None:
        """Boxes that stand alone, and one of several by its value."""
        for name in boxes:
            self.page.locator(f"input[name={name!r}]").check()
        for name, value in answers.items():
            self.page.locator(f"input[name={name!r}][value={value!r}]").check()

    # --- What she sees ---
    @property
    def text(self) -> str:
        return self.page.locator(":is(main, #content)").first.inner_text()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def check_page(self, *, language: str = "") -> None:
        """Whether this page can be used by everybody; what is wrong is told at the end of the test."""
        page = self.twin or self.page
        if self.twin:
            self.twin.context.clear_cookies()
            self.twin.context.add_cookies(self.context.cookies())  # type: ignore[arg-type]
            self.twin.goto(self.page.url)
        page.evaluate(axe())
        language = language or self.manner.language
        found = page.evaluate(LOOK, {"language": language, "direction": DIRECTIONS[language]})
        self.faults += [f"{self.name} {self._here()} {what}" for what in found]
        self._note_links()
        self._take_picture()

    def _note_links(self) -> None:
        addresses = self.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        for address in addresses:
            self.links.setdefault(urldefrag(address).url, self._here())

    def check_links(self) -> None:
        """Every address of ours that stood on a page she saw leads to a page."""
        for address, where in self.links.items():
            if address.startswith(self.site):
                status = self.context.request.get(address).status
                if status != 200:
                    self.faults.append(f"{self.name} {where} leads to {status}: {address.removeprefix(self.site)}")

    def _take_picture(self) -> None:
        self.checked += 1
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            manner = f"{self.manner.language}-{self.manner.width}-{self.manner.colours}"
            path = re.sub(r"[^a-z-]+", "_", re.sub(r"[^/]{30,}", "key", self.path)).strip("_")
            name = f"{manner}-{self.name}-{self.checked:02}-{path}.png"
            self.page.screenshot(path=self.pictures / name, full_page=True)

    # --- What must not happen ---
    def _watched(self, browser: Browser, *, has_scripts: bool) -> BrowserContext:
        context = browser.new_context(**self.manner.context(has_scripts=has_scripts))
        context.set_default_timeout(15_000)
        context.on("request", self._watch_request)
        context.on("requestfailed", self._watch_failure)
        context.on("response", self._watch_response)
        context.on("console", self._watch_console)  # also what the content security policy refused
        context.on("weberror", self._watch_error)
        return context

    def _watch_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", MEETING, "data:")):
            self.faults.append(f"{self.name} {self._here()} asks another host: {request.url}")

    def _watch_failure(self, request: Request) -> None:
        is_ended = request.failure == "net::ERR_ABORTED"  # a download; and the icon, when she leaves before it came
        is_well = is_ended and (request.is_navigation_request() or request.url.endswith("/favicon.svg"))
        if not is_well and not request.url.startswith(MEETING):
            self.faults.append(f"{self.name} {self._here()} {request.failure}: {request.url}")

    def _watch_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{self.name} {self._here()} {response.status}: {response.url}")

    def _watch_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{self.name} {self._here()} console: {message.text}")

    def _watch_error(self, error: WebError) -> None:
        self.faults.append(f"{self.name} {self._here()} script: {error.error.message}")

    def _here(self) -> str:
        return self.path if hasattr(self, "page") else ""
