"""Her sign-in ends while she types, and she has no script: what she sends is kept for her, and for nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from programme.models import Edition
from registration.actions.inquiries import ask
from registration.models import Application
from tests.factories import NOW, application, draft, edition, person
from wic.accounts.actions import TooLong, forget_typed, keep_typed
from wic.accounts.kept import LARGEST
from wic.accounts.models import KeptPost, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AsUser = Callable[[User], Client]
FORM = "/en/2026/apply/mentee/"
TEXT = "I want to lead a response team, and this took me an hour to write."
BACK = "What you typed is back in the form"


@pytest.fixture
def call() -> Edition:
    return edition()


@pytest.fixture
def her(call: Edition) -> User:
    return draft(call, person("her@example.org"), motivation="").user


def typed(browser: Client, **answers: Any) -> dict[str, Any]:
    """As she would send it from the page that is open before her."""
    page = browser.get(FORM)
    return {"whose": page.context["whose"], "revision": page.context["revision"], "motivation": TEXT} | answers


def enters(browser: Client, user: User) -> Client:
    """The same browser: signing in takes the place of whoever was signed in."""
    browser.force_login(user)
    return browser


def sign_in_ends(browser: Client) -> Client:
    browser.session.delete()
    del browser.cookies["sessionid"]
    return browser


def shown(browser: Client) -> tuple[str, bool]:
    response = browser.get(FORM)
    return response.context["form"]["motivation"].value(), BACK in response.content.decode()


def saved() -> list[str]:
    return list(Application.objects.order_by("pk").values_list("mentee__motivation", flat=True))


def test_it_is_back_after_she_has_signed_in(her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser)
    response = sign_in_ends(browser).post(FORM, post)
    assert response["Location"] == f"/en/account/sign-in/?next={FORM}"
    assert "kept for one hour" in browser.get(response["Location"]).content.decode()
    assert saved() == [""]
    assert shown(enters(browser, her)) == (TEXT, True)
    assert saved() == [""]  # she saves it herself


def test_once_saved_it_is_gone(her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser)
    sign_in_ends(browser).post(FORM, post)
    enters(browser, her).post(FORM, post)
    assert (saved(), KeptPost.objects.count()) == ([TEXT], 0)
    assert shown(browser) == (TEXT, False)


def test_before_her_first_save_too(call: Edition, as_user: AsUser) -> None:
    new = person()
    browser = as_user(new)
    post = typed(browser)
    sign_in_ends(browser).post(FORM, post)
    assert shown(enters(browser, new)) == (TEXT, True)


@pytest.mark.parametrize("cookie", ["gone", "another"])
def test_without_the_cookie_of_the_form(her: User, as_user: AsUser, cookie: str) -> None:
    first = as_user(her)
    post = typed(first) | {"csrfmiddlewaretoken": "x" * 64}
    strict = Client(enforce_csrf_checks=True)
    if cookie == "another":
        strict.get("/en/account/sign-in/")
    response = strict.post(FORM, post)
    assert (response.status_code, response["Location"]) == (302, FORM)
    assert strict.get(FORM)["Location"] == f"/en/account/sign-in/?next={FORM}"
    assert "csrfmiddlewaretoken" not in KeptPost.objects.get().typed
    assert shown(enters(strict, her)) == (TEXT, True)


def test_signed_in_again_in_another_tab(her: User) -> None:
    browser = enters(Client(enforce_csrf_checks=True), her)
    post = typed(browser) | {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    enters(browser, her)  # which gives every form a new token
    browser.cookies["csrftoken"] = "y" * 32
    assert browser.post(FORM, post)["Location"] == FORM
    assert shown(browser) == (TEXT, True)


def test_so_is_an_answer_to_a_question(call: Edition, as_user: AsUser) -> None:
    sent = application(call)
    ask(sent, questions=["motivation"], note="", due_at=NOW + timedelta(days=7), by=None, now=NOW)
    page, browser = f"{FORM}answer/", as_user(sent.user)
    post = {"whose": browser.get(page).context["whose"], "motivation": TEXT}
    assert sign_in_ends(browser).post(page, post)["Location"] == f"/en/account/sign-in/?next={page}"
    restored = enters(browser, sent.user).get(page)
    assert (restored.context["form"]["motivation"].value(), BACK in restored.content.decode()) == (TEXT, True)
    assert sent.submissions.count() == 1
    browser.post(page, post)
    assert (sent.submissions.count(), KeptPost.objects.count()) == (2, 0)


# --- nobody else -----------------------------------------------------------------------------------------------------
def test_who_signs_in_next_sees_nothing_of_it(call: Edition, her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser)
    sign_in_ends(browser).post(FORM, post)
    other = draft(call, person(), motivation="Mine").user
    assert shown(enters(browser, other)) == ("Mine", False)
    assert TEXT not in browser.get("/en/me/", follow=True).content.decode()
    assert shown(enters(browser, her)) == (TEXT, True)


def test_from_a_page_of_hers_nothing_is_written_into_the_next_persons_form(her: User, as_user: AsUser) -> None:
    browser = Client(enforce_csrf_checks=True)
    post = typed(enters(browser, her)) | {"csrfmiddlewaretoken": "x" * 64}
    other = person()
    assert enters(browser, other).post(FORM, post)["Location"] == FORM
    assert KeptPost.objects.get().user == her
    assert shown(browser)[1] is False


def test_another_browser_of_hers_does_not_have_it(her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser)
    sign_in_ends(browser).post(FORM, post)
    assert shown(as_user(her)) == ("", False)


@pytest.mark.parametrize("cookie", ["", "x" * 43, "é" * 43, "a" * 5000])
def test_a_guessed_cookie_opens_nothing(her: User, as_user: AsUser, cookie: str) -> None:
    browser = as_user(her)
    post = typed(browser)
    sign_in_ends(browser).post(FORM, post)
    elsewhere = as_user(her)
    elsewhere.cookies["kept"] = cookie
    assert shown(elsewhere) == ("", False)


def test_an_hour_and_no_longer(her: User, as_user: AsUser, clock: Any) -> None:
    browser = as_user(her)
    post = typed(browser)
    sign_in_ends(browser).post(FORM, post)
    kept_at = KeptPost.objects.get().kept_at
    clock.shift(3600)
    assert forget_typed(now=kept_at) == 0
    assert shown(enters(browser, her)) == (TEXT, True)
    clock.shift(1)
    browser.cookies["kept"] = browser.cookies["kept"].value  # a browser that does not forget it
    assert shown(browser) == ("", False)
    clock.shift(1)
    assert (forget_typed(now=timezone.now()), KeptPost.objects.count()) == (1, 0)


# --- forged, replayed, too big, too many -----------------------------------------------------------------------------
@pytest.mark.parametrize("whose", ["", "nonsense", "a:b:c", "\x00", "é" * 500, "AAAA:1tzqzq:AAAA"])
def test_a_forged_owner_keeps_nothing(her: User, as_user: AsUser, whose: str) -> None:
    browser = as_user(her)
    post = typed(browser, whose=whose)
    assert sign_in_ends(browser).post(FORM, post).status_code == 302
    assert Client(enforce_csrf_checks=True).post(FORM, post).status_code == 403
    assert (KeptPost.objects.count(), "kept" in browser.cookies) == (0, False)


def test_the_owner_of_another_page_keeps_nothing(her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser)
    sign_in_ends(browser).post("/en/2026/apply/mentor/", post)
    assert KeptPost.objects.count() == 0


def test_a_page_that_was_open_for_more_than_a_week_keeps_nothing(her: User, as_user: AsUser, clock: Any) -> None:
    browser = as_user(her)
    post = typed(browser)
    clock.shift(7 * 86_400 + 1)
    sign_in_ends(browser).post(FORM, post)
    assert KeptPost.objects.count() == 0


def test_for_a_closed_account_nothing_is_kept(her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser)
    User.objects.filter(pk=her.pk).update(is_active=False)
    sign_in_ends(browser).post(FORM, post)
    assert KeptPost.objects.count() == 0


def test_what_nobody_types_is_too_long(her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser, motivation="a" * LARGEST)
    response = sign_in_ends(browser).post(FORM, post, follow=True)
    assert "the text was too long to be kept" in response.content.decode()
    assert KeptPost.objects.count() == 0
    with pytest.raises(TooLong):
        keep_typed(her, path=FORM, typed="a" * (LARGEST + 1), secret="s", now=her.created_at)


def test_a_thousand_times_is_one_row(her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser)
    sign_in_ends(browser)
    for number in range(5):
        Client().post(FORM, post | {"motivation": f"Number {number}"})
    assert KeptPost.objects.count() == 1
    assert "Number+4" in KeptPost.objects.get().typed


def test_replayed_after_it_was_saved_it_waits_for_her_alone(her: User, as_user: AsUser) -> None:
    browser = as_user(her)
    post = typed(browser)
    sign_in_ends(browser).post(FORM, post)
    enters(browser, her).post(FORM, post | {"motivation": "Shorter"})
    sign_in_ends(browser).post(FORM, post)
    assert saved() == ["Shorter"]
    # Saved from this page since: she is shown both.
    response = enters(browser, her).post(FORM, dict(post))
    assert (saved(), response.context["conflicts"][0][1:]) == (["Shorter"], ("Shorter", TEXT))


def test_whatever_was_typed_comes_back_as_it_was(her: User, as_user: AsUser) -> None:
    wild = "=cmd|' /C calc'!A0 <script>alert(1)</script> &amp; %00 + \u202e مرحبا 👩🏿‍💻 é\r\nline"
    browser = as_user(her)
    post = typed(browser, motivation=wild)
    sign_in_ends(browser).post(FORM, post)
    html = enters(browser, her).get(FORM).content.decode()
    assert "<script>alert(1)" not in html
    assert shown(browser)[0] == wild
