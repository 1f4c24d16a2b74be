from modeltranslation.translator import TranslationOptions, register

from events.models import Event


@register(Event)
class EventWords(TranslationOptions):
    fields = ("title", "summary")
