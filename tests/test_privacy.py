"""Every column that can hold words is either declared personal, with what erasure does to it, or reviewed here.

A new text column in neither fails: decide whether it is about a person before it is filled.
"""

import pytest
from django.apps import apps
from django.db import models

from tests.rows import OURS

KINDS = {"CharField", "TextField", "EmailField", "JSONField", "SlugField", "URLField", "GenericIPAddressField"}
FATES = {"erase", "delete", "keep", "keep with her consent"}

# Columns that were looked at and are not about a person. Choices need no mention unless they could tell of one.
NOT_PERSONAL: dict[str, set[str]] = {
    "accounts.KeptPost": {"path"},
    "accounts.SignInCode": {"public_id"},
    "accounts.RoleGrant": {"edition"},
    # ids, reason codes and names of fields: tests/wic/test_audit.py looks for canaries
    "audit.AuditRow": {"action", "target_label", "target_pk", "actor_pk", "facts"},
    "mail.Letter": {"key", "kind", "message_id", "edition", "about_label", "about_pk", "worker", "last_error"},
    "programme.Edition": {
        *("slug", "code", "name", "summary", "zone", "zone_name", "circle_languages", "consent_version"),
    },
    "programme.Milestone": {"title"},
    "programme.Passage": {"title", "body"},
    "programme.Topic": {"code", "label"},
    "programme.Partner": {"name", "about", "url"},
    "programme.Update": {"title", "body"},
    "programme.Question": {"question", "answer"},
    "programme.ExtraQuestion": {"code", "label", "hint"},
    "programme.ExtraChoice": {"code", "label"},
    "programme.ClosedDay": {"country", "name"},
    "programme.Interest": {"key"},
    # what staff publish about themselves as the programme's contacts and signatories
    "programme.Contact": {"office", "name", "email"},
    "programme.Signatory": {"name", "title"},
    "registration.Application": {"reference", "topics", "languages", "consent_version", "section_revisions"},
    "registration.Inquiry": {"questions"},  # names of fields
    "registration.Submission": {"consent_version"},
    "registration.Rubric": {"gaps"},  # why reviewers are missing, in which language, how many
    "registration.Criterion": {"title", "guidance"},
    "registration.Reviewer": {"languages"},
    "registration.SavedView": {"name", "query"},  # filters; what was searched for is left out
    "registration.Offer": {"facts"},  # her rank, and ids of applications passed over with a reason code
    "registration.Duplicate": {"reasons", "moved"},  # codes, and ids of nominations
    "registration.NominatingOrganisation": {"name", "folded", "country"},  # an organisation is not a person
    "registration.Batch": {"plan"},  # numbers by language and region
    "registration.Decision": {"facts"},  # the ceiling, region or languages of the reason
    "registration.RuleChange": {"because"},  # about the criteria
    "registration.Screening": {"results"},  # criteria, reason codes and counts
    # the speaker is announced to the public; the meeting's link is a secret of the event, not of a person
    "events.Event": {"title", "summary", "speaker", "zone", "meeting_url"},
    "events.SignUp": {"join_key"},
    "events.Attendance": {"reason"},  # a code
    # people by public id: erased with the participant they lead to
    "circles.GuidePage": {"title", "body"},
    "circles.RoomFile": {"content_type"},
    "circles.Repair": {"instance", "current", "proposal", "error"},
    "circles.MatchRun": {"instance", "keep", "result", "draft", "changes", "progress", "error"},
    "certificates.Certificate": {"code", "serial"},
}


MODELS = [model for label in OURS for model in apps.get_app_config(label).get_models()]


def worded(model: type[models.Model]) -> set[str]:
    """Columns for free words: choices aside, and a translated text counted once."""
    names = {field.name for field in model._meta.concrete_fields if field.get_internal_type() in KINDS}
    choices = {field.name for field in model._meta.concrete_fields if field.choices}
    translated = {f"{name}_{language}" for name in names for language in ("en", "fr", "ar")}
    return names - choices - translated


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_column_of_words_is_declared(model: type[models.Model]) -> None:
    personal: dict[str, str] = getattr(model, "PERSONAL", {})
    reviewed = NOT_PERSONAL.get(model._meta.label, set())
    assert worded(model) - set(personal) - reviewed == set()
    assert set(personal) & reviewed == set()
    assert reviewed <= worded(model)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_declared_exists_and_has_a_fate(model: type[models.Model]) -> None:
    personal: dict[str, str] = getattr(model, "PERSONAL", {})
    assert set(personal) <= {field.name for field in model._meta.concrete_fields}
    assert set(personal.values()) <= FATES


def test_nothing_is_reviewed_for_a_model_that_is_gone() -> None:
    assert set(NOT_PERSONAL) <= {model._meta.label for model in MODELS}
