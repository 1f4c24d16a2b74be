from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "wic.look"
    label = "look"
