"""The columns that exist in English, French and Arabic."""

from modeltranslation.translator import TranslationOptions, register

from programme.models import (
    ClosedDay,
    Contact,
    Edition,
    ExtraChoice,
    ExtraQuestion,
    Milestone,
    Partner,
    Passage,
    Question,
    Signatory,
    Topic,
    Update,
)


@register(Edition)
class EditionWords(TranslationOptions):
    fields = ("name", "summary", "zone_name")


@register(Milestone)
class MilestoneWords(TranslationOptions):
    fields = ("title",)


@register(Contact)
class ContactWords(TranslationOptions):
    fields = ("office",)


@register(Passage)
class PassageWords(TranslationOptions):
    fields = ("title", "body")


@register(Topic)
class TopicWords(TranslationOptions):
    fields = ("label",)


@register(Signatory)
class SignatoryWords(TranslationOptions):
    fields = ("title",)


@register(Partner)
class PartnerWords(TranslationOptions):
    fields = ("name", "about")


@register(Question)
class QuestionWords(TranslationOptions):
    fields = ("question", "answer")


@register(Update)
class UpdateWords(TranslationOptions):
    fields = ("title", "body")


@register(ClosedDay)
class ClosedDayWords(TranslationOptions):
    fields = ("name",)


@register(ExtraQuestion)
class ExtraQuestionWords(TranslationOptions):
    fields = ("label", "hint")


@register(ExtraChoice)
class ExtraChoiceWords(TranslationOptions):
    fields = ("label",)
