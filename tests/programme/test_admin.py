"""The edition at the desk: who may look, who may change, and what the page says."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from programme.models import Edition, Milestone
from tests.factories import NOW, edition, person, staff
from wic.accounts.models import User
from wic.accounts.permissions import Role
from wic.audit.models import AuditRow
from wic.rehearsal.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SignIn = Callable[[User], Client]
SAVED = "/admin/programme/edition/"


class Typed(HTMLParser):
    """What a browser would send back of the big form, untouched."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.select = self.area = ""
        self.feed(page.content.decode().split('id="edition_form"', 1)[1].split("</form>", 1)[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.values.setdefault(self.select, []).append(given.get("value") or "")
        elif tag == "textarea":
            self.area = name
            self.values[name] = [""]
        elif tag == "input" and given.get("type") not in {"submit", "checkbox", "radio"}:
            self.values[name] = [given.get("value") or ""]
        elif tag == "input" and "checked" in given:
            self.values.setdefault(name, []).append(given.get("value") or "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] = [self.values[self.area][0] + data]


def page_of(row: Edition, name: str = "change") -> str:
    return reverse(f"admin:programme_edition_{name}", args=[row.pk])


def change(browser: Client, row: Edition, **typed: str) -> HttpResponse:
    return browser.post(page_of(row), Typed(browser.get(page_of(row))).values | typed)


def inline_of(browser: Client, row: Edition, prefix: str, part: int) -> str:
    """The name that the form gives to a row of an inline."""
    values = Typed(browser.get(page_of(row))).values
    return next(
        name.removesuffix("-id") for name, value in values.items() if name.startswith(prefix) and value == [str(part)]
    )


@pytest.fixture
def call() -> Edition:
    return make_edition(year=2026, begins=date(2026, 3, 2), by=None, now=NOW - timedelta(days=30))


@pytest.mark.parametrize(
    ("role", "looks", "changes"),
    [(Role.HEADQUARTERS, 200, True), (Role.REGIONAL, 200, False), (Role.REVIEWER, 403, False)],
)
def test_headquarters_change_regional_offices_look(
    call: Edition, as_user: SignIn, role: Role, looks: int, *, changes: bool
) -> None:
    browser = as_user(staff(role, region="AFR" if role == Role.REGIONAL else ""))
    response = browser.get(page_of(call))
    assert response.status_code == looks
    assert b'name="_save"' in response.content if changes else b'name="_save"' not in response.content
    assert browser.post(page_of(call), {}).status_code == (200 if changes else 403)
    assert browser.get(page_of(call, "publish")).status_code == (200 if changes else 403)


def test_others_are_not_let_in(call: Edition, as_user: SignIn) -> None:
    browser = as_user(person())
    assert [browser.get(page_of(call, name)).status_code for name in ("change", "publish")] == [302, 302]


def test_nothing_changed_nothing_written(call: Edition, as_user: SignIn) -> None:
    before = AuditRow.objects.count()
    assert change(as_user(staff()), call)["Location"] == SAVED
    assert AuditRow.objects.count() == before


def test_a_change_goes_through_the_verb(call: Edition, as_user: SignIn) -> None:
    boss = staff()
    assert change(as_user(boss), call, seats="300", summary_ar="ستة أشهر.")["Location"] == SAVED
    call.refresh_from_db()
    assert (call.seats, call.summary_ar) == (300, "ستة أشهر.")
    row = AuditRow.objects.about(call).newest_first().first()
    assert (row.action, row.actor_pk, row.facts) == (
        "programme.edition.revised",
        str(boss.pk),
        {"changed": ["seats", "summary_ar"]},
    )


def test_a_milestone_is_moved_and_another_taken_away(call: Edition, as_user: SignIn) -> None:
    browser = as_user(staff())
    launch, results = call.milestones.get(on=date(2026, 3, 2)), call.milestones.get(on=date(2026, 3, 31))
    moved, dropped = (inline_of(browser, call, "milestones-", row.pk) for row in (launch, results))
    change(browser, call, **{f"{moved}-on": "2026-03-03", f"{dropped}-DELETE": "1"})
    launch.refresh_from_db()
    assert launch.on == date(2026, 3, 3)
    assert not Milestone.objects.filter(pk=results.pk).exists()
    row = AuditRow.objects.about(call).newest_first().first()
    assert row.facts == {"put": [f"milestone {launch.pk}"], "dropped": [f"milestone {results.pk}"]}


def test_a_deadline_is_read_and_typed_on_the_editions_clock(call: Edition, as_user: SignIn) -> None:
    browser = as_user(staff())
    window = call.windows.get(audience="mentee")
    name = inline_of(browser, call, "windows-", window.pk)
    typed = Typed(browser.get(page_of(call))).values
    assert (typed[f"{name}-closes_at_0"], typed[f"{name}-closes_at_1"]) == (["2026-03-25"], ["23:59:59"])
    change(browser, call, **{f"{name}-closes_at_0": "2026-04-02"})
    window.refresh_from_db()
    # Summer time has begun in between.
    assert window.closes_at == datetime.fromisoformat("2026-04-02T21:59:59Z")


def test_a_refusal_is_told_nothing_is_written_and_what_was_typed_stays(call: Edition, as_user: SignIn) -> None:
    browser = as_user(staff())
    window = call.windows.get(audience="mentee")
    name = inline_of(browser, call, "windows-", window.pk)
    response = change(browser, call, seats="300", **{f"{name}-closes_at_0": "2026-03-20"})
    page = response.context
    assert "is not cut short" in page["adminform"].form.non_field_errors()[0]
    windows = next(rows for rows in page["inline_admin_formsets"] if rows.formset.prefix == "windows").formset
    typed = [form["closes_at"].value()[0] for form in windows.initial_forms if form.instance.pk == window.pk]
    assert (page["adminform"].form["seats"].value(), typed) == ("300", ["2026-03-20"])
    call.refresh_from_db()
    assert (call.seats, call.windows.get(audience="mentee").closes_at) == (250, window.closes_at)


def test_the_address_cannot_be_typed(call: Edition, as_user: SignIn) -> None:
    typed = Typed(as_user(staff()).get(page_of(call))).values
    assert {"slug", "code", "published_at"} & set(typed) == set()


def test_criteria_and_regions_are_read_here_and_changed_elsewhere(call: Edition, as_user: SignIn) -> None:
    browser, regions = as_user(staff()), list(call.regions.order_by("pk").values_list("region", flat=True))
    africa = inline_of(browser, call, "regions-", call.regions.get(region="AFR").pk)
    assert {"min_years", "min_english", "women_only", "rules_version", f"{africa}-region"} & set(
        Typed(browser.get(page_of(call))).values
    ) == set()
    forged = {
        "min_years": "9",
        "women_only": "",
        "rules_version": "7",
        f"{africa}-region": "EUR",
        f"{africa}-floor": "5",
    }
    forged |= {"regions-TOTAL_FORMS": "3", "regions-2-region": "ASP", "regions-2-floor": "0"}
    change(browser, call, **forged)
    call.refresh_from_db()
    assert (call.min_years, call.women_only, call.rules_version) == (2, True, 1)
    assert list(call.regions.order_by("pk").values_list("region", flat=True)) == regions
    assert call.regions.get(region="AFR").floor == 5
    assert reverse("admin:edition-rules", args=[call.pk]) in browser.get(page_of(call)).content.decode()


def test_a_new_edition_is_created_unpublished(as_user: SignIn) -> None:
    boss = staff()
    typed = {
        "slug": "2027",
        "code": "WIC27",
        "name_en": "Women in Cyber 2027",
        "zone": "Africa/Nairobi",
        "zone_name_en": "Nairobi",
        "starts_on": "2027-03-08",
        "ends_on": "2027-08-31",
        "results_at_0": "2027-04-05",
        "results_at_1": "10:00",
        "replacements_until": "2027-05-01",
        "seats": "100",
        "reserve_length": "50",
        "offer_days": "7",
        "circle_languages": ["en", "fr"],
        "circle_min": "3",
        "circle_max": "5",
        "sessions_planned": "6",
        "sessions_required": "4",
        "trainings_admit": "participants",
        "min_years": "2",
        "min_english": "2",
        "rules_version": "1",
        "consent_version": "1",
    }
    for prefix in ("regions", "windows", "milestones", "passages", "contacts", "topics", "signatories", "partners"):
        typed |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    typed |= {"regions-TOTAL_FORMS": "1", "regions-0-region": "AFR", "regions-0-floor": "10"}
    response = as_user(boss).post(reverse("admin:programme_edition_add"), typed)
    assert response.status_code == 302
    new = Edition.objects.get()
    assert (new.published_at, new.circle_languages) == (None, ["en", "fr"])
    assert new.results_at == datetime.fromisoformat("2027-04-05T07:00:00Z")  # typed on Nairobi's clock
    assert [(region.region, region.floor) for region in new.regions.all()] == [("AFR", 10)]
    assert [row.action for row in AuditRow.objects.about(new).order_by("pk")] == [
        "programme.edition.created",
        "programme.edition.parts_revised",
    ]


def test_publishing_asks_first(as_user: SignIn) -> None:
    words = {f"zone_name_{code}": "Geneva" for code in ("en", "fr", "ar")}
    mine = edition(published_at=None, **words)
    browser = as_user(staff())
    assert page_of(mine, "publish") in browser.get(page_of(mine)).content.decode()
    assert "Publish now" in browser.get(page_of(mine, "publish")).content.decode()
    mine.refresh_from_db()
    assert mine.published_at is None
    assert browser.post(page_of(mine, "publish"))["Location"] == page_of(mine)
    mine.refresh_from_db()
    assert mine.published_at == NOW


def test_what_is_missing_is_listed_instead_of_the_button(as_user: SignIn) -> None:
    mine = edition(published_at=None, summary_en="Six months online.")
    browser = as_user(staff())
    html = browser.get(page_of(mine, "publish")).content.decode()
    assert "“in two sentences” is missing in Arabic." in html
    assert "Publish now" not in html
    browser.post(page_of(mine, "publish"))
    assert "Some texts are not translated yet." in browser.get(page_of(mine)).content.decode()
    mine.refresh_from_db()
    assert mine.published_at is None
