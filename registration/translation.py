"""The columns that exist in English, French and Arabic."""

from modeltranslation.translator import TranslationOptions, register

from registration.models import Criterion


@register(Criterion)
class CriterionWords(TranslationOptions):
    fields = ("title", "guidance")
