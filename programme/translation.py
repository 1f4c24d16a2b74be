"""The columns that exist in English, French and Arabic."""

from modeltranslation.translator import TranslationOptions, register

from programme.models import Contact, Edition, Milestone, Passage, Signatory, Topic


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
