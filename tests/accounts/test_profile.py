import pytest

from tests.factories import NOW, person, staff
from wic.accounts.actions import NotAllowed, change_profile
from wic.accounts.models import User
from wic.audit.models import AuditRow

pytestmark = pytest.mark.django_db

PROFILE = "/en/account/profile/"
FIELDS = ("name", "language", "time_zone", "country")


def answers(**changes):
    return {"name": "Amina Kaddour", "language": "fr", "time_zone": "Africa/Algiers", "country": "DZ"} | changes


def stored(user):
    return User.objects.filter(pk=user.pk).values(*FIELDS).get()


def test_she_changes_it():
    amina = person()

    change_profile(amina, **answers(), by=amina, now=NOW)

    assert stored(amina) == answers()
    row = AuditRow.objects.get()
    assert (row.action, row.target_pk, row.actor_pk, row.facts) == (
        "accounts.user.changed",
        str(amina.pk),
        str(amina.pk),
        {"fields": ["name", "language", "time_zone", "country"]},
    )


def test_only_what_changed_is_written_down():
    amina = person(name="Amina Kaddour", language="fr", country="DZ")

    change_profile(amina, **answers(), by=amina, now=NOW)

    assert AuditRow.objects.get().facts == {"fields": ["time_zone"]}


def test_no_change_leaves_no_trace():
    amina = person(name="Amina Kaddour", language="fr", time_zone="Africa/Algiers", country="DZ")

    change_profile(amina, **answers(), by=amina, now=NOW)

    assert not AuditRow.objects.exists()


def test_nobody_else_changes_it():
    amina = person()

    with pytest.raises(NotAllowed):
        change_profile(amina, **answers(), by=staff(), now=NOW)

    assert stored(amina)["name"] == ""


def test_the_page_saves_and_says_so(as_user):
    amina = person("amina@example.org")
    browser = as_user(amina)

    response = browser.post(PROFILE, answers(), follow=True)

    assert response.redirect_chain == [(PROFILE, 302)]
    assert [str(message) for message in response.context["messages"]] == ["Your profile is saved."]
    assert stored(amina) == answers()
    assert '<option value="Africa/Algiers" selected>' in response.content.decode()


def test_what_may_stay_empty_says_so(as_user):
    fields = as_user(person()).get(PROFILE).context["form"].fields

    told = {name: str(field.help_text)[:11] for name, field in fields.items() if not field.required}
    assert told == {"name": "If you wish", "country": "If you wish"}


def test_what_is_not_asked_is_not_taken(as_user):
    amina = person("amina@example.org")

    as_user(amina).post(PROFILE, answers(email="boss@example.org", is_active="", role="headquarters", password="x"))

    kept = User.objects.get()
    assert (kept.email, kept.is_active, kept.has_usable_password(), kept.roles.grants) == (
        "amina@example.org",
        True,
        False,
        (),
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amina   Kaddour ", "Amina Kaddour"),
        ("أمينة بن يوسف", "أمينة بن يوسف"),
        ("አሚና", "አሚና"),
        ("O’Neill-Ĉu", "O’Neill-Ĉu"),
        ("Amina\r\nBcc: all@example.org", "Amina Bcc: all@example.org"),
        ("\u2067Amina\u2069", "Amina"),
        ("\u200b\u200b", ""),
        ("می\u200cنا", "می\u200cنا"),
        ("<b>A</b>", "<b>A</b>"),
        ("", ""),
    ],
)
def test_a_name_is_kept_as_people_write_it(as_user, typed, kept):
    amina = person()
    browser = as_user(amina)

    browser.post(PROFILE, answers(name=typed))

    assert stored(amina)["name"] == kept
    assert "<b>A</b>" not in browser.get(PROFILE).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "\u202eanimA"},
        {"name": "1234"},
        {"name": "a" * 121},
        {"name": "A\x00"},
        {"language": "xx"},
        {"time_zone": "Mars/Base"},
        {"time_zone": ""},
        {"country": "ZZ"},
    ],
)
def test_what_does_not_fit_is_told(as_user, wrong):
    amina = person()

    response = as_user(amina).post(PROFILE, answers(**wrong))

    assert (response.status_code, list(response.context_data["form"].errors)) == (200, list(wrong))
    assert stored(amina)["language"] == "en"


def test_an_old_name_of_a_zone_that_a_browser_reported_stays(as_user):
    amina = person(time_zone="Asia/Calcutta")

    as_user(amina).post(PROFILE, answers(time_zone="Asia/Calcutta"))

    assert stored(amina)["time_zone"] == "Asia/Calcutta"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pages_for_one_person_are_kept_by_no_cache(as_user, language):
    response = as_user(person()).get(f"/{language}/account/profile/")

    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert "Cookie" in response["Vary"]
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in response.content.decode()


def test_a_public_page_may_be_kept(client):
    assert "no-store" not in client.get("/en/").headers.get("Cache-Control", "")


def test_strangers_are_asked_to_sign_in(client):
    response = client.get(PROFILE)

    assert (response.status_code, response["Location"]) == (302, "/en/account/sign-in/?next=/en/account/profile/")
