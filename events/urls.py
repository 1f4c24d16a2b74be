from django.urls import path

from events import views
from programme import addresses  # noqa: F401 - registers the converter

app_name = "events"

urlpatterns = [
    path("<edition:edition>/calendar/", views.calendar, name="calendar"),
    path("events/<uuid:public_id>/", views.event, name="event"),
]
