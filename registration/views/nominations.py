"""The pages of a focal point: coming in by link, nominating, and how far each nominee got."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from registration.actions import invitations, nominations
from registration.forms.invitations import ColleagueForm, LetterForm
from registration.forms.nominations import NomineeForm, NomineesForm, nominees_in
from registration.models import FocalPoint, Invitation, Nomination, SignedLetter
from registration.rules.nominations import (
    MOST_NOMINATIONS,
    STAGES,
    Purpose,
    closings,
    in_stages,
    is_waiting,
    kinds_to_nominate,
    opens,
    places_left,
    read_key,
    stage_of,
)
from wic.accounts.middleware import SignedInRequest
from wic.accounts.views import enter
from wic.files import serve
from wic.pages import page_of, refusals_on, refusals_told, show_or_send
from wic.tables import write_xlsx


@login_not_required
@never_cache
@show_or_send
def link(request: HttpRequest, key: str) -> HttpResponse:
    """A page with one button, so that a mail program that looks at links uses none up."""
    ticket = read_key(Purpose.FOCAL_POINT, key)
    rows = FocalPoint.objects.living().select_related("organisation", "user")
    focal_point = rows.filter(public_id=ticket.public_id).first() if ticket else None
    now = timezone.now()
    if request.method == "POST" and ticket and focal_point:
        if "again" in request.POST:
            return _send_again(request, focal_point, key, now)
        with refusals_told(request):
            user = invitations.use_link(ticket, now=now)
            # No proof for a step-up: a link lies in a mailbox for days.
            return enter(request, user, method="link", onward=resolve_url("registration:nominations"))
        return redirect("registration:nomination-link", key)
    context = {
        "focal_point": focal_point,
        "is_good": bool(ticket and focal_point and opens(ticket, focal_point, now=now)),
    }
    return TemplateResponse(request, "registration/nominations/link.html", context)


def _send_again(request: HttpRequest, focal_point: FocalPoint, key: str, now: datetime) -> HttpResponse:
    with refusals_told(request):
        invitations.send_link(focal_point, by=None, now=now)
        messages.success(request, _("A new link is on its way to the address that the last one went to."))
    return redirect("registration:nomination-link", key)


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Each edition that she or he is asked to nominate for; with one, straight to it."""
    own = list(Invitation.objects.of_focal_point(request.user).with_edition().newest_first())
    if len(own) == 1:
        return redirect("registration:nomination-desk", own[0].public_id)
    return TemplateResponse(request, "registration/nominations/overview.html", {"invitations": own})


@require_safe
def desk(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Who was nominated and the stage of each; once announced and with her consent, that she is selected."""
    invitation = _own(request, public_id)
    now = timezone.now()
    people = list(invitation.nominations.standing().with_stage().with_result().by_name())
    left = places_left(invitation.quota, used=len(people))
    open_until = closings(invitation.edition, now=now)
    page = page_of(request, people)
    context = {
        "invitation": invitation,
        "edition": invitation.edition,
        "organisation": invitation.organisation,
        "nominees": [_line(nomination) for nomination in page],
        "page": page,
        "stages": in_stages(people),
        "selected": [nomination for nomination in people if nomination.is_selected],  # type: ignore[attr-defined]
        "left": left if invitation.quota is not None or left < MOST_NOMINATIONS // 10 else None,
        "is_open": bool(open_until),
        "closes_at": open_until[0][0] if open_until else None,
        # By role, where one may be named longer than another.
        "closings": open_until if len({closes_at for closes_at, _kind in open_until}) > 1 else [],
        "now": now,
        "letters": invitation.letters.order_by("pk"),
        "colleagues": invitation.organisation.focal_points.living().select_related("user").by_name(),
        "is_closed": invitation.closed_at is not None,
    }
    return TemplateResponse(request, "registration/nominations/desk.html", context)


def _line(nomination: Nomination) -> dict[str, object]:
    label, tone = STAGES[stage_of(nomination)]
    return {"nomination": nomination, "stage": label, "tone": tone, "is_waiting": is_waiting(nomination)}


@show_or_send
def nominate(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    invitation = _own(request, public_id)
    kinds = kinds_to_nominate(invitation.edition, now=timezone.now())
    if not kinds:
        return _over(request, invitation)
    regions = [row.region for row in invitation.edition.regions.all()]
    initial = {"kind": kinds[0], "country": invitation.organisation.country, "language": request.user.language}
    form = NomineeForm(request.POST or None, kinds=kinds, regions=regions, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            made = nominations.nominate(invitation, form.nominee, by=request.user, now=timezone.now())
            done = pgettext("feminine", "{name} is nominated. Her personal link is on its way to her.")
            messages.success(request, done.format(name=made.name))
            again = "another" in request.POST
            return redirect(f"registration:{'nominate' if again else 'nomination-desk'}", public_id)
    context = {"invitation": invitation, "edition": invitation.edition, "form": form}
    return TemplateResponse(request, "registration/nominations/nominate.html", context)


@show_or_send
def nominate_by_file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The good rows are taken, each other one is listed with its number and the reason."""
    invitation = _own(request, public_id)
    kinds = kinds_to_nominate(invitation.edition, now=timezone.now())
    if not kinds:
        return _over(request, invitation)
    form = NomineesForm(request.POST or None, request.FILES or None)
    context = {"invitation": invitation, "edition": invitation.edition, "form": form, "is_done": False}
    if form.is_valid():
        good, wrong = nominees_in(form.cleaned_data["file"], kinds=kinds, language=request.user.language)
        made, refused = nominations.nominate_all(invitation, good, by=request.user, now=timezone.now())
        rows = sorted([*wrong, *refused])
        context |= {"is_done": True, "taken": len(made), "refused": rows}
    return TemplateResponse(request, "registration/nominations/file.html", context)


@require_safe
def template_file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """An empty table with the right headings, in the reader's language."""
    _own(request, public_id)
    headings = [_("Name"), _("E-mail"), _("Country or territory"), _("Role"), _("Language")]
    data = write_xlsx([headings], title=_("Nominations"), is_rtl=get_language_bidi())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": 'attachment; filename="nominations.xlsx"'}
    )


