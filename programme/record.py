"""How the record names what the verbs of this app have done; a move to a state has the state’s own name."""

from django.utils.translation import gettext_lazy as _

DONE = {
    "programme.edition.created": _("Edition created"),
    "programme.edition.copied": _("Edition made from an earlier one"),
    "programme.edition.revised": _("Edition changed"),
    "programme.edition.parts_revised": _("Parts of the edition changed"),
    "programme.edition.criteria_changed": _("Eligibility criteria changed"),
    "programme.edition.published": _("Edition published"),
    "programme.window.extended": _("Registration period extended"),
    "programme.extraquestion.written": _("Question of the form written"),
    "programme.extraquestion.revised": _("Question of the form changed"),
    "programme.extraquestion.withdrawn": _("Question of the form no longer asked"),
    "programme.extraquestion.asked_again": _("Question of the form asked again"),
    "programme.extraquestion.dropped": _("Question of the form deleted"),
    "programme.interest.asked": _("Asked to be told of the next call"),
    "programme.interest.asked_again": _("Asked once more to be told of the next call"),
    "programme.interest.forgotten": _("Unconfirmed address deleted"),
    "programme.update.posted": _("Update published"),
    "programme.update.corrected": _("Update corrected"),
    "programme.question.written": _("Question and answer written"),
    "programme.question.revised": _("Question and answer changed"),
    "programme.question.dropped": _("Question and answer deleted"),
    "programme.closed_day.written": _("Closed day added"),
    "programme.closed_day.revised": _("Closed day changed"),
    "programme.closed_day.dropped": _("Closed day deleted"),
    "programme.signed_circular.put": _("Signed circular uploaded"),
    "programme.signed_circular.taken_away": _("Signed circular taken away"),
}
