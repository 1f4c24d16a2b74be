"""The room of a circle: what its members and its coordinator read, and what the members do there."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from circles.actions import room as actions
from circles.actions.concerns import handlers, raise_concern
from circles.actions.places import members
from circles.forms.room import (
    ConcernForm,
    FileForm,
    GoalForm,
    IntroductionForm,
    MarkForm,
    MessageForm,
    NotesForm,
    StepForm,
)
from circles.models import Circle, Goal, GuidePage, Introduction, NextStep, NoteRevision, RoomFile
from circles.rules.guide import guide as pages_of_guide
from programme.models import Passage
from registration.models import Participant
from wic.accounts.middleware import SignedInRequest
from wic.accounts.models import User
from wic.files import serve
from wic.pages import page_of, refusals_on, refusals_told, show_or_send

# On one page, so that it stays light.
MESSAGES_ON_A_PAGE, OWN_CONCERNS, MOST_BEHIND = 6, 6, 20


def room_for(request: SignedInRequest, public_id: UUID) -> Circle:
    """Read by its members and its coordinator; what is posted there, by members alone."""
    rooms = Circle.objects.select_related("mentor__application", "mentor__user", "edition")
    is_read = request.method in {"GET", "HEAD"}
    rooms = rooms.readable_by(request.user) if is_read else rooms.open().of_member(request.user)
    return get_object_or_404(rooms, public_id=public_id)


def _own_room(request: SignedInRequest, public_id: UUID) -> Circle:
    """What is between her and others: not for the coordinator either."""
    rooms = Circle.objects.open().of_member(request.user)
    return get_object_or_404(rooms.select_related("mentor__user", "edition"), public_id=public_id)


def room_page(request: SignedInRequest, name: str, room: Circle, **context: Any) -> TemplateResponse:
    is_member = Circle.objects.open().of_member(request.user).filter(pk=room.pk).exists()
    about = {"circle": room, "edition": room.edition, "is_member": is_member}
    return TemplateResponse(request, f"circles/{name}.html", {**about, **context})


@show_or_send
def notes(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What stands, with the form to go on writing, and who wrote what before."""
    room = room_for(request, public_id)
    revisions = NoteRevision.objects.of_circle(room)
    latest = revisions.first()
    stands = {"text": latest.text if latest else "", "revision": latest.number if latest else 0}
    form = NotesForm(request.POST or None, initial=stands)
    is_stale = False
    if form.is_valid():
        try:
            actions.write_notes(room, **form.cleaned_data, by=request.user, now=timezone.now())
        except actions.WrittenMeanwhile as refusal:
            form = NotesForm({"text": form.cleaned_data["text"], "revision": stands["revision"]})
            form.add_error(None, str(refusal))
            is_stale = True
        except actions.TooMany as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The notes are saved."))
            return redirect("circles:notes", public_id)
    wanted = request.GET.get("revision", "")
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) < 7
    older = revisions.filter(number=wanted).first() if is_number else None
    return room_page(
        request, "notes", room, form=form, latest=latest, older=older, history=revisions[:30], is_stale=is_stale
    )


