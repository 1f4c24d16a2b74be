from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wic.lists import ListAdmin
from wic.mail.actions import mark_arrived, send_again
from wic.mail.models import Letter, Reader
from wic.pages import each_told

WORDS = {
    "away": gettext_lazy("The mail server could not be reached."),
    "login": gettext_lazy("The mail server did not accept our sign-in."),
    "encryption": gettext_lazy("The mail server offered no trustworthy encrypted connection."),
    "cut": gettext_lazy("The mail server broke off."),
    "garbled": gettext_lazy("The mail server gave no clear answer."),
    "died": gettext_lazy("Sending was interrupted."),
}


class LetterAdmin(ListAdmin):
    """What was written to whom, and whether it left. Never edited; held and refused letters can be sent again.

    The desk registers it, which knows to whom whose letters may be shown.
    """

    list_display = ["to", "subject", "created_at", "state", "sent_at", "answer"]
    list_filter = ["state", "edition", "region", "language", "created_at"]
    search_fields = ["to", "subject"]
    search_help_text = gettext_lazy("Address or subject")
    ordering = ["-pk"]
    actions = ["send_again", "mark_arrived"]
    fields = [
        "to",
        "subject",
        "shown_text",
        "language",
        "edition",
        "region",
        "created_at",
        "state",
        "answer",
        "attempts",
        "next_attempt_at",
        "sent_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return Letter.objects.visible_to(cast("Reader", request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("text"))
    def shown_text(self, letter: Letter) -> str:
        if letter.secret:
            return _("This letter is confidential: only the person it was written to may read it.")
        lines = linebreaksbr(letter.text)  # escaped
        return format_html('<div lang="{}" dir="auto">{}</div>', letter.language, lines)

    @admin.display(description=gettext_lazy("last answer"))
    def answer(self, letter: Letter) -> str:
        if not letter.last_error:
            return ""
        if letter.last_error in WORDS:
            return str(WORDS[letter.last_error])
        return _("The mail server answered %(code)s.") % {"code": letter.last_error}

    @admin.action(description=gettext_lazy("Send again the letters that are held or were refused"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        if done := self._each(send_again, request, queryset):
            text = ngettext("%(count)d letter will be sent again.", "%(count)d letters will be sent again.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Note that the letters that are held have arrived"))
    def mark_arrived(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        if done := self._each(mark_arrived, request, queryset):
            text = ngettext("%(count)d letter is noted as arrived.", "%(count)d letters are noted as arrived.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    def _each(self, verb: Callable[..., Letter], request: HttpRequest, letters: QuerySet[Letter]) -> int:
        one = partial(verb, by=request.user, now=timezone.now())
        return each_told(request, letters, one, about=attrgetter("to"))
