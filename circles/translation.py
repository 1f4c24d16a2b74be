from modeltranslation.translator import TranslationOptions, register

from circles.models import GuidePage


@register(GuidePage)
class GuideWords(TranslationOptions):
    fields = ("title", "body")
