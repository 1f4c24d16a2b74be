"""What takes more than one app to show: roles, which may be for one edition, and letters, which tell names."""

from functools import partial
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.db.models import BigIntegerField, CharField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.admin.filters import EditionFilter
from programme.models import Edition
from registration.models import Review
from wic.accounts.actions import end_role, grant_role
from wic.accounts.desk import DeskAdmin, HasHappened
from wic.accounts.middleware import signed_in
from wic.accounts.models import RoleGrant, User
from wic.audit.admin import AuditRowAdmin
from wic.audit.models import AuditRow
from wic.desk.record import what_was_done
from wic.lists import ListAdmin
from wic.mail.admin import LetterAdmin
from wic.mail.models import Letter
from wic.pages import each_told


class RoleGrantForm(forms.ModelForm):
    edition = forms.ChoiceField(label=gettext_lazy("edition"), required=False)

    class Meta:
        model = RoleGrant
        fields = ("user", "role", "region", "edition")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "edition" in self.fields:  # not when a grant is only looked at
            editions = [(edition.slug, edition.name) for edition in Edition.objects.newest_first()]
            self.fields["edition"].choices = [("", _("Every edition")), *editions]  # type: ignore[attr-defined]


@admin.register(RoleGrant)
class RoleGrantAdmin(DeskAdmin):
    form = RoleGrantForm
    list_display = ["user", "role", "region", "edition", "granted_at", "granted_by", "ended_at"]
    list_filter = ["role", "region", EditionFilter, ("ended_at", HasHappened)]
    list_select_related = ["user", "granted_by"]
    search_fields = ["user__email"]
    ordering = ["-pk"]
    autocomplete_fields = ["user"]
    actions = ["end_roles"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        given = ["user", "role", "region", "edition"]
        return [*given, "granted_at", "granted_by", "ended_at"] if obj else given

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_change_permission(request)  # a grant is ended, never rewritten

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        by, now = signed_in(request), timezone.now()
        obj.pk = grant_role(obj.user, role=obj.role, region=obj.region, edition=obj.edition, by=by, now=now).pk

    @admin.action(description=gettext_lazy("End the selected roles"), permissions=["change"])
    def end_roles(self, request: HttpRequest, grants: QuerySet[RoleGrant]) -> None:
        one = partial(end_role, by=signed_in(request), now=timezone.now())
        if ended := each_told(request, grants.select_related("user"), one, about=_whose):
            done = ngettext("{count} role has been ended.", "{count} roles have been ended.", ended)
            messages.success(request, done.format(count=ended))


def _whose(grant: RoleGrant) -> str:
    return f"{grant.user} · {grant}"


@admin.register(Letter)
class DeskLetterAdmin(LetterAdmin):
    """Who reads an application without a name finds none in its letters either, until she has read it."""

    list_filter = ["state", EditionFilter, "region", "language", "created_at"]
    fields = [("of_edition" if name == "edition" else name) for name in LetterAdmin.fields]
    readonly_fields = [*LetterAdmin.readonly_fields, "of_edition"]

    @admin.display(description=gettext_lazy("edition"))
    def of_edition(self, letter: Letter) -> str:
        edition = Edition.objects.filter(slug=letter.edition).first()
        return edition.name if edition else letter.edition

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        unread = Review.objects.hiding_from(signed_in(request))
        return super().get_queryset(request).exclude(to__in=unread.values("application__user__email"))


class DoneFilter(admin.SimpleListFilter):
    """What has been done so far."""

    title = gettext_lazy("what was done")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        done = [(action, what_was_done(action)) for action in AuditRow.objects.actions()]
        return sorted(done, key=lambda told: told[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return queryset.filter(action=chosen) if chosen in dict(self.lookup_choices) else queryset


@admin.register(AuditRow)
class DeskAuditRowAdmin(ListAdmin, AuditRowAdmin):
    """What was done, to what and by whom. The facts stand in codes, the same in each language.

    Names are those of colleagues: who reads applications without a name finds none here either.
    """

    list_display = ["at", "what", "about", "who"]
    list_filter = [DoneFilter, "at"]
    fields = ["at", "what", "about", "who", "facts"]
    readonly_fields = ["what", "about", "who"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditRow]:
        actor = Cast(NullIf(OuterRef("actor_pk"), Value("")), BigIntegerField())
        name = Coalesce(NullIf("name", Value("")), "email", output_field=CharField())
        colleague = User.objects.at_the_desk().filter(pk=actor).values_list(name)
        return super().get_queryset(request).annotate(colleague=Subquery(colleague))

    @admin.display(description=gettext_lazy("what was done"), ordering="action")
    def what(self, row: AuditRow) -> str:
        return what_was_done(row.action)

    @admin.display(description=gettext_lazy("to what"))
    def about(self, row: AuditRow) -> str:
        try:
            kind = capfirst(apps.get_model(row.target_label)._meta.verbose_name)
        except LookupError:  # the record outlives what it is about, and its name
            kind = row.target_label
        return _("{kind}, number {number}").format(kind=kind, number=row.target_pk)

    @admin.display(description=gettext_lazy("by whom"), ordering="actor_pk")
    def who(self, row: AuditRow) -> str:
        if not row.actor_pk:
            return _("The system")
        colleague: str | None = row.colleague  # type: ignore[attr-defined]
        return colleague or _("{kind}, number {number}").format(kind=_("Person"), number=row.actor_pk)
