from django.urls import path

import programme.addresses  # noqa: F401 - registers the converter
from wic.home import views

app_name = "home"

urlpatterns = [
    path("", views.front, name="front"),
    path("me/", views.dashboard, name="dashboard"),
    path("privacy/", views.privacy, name="privacy"),
    path("<edition:edition>/", views.edition, name="edition"),
    path("<edition:edition>/eligibility/", views.eligibility, name="eligibility"),
    path("<edition:edition>/mentors/", views.mentors, name="mentors"),
    path("<edition:edition>/timeline/", views.timeline, name="timeline"),
]