@show_or_send
def letter(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Attach the signed letter."""
    invitation = _own(request, public_id)
    form = LetterForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            invitations.attach_letter(invitation, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("The letter is attached."))
            return redirect("registration:nomination-desk", public_id)
    context = {"invitation": invitation, "edition": invitation.edition, "form": form}
    return TemplateResponse(request, "registration/nominations/letter.html", context)


@require_safe
def letter_file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """To the focal points of the organisation, and to the desk that it concerns."""
    found = get_object_or_404(SignedLetter.objects.visible_to(request.user), public_id=public_id)
    return serve(found.file, content_type=found.content_type, name="signed-letter")


@show_or_send
def colleague(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One more focal point; or somebody who takes over."""
    invitation = _own(request, public_id)
    own = get_object_or_404(FocalPoint.objects.of(request.user), organisation=invitation.organisation)
    form = ColleagueForm(request.POST or None, initial={"language": request.user.language})
    if form.is_valid():
        now = timezone.now()
        with refusals_on(form):
            if "hand_over" in request.POST:
                invitations.hand_over(own, invitation, **form.cleaned_data, now=now)
                messages.success(request, _("You have handed over. Your colleague gets a letter with a link."))
                return redirect("home:dashboard")
            invitations.add_focal_point(invitation, **form.cleaned_data, by=request.user, now=now)
            messages.success(request, _("Your colleague gets a letter with a link."))
            return redirect("registration:nomination-desk", public_id)
    context = {"invitation": invitation, "edition": invitation.edition, "form": form}
    return TemplateResponse(request, "registration/nominations/colleague.html", context)


@require_POST
def link_again(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    nomination = _own_nomination(request, public_id)
    with refusals_told(request):
        nominations.send_nominee_link(nomination, by=request.user, now=timezone.now())
        messages.success(request, pgettext("feminine", "A new link is on its way to her."))
    return redirect("registration:nomination-desk", nomination.invitation.public_id)


@show_or_send
def take_back(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Asked once more, then done."""
    nomination = _own_nomination(request, public_id)
    if request.method == "POST":
        with refusals_told(request):
            nominations.take_back(nomination, by=request.user, now=timezone.now())
            messages.success(request, _("The nomination is taken back."))
        return redirect("registration:nomination-desk", nomination.invitation.public_id)
    return TemplateResponse(request, "registration/nominations/take_back.html", {"nomination": nomination})


def _own(request: SignedInRequest, public_id: UUID) -> Invitation:
    found: Invitation = get_object_or_404(
        Invitation.objects.of_focal_point(request.user).with_edition(), public_id=public_id
    )
    return found


def _own_nomination(request: SignedInRequest, public_id: UUID) -> Nomination:
    own = Nomination.objects.of_focal_point(request.user).standing().with_organisation()
    found: Nomination = get_object_or_404(own, public_id=public_id)
    return found


def _over(request: SignedInRequest, invitation: Invitation) -> HttpResponse:
    messages.info(request, _("Registration has closed, so nobody can be nominated any more."))
    return redirect("registration:nomination-desk", invitation.public_id)
