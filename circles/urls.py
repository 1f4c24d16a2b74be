from django.urls import path

from circles.views import room, sessions

app_name = "circles"

urlpatterns = [
    path("circles/<uuid:public_id>/", room.circle, name="circle"),
    path("circles/<uuid:public_id>/schedule/", sessions.schedule, name="schedule"),
]
