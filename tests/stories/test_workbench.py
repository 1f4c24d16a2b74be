"""Staff change circles that the matching found: by mouse, by keyboard, and without JavaScript by the same buttons."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from circles.actions.runs import run_matcher, start_run
from circles.actions.workbench import lock_circle
from circles.models import MatchRun
from registration.models import Participant
from tests.factories import NOW, edition, participant, staff
from tests.stories.people import sign_in
from tests.stories.reader import Reader

pytestmark = pytest.mark.usefixtures("transactional_db", "clock")
ReaderOf = Callable[..., Reader]


@pytest.fixture
def run() -> MatchRun:
    """Two circles of four, each of them named."""
    call = edition(circle_min=4, circle_max=5)
    for number in range(2):
        participant(call, kind="mentor", employer=f"Bank {number}", full_name=f"Mentor {number}", capacity=5)
    for number in range(8):
        participant(call, employer=f"Ministry {number}", full_name=f"Mentee {number}")
    return run_matcher(start_run(call, seed=1, by=None, now=NOW), now=NOW)


def at_the_workbench(reader: ReaderOf, run: MatchRun, **how: object) -> Reader:
    her = reader("workbench", **how)
    her.page.goto(f"{her.site}/admin/")
    sign_in(her, staff().email)
    her.open(f"/admin/circles/matchrun/{run.pk}/change/")
    return her


class Finger:
    """One finger on the glass: true touches, of which the browser makes pointer events, or scrolls."""

    def __init__(self, page: Page) -> None:
        self.page, self.line = page, page.context.new_cdp_session(page)
        self.line.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        self.x = self.y = 0.0

    def down(self, selector: str) -> None:
        self.x, self.y = self._middle_of(selector)
        self._touch("touchStart")

    def to(self, selector: str) -> None:
        """What is further down comes nearer while the finger is at the lower edge."""
        for step in range(99):
            x, y = self._middle_of(selector)
            is_near = y < 750
            self.x, self.y = (x, y) if is_near else (x + step % 2, 790)
            self._touch("touchMove")
            if is_near:
                return
        raise AssertionError(f"{selector} does not come nearer")

    def up(self) -> None:
        self.line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _touch(self, kind: str) -> None:
        self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": self.x, "y": self.y}]})

    def _middle_of(self, selector: str) -> tuple[float, float]:
        box = self.page.locator(selector).bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def name_of(public_id: str) -> str:
    return Participant.objects.get(public_id=public_id).certificate_name


def where(run: MatchRun) -> dict[str, str]:
    run.refresh_from_db()
    return {mentee: circle["mentor"] for circle in run.plan for mentee in circle["mentees"]}


def focus_on(page: Page, label: str) -> None:
    """By Tab, until the button with this name has the focus."""
    for _press in range(60):
        if page.evaluate("document.activeElement.textContent") == label:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {label}")


def test_by_mouse_with_what_it_breaks_before_and_after(reader: ReaderOf, run: MatchRun) -> None:
    her = at_the_workbench(reader, run)
    page, (home, target) = her.page, run.plan
    mentee, mentor = home["mentees"][0], target["mentor"]
    page.locator(f"#her-{mentee}").hover()
    page.mouse.down()
    row = page.locator(f"[data-circle='{mentor}'] h2").bounding_box()
    assert row
    page.mouse.move(row["x"] + 10, row["y"] + 10, steps=5)
    under_minimum = f"The circle of {name_of(home['mentor'])} has fewer mentees than a circle takes."
    expect(page.locator(".dragged.breaks")).to_contain_text(under_minimum)  # she still holds her
    assert where(run)[mentee] == home["mentor"]
    page.mouse.up()
    told = page.locator("#told")
    expect(told).to_have_text(f"{name_of(mentee)} is in the circle of {name_of(mentor)} now. {under_minimum}")
    assert where(run)[mentee] == mentor
    expect(page.locator("form[action$='/publish/']")).to_have_count(0)
    her.check_page()
    page.locator("#take-back").click()
    expect(told).to_have_text("The last change is taken back.")
    assert where(run)[mentee] == home["mentor"]
    expect(page.locator("form[action$='/publish/']")).to_have_count(1)
    lock = page.locator(f"#lock-{mentor}")
    for label in ("Unlock", "Lock"):
        lock.click()
        expect(lock).to_have_text(label)


def test_two_are_exchanged_by_mouse(reader: ReaderOf, run: MatchRun) -> None:
    her = at_the_workbench(reader, run)
    page, (home, target) = her.page, run.plan
    mentee, other = home["mentees"][0], target["mentees"][0]
    page.locator(f"#her-{mentee}").drag_to(page.locator(f"#her-{other}"))
    expect(page.locator("#told")).to_have_text(f"{name_of(mentee)} and {name_of(other)} have changed places.")
    assert (where(run)[mentee], where(run)[other]) == (target["mentor"], home["mentor"])
    page.locator(f"#her-{mentee}").press("Enter")
    expect(page.locator("#picked")).to_contain_text(f"{name_of(mentee)} is picked up.")  # by keyboard after the mouse


def test_by_finger_at_the_grip(reader: ReaderOf, run: MatchRun) -> None:
    """The browser neither scrolls with that finger nor takes it for a press."""
    her = at_the_workbench(reader, run, width=360)
    page, (home, target) = her.page, run.plan
    mentee, mentor = home["mentees"][0], target["mentor"]
    page.locator(f"[data-mentee='{mentee}'] .grip").scroll_into_view_if_needed()
    finger = Finger(page)
    finger.down(f"[data-mentee='{mentee}'] .grip")
    finger.to(f"[data-circle='{mentor}'] h2")
    name = name_of(mentor)
    expect(page.locator(".dragged")).to_contain_text(name)
    finger.up()
    expect(page.locator("#told")).to_contain_text(f"{name_of(mentee)} is in the circle of {name} now.")
    assert where(run)[mentee] == mentor
    assert page.locator("#picked").count() == 0


def test_two_are_exchanged_by_keyboard(reader: ReaderOf, run: MatchRun) -> None:
    """She is picked up and put down with Enter, every step is told, and the focus stays with her."""
    her = at_the_workbench(reader, run)
    page, (home, target) = her.page, run.plan
    mentee, other = home["mentees"][0], target["mentees"][1]
    told, picked_up = page.locator("#told"), f"{name_of(mentee)} is picked up."
    page.locator(f"#her-{mentee}").focus()
    page.keyboard.press("Enter")
    expect(told).to_contain_text(picked_up)
    page.keyboard.press("Escape")
    expect(page.locator("#picked")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(told).to_contain_text(picked_up)
    her.check_page()
    focus_on(page, f"Exchange: {name_of(other)}")
    page.keyboard.press("Enter")
    expect(told).to_have_text(f"{name_of(mentee)} and {name_of(other)} have changed places.")
    assert page.evaluate("document.activeElement.id") == f"her-{mentee}"
    assert (where(run)[mentee], where(run)[other]) == (target["mentor"], home["mentor"])


def test_a_refusal_is_told_and_the_circles_stay(reader: ReaderOf, run: MatchRun) -> None:
    her = at_the_workbench(reader, run)
    page, (home, target) = her.page, run.plan
    mentee = home["mentees"][0]
    page.locator(f"#her-{mentee}").click()
    put = page.locator(f".offer button[name=to][value='{target['mentor']}']")
    expect(put).to_be_visible()
    lock_circle(run, mentor=target["mentor"], number=0, by=staff(), now=NOW)
    put.click()
    expect(page.locator("#told.breaks")).to_have_text(
        "The circles have changed since this page was shown. Please look at them again."
    )
    assert where(run)[mentee] == home["mentor"]
    page.locator(f"#her-{mentee}").click()
    expect(page.locator("#picked")).to_be_visible()
    expect(put).to_have_count(0)  # it is locked


def test_a_run_is_watched_to_its_end(reader: ReaderOf, run: MatchRun) -> None:
    """How far it is comes by itself, again and again; when it is done that is told, and the circles stand there."""
    waiting = start_run(run.edition, seed=1, by=None, now=NOW)
    her = reader("watching")
    page = her.page
    page.clock.install()
    page.goto(f"{her.site}/admin/")
    sign_in(her, staff().email)
    her.open(f"/admin/circles/matchrun/{waiting.pk}/change/")
    for seated in (3, 7):
        progress = {"seated": seated, "seconds": 1.5}
        MatchRun.objects.filter(pk=waiting.pk).update(state="running", progress=progress)
        page.clock.run_for(5000)
        expect(page.locator("#workbench")).to_contain_text(f"mentees seated: {seated}.")
    run_matcher(MatchRun.objects.get(pk=waiting.pk), now=NOW)
    page.clock.run_for(5000)
    expect(page.locator("#told")).to_have_text("Ready to look at")
    expect(page.locator("[data-circle] h2").first).to_be_visible()


def test_a_press_that_gets_no_answer_is_told(reader: ReaderOf, run: MatchRun) -> None:
    """What stands on the page stays, and the next press goes through."""
    her = at_the_workbench(reader, run)
    page, (home, target) = her.page, run.plan
    mentee, mentor = home["mentees"][0], target["mentor"]
    told, put = page.locator("#told"), page.locator(f".offer button[name=to][value='{mentor}']")
    page.locator(f"#her-{mentee}").click()
    expect(put).to_be_visible()
    failed = "There was no answer. Please try again, or load the page anew to see what stands."
    her.context.set_offline(True)
    put.click()
    expect(told).to_have_text(failed)
    expect(told).not_to_have_class(re.compile("visually-hidden"))
    her.context.set_offline(False)
    her.faults = [fault for fault in her.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    assert where(run)[mentee] == home["mentor"]
    put.click()
    expect(told).to_contain_text(f"{name_of(mentee)} is in the circle of {name_of(mentor)} now.")


def test_a_double_click_is_one(reader: ReaderOf, run: MatchRun) -> None:
    her = at_the_workbench(reader, run)
    page, (home, target) = her.page, run.plan
    mentee, other = home["mentees"][0], target["mentees"][0]
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.locator(f"#her-{mentee}").click()
    page.locator(f".offer button[name=other][value='{other}']").dblclick()
    expect(page.locator("#told")).to_have_text(f"{name_of(mentee)} and {name_of(other)} have changed places.")
    assert len(sent) == 1


MISSED = "One change at a time: what you pressed meanwhile was not done. Please press it again."


def test_another_change_before_the_answer_is_told(reader: ReaderOf, run: MatchRun) -> None:
    her = at_the_workbench(reader, run)
    page, (one, other) = her.page, (circle["mentor"] for circle in run.plan)
    told, held = page.locator("#told"), list[Route]()
    page.route("**/lock/", lambda route: held.append(route), times=1)
    page.locator(f"#lock-{one}").click()
    page.locator(f"#lock-{other}").click()
    expect(told).to_have_text(MISSED)
    held[0].continue_()
    expect(told).to_have_text(f"The circle is locked. {MISSED}")
    page.locator(f"#lock-{other}").click()
    expect(told).to_have_text("The circle is locked.")
    run.refresh_from_db()
    assert [circle["is_locked"] for circle in run.plan] == [True, True]


def test_who_picks_somebody_up_before_the_answer_reads_the_answer(reader: ReaderOf, run: MatchRun) -> None:
    her = at_the_workbench(reader, run)
    page, (home, target) = her.page, run.plan
    told, held = page.locator("#told"), list[Route]()
    page.route("**/lock/", lambda route: held.append(route), times=1)
    page.locator(f"#lock-{target['mentor']}").click()
    page.locator(f"#her-{home['mentees'][0]}").click()
    expect(told).to_have_text(MISSED)
    lock_circle(run, mentor=target["mentor"], number=0, by=staff(), now=NOW)
    held[0].continue_()
    expect(told).to_have_text(
        f"The circles have changed since this page was shown. Please look at them again. {MISSED}"
    )
    page.locator(f"#her-{home['mentees'][0]}").click()
    expect(page.locator("#picked > p").first).to_contain_text(f"{name_of(home['mentees'][0])} is picked up.")


def test_the_last_press_counts_when_answers_overtake_each_other(reader: ReaderOf, run: MatchRun) -> None:
    her = at_the_workbench(reader, run)
    page, (first, second) = her.page, run.plan[0]["mentees"][:2]
    held: list[Route] = []
    page.route(f"**/change/?mentee={first}", lambda route: held.append(route))
    page.locator(f"#her-{first}").click()
    page.locator(f"#her-{second}").click()
    picked = page.locator("#picked > p").first
    expect(picked).to_contain_text(f"{name_of(second)} is picked up.")
    with page.expect_response(f"**/change/?mentee={first}"):
        held[0].continue_()
    expect(picked).to_contain_text(f"{name_of(second)} is picked up.")
    expect(page.locator(f"#her-{second}")).to_be_focused()


def test_without_scripts_by_the_same_buttons_on_a_phone(reader: ReaderOf, run: MatchRun) -> None:
    her = at_the_workbench(reader, run, has_scripts=False, width=360)
    home, target = run.plan
    mentee, mentor = home["mentees"][0], target["mentor"]
    her.follow(f"#her-{mentee}")
    her.press(f".offer button[name=to][value='{mentor}']")
    assert (
        f"{name_of(mentee)} is in the circle of {name_of(mentor)} now." in her.page.locator(".messagelist").inner_text()
    )
    assert where(run)[mentee] == mentor
    her.press("#undo")
    assert where(run)[mentee] == home["mentor"]
