"""What a rehearsal left behind, counted in the database."""

from certificates.models import Certificate
from circles.models import Circle, CirclePlace, Session
from events.models import Attendance, SignUp
from programme.models import Edition
from registration.models import Application, Decision, Offer, Participant
from wic.mail.models import Letter


def figures(edition: Edition) -> dict[str, int]:
    """In the order of the funnel."""
    sent = Application.objects.for_edition(edition).submitted()
    decisions = Decision.objects.filter(application__edition=edition)
    made = Offer.objects.filter(application__edition=edition)
    active = Participant.objects.for_edition(edition).active()
    letters = Letter.objects.filter(edition=edition.slug)
    return {
        "applications of mentees": sent.mentees().count(),
        "applications of mentors": sent.mentors().count(),
        "drafts never sent": Application.objects.for_edition(edition).filter(state=Application.State.DRAFT).count(),
        "selected": decisions.selected().count(),
        "on the waiting list": decisions.waiting().count(),
        "offers": made.count(),
        "offers from the waiting list": made.filter(from_waiting_list=True).count(),
        "mentees": active.mentees().count(),
        "mentors": active.mentors().count(),
        "circles": Circle.objects.for_edition(edition).count(),
        "mentees in circles": CirclePlace.objects.living().filter(circle__edition=edition).count(),
        "sessions": Session.objects.filter(circle__edition=edition).count(),
        "attendances": Attendance.objects.filter(sign_up__event__edition=edition, is_present=True).count(),
        "registrations of visitors": SignUp.objects.filter(event__edition=edition, participant=None).count(),
        "certificates": Certificate.objects.of_edition(edition).count(),
        "letters": letters.count(),
        "letters sent": letters.filter(state=Letter.State.SENT).count(),
    }
