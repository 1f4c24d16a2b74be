"""The first publication waits for the translations; nothing afterwards does."""

import pytest

from programme.actions import AlreadyPublished, NotTranslated, publish, revise, revise_parts
from programme.models import Edition, Milestone
from programme.rules import gaps
from tests.factories import NOW, edition, staff
from wic.audit.models import AuditRow

pytestmark = pytest.mark.django_db


def unpublished(**columns: object) -> Edition:
    words = {f"zone_name_{code}": "Geneva" for code in ("en", "fr", "ar")}
    return edition(published_at=None, **(words | columns))


def test_published_is_seen_and_told() -> None:
    boss = staff()
    done = publish(unpublished(), by=boss, now=NOW)
    assert done.published_at == NOW
    assert list(Edition.objects.published()) == [done]
    row = AuditRow.objects.about(done).get()
    assert (row.action, row.actor_pk, row.at) == ("programme.edition.published", str(boss.pk), NOW)


def test_a_missing_translation_holds_it_back_and_is_named() -> None:
    mine = unpublished(summary_en="Six months online.", summary_fr="Six mois en ligne.")
    mine.milestones.create(on="2026-03-08", title_en="Launch", title_ar="الافتتاح")
    with pytest.raises(NotTranslated, match="Some texts are not translated yet") as refusal:
        publish(mine, by=None, now=NOW)
    assert [str(gap) for gap in refusal.value.gaps] == [
        "Edition “Women in Cyber 2026”: “in two sentences” is missing in Arabic.",
        "Milestone “2026-03-08 Launch”: “what” is missing in French.",
    ]
    mine.refresh_from_db()
    assert mine.published_at is None
    assert not AuditRow.objects.about(mine).exists()


def test_what_may_be_empty_may_be_empty_in_every_language() -> None:
    mine = Edition.objects.with_words().get(pk=unpublished().pk)
    assert (mine.summary, gaps(mine)) == ("", [])


def test_twice_is_refused() -> None:
    mine = publish(unpublished(), by=None, now=NOW)
    with pytest.raises(AlreadyPublished, match="published already"):
        publish(mine, by=None, now=NOW)


def test_a_correction_is_never_held_back() -> None:
    mine = publish(unpublished(), by=None, now=NOW)
    urgent = Milestone(on="2026-03-09", title_en="The launch is a day later")
    revise(mine, changes={"summary_en": "New words."}, by=None, now=NOW)
    revise_parts(mine, put=[urgent], by=None, now=NOW)
    mine = Edition.objects.with_words().get(pk=mine.pk)
    assert (mine.summary_en, mine.milestones.get().title_en) == ("New words.", "The launch is a day later")
    assert {gap.language for gap in gaps(mine)} == {"fr", "ar"}
