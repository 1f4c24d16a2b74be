"""What pages have in common: how they are asked, how they say no, how a long list is turned over."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from wic.lifecycle import Refused
from wic.texts import PlainText

Row = TypeVar("Row")

show_or_send = require_http_methods(["GET", "HEAD", "POST"])


def page_of(request: HttpRequest, rows: Sequence[Row] | QuerySet[Any], *, per_page: int = 50) -> Page[Any]:
    """The one that she asked for; the nearest where there is no such page. Shown with `components/pager.html`."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


class Unkeepable(Refused):
    """Too long, or with a character that no text has."""


def words_of(request: HttpRequest, name: str, *, most: int) -> str:
    """The text of a form that asks for nothing else."""
    try:
        text: str = PlainText(max_length=most, required=False).clean(request.POST.get(name, ""))
    except ValidationError as error:
        raise Unkeepable(error.messages[0]) from error
    return text


def buttons_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page where Django answers with nothing: what only a button does, asked for by its address.

    So it is for who pressed it when her sign-in had ended: signing in again leads to the address.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            response.content = render_to_string("405.html", request=request)
        return response

    return middleware


class Telling:
    """A block that a refusal ends: its sentence is told, and the page goes on below.

    A class, not a generator: only an `__exit__` that returns a bool lets mypy see that what is below is reached.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refused):
            return False
        self.tell(str(error))
        return True


def refusals_told(request: HttpRequest, *, about: object = None) -> Telling:
    """Above the next page that she sees; `about` names the row where there are several."""

    def tell(sentence: str) -> None:
        messages.error(request, sentence if about is None else f"{about}: {sentence}")

    return Telling(tell)


def each_told(
    request: HttpRequest, rows: Iterable[Row], verb: Callable[[Row], object], *, about: Callable[[Row], object] = str
) -> int:
    """The same verb row by row; what is refused is told, the others are done all the same. How many were done."""
    done = 0
    for row in rows:
        with refusals_told(request, about=about(row)):
            verb(row)
            done += 1
    return done


def unframed(*layout: object) -> FormHelper:
    """For the fields alone: the page writes the form element and its token, for it knows where the form leads."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if layout:
        helper.layout = Layout(*layout)
    return helper


def refusals_on(form: BaseForm, *, field: str | None = None) -> Telling:
    """In the form that she sent, which is shown again."""
    return Telling(partial(form.add_error, field))
