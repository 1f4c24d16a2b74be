from django.urls import include, path

from circles.views import checkins, overview, roll_call, room, sessions

app_name = "circles"

in_a_room = [
    path("", overview.circle, name="circle"),
    path("notes/", room.notes, name="notes"),
    path("goals/", room.goals, name="goals"),
    path("goals/<int:pk>/", room.mark_goal, name="goal"),
    path("steps/<int:pk>/", room.mark_step, name="step"),
    path("files/", room.files, name="files"),
    path("files/<uuid:key>/", room.file, name="file"),
    path("files/<uuid:key>/remove/", room.remove_file, name="file-remove"),
    path("write/", room.write, name="write"),
    path("about-me/", room.introduction, name="introduction"),
    path("check-in/", checkins.check_in, name="check-in"),
    path("guide/", room.guide, name="guide"),
    path("conduct/", room.conduct, name="conduct"),
    path("times/", sessions.times, name="times"),
    path("schedule/", sessions.schedule, name="schedule"),
    path("sessions/<int:number>/", sessions.change, name="session"),
    path("sessions/<int:number>/call-off/", sessions.call_off, name="session-call-off"),
    path("sessions/<int:number>/roll-call/", roll_call.coordinators_roll_call, name="session-roll-call"),
    path("sessions/<int:number>/stand-in/", sessions.substitute, name="session-stand-in"),
]

urlpatterns = [path("circles/<uuid:public_id>/", include(in_a_room))]
