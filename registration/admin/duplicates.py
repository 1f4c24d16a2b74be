"""Pairs of applications that may be one person's: seen side by side, decided by staff."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from programme.admin.filters import EditionFilter
from registration.actions import duplicates as verbs
from registration.admin.reading import without_unread
from registration.models import Application, Duplicate, Nomination
from registration.rules.duplicates import WORDS, Alike
from wic.accounts.desk import DeskAdmin
from wic.accounts.middleware import signed_in
from wic.accounts.models import User
from wic.accounts.views import step_up_required
from wic.look.words import join_words
from wic.pages import refusals_told


class EditionOfEither(EditionFilter):
    def queryset(self, request: HttpRequest, queryset: QuerySet[Duplicate]) -> QuerySet[Duplicate]:
        either = Q(first__edition__slug=self.value()) | Q(second__edition__slug=self.value())
        return queryset.filter(either) if self.value() else queryset


@admin.register(Duplicate)
class DuplicateAdmin(DeskAdmin):
    list_display = ["pair", "alike_in", "first_edition", "second_edition", "state", "found_at"]
    list_filter = ["state", EditionOfEither]
    search_fields = ["first__search", "second__search"]
    search_help_text = gettext_lazy("Name in Latin or Arabic letters, e-mail address or reference")
    ordering = ["-found_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Duplicate]:
        reader = signed_in(request)
        pairs = without_unread(Duplicate.objects.visible_to(reader).with_both(), reader, "first", "second")
        return pairs.order_by(*self.get_ordering(request))

    @admin.display(description=gettext_lazy("applications"))
    def pair(self, pair: Duplicate) -> str:
        return f"{pair.first} · {pair.second}"

    @admin.display(description=gettext_lazy("alike in"))
    def alike_in(self, pair: Duplicate) -> str:
        return in_words(pair)

    @admin.display(description=gettext_lazy("first application to"), ordering="first__edition")
    def first_edition(self, pair: Duplicate) -> str:
        return str(pair.first.edition)

    @admin.display(description=gettext_lazy("second application to"), ordering="second__edition")
    def second_edition(self, pair: Duplicate) -> str:
        return str(pair.second.edition)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        steps: dict[str, Callable[..., HttpResponseBase]] = {
            "different": require_POST(self.different),
            "same": require_POST(self.same),
            # what she is then told by letter cannot be taken back
            "merge": step_up_required(require_POST(self.merge)),
            "reopen": step_up_required(require_POST(self.reopen)),
        }
        pages = [
            path(f"<int:pk>/{step}/", self.admin_site.admin_view(page), name=f"registration_duplicate_{step}")
            for step, page in steps.items()
        ]
        return [*pages, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        pair = self.get_object(request, unquote(object_id))
        if pair is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": str(pair),
            "opts": self.opts,
            "pair": pair,
            "both": [pair.first, pair.second],
            "alike_in": in_words(pair),
            "compete": (pair.first.edition_id, pair.first.kind) == (pair.second.edition_id, pair.second.kind),
        }
        return TemplateResponse(request, "admin/registration/duplicate/page.html", context)

    def different(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._take(request, pk, verbs.mark_different)

    def same(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._take(request, pk, verbs.mark_same)

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        pair = self._own(request, pk)
        kept = {str(row.pk): row for row in (pair.first, pair.second)}.get(request.POST.get("keep", ""))
        if kept is None:
            raise Http404
        return self._take(request, pk, lambda row, **who: verbs.merge(row, keep=kept, **who))

    def reopen(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._take(request, pk, verbs.reopen)

    def _own(self, request: HttpRequest, pk: int) -> Duplicate:
        if not self.has_change_permission(request):
            raise PermissionDenied
        found: Duplicate = get_object_or_404(self.get_queryset(request), pk=pk)
        return found

    def _take(self, request: HttpRequest, pk: int, verb: Callable[..., Duplicate]) -> HttpResponse:
        pair = self._own(request, pk)
        with refusals_told(request):
            verb(pair, by=signed_in(request), now=timezone.now())
            messages.success(request, _("That is done."))
        return HttpResponseRedirect(reverse("admin:registration_duplicate_change", args=[pk]))


def in_words(pair: Duplicate) -> str:
    return join_words([WORDS[Alike(reason)] for reason in pair.reasons], _("and"))


def connections(application: Application, user: User) -> dict[str, Any]:
    """For the page of one application: who nominated her, her other editions, and whom she is perhaps the same as."""
    others = Application.objects.for_the_desk_of(user).owned_by(application.user).exclude(pk=application.pk)
    pairs = Duplicate.objects.visible_to(user).about(application).with_both()
    return {
        "nominators": Nomination.objects.behind(application).with_organisation().oldest_first(),
        "others": others.select_related("edition").newest_first(),
        "pairs": [(pair, in_words(pair)) for pair in pairs.order_by("pk")],
    }
