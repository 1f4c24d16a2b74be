"""How pages say no, take rows one by one, and turn over a long list."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory

from wic.lifecycle import Refused
from wic.pages import each_told, page_of, refusals_on, refusals_told


class WordForm(forms.Form):
    word = forms.CharField()


@pytest.fixture
def request_with_messages(rf: RequestFactory) -> Any:
    request: Any = rf.get("/")
    request._messages = CookieStorage(request)
    return request


def told(request: HttpRequest) -> list[tuple[str, str]]:
    return [(said.level_tag, str(said)) for said in get_messages(request)]


def refuse(_row: object = None) -> None:
    raise Refused("Not today.")


def test_a_refusal_is_told_and_the_page_goes_on(request_with_messages: HttpRequest) -> None:
    with refusals_told(request_with_messages):
        refuse()
    assert told(request_with_messages) == [("error", "Not today.")]


def test_what_is_no_refusal_is_not_swallowed(request_with_messages: HttpRequest) -> None:
    with pytest.raises(ZeroDivisionError), refusals_told(request_with_messages):
        1 / 0  # noqa: B018 - it fails
    assert told(request_with_messages) == []


@pytest.mark.parametrize(("field", "where"), [(None, "__all__"), ("word", "word")])
def test_a_refusal_stands_on_the_form(field: str | None, where: str) -> None:
    form = WordForm({"word": "yes"})
    assert form.is_valid()
    with refusals_on(form, field=field):
        refuse()
    assert form.errors == {where: ["Not today."]}


def test_the_others_are_done_all_the_same(request_with_messages: HttpRequest) -> None:
    done = []

    def verb(row: str) -> None:
        if row == "second":
            refuse()
        done.append(row)

    count = each_told(request_with_messages, ["first", "second", "third"], verb, about=str.upper)

    assert (count, done) == (2, ["first", "third"])
    assert told(request_with_messages) == [("error", "SECOND: Not today.")]


@pytest.mark.parametrize(("asked", "shown"), [("", 1), ("2", 2), ("99", 3), ("none", 1), ("-1", 3)])
def test_a_page_that_there_is(rf: RequestFactory, asked: str, shown: int) -> None:
    page = page_of(rf.get("/", {"page": asked}), list(range(7)), per_page=3)
    assert (page.number, list(page)) == (shown, list(range(7))[3 * shown - 3 : 3 * shown])
