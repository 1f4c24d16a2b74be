from django.urls import path

import programme.addresses  # noqa: F401 - registers the converter
from wic.home import views

app_name = "home"

urlpatterns = [
    path("", views.front, name="front"),
    path("me/", views.dashboard, name="dashboard"),
    path("<edition:edition>/", views.edition, name="edition"),
]
