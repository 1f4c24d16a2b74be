"""What was done, in words: the record keeps codes, which each app names beside its verbs."""

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from certificates import record as certificates
from circles import record as circles
from events import record as events
from network import record as network
from programme import record as programme
from registration import record as registration
from wic.accounts import record as accounts

DONE = {
    **accounts.DONE,
    **programme.DONE,
    **registration.DONE,
    **events.DONE,
    **circles.DONE,
    **certificates.DONE,
    **network.DONE,
}


def what_was_done(action: str) -> str:
    """By a verb; or to which state something moved. The record outlives its codes: an old one stands as it is."""
    if action in DONE:
        return str(DONE[action])
    label, _dot, state = action.rpartition(".")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return action
    states = dict(model.State.choices) if hasattr(model, "NEXT") else {}
    if state not in states:
        return action
    return _("{kind}: {state}").format(kind=capfirst(model._meta.verbose_name), state=states[state])
