"""Late, for one person: the desk gives more time to a draft that it does not read."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration.actions.time_given import give_more_time
from registration.forms.more_time import MoreTimeForm
from wic.accounts.middleware import signed_in
from wic.pages import refusals_told


def more_time(desk: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    if not by.has_perm("registration.extend_application"):
        raise PermissionDenied
    form = MoreTimeForm(request.POST or None, by=by)
    if form.is_valid():
        with refusals_told(request):
            give_more_time(**form.cleaned_data, by=by, now=timezone.now())
            messages.success(request, gettext("She has more time, and a letter says so."))
            return HttpResponseRedirect(request.get_full_path())
    context = {**desk.admin_site.each_context(request), "title": _("Give one person more time"), "opts": desk.opts}
    return TemplateResponse(request, "admin/registration/application/more_time.html", {**context, "form": form})
