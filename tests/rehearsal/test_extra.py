"""What the open edition of the demo asks beside the programme's own questions."""

from datetime import date, timedelta

import pytest

from programme.models import Edition
from programme.offered import extra_questions
from programme.rules import gaps
from registration.models import ExtraAnswer
from tests.factories import NOW, draft
from wic.rehearsal.editions import make_edition
from wic.rehearsal.extra import ask_more, tell_more

pytestmark = pytest.mark.django_db


def test_two_questions_in_three_languages_and_answers_of_both_kinds() -> None:
    call = make_edition(year=2026, begins=date(2026, 3, 2), by=None, now=NOW - timedelta(days=30))
    ask_more(call, by=None, now=NOW)
    topics = [topic.code for topic in call.topics.all()]

    drafts = [draft(call, topics=topics, goal=topics[0], **tell_more(number)) for number in (1, 3)]

    asked = extra_questions(call)
    assert [(one.code, one.depends_on, sorted(one.after)) for one in asked] == [
        ("trained-before", "", []),
        ("which-training", "trained-before", ["yes"]),
    ]
    assert gaps(Edition.objects.with_words().get(pk=call.pk)) == []
    assert [ExtraAnswer.objects.filter(application=one).count() for one in drafts] == [1, 2]