@show_or_send
def goals(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Goals of each and of all, and the next steps. The name of the button says which form was sent."""
    room = room_for(request, public_id)
    goals, steps = Goal.objects.of_circle(room), NextStep.objects.of_circle(room)
    people = members(room)
    me = _herself(people, request.user)
    goal_form = GoalForm(request.POST if "goal" in request.POST else None)
    step_form = StepForm(request.POST if "step" in request.POST else None, members=people)
    if goal_form.is_valid():
        with refusals_on(goal_form):
            actions.set_goal(room, **goal_form.cleaned_data, by=request.user, now=timezone.now())
            return redirect("circles:goals", public_id)
    if step_form.is_valid():
        with refusals_on(step_form):
            actions.add_step(room, **step_form.cleaned_data, by=request.user, now=timezone.now())
            return redirect("circles:goals", public_id)
    return room_page(
        request,
        "goals",
        room,
        goals=[
            (goal, me is not None and goal.is_to_be_marked_by(me))
            for goal in (*goals.ahead(), *goals.reached()[:MOST_BEHIND])
        ],
        steps=[*steps.ahead(), *steps.done()[:MOST_BEHIND]],
        goal_form=goal_form,
        step_form=step_form,
        form=goal_form if goal_form.is_bound else step_form,
    )


def _herself(people: Iterable[Participant], user: User) -> Participant | None:
    return next((person for person in people if person.user_id == user.pk), None)


@require_POST
def mark_goal(request: SignedInRequest, public_id: UUID, pk: int) -> HttpResponse:
    goals, by = Goal.objects.select_related("circle__mentor"), request.user
    goal = get_object_or_404(goals, circle=room_for(request, public_id), pk=pk)
    return _mark(request, public_id, lambda it: actions.mark_goal(goal, is_reached=it, by=by, now=timezone.now()))


@require_POST
def mark_step(request: SignedInRequest, public_id: UUID, pk: int) -> HttpResponse:
    steps, by = NextStep.objects.select_related("circle__mentor"), request.user
    step = get_object_or_404(steps, circle=room_for(request, public_id), pk=pk)
    return _mark(request, public_id, lambda it: actions.mark_step(step, is_done=it, by=by, now=timezone.now()))


def _mark(request: SignedInRequest, public_id: UUID, mark: Callable[[bool], object]) -> HttpResponse:
    form = MarkForm(request.POST)
    if form.is_valid():
        with refusals_told(request):
            mark(form.cleaned_data["done"])
    else:  # of a page that was opened before the button said how it shall stand
        messages.error(request, _("Nothing was changed. Please press the button once more."))
    return redirect("circles:goals", public_id)


@show_or_send
def files(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    room = room_for(request, public_id)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            actions.share_file(room, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("The file is shared with your circle."))
            return redirect("circles:files", public_id)
    me = _herself(members(room), request.user)
    shared = room.files.select_related("shared_by").order_by("-shared_at", "-pk")
    return room_page(
        request,
        "files",
        room,
        form=form,
        files=[(each, me is not None and each.is_to_be_removed_by(me)) for each in shared],
    )


@require_safe
def file(request: SignedInRequest, public_id: UUID, key: UUID) -> HttpResponseBase:
    shared = get_object_or_404(RoomFile.objects.filter(circle=room_for(request, public_id)), public_id=key)
    return serve(shared.content, content_type=shared.content_type, name=f"circle-{shared.pk}")


@show_or_send
def remove_file(request: SignedInRequest, public_id: UUID, key: UUID) -> HttpResponse:
    """Asked first, for it cannot be brought back. A second click finds nothing to remove, which is as she wants it."""
    room = _own_room(request, public_id)
    shared = RoomFile.objects.filter(circle=room, public_id=key).select_related("circle__mentor", "shared_by").first()
    if shared is None:
        messages.info(request, _("This file is no longer there."))
        return redirect("circles:files", public_id)
    with refusals_told(request):
        if request.method != "POST":
            actions.must_be_removable(shared, by=request.user)
            return room_page(request, "remove_file", room, file=shared)
        actions.remove_file(shared, by=request.user, now=timezone.now())
        messages.success(request, _("The file is removed."))
    return redirect("circles:files", public_id)


@show_or_send
def write(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    room = room_for(request, public_id)
    form = MessageForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.write_to_circle(room, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("Your message is on its way to the others."))
            return redirect("circles:write", public_id)
    written = room.messages.select_related("written_by").order_by("-written_at", "-pk")
    earlier = page_of(request, written, per_page=MESSAGES_ON_A_PAGE)
    return room_page(request, "write", room, form=form, earlier=earlier)


@show_or_send
def introduction(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    room = _own_room(request, public_id)
    her = actions.member_of(room, request.user)
    told = Introduction.objects.filter(participant=her).first()
    form = IntroductionForm(request.POST or None, initial={"text": told.text if told else ""})
    if form.is_valid():
        actions.introduce(room, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("It is saved."))
        return redirect("circles:circle", public_id)
    return room_page(request, "introduction", room, form=form)


@require_safe
def guide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    room = room_for(request, public_id)
    pages = GuidePage.objects.for_edition(room.edition)
    return room_page(request, "guide", room, pages=pages_of_guide(pages, sessions=room.edition.sessions_planned))


@show_or_send
def conduct(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The code of conduct, and how to tell a named person in private that something is wrong."""
    room = _own_room(request, public_id)
    form = ConcernForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            raise_concern(room, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("Thank you for telling us. Somebody will look after it and write to you."))
            return redirect("circles:conduct", public_id)
    return room_page(
        request,
        "conduct",
        room,
        form=form,
        is_mentor=room.mentor.user_id == request.user.pk,
        passage=room.edition.passages.filter(slot=Passage.Slot.CONDUCT).first(),
        handlers=[handler.name for handler in handlers(room) if handler.name],
        own=room.concerns.filter(raised_by__user=request.user)
        .select_related("handler")
        .order_by("-raised_at")[:OWN_CONCERNS],
    )
